#include "gateway/soap/mime_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gateway/base/digest.hpp"
#include "gateway/base/encoding.hpp"
#include "gateway/soap/xop.hpp"

namespace dmpgw::soap {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Writes down each part as a .want file does, and holds the reader to the order of its calls.
class Recorder final : public MimeHandler {
  public:
    std::string text;
    std::string bytes;
    std::size_t calls = 0;
    bool inside = false;

    Result<void> begin_part(const PartHeader& header) override {
        EXPECT_FALSE(inside);
        inside = true;
        bytes.clear();
        text += "part " + (header.content_id.empty() ? "-" : header.content_id) + " | " + header.content_type +
                " | " + header.content_transfer_encoding + " | ";
        return {};
    }
    Result<void> part_data(std::string_view data) override {
        EXPECT_TRUE(inside);
        EXPECT_FALSE(data.empty());
        ++calls;
        bytes.append(data);
        return {};
    }
    Result<void> end_part() override {
        EXPECT_TRUE(inside);
        inside = false;
        text += std::to_string(bytes.size()) + " | " + hex_encode(sha1(bytes)) + "\n";
        return {};
    }
};

std::string refusal(const Failure& failure) {
    return "refuse " + failure.first().rule + " at " + failure.first().where + "\n";
}

std::string read_in_pieces(std::string_view content_type, std::string_view body, std::size_t piece) {
    const auto type = read_multipart_type(content_type);
    if (!type) return refusal(type.error());
    Recorder recorder;
    MimeReader reader(type->boundary, recorder);
    for (std::size_t at = 0; at < body.size(); at += piece) {
        // A copy of its own for each piece: reading past its end is then seen by the sanitizers.
        const std::string copy(body.substr(at, piece));
        if (auto done = reader.feed(copy); !done) {
            EXPECT_FALSE(reader.feed("--b0--"));
            EXPECT_EQ(refusal(reader.finish().error()), refusal(done.error()));
            return refusal(done.error());
        }
    }
    if (auto done = reader.finish(); !done) return refusal(done.error());
    return recorder.text;
}

struct Case {
    std::string content_type;
    std::string body;
};

Case split_case(const std::string& file) {
    constexpr std::string_view prefix = "Content-Type: ";
    const std::size_t line_end = file.find("\r\n\r\n");
    EXPECT_TRUE(file.starts_with(prefix) && line_end != std::string::npos);
    return {file.substr(prefix.size(), line_end - prefix.size()), file.substr(line_end + 4)};
}

std::vector<fs::path> cases() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(DMPGW_SOURCE_DIR "/tests/data/mime")) {
        if (entry.path().extension() == ".mime") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

TEST(MimeReader, every_case_file_has_its_wanted_outcome_in_pieces_of_any_size) {
    const auto files = cases();
    ASSERT_GE(files.size(), 30U);
    for (const fs::path& path : files) {
        const Case c = split_case(read_file(path));
        const std::string want = read_file(fs::path(path).replace_extension(".want"));
        for (const std::size_t piece : {c.body.size() + 1, std::size_t{1}, std::size_t{2}, std::size_t{7}}) {
            EXPECT_EQ(read_in_pieces(c.content_type, c.body, piece), want)
                << path.filename() << " in pieces of " << piece;
        }
    }
}

TEST(MimeReader, any_cut_into_two_pieces_gives_the_same) {
    for (const fs::path& path : cases()) {
        const Case c = split_case(read_file(path));
        if (c.body.size() > 2000) continue;
        const std::string want = read_file(fs::path(path).replace_extension(".want"));
        const auto type = read_multipart_type(c.content_type);
        if (!type) continue;
        for (std::size_t cut = 0; cut <= c.body.size(); ++cut) {
            Recorder recorder;
            MimeReader reader(type->boundary, recorder);
            auto done = reader.feed(std::string_view(c.body).substr(0, cut));
            if (done) done = reader.feed(std::string_view(c.body).substr(cut));
            if (done) done = reader.finish();
            EXPECT_EQ(done ? recorder.text : refusal(done.error()), want) << path.filename() << " at " << cut;
        }
    }
}

TEST(MimeReader, no_prefix_of_a_body_passes_for_the_whole) {
    const Case c = split_case(read_file(DMPGW_SOURCE_DIR "/tests/data/mime/envelope_and_document.mime"));
    const std::size_t whole = c.body.rfind("--b0--") + 6;
    for (std::size_t n = 0; n < whole; ++n) {
        EXPECT_TRUE(read_in_pieces(c.content_type, c.body.substr(0, n), 4096).starts_with("refuse")) << n;
    }
    EXPECT_TRUE(read_in_pieces(c.content_type, c.body.substr(0, whole), 4096).starts_with("part"));
}

TEST(MimeReader, the_bytes_handed_on_are_views_into_what_was_fed) {
    class Views final : public MimeHandler {
      public:
        std::string_view fed;
        std::size_t outside = 0;
        Result<void> begin_part(const PartHeader&) override { return {}; }
        Result<void> part_data(std::string_view data) override {
            const bool within = data.data() >= fed.data() && data.data() + data.size() <= fed.data() + fed.size();
            if (!within) outside += data.size();
            return {};
        }
        Result<void> end_part() override { return {}; }
    } views;
    const std::string body = "--b0\r\n\r\n" + std::string(1'000'000, '\n') + "\r\n--b0--\r\n";
    MimeReader reader("b0", views);
    views.fed = body;
    ASSERT_TRUE(reader.feed(body));
    ASSERT_TRUE(reader.finish());
    EXPECT_LE(views.outside, 4U);
}

TEST(MimeReader, a_failure_of_the_handler_ends_the_reading) {
    class Full final : public MimeHandler {
      public:
        Result<void> begin_part(const PartHeader&) override { return {}; }
        Result<void> part_data(std::string_view) override { return Failure(FailureKind::too_large, {Finding{}}); }
        Result<void> end_part() override { return {}; }
    } full;
    MimeReader reader("b0", full);
    const auto done = reader.feed("--b0\r\n\r\nx\r\n--b0--");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, FailureKind::too_large);
    EXPECT_EQ(reader.finish().error().kind, FailureKind::too_large);
}

TEST(MimeReader, refuses_a_bad_boundary_even_when_nothing_is_fed) {
    for (const std::string boundary : {"", "b ", "b\r\n", "b\"", "\xC3\xA9"}) {
        Recorder recorder;
        MimeReader reader(boundary, recorder);
        EXPECT_EQ(reader.finish().error().first().rule, "MIME_BOUNDARY") << boundary;
        EXPECT_EQ(reader.feed("x").error().first().rule, "MIME_BOUNDARY") << boundary;
    }
}

TEST(MimeReader, limits_of_the_configuration_hold) {
    MimeLimits limits;
    limits.parts = 1;
    limits.headers_per_part = 1;
    limits.preamble_bytes = 3;
    Recorder recorder;
    EXPECT_EQ(MimeReader("b", recorder, limits).feed("--b\r\nA: 1\r\nB: 2\r\n\r\n").error().first().rule,
              "MIME_TOO_MANY_HEADERS");
    EXPECT_EQ(MimeReader("b", recorder, limits).feed("--b\r\n\r\nx\r\n--b\r\n").error().first().rule,
              "MIME_TOO_MANY_PARTS");
    recorder.inside = false;
    EXPECT_EQ(MimeReader("b", recorder, limits).feed("1234\r\n--b\r\n").error().first().rule,
              "MIME_PREAMBLE_TOO_LONG");
    EXPECT_TRUE(MimeReader("b", recorder, limits).feed("123\r\n--b\r\n"));
}

TEST(MimeReader, takes_linear_time_on_the_worst_bodies) {
    const std::string longest(70, '-');
    const std::vector<std::string> contents = {
        "x" + std::string(20 * MiB, '-'), std::string(20 * MiB, '\n'), std::string(20 * MiB, '\r'), [] {
            std::string s;
            while (s.size() < 20 * MiB) s += "\n--";
            return s;
        }(), [&] {
            std::string s;
            while (s.size() < 20 * MiB) s += "\r\n--" + longest.substr(0, 69);
            return s + "x";
        }(), [&] {
            std::string s;
            while (s.size() < 20 * MiB) s += "\r\n--" + longest + "x";
            return s;
        }()};
    for (const std::string& content : contents) {
        Recorder recorder;
        MimeReader reader(longest, recorder);
        const auto start = std::chrono::steady_clock::now();
        ASSERT_TRUE(reader.feed("--" + longest + "\r\n\r\n"));
        ASSERT_TRUE(reader.feed(content));
        ASSERT_TRUE(reader.feed("\r\n--" + longest + "--"));
        ASSERT_TRUE(reader.finish());
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
        EXPECT_TRUE(recorder.bytes == content);
    }
}

}  // namespace
}  // namespace dmpgw::soap

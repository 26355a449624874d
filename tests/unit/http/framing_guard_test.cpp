#include "gateway/http/framing_guard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace dmpgw::http {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> cases() {
    std::vector<fs::path> paths;
    for (const auto& entry :
         fs::directory_iterator(fs::path(DMPGW_SOURCE_DIR) / "tests/data/framing_guard")) {
        if (entry.path().extension() == ".http") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

// "accept", "refuse STATUS RULE" or "more", as the .want files say it.
std::string judge(std::string_view bytes, const FramingPolicy& policy) {
    const auto said = [](const FramingRefusal& refusal) {
        return "refuse " + std::to_string(refusal.status) + " " + refusal.failure.first().rule;
    };
    const auto length = find_head(bytes, policy);
    if (!length) return said(length.error());
    if (*length == 0) return "more";
    const auto head = read_head(bytes.substr(0, *length), policy);
    return head ? "accept" : said(head.error());
}

FramingPolicy policy() {
    FramingPolicy p;
    p.hosts = {"gw.example", "[::1]"};
    return p;
}

RequestHead accepted(std::string_view bytes) {
    auto head = read_head(bytes, policy());
    EXPECT_TRUE(head.has_value()) << (head ? "" : head.error().failure.first().rule);
    return head ? *head : RequestHead{};
}

class FramingCase : public testing::TestWithParam<fs::path> {};

TEST_P(FramingCase, is_judged_as_wanted) {
    const std::string bytes = read_file(GetParam());
    std::string want = read_file(fs::path(GetParam()).replace_extension(".want"));
    want.erase(want.find_last_not_of('\n') + 1);
    EXPECT_EQ(judge(bytes, policy()), want);
}

TEST_P(FramingCase, is_judged_alike_when_it_arrives_byte_by_byte) {
    const std::string bytes = read_file(GetParam());
    const FramingPolicy p = policy();
    HeadScanner scanner(p.limits);
    FramingResult<std::size_t> step = std::size_t{0};
    for (std::size_t n = 1; n <= bytes.size() && step && *step == 0; ++n) {
        step = scanner.scan(std::string_view(bytes).substr(0, n));
    }
    const auto at_once = find_head(bytes, p);
    ASSERT_EQ(step.has_value(), at_once.has_value());
    if (step) EXPECT_EQ(*step, *at_once);
    else EXPECT_EQ(step.error().failure.first().rule, at_once.error().failure.first().rule);
}

INSTANTIATE_TEST_SUITE_P(Data, FramingCase, testing::ValuesIn(cases()), [](const auto& of) {
    std::string name = of.param.stem().string();
    std::replace_if(
        name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; },
        '_');
    return name;
});

TEST(FramingGuard, reads_what_the_layers_above_need) {
    const RequestHead head = accepted(
        "POST /xds/repository?a=b HTTP/1.1\r\nHost: gw.example:8443\r\nContent-Length: 12\r\n"
        "Expect: 100-Continue\r\nX-Note:  two words \t\r\n\r\n");
    EXPECT_EQ(head.method, "POST");
    EXPECT_EQ(head.path(), "/xds/repository");
    EXPECT_EQ(head.query(), "a=b");
    EXPECT_EQ(head.minor_version, 1);
    EXPECT_EQ(head.content_length, 12U);
    EXPECT_TRUE(head.expect_continue);
    EXPECT_TRUE(head.keep_alive);
    EXPECT_EQ(head.field("x-note"), "two words");
    EXPECT_EQ(head.field("absent"), "");
}

TEST(FramingGuard, keeps_alive_as_version_and_connection_say) {
    const auto keeps = [](std::string_view version, std::string_view connection) {
        return accepted("GET / HTTP/1." + std::string(version) + "\r\nHost: gw.example\r\n" +
                        std::string(connection) + "\r\n")
            .keep_alive;
    };
    EXPECT_TRUE(keeps("1", ""));
    EXPECT_FALSE(keeps("1", "Connection: Close\r\n"));
    EXPECT_FALSE(keeps("1", "Connection: keep-alive, close\r\n"));
    EXPECT_FALSE(keeps("1", "Connection: keep-alive\r\nConnection: close\r\n"));
    EXPECT_FALSE(keeps("0", ""));
    EXPECT_TRUE(keeps("0", "Connection: x, Keep-Alive\r\n"));
}

TEST(FramingGuard, waits_for_the_rest_of_a_head) {
    EXPECT_EQ(judge("GET / HTTP/1.1\r\nHost: gw.exam", policy()), "more");
    EXPECT_EQ(judge("GET / HTTP/1.1\r\nHost: gw.example\r\n\r", policy()), "more");
    EXPECT_EQ(judge("", policy()), "more");
}

TEST(FramingGuard, leaves_what_follows_the_head_alone) {
    const std::string head = "POST / HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 5\r\n\r\n";
    EXPECT_EQ(find_head(head + "\r\nhello\x01", policy()).value(), head.size());
}

TEST(FramingGuard, refuses_early_what_can_never_become_a_head) {
    EXPECT_EQ(judge("GET / HTTP/1.1\r\nHost: gw.example\r\n ", policy()), "refuse 400 HTTP_FOLDED_LINE");
    EXPECT_EQ(judge("GET /" + std::string(9000, 'a'), policy()), "refuse 414 HTTP_TARGET_TOO_LONG");
    EXPECT_EQ(judge("GET / HTTP/1.1\r\nX: " + std::string(40000, 'a'), policy()),
              "refuse 431 HTTP_HEAD_TOO_LARGE");
    EXPECT_EQ(judge("GET / HTTP/1.1\r\nX: \x80", policy()), "refuse 400 HTTP_NON_ASCII");
}

TEST(FramingGuard, never_quotes_a_credential) {
    const auto head = read_head("GET / HTTP/1.1\r\nHost: gw.example\r\nAuthorization: Bearer secret1\r\n"
                                "Authorization: Bearer secret2\r\n\r\n", policy());
    ASSERT_FALSE(head.has_value());
    EXPECT_EQ(head.error().failure.first().value, "");
}

TEST(FramingGuard, accepts_any_well_formed_host_when_none_is_configured) {
    EXPECT_EQ(judge("GET / HTTP/1.1\r\nHost: other.example\r\n\r\n", FramingPolicy{}), "accept");
}

// Streams whose defect lies in the body, or in the limit of a route: connection_test sends these.
bool is_about_the_body(const std::string& name) {
    return name.find("-chunk-") != std::string::npos || name.find("-trailer-") != std::string::npos ||
           name == "043-cl-huge.http";
}

TEST(FramingGuard, puts_every_corpus_stream_on_the_right_side) {
    const char* set = std::getenv("DMPGW_CORPUS");
    const fs::path corpus = set != nullptr ? fs::path(set) : fs::path(DMPGW_SOURCE_DIR) / "../shared/corpus";
    const fs::path raw = corpus / "attack/http-smuggling/raw";
    if (!fs::exists(raw / "manifest.json")) GTEST_SKIP() << "no corpus of raw HTTP streams at " << raw;
    const std::string manifest = read_file(raw / "manifest.json");
    FramingPolicy p = policy();
    int seen = 0;
    for (const auto& entry : fs::directory_iterator(raw)) {
        const std::string name = entry.path().filename().string();
        const std::size_t row = manifest.find("\"" + name + "\"");
        if (entry.path().extension() != ".http" || row == std::string::npos || is_about_the_body(name))
            continue;
        const bool accept = manifest.compare(manifest.find("\"right\": \"", row) + 10, 6, "accept") == 0;
        EXPECT_EQ(judge(read_file(entry.path()), p) == "accept", accept) << name;
        ++seen;
    }
    EXPECT_GT(seen, 0);
}

}  // namespace
}  // namespace dmpgw::http

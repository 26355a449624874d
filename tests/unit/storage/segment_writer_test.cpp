#include "gateway/storage/segment_writer.hpp"

#include <gtest/gtest.h>

#include "tests/storage/sample_units.hpp"
#include "tests/support/failing_file_system.hpp"

namespace dmpgw::storage {
namespace {

struct Stored {
    DocumentLocation location;
    std::string bytes;
};

std::string problem(FileSystem& files, const Stored& stored) {
    const std::string path = "segments/" + segment_name(stored.location.segment);
    if (!files.exists(path)) return "no segment";
    const auto file = files.open(path, OpenMode::read);
    std::string raw(static_cast<std::size_t>(record_header_bytes + stored.location.length), '\0');
    const std::uint64_t at = stored.location.offset - record_header_bytes;
    if (file->read(at, raw.data(), raw.size()) != raw.size()) return "cut";
    const auto header = decode_record_header(raw);
    if (!header || header->sha256 != sha256(stored.bytes)) return "header";
    return raw.substr(record_header_bytes) == stored.bytes ? "" : "bytes";
}

/// Places `bytes`; they must live until the group is written.
Stored place(SegmentWriter& writer, const std::string& bytes) {
    return {writer.place({bytes}, bytes.size(), sha256(bytes)), bytes};
}

TEST(SegmentWriter, documents_of_a_group_lie_one_behind_the_other) {
    auto files = std::make_shared<ForgetfulFileSystem>();
    auto folder = std::make_shared<SegmentFolder>(files, "segments", 1);
    SegmentWriter writer(folder, 4096);
    const std::string a(100, 'a');
    const std::string b(1, 'b');
    const auto first = place(writer, a);
    const auto second = place(writer, b);
    writer.write();
    ASSERT_EQ(writer.growth().size(), 1U);
    EXPECT_EQ(writer.growth()[0].documents, 2U);
    EXPECT_EQ(writer.growth()[0].bytes, 101U);
    EXPECT_EQ(writer.growth()[0].tail, segment_header_bytes + record_bytes(100) + record_bytes(1));
    writer.keep();
    EXPECT_EQ(second.location.offset, first.location.offset + record_bytes(100));
    EXPECT_EQ(problem(*files, first), "");
    EXPECT_EQ(problem(*files, second), "");
}

TEST(SegmentWriter, a_full_segment_is_followed_by_the_next_within_a_group) {
    auto files = std::make_shared<ForgetfulFileSystem>();
    auto folder = std::make_shared<SegmentFolder>(files, "segments", 1);
    SegmentWriter writer(folder, 1024);
    const std::string bytes(700, 'x');
    const auto first = place(writer, bytes);
    const auto second = place(writer, bytes);
    const std::string huge(5000, 'y');
    const auto third = place(writer, huge);
    writer.write();
    EXPECT_EQ(writer.growth().size(), 3U);
    writer.keep();
    EXPECT_EQ(first.location.segment, 1U);
    EXPECT_EQ(second.location.segment, 2U);
    EXPECT_EQ(third.location.segment, 3U);
    for (const auto& stored : {first, second, third}) EXPECT_EQ(problem(*files, stored), "");
}

TEST(SegmentWriter, the_place_of_an_abandoned_group_is_used_again) {
    auto files = std::make_shared<ForgetfulFileSystem>();
    auto folder = std::make_shared<SegmentFolder>(files, "segments", 1);
    SegmentWriter writer(folder, 4096);
    const std::string kept(10, 'k');
    const std::string lost(500, 'l');
    const auto first = place(writer, kept);
    writer.write();
    writer.keep();
    const auto abandoned = place(writer, lost);
    writer.write();
    writer.abandon(false);
    const auto second = place(writer, kept);
    EXPECT_EQ(second.location.offset, abandoned.location.offset);
    const auto mark = writer.mark();
    place(writer, lost);
    writer.undo_to(mark);
    const auto third = place(writer, kept);
    EXPECT_EQ(third.location.offset, second.location.offset + record_bytes(10));
    writer.write();
    writer.keep();
    for (const auto& stored : {first, second, third}) EXPECT_EQ(problem(*files, stored), "");
}

TEST(SegmentWriter, a_segment_that_the_disk_refused_is_left) {
    auto files = std::make_shared<FailingFileSystem>(std::make_shared<ForgetfulFileSystem>());
    auto folder = std::make_shared<SegmentFolder>(files, "segments", 1);
    SegmentWriter writer(folder, 4096);
    const std::string bytes(10, 'x');
    place(writer, bytes);
    files->fail(DiskStep::write, 0, 1, EIO);
    EXPECT_THROW(writer.write(), DiskError);
    writer.abandon(true);
    EXPECT_EQ(place(writer, bytes).location.segment, 2U);
}

TEST(SegmentWriter, a_disk_that_is_nearly_full_gets_a_smaller_segment) {
    auto files = std::make_shared<FailingFileSystem>(std::make_shared<ForgetfulFileSystem>());
    auto folder = std::make_shared<SegmentFolder>(files, "segments", 1);
    SegmentWriter writer(folder, 65536);
    files->fail(DiskStep::allocate, 0, 1, ENOSPC);
    const std::string bytes(10, 'x');
    const auto stored = place(writer, bytes);
    const std::string path = "segments/" + segment_name(stored.location.segment);
    EXPECT_EQ(files->open(path, OpenMode::read)->size(), 4096U);
    files->fail(DiskStep::allocate, 0, 2, ENOSPC);
    const std::string large(5000, 'x');
    EXPECT_THROW(place(writer, large), DiskError);
    EXPECT_EQ(files->list("segments").size(), 1U) << "the file that could not be made is removed";
}

/// Groups of documents until the power goes at a random moment; what of the kept ones is wrong afterwards.
std::string after_power_cut(std::uint64_t seed, bool lying_disk) {
    std::mt19937_64 random(seed);
    auto files = std::make_shared<ForgetfulFileSystem>();
    files->ignores_syncs = lying_disk;
    auto folder = std::make_shared<SegmentFolder>(files, "segments", 1);
    SegmentWriter writer(folder, 8192);
    std::vector<Stored> kept;
    const auto groups = 1 + random() % 12;
    for (std::uint64_t group = 0; group < groups; ++group) {
        std::vector<std::string> documents(1 + random() % 5);
        std::vector<Stored> placed;
        for (auto& bytes : documents) {
            bytes = sample::document_of(random(), static_cast<std::size_t>(random() % 3000));
            placed.push_back(place(writer, bytes));
        }
        const bool last = group + 1 == groups;
        if (last && random() % 2 == 0) break;
        writer.write();
        if (random() % 5 == 0) {
            writer.abandon(random() % 2 == 0);
            continue;
        }
        writer.keep();
        kept.insert(kept.end(), placed.begin(), placed.end());
    }
    files->cut_power(random);
    for (const auto& stored : kept) {
        if (const auto what = problem(*files, stored); !what.empty()) return what;
    }
    return {};
}

TEST(SegmentWriter, kept_groups_survive_a_power_cut) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) EXPECT_EQ(after_power_cut(seed, false), "") << seed;
}

TEST(SegmentWriter, a_disk_that_lies_about_its_syncs_is_found_out) {
    int lost = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) lost += after_power_cut(seed, true).empty() ? 0 : 1;
    EXPECT_GT(lost, 10);
}

}  // namespace
}  // namespace dmpgw::storage

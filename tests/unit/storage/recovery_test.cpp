#include "gateway/storage/recovery.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/storage/sample_units.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace dmpgw::storage {
namespace {

TEST(Recovery, segments_without_a_row_are_removed_and_other_files_left) {
    const TemporaryFolder folder;
    const std::string segments = folder.path() + "/store/segments/";
    {
        const auto store = open_store(options_of(folder));
        ASSERT_TRUE(sample::submit(*store, 1, 100));
    }
    std::ofstream(segments + segment_name(2)) << "left by a unit that never committed";
    std::ofstream(segments + segment_name(900)) << "x";
    std::ofstream(segments + "notes.txt") << "of the operator";
    const auto store = open_store(options_of(folder));
    EXPECT_FALSE(std::filesystem::exists(segments + segment_name(2)));
    EXPECT_FALSE(std::filesystem::exists(segments + segment_name(900)));
    EXPECT_TRUE(std::filesystem::exists(segments + "notes.txt"));
    EXPECT_EQ(sample::check(*store, 1, 100), "");
    ASSERT_TRUE(sample::submit(*store, 2, 3'000'000));
    EXPECT_TRUE(std::filesystem::exists(segments + segment_name(901))) << "numbers are not used twice";
}

TEST(Recovery, bytes_behind_the_last_committed_record_are_wiped) {
    const TemporaryFolder folder;
    const std::string segment = folder.path() + "/store/segments/" + segment_name(1);
    {
        const auto store = open_store(options_of(folder));
        ASSERT_TRUE(sample::submit(*store, 1, 100));
    }
    const std::uint64_t tail = segment_header_bytes + record_bytes(100);
    {
        std::fstream file(segment, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(tail));
        file << std::string(5000, 'T');
        file.seekp(900'000);
        file << 'T';
    }
    const auto store = open_store(options_of(folder));
    std::ifstream file(segment, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_EQ(bytes.size(), 1 * MiB);
    EXPECT_EQ(bytes.find_first_not_of('\0', static_cast<std::size_t>(tail)), std::string::npos);
    EXPECT_EQ(sample::check(*store, 1, 100), "");
    ASSERT_TRUE(sample::submit(*store, 2, 100));
    EXPECT_EQ(store->read()->entry_by_uuid(sample::entry_uuid(2))->location->offset,
              tail + record_header_bytes);
}

TEST(Recovery, the_loss_of_a_segment_costs_its_documents_alone) {
    const TemporaryFolder folder;
    {
        const auto store = open_store(options_of(folder));
        ASSERT_TRUE(sample::submit(*store, 1, 100));
        ASSERT_TRUE(sample::submit(*store, 2, 3'000'000));
    }
    std::filesystem::remove(folder.path() + "/store/segments/" + segment_name(1));
    const auto store = open_store(options_of(folder));
    EXPECT_EQ(sample::check(*store, 1, 100), "document gone");
    EXPECT_EQ(sample::check(*store, 2, 3'000'000), "");
    EXPECT_TRUE(sample::submit(*store, 3, 100));
    const auto reader = store->open(*store->read()->entry_by_uuid(sample::entry_uuid(1))->location);
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().kind, FailureKind::not_found);
}

}  // namespace
}  // namespace dmpgw::storage

// Removing objects and bytes (ITI-62, ITI-86): docs/storage_format.md "Removal".
#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>
#include <iterator>

#include "gateway/storage/maintenance.hpp"
#include "tests/storage/sample_units.hpp"
#include "tests/support/failing_file_system.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace dmpgw::storage {
namespace {

using sample::submit;

constexpr std::size_t small = 5'000;
constexpr std::size_t large = 3'000'000;

class Removal : public testing::Test {
  protected:
    std::unique_ptr<Store> open() { return open_store(options_of(folder_)); }
    Result<void> change(Store& store, Changes changes) {
        changes.audit.push_back(sample::audit_of(1));
        Unit unit;
        unit.decide = [changes](const RegistryView&) { return changes; };
        return sample::commit_and_wait(store, std::move(unit));
    }
    Result<void> remove_document(Store& store, std::size_t number) {
        Changes changes;
        changes.removed_documents = {sample::unique_id(number)};
        return change(store, std::move(changes));
    }
    StoredEntry entry(Store& store, std::size_t number) {
        return store.read()->entries_by_unique_id(sample::unique_id(number)).at(0);
    }
    // Whether a piece of the document can still be found anywhere in the files of the segments.
    bool lies_on_disk(std::size_t number, std::size_t size) {
        const std::string piece = sample::document_of(number, size).substr(size / 2, 64);
        for (const auto& file : std::filesystem::directory_iterator(folder_.path() + "/store/segments")) {
            std::ifstream stream(file.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
            if (bytes.find(piece) != std::string::npos) return true;
        }
        return false;
    }
    void expect_sound() {
        const auto report = verify(folder_.path() + "/store");
        ASSERT_TRUE(report);
        EXPECT_TRUE(report->damages.empty()) << report->damages[0].what;
        EXPECT_TRUE(report->orphans.empty()) << report->orphans[0].what;
    }

    const TemporaryFolder folder_;
};

TEST_F(Removal, the_bytes_go_and_the_entry_stays) {
    const auto store = open();
    for (std::size_t number : {1, 2, 3}) ASSERT_TRUE(submit(*store, number, number == 2 ? large : small));
    for (std::size_t number : {1, 2}) {
        const std::size_t size = number == 2 ? large : small;
        const DocumentLocation location = *entry(*store, number).location;
        ASSERT_TRUE(lies_on_disk(number, size));
        ASSERT_TRUE(store->read()->keeps_document(sample::unique_id(number)));
        ASSERT_TRUE(remove_document(*store, number));
        EXPECT_FALSE(entry(*store, number).location) << number;
        EXPECT_FALSE(store->read()->keeps_document(sample::unique_id(number)));
        EXPECT_FALSE(store->open(location)) << "a view from before still names it";
        EXPECT_FALSE(lies_on_disk(number, size)) << number;
    }
    EXPECT_EQ(sample::check(*store, 3, small), "");
    EXPECT_EQ(store->statistics().documents, 1U);
    EXPECT_EQ(store->statistics().bytes, small);
    expect_sound();
}

TEST_F(Removal, holds_over_a_restart) {
    {
        const auto store = open();
        for (std::size_t number : {1, 2, 3}) ASSERT_TRUE(submit(*store, number, number == 2 ? large : small));
        ASSERT_TRUE(remove_document(*store, 1));
        ASSERT_TRUE(remove_document(*store, 2));
    }
    const auto store = open();
    EXPECT_FALSE(entry(*store, 1).location);
    EXPECT_EQ(sample::check(*store, 3, small), "");
    EXPECT_EQ(store->statistics().documents, 1U);
    ASSERT_TRUE(submit(*store, 4, small));
    EXPECT_EQ(sample::check(*store, 4, small), "");
    expect_sound();
}

// A consumer that is being answered gets the whole document; nothing of it is ever zero.
TEST_F(Removal, whoever_is_reading_reads_on) {
    for (const std::size_t size : {small, large}) {
        const auto store = open();
        const std::size_t number = size;
        ASSERT_TRUE(submit(*store, number, size));
        auto reader = store->open(*entry(*store, number).location).value();
        std::string bytes(size, '\0');
        std::size_t done = reader->read(bytes.data(), 1000);
        ASSERT_TRUE(remove_document(*store, number));
        while (const std::size_t n = reader->read(bytes.data() + done, size - done)) done += n;
        EXPECT_EQ(bytes, sample::document_of(number, size));
    }
    // What was left for the reader's sake is wiped by the next start.
    open().reset();
    EXPECT_FALSE(lies_on_disk(small, small));
    expect_sound();
}

// The process ends, or the disk says no, between the commit and the wiping: the next start does it.
TEST_F(Removal, what_could_not_be_wiped_is_wiped_by_the_next_start) {
    for (const DiskStep step : {DiskStep::write, DiskStep::sync}) {
        const auto number = static_cast<std::size_t>(step);
        {
            auto options = options_of(folder_);
            const auto disk = std::make_shared<FailingFileSystem>(posix_file_system());
            options.files = disk;
            const auto store = open_store(std::move(options));
            ASSERT_TRUE(submit(*store, number, small));
            disk->fail(step, 0, 1, EIO);
            ASSERT_TRUE(remove_document(*store, number)) << "the removal stands";
            EXPECT_EQ(disk->met(), 1);
        }
        const auto store = open();
        EXPECT_FALSE(lies_on_disk(number, small)) << to_string(step);
        EXPECT_EQ(store->read()->entries_by_unique_id(sample::unique_id(number)).size(), 1U);
    }
    expect_sound();
}

TEST_F(Removal, a_deleted_entry_leaves_bytes_that_can_still_be_removed) {
    const auto store = open();
    ASSERT_TRUE(submit(*store, 1, small));
    Changes changes;
    changes.removed_objects = {entry(*store, 1).entry.entry_uuid};
    ASSERT_TRUE(change(*store, std::move(changes)));
    EXPECT_TRUE(store->read()->entries_by_unique_id(sample::unique_id(1)).empty());
    EXPECT_TRUE(store->read()->keeps_document(sample::unique_id(1)));
    expect_sound();
    ASSERT_TRUE(remove_document(*store, 1));
    EXPECT_FALSE(store->read()->keeps_document(sample::unique_id(1)));
    EXPECT_FALSE(lies_on_disk(1, small));
    expect_sound();
}

TEST_F(Removal, versions_share_their_bytes) {
    const auto store = open();
    ASSERT_TRUE(submit(*store, 1, small));
    const StoredEntry first = entry(*store, 1);
    Changes second_version;
    second_version.entries.push_back({first.entry, std::nullopt, first.location, first.sha256});
    second_version.entries[0].entry.entry_uuid = "urn:uuid:018f0000-0000-7000-8000-00000000aaaa";
    second_version.entries[0].entry.logical_id = first.entry.entry_uuid;
    second_version.entries[0].entry.version = 2;
    ASSERT_TRUE(change(*store, std::move(second_version)));
    Changes changes;
    changes.removed_objects = {first.entry.entry_uuid};
    ASSERT_TRUE(change(*store, std::move(changes)));
    const auto left = store->read()->entries_by_unique_id(sample::unique_id(1));
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].location, first.location) << "the other version keeps them";
    expect_sound();
    ASSERT_TRUE(remove_document(*store, 1));
    EXPECT_FALSE(lies_on_disk(1, small));
    EXPECT_EQ(store->statistics().documents, 0U);
    expect_sound();
}

TEST_F(Removal, a_deleted_submission_set_may_be_sent_again) {
    const auto store = open();
    ASSERT_TRUE(submit(*store, 1, small));
    ASSERT_TRUE(store->read()->submission_record("test", sample::set_unique_id(1)));
    Changes changes;
    changes.removed_objects = {store->read()->submission_set_by_unique_id(sample::set_unique_id(1))->entry_uuid};
    ASSERT_TRUE(change(*store, std::move(changes)));
    EXPECT_FALSE(store->read()->submission_record("test", sample::set_unique_id(1)));
    EXPECT_FALSE(store->read()->submission_set_by_unique_id(sample::set_unique_id(1)));
}

TEST_F(Removal, a_submission_without_its_bytes_is_not_answered_again) {
    const auto store = open();
    for (std::size_t number : {1, 2}) ASSERT_TRUE(submit(*store, number, small));
    ASSERT_TRUE(remove_document(*store, 1));
    EXPECT_FALSE(store->read()->submission_record("test", sample::set_unique_id(1)));
    EXPECT_TRUE(store->read()->submission_record("test", sample::set_unique_id(2)));
}

TEST_F(Removal, an_object_that_is_not_there_fails_the_whole_unit) {
    const auto store = open();
    ASSERT_TRUE(submit(*store, 1, small));
    Changes changes;
    changes.removed_objects = {entry(*store, 1).entry.entry_uuid, "urn:uuid:018f0000-0000-7000-8000-0000000000ff"};
    EXPECT_FALSE(change(*store, std::move(changes)));
    EXPECT_EQ(sample::check(*store, 1, small), "");
}

}  // namespace
}  // namespace dmpgw::storage

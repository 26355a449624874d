#include "gateway/storage/maintenance.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "gateway/storage/segment_format.hpp"
#include "tests/storage/sample_units.hpp"
#include "tests/support/failing_file_system.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace dmpgw::storage {
namespace {

class MaintenanceTest : public testing::Test {
  protected:
    std::string store_path() const { return folder_.path() + "/store"; }
    std::string segment(std::uint64_t number) const {
        return store_path() + "/segments/" + segment_name(number);
    }
    StoreOptions options() const {
        auto o = options_of(folder_);
        o.segment_bytes = 64 * KiB;
        o.limits.spool_memory_bytes = 32 * KiB;
        return o;
    }
    void fill(std::uint64_t units) {
        const auto store = open_store(options());
        for (std::uint64_t n = 0; n < units; ++n) ASSERT_TRUE(sample::submit(*store, n, size_of(n)));
    }
    static std::size_t size_of(std::uint64_t n) { return n % 7 == 3 ? 50'000 : 1000 + n; }
    VerifyReport verified() const {
        const auto report = verify(store_path());
        if (!report) {
            ADD_FAILURE() << report.error().first().what.en;
            return {};
        }
        return *report;
    }
    /// The location of the document of unit `n`.
    DocumentLocation place(std::uint64_t n) const {
        const auto store = open_store(options());
        return *store->read()->entry_by_uuid(sample::entry_uuid(n))->location;
    }
    static void flip(const std::string& path, std::uint64_t at) {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(static_cast<std::streamoff>(at));
        const char c = static_cast<char>(file.get() ^ 1);
        file.seekp(static_cast<std::streamoff>(at));
        file.put(c);
    }

    TemporaryFolder folder_;
};

TEST_F(MaintenanceTest, a_sound_store_verifies) {
    fill(20);
    const auto report = verified();
    EXPECT_TRUE(report.good()) << report.damages[0].what;
    EXPECT_EQ(report.entries, 20U);
    EXPECT_EQ(report.documents, 20U);
    EXPECT_TRUE(report.orphans.empty()) << report.orphans[0].what;
}

TEST_F(MaintenanceTest, one_changed_byte_of_a_document_is_found) {
    fill(20);
    for (std::uint64_t n : {4ULL, 3ULL}) {  // in a shared segment, and in one of its own
        const auto where = place(n);
        flip(segment(where.segment), where.offset + where.length / 2);
        const auto report = verified();
        ASSERT_EQ(report.damages.size(), 1U);
        EXPECT_EQ(report.damages[0].entry_uuid, sample::entry_uuid(n));
        EXPECT_NE(report.damages[0].what.find("SHA-256"), std::string::npos);
        flip(segment(where.segment), where.offset + where.length / 2);
    }
    EXPECT_TRUE(verified().good());
}

TEST_F(MaintenanceTest, one_changed_byte_of_a_record_header_is_found) {
    fill(5);
    const auto where = place(1);
    flip(segment(where.segment), where.offset - 30);
    const auto report = verified();
    ASSERT_EQ(report.damages.size(), 1U);
    EXPECT_EQ(report.damages[0].entry_uuid, sample::entry_uuid(1));
}

TEST_F(MaintenanceTest, metadata_that_does_not_fit_its_document_is_found) {
    fill(3);
    execute(store_path() + "/registry.db",
            "UPDATE entry SET object = replace(object, '\"size\":1001', '\"size\":1002') WHERE row = 2;"
            "UPDATE entry SET object = replace(object, '\"hash\":\"', '\"hash\":\"0') WHERE row = 3");
    const auto report = verified();
    ASSERT_EQ(report.damages.size(), 2U);
    EXPECT_NE(report.damages[0].what.find("size"), std::string::npos);
    EXPECT_NE(report.damages[1].what.find("SHA-1"), std::string::npos);
}

TEST_F(MaintenanceTest, a_missing_and_a_cut_segment_are_found) {
    fill(30);
    const auto own = place(3);
    const auto shared = place(29);
    std::filesystem::remove(segment(own.segment));
    std::filesystem::resize_file(segment(shared.segment), shared.offset + 10);
    const auto report = verified();
    EXPECT_GE(report.damages.size(), 2U);
    const auto names = [&](std::uint64_t n) {
        return std::any_of(report.damages.begin(), report.damages.end(),
                           [&](const Damage& d) { return d.entry_uuid == sample::entry_uuid(n); });
    };
    EXPECT_TRUE(names(3));
    EXPECT_TRUE(names(29));
    EXPECT_FALSE(names(1));
}

TEST_F(MaintenanceTest, a_record_that_no_entry_names_is_an_orphan_and_no_damage) {
    fill(5);
    execute(store_path() + "/registry.db", "DELETE FROM entry WHERE row = 2");
    const auto report = verified();
    EXPECT_TRUE(report.good());
    ASSERT_EQ(report.orphans.size(), 1U);
    EXPECT_EQ(report.orphans[0].what, "a record that no entry names");
}

TEST_F(MaintenanceTest, a_damaged_database_is_found) {
    fill(200);
    std::fstream file(store_path() + "/registry.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(60 * 4096 + 100);
    file << std::string(3000, '\x55');
    file.close();
    const auto report = verify(store_path());
    EXPECT_TRUE(!report || !report->good());
}

TEST_F(MaintenanceTest, progress_can_end_the_work) {
    fill(10);
    const auto report = verify(store_path(), [](std::uint64_t done, std::uint64_t of) {
        EXPECT_EQ(of, 10U);
        return done < 4;
    });
    ASSERT_TRUE(report);
    EXPECT_EQ(report->documents, 4U);
}

TEST_F(MaintenanceTest, a_folder_without_a_store_is_refused) {
    EXPECT_EQ(verify(store_path()).error().first().rule, "STORE_NOT_OURS");
    EXPECT_EQ(backup(store_path(), folder_.path() + "/b").error().first().rule, "STORE_NOT_OURS");
}

// Promise P19: a backup taken under load opens elsewhere, is whole, and holds all that was acknowledged
// before it began.
TEST_F(MaintenanceTest, a_backup_under_load_is_a_whole_store) {
    const auto store = open_store(options());
    std::atomic<std::uint64_t> acknowledged{0};
    std::atomic<bool> stop{false};
    std::thread writer([&] {
        for (std::uint64_t n = 0; !stop; ++n) {
            ASSERT_TRUE(sample::submit(*store, n, size_of(n)));
            acknowledged = n + 1;
        }
    });
    for (int round = 0; round < 5; ++round) {
        while (acknowledged < static_cast<std::uint64_t>(round + 1) * 20) std::this_thread::yield();
        const std::string target = folder_.path() + "/backup" + std::to_string(round);
        const std::uint64_t before = acknowledged;
        const auto report = backup(store_path(), target);
        ASSERT_TRUE(report) << report.error().first().what.en;
        const std::uint64_t after = acknowledged + 1;
        const auto checked = verify(target);
        ASSERT_TRUE(checked);
        EXPECT_TRUE(checked->good()) << checked->damages[0].what;
        EXPECT_GE(checked->documents, before);
        EXPECT_LE(checked->documents, after);
        EXPECT_EQ(checked->documents, report->documents);
        EXPECT_EQ(verify(store_path())->damages.size(), 0U) << "of the running store";

        StoreOptions elsewhere = options();
        elsewhere.folder = target;
        const auto restored = open_store(std::move(elsewhere));
        for (std::uint64_t n = 0; n < before; ++n) EXPECT_EQ(sample::check(*restored, n, size_of(n)), "");
        ASSERT_TRUE(sample::submit(*restored, 1'000'000, 5000)) << "it goes on as a store";
        EXPECT_EQ(sample::check(*restored, 1'000'000, 5000), "");
    }
    stop = true;
    writer.join();
}

TEST_F(MaintenanceTest, a_backup_never_goes_over_something_else) {
    fill(3);
    ASSERT_TRUE(backup(store_path(), folder_.path() + "/b"));
    EXPECT_EQ(backup(store_path(), folder_.path() + "/b").error().first().rule, "BACKUP_TARGET_IN_USE");
}

TEST_F(MaintenanceTest, a_backup_that_breaks_off_is_no_store) {
    fill(10);
    auto files = std::make_shared<FailingFileSystem>(posix_file_system());
    for (int n = 0; n < 100; ++n) {
        const std::string target = folder_.path() + "/b" + std::to_string(n);
        files->fail(DiskStep::write, n, 1, ENOSPC);
        const auto report = backup(store_path(), target, files);
        if (report) {
            EXPECT_GT(n, 0);
            EXPECT_TRUE(verify(target)->good());
            return;
        }
        EXPECT_EQ(report.error().first().rule, "STORE_FULL");
        EXPECT_FALSE(std::filesystem::exists(target + "/registry.db"));
    }
    ADD_FAILURE() << "never ran clean";
}

}  // namespace
}  // namespace dmpgw::storage

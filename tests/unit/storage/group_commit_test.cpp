#include "gateway/storage/group_commit.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "tests/storage/sample_units.hpp"
#include "tests/support/failing_file_system.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace dmpgw::storage {
namespace {

/// Holds the writer inside a decision until released, so that what is sent meanwhile becomes one group.
class Barrier {
  public:
    explicit Barrier(Store& store) {
        Unit unit;
        unit.decide = [this](const RegistryView&) {
            entered_.count_down();
            release_.wait();
            return Changes{};
        };
        store.commit(std::move(unit), [](const Result<void>&) {});
        entered_.wait();
    }
    void release() { release_.count_down(); }

  private:
    std::latch entered_{1};
    std::latch release_{1};
};

class GroupCommitTest : public testing::Test {
  protected:
    std::unique_ptr<Store> open() {
        auto options = options_of(folder_);
        options.files = files_;
        options.limits.spool_memory_bytes = 64 * KiB;
        options.on_sync_failure = [this](const std::exception&) { ++sync_failures_; };
        return open_store(std::move(options));
    }
    std::string database() const { return folder_.path() + "/store/registry.db"; }

    TemporaryFolder folder_;
    std::shared_ptr<FailingFileSystem> files_ = std::make_shared<FailingFileSystem>(posix_file_system());
    std::atomic<int> sync_failures_{0};
};

/// Sends the units as one group and gives their answers in order.
std::vector<Result<void>> as_one_group(Store& store, std::vector<Unit> units) {
    std::vector<std::promise<Result<void>>> promises(units.size());
    Barrier barrier(store);
    for (std::size_t i = 0; i < units.size(); ++i) {
        store.commit(std::move(units[i]),
                     [&promises, i](Result<void> r) { promises[i].set_value(std::move(r)); });
    }
    barrier.release();
    std::vector<Result<void>> answers;
    for (auto& promise : promises) answers.push_back(promise.get_future().get());
    return answers;
}

TEST_F(GroupCommitTest, a_group_costs_one_commit) {
    const auto store = open();
    const auto before = store->statistics();
    std::vector<Unit> units;
    for (std::uint64_t n = 0; n < 20; ++n) units.push_back(std::move(*sample::unit_of(*store, n, 2000)));
    for (const auto& answer : as_one_group(*store, std::move(units))) EXPECT_TRUE(answer);
    for (std::uint64_t n = 0; n < 20; ++n) EXPECT_EQ(sample::check(*store, n, 2000), "");
    EXPECT_EQ(store->statistics().units - before.units, 21U);
    EXPECT_LE(store->statistics().commits - before.commits, 3U);
}

TEST_F(GroupCommitTest, a_unit_that_clashes_fails_alone) {
    const auto store = open();
    std::vector<Unit> units;
    units.push_back(std::move(*sample::unit_of(*store, 1, 2000)));
    units.push_back(std::move(*sample::unit_of(*store, 1, 3000)));
    units.push_back(std::move(*sample::unit_of(*store, 1, 90'000)));
    units.push_back(std::move(*sample::unit_of(*store, 2, 100'000)));
    const auto answers = as_one_group(*store, std::move(units));
    EXPECT_TRUE(answers[0]);
    for (const auto* clashed : {&answers[1], &answers[2]}) {
        ASSERT_FALSE(*clashed);
        EXPECT_EQ(clashed->error().first().rule, "STORE_CLASH");
    }
    EXPECT_TRUE(answers[3]);
    EXPECT_EQ(sample::check(*store, 1, 2000), "");
    EXPECT_EQ(sample::check(*store, 2, 100'000), "");
    EXPECT_EQ(store->statistics().documents, 2U);
}

TEST_F(GroupCommitTest, a_decision_that_throws_fails_alone) {
    const auto store = open();
    std::vector<Unit> units;
    units.push_back(std::move(*sample::unit_of(*store, 1, 2000)));
    units.push_back(std::move(*sample::unit_of(*store, 2, 2000)));
    units[0].decide = [](const RegistryView&) -> Changes { throw std::runtime_error("a bug"); };
    const auto answers = as_one_group(*store, std::move(units));
    ASSERT_FALSE(answers[0]);
    EXPECT_EQ(answers[0].error().kind, FailureKind::internal);
    EXPECT_TRUE(answers[1]);
    EXPECT_EQ(sample::check(*store, 1, 2000), "absent");
}

TEST_F(GroupCommitTest, changes_that_name_what_is_not_there_fail_as_ours) {
    const auto store = open();
    Unit status;
    status.decide = [](const RegistryView&) {
        Changes changes;
        changes.statuses.push_back({"urn:uuid:nobody", model::AvailabilityStatus::deprecated});
        return changes;
    };
    Unit document;
    document.decide = [](const RegistryView&) {
        Changes changes;
        changes.entries.push_back({sample::entry_of(1), 3});
        return changes;
    };
    Unit unfinished;
    unfinished.documents.push_back(store->stage());
    unfinished.decide = [](const RegistryView&) { return Changes{}; };
    for (auto* unit : {&status, &document, &unfinished}) {
        const auto answer = sample::commit_and_wait(*store, std::move(*unit));
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().kind, FailureKind::internal);
    }
    EXPECT_TRUE(sample::submit(*store, 1, 10));
}

// Promise P6: the unique indexes are the last guard behind the decision. Here the decision is blind, as a
// bug would make it; with the indexes gone the duplicate gets in, which shows that they are what stops it.
TEST_F(GroupCommitTest, a_blind_decision_is_stopped_by_the_unique_indexes_and_by_nothing_else) {
    {
        const auto store = open();
        ASSERT_TRUE(sample::submit(*store, 1, 100));
        EXPECT_FALSE(sample::submit(*store, 1, 100));
        EXPECT_EQ(store->read()->entries_by_unique_id(sample::unique_id(1)).size(), 1U);
    }
    execute(database(),
            "DROP INDEX entry_uuid; DROP INDEX submission_set_uuid; DROP INDEX submission_set_unique;"
            "DROP INDEX association_uuid; DROP INDEX submission_record_key");
    const auto store = open();
    ASSERT_TRUE(sample::submit(*store, 1, 100)) << "no index, no guard";
    EXPECT_EQ(store->read()->entries_by_unique_id(sample::unique_id(1)).size(), 2U);
}

TEST_F(GroupCommitTest, each_unique_index_stops_a_duplicate_by_itself) {
    const auto store = open();
    ASSERT_TRUE(sample::submit(*store, 1, 100));
    const auto clashes = [&](const std::function<void(Changes&)>& add) {
        Unit unit;
        unit.decide = [&add](const RegistryView&) {
            Changes changes;
            add(changes);
            return changes;
        };
        const auto answer = sample::commit_and_wait(*store, std::move(unit));
        return !answer && answer.error().first().rule == "STORE_CLASH";
    };
    EXPECT_TRUE(clashes([](Changes& c) { c.entries.push_back({sample::entry_of(1), {}}); }));
    EXPECT_TRUE(clashes([](Changes& c) { c.submission_sets.push_back(sample::set_of(1)); }));
    EXPECT_TRUE(clashes([](Changes& c) { c.associations.push_back(sample::member_of(1)); }));
    EXPECT_TRUE(clashes([](Changes& c) {
        c.submission_sets.push_back(sample::set_of(1));
        c.submission_sets.back().entry_uuid = "another";
    }));
    EXPECT_TRUE(clashes([](Changes& c) {
        c.idempotency = IdempotencyRecord{"test", sample::set_unique_id(1), {}, ""};
    }));
    const auto folder = [](Changes& c, const char* id, int version) {
        model::Folder f;
        f.entry_uuid = id;
        f.unique_id = "1.2.3";
        f.version = version;
        c.folders.push_back(f);
    };
    EXPECT_TRUE(clashes([&](Changes& c) {
        folder(c, "f1", 1);
        folder(c, "f2", 1);
    }));
    EXPECT_FALSE(clashes([&](Changes& c) {
        folder(c, "f1", 1);
        folder(c, "f2", 2);
    })) << "a new version keeps the uniqueId";
}

TEST_F(GroupCommitTest, no_space_refuses_the_group_and_the_next_one_goes_on) {
    const auto store = open();
    ASSERT_TRUE(sample::submit(*store, 0, 100));
    for (const int error : {ENOSPC, EDQUOT}) {
        files_->fail(DiskStep::write, 0, 1, error);
        std::vector<Unit> units;
        for (std::uint64_t n = 1; n < 4; ++n) units.push_back(std::move(*sample::unit_of(*store, n, 100)));
        for (const auto& answer : as_one_group(*store, std::move(units))) {
            ASSERT_FALSE(answer);
            EXPECT_EQ(answer.error().kind, FailureKind::too_large);
            EXPECT_EQ(answer.error().first().xds_code, "XDSRepositoryOutOfResources");
        }
        EXPECT_FALSE(store->statistics().writable);
        for (std::uint64_t n = 1; n < 4; ++n) EXPECT_EQ(sample::check(*store, n, 100), "absent");
        EXPECT_EQ(sample::check(*store, 0, 100), "");
    }
    EXPECT_TRUE(sample::submit(*store, 1, 100));
    EXPECT_TRUE(store->statistics().writable);
    EXPECT_EQ(sync_failures_, 0);
}

TEST_F(GroupCommitTest, an_error_of_the_disk_is_unavailable) {
    const auto store = open();
    files_->fail(DiskStep::write, 0, 1, EIO);
    const auto answer = sample::submit(*store, 1, 100);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, FailureKind::unavailable);
    EXPECT_TRUE(sample::submit(*store, 1, 100));
}

TEST_F(GroupCommitTest, after_a_failed_sync_nothing_is_acknowledged_any_more) {
    {
        const auto store = open();
        ASSERT_TRUE(sample::submit(*store, 1, 100));
        files_->fail(DiskStep::sync, 0, 1, EIO);
        EXPECT_FALSE(sample::submit(*store, 2, 100));
        EXPECT_EQ(sync_failures_, 1);
        EXPECT_FALSE(sample::submit(*store, 3, 100)) << "nobody knows what the disk holds";
        EXPECT_EQ(sample::check(*store, 1, 100), "");
    }
    const auto store = open();
    EXPECT_EQ(sample::check(*store, 1, 100), "");
    EXPECT_TRUE(sample::submit(*store, 3, 100));
}

TEST_F(GroupCommitTest, a_swallowed_failure_is_found_out) {
    const auto store = open();
    files_->fail(DiskStep::write, 0, 1, ENOSPC, true);
    ASSERT_TRUE(sample::submit(*store, 1, 100));
    EXPECT_EQ(sample::check(*store, 1, 100), "document differs");
}

// On a full disk a retry must not be told "received before" of a first attempt that failed with its group.
TEST_F(GroupCommitTest, an_answer_that_rests_on_a_failed_unit_fails_with_it) {
    const auto store = open();
    ASSERT_TRUE(sample::submit(*store, 0, 10));
    files_->fail(DiskStep::write, 0, 1, ENOSPC);
    bool saw_first = false;
    std::vector<Unit> units;
    units.push_back(std::move(*sample::unit_of(*store, 1, 100)));
    Unit again;
    again.decide = [&](const RegistryView& view) {
        saw_first = view.submission_record("test", sample::set_unique_id(1)).has_value();
        Changes changes;
        changes.audit.push_back(sample::audit_of(50));
        return changes;
    };
    units.push_back(std::move(again));
    Unit read;
    read.decide = [](const RegistryView&) {
        Changes changes;
        changes.audit.push_back(sample::audit_of(51));
        return changes;
    };
    units.push_back(std::move(read));
    const auto answers = as_one_group(*store, std::move(units));
    EXPECT_TRUE(saw_first);
    EXPECT_FALSE(answers[0]);
    EXPECT_FALSE(answers[1]);
    EXPECT_TRUE(answers[2]) << "the audit record of a read waits in memory";
    EXPECT_EQ(store->statistics().audit_backlog, 1U);
    ASSERT_TRUE(sample::submit(*store, 1, 100));
    EXPECT_EQ(store->statistics().audit_backlog, 0U);
    int found = 0;
    store->read()->audit_records(sample::audit_of(50).time, "", [&](const AuditRecord&) { return ++found; });
    EXPECT_EQ(found, 1);
}

TEST_F(GroupCommitTest, past_the_queue_units_are_refused_as_busy) {
    auto options = options_of(folder_);
    options.queue_units = 3;
    const auto store = open_store(std::move(options));
    Barrier barrier(*store);
    std::vector<std::promise<Result<void>>> promises(5);
    for (auto& promise : promises) {
        Unit unit;
        unit.decide = [](const RegistryView&) { return Changes{}; };
        store->commit(std::move(unit), [&promise](Result<void> r) { promise.set_value(std::move(r)); });
    }
    EXPECT_EQ(store->statistics().queued_units, 3U);
    const auto refused = promises[4].get_future().get();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, FailureKind::busy);
    barrier.release();
    EXPECT_TRUE(promises[2].get_future().get());
}

}  // namespace
}  // namespace dmpgw::storage

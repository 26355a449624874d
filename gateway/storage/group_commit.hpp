// One group of units made durable by one sync of a segment and one of the database log.
//
// Order of a group: BEGIN IMMEDIATE; decide each unit on the state left by the one before, insert its rows,
// give its documents their places; write and sync the documents; COMMIT, which syncs the log; answer.
// Rows become visible at COMMIT alone, so bytes that a crash leaves behind without a row are nobody's and
// are overwritten; a row without its bytes cannot be, for the bytes are synced before. Deciding first
// means that a refused unit never writes a byte.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/storage/change_writer.hpp"
#include "gateway/storage/database.hpp"
#include "gateway/storage/segment_writer.hpp"
#include "gateway/storage/staged_document.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/storage/store_options.hpp"
#include "gateway/storage/sync_guard.hpp"

namespace dmpgw::storage {

/// A unit on its way, with whom to tell.
struct PendingUnit {
    Unit unit;
    Committed done;
    std::uint64_t bytes = 0;  ///< of its documents in memory
};

struct CommitCounters {
    std::atomic<std::uint64_t> documents{0};
    std::atomic<std::uint64_t> bytes{0};
    std::atomic<std::uint64_t> commits{0};
    std::atomic<std::uint64_t> units{0};
    std::atomic<std::uint64_t> audit_backlog{0};
    std::atomic<bool> writable{true};
};

/// Belongs to the committer's thread, but for the counters.
class GroupCommit {
  public:
    /// Called on the writer's thread after each commit with the size of the log in pages.
    using LogGrew = std::function<void(int)>;
    /// Called on the writer's thread after a commit that removed documents.
    using Freed = std::function<void(const std::vector<FreedDocument>&)>;

    GroupCommit(const StoreOptions& options, std::string database, std::shared_ptr<Clock> clock,
                std::shared_ptr<SyncGuard> sync_guard, std::unique_ptr<SegmentWriter> segments,
                LogGrew log_grew, Freed freed);

    /// Commits the group (or, if it is empty, the audit backlog alone) and answers each unit.
    void run(std::vector<PendingUnit>& group);
    /// Copies the log into the database as far as no reader is in the way; `truncate` also empties it. False when it could
    /// not be emptied, or the disk failed.
    bool checkpoint(bool truncate);
    bool has_backlog() const { return !backlog_.empty(); }
    std::size_t backlog() const { return backlog_.size(); }
    CommitCounters& counters() { return counters_; }
    const CommitCounters& counters() const { return counters_; }

  private:
    struct Work {
        PendingUnit* pending = nullptr;
        std::vector<SpooledDocument*> documents;
        std::vector<std::optional<PlacedDocument>> places;  ///< of documents, where an entry names them
        Changes changes;
        std::optional<Failure> failure;
        bool decided = false;
        bool free_standing = false;  ///< its decision holds whatever becomes of the rest of the group
    };

    void open_writer();
    void prepare(Work& work);
    void begin();
    void decide_and_insert(std::vector<Work>& group, std::size_t index, bool& group_changed);
    void replay(std::vector<Work>& group, std::size_t end);
    void place(Work& work);
    void insert(const Work& work);
    void fail_group(std::vector<Work>& group, const std::exception& error);
    bool put_off(Work& work);
    void roll_back() noexcept;
    void answer(Work& work, Result<void> result);

    const StoreOptions& options_;
    std::string database_;
    std::shared_ptr<Clock> clock_;
    std::shared_ptr<SyncGuard> sync_guard_;
    std::unique_ptr<SegmentWriter> segments_;
    LogGrew log_grew_;
    Freed freed_;
    std::unique_ptr<Connection> writer_;
    std::unique_ptr<ChangeWriter> changes_;
    std::vector<SegmentGrowth> own_growth_;  ///< large documents of the group
    std::deque<AuditRecord> backlog_;
    CommitCounters counters_;
};

}  // namespace dmpgw::storage

#include "gateway/storage/group_commit.hpp"

#include <sqlite3.h>

#include <stdexcept>
#include <utility>

#include "gateway/base/log.hpp"
#include "gateway/storage/registry_view.hpp"
#include "gateway/storage/rules.hpp"

namespace dmpgw::storage {
namespace {

bool holds_audit_only(const Changes& changes) {
    return changes.entries.empty() && changes.submission_sets.empty() && changes.folders.empty() &&
           changes.associations.empty() && changes.statuses.empty() && changes.patients.empty() &&
           !changes.idempotency;
}

}  // namespace

GroupCommit::GroupCommit(const StoreOptions& options, std::string database, std::shared_ptr<Clock> clock,
                         std::shared_ptr<SyncGuard> sync_guard, std::unique_ptr<SegmentWriter> segments,
                         LogGrew log_grew, Freed freed)
    : options_(options),
      database_(std::move(database)),
      clock_(std::move(clock)),
      sync_guard_(std::move(sync_guard)),
      segments_(std::move(segments)),
      log_grew_(std::move(log_grew)),
      freed_(std::move(freed)) {
    open_writer();
}

void GroupCommit::open_writer() {
    changes_.reset();
    writer_ = std::make_unique<Connection>(database_, ConnectionKind::writer, options_.writer_cache_bytes);
    changes_ = std::make_unique<ChangeWriter>(*writer_);
    sqlite3_wal_hook(
        writer_->handle(),
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<GroupCommit*>(self)->log_grew_(pages);
            return SQLITE_OK;
        },
        this);
}

void GroupCommit::run(std::vector<PendingUnit>& group) {
    std::vector<Work> work(group.size());
    for (std::size_t i = 0; i < group.size(); ++i) {
        work[i].pending = &group[i];
        prepare(work[i]);
    }
    if (sync_guard_->broken()) {
        for (auto& unit : work) answer(unit, refuse(store_broken, "store"));
        return;
    }
    const std::size_t put_off_before = backlog_.size();
    try {
        if (writer_ == nullptr) open_writer();
        begin();
        bool group_changed = false;
        for (std::size_t i = 0; i < work.size(); ++i) {
            if (!work[i].failure) decide_and_insert(work, i, group_changed);
        }
        segments_->write();
        for (const auto& growth : segments_->growth()) changes_->add(growth);
        for (const auto& growth : own_growth_) changes_->add(growth);
        changes_->book_freed();
        writer_->statement("COMMIT").run();
    } catch (const std::exception& error) {
        fail_group(work, error);
        return;
    }
    std::uint64_t documents = 0;
    std::uint64_t bytes = 0;
    for (const auto* growths : {&segments_->growth(), &std::as_const(own_growth_)}) {
        for (const auto& growth : *growths) {
            documents += growth.documents;
            bytes += growth.bytes;
        }
    }
    segments_->keep();
    own_growth_.clear();
    backlog_.erase(backlog_.begin(), backlog_.begin() + static_cast<std::ptrdiff_t>(put_off_before));
    counters_.audit_backlog = backlog_.size();
    counters_.documents += documents;
    counters_.bytes += bytes;
    counters_.units += work.size();
    counters_.commits += 1;
    counters_.writable = true;
    if (const auto freed = changes_->take_freed(); !freed.empty()) {
        for (const FreedDocument& document : freed) {
            counters_.documents -= 1;
            counters_.bytes -= document.location.length;
        }
        freed_(freed);
    }
    for (auto& unit : work) {
        if (unit.failure) {
            answer(unit, *unit.failure);
            continue;
        }
        for (const auto& entry : unit.changes.entries) {
            if (entry.document) unit.documents[*entry.document]->keep();
        }
        answer(unit, {});
    }
}

// Large documents that the caller left open are written before the transaction begins.
void GroupCommit::prepare(Work& work) {
    for (const auto& staged : work.pending->unit.documents) {
        auto* document = dynamic_cast<SpooledDocument*>(staged.get());
        if (document == nullptr || !document->finished()) {
            work.failure = refuse(store_decision_failed, "store", {}, "a document that is not finished");
            return;
        }
        if (auto written = document->flush(); !written) {
            work.failure = written.error();
            return;
        }
        work.documents.push_back(document);
    }
}

void GroupCommit::begin() {
    writer_->statement("BEGIN IMMEDIATE").run();
    changes_->begin_group();
    for (const auto& record : backlog_) changes_->add(record);
}

void GroupCommit::decide_and_insert(std::vector<Work>& group, std::size_t index, bool& group_changed) {
    Work& work = group[index];
    const auto mark = segments_->mark();
    const std::size_t own_mark = own_growth_.size();
    try {
        const SqliteView view(*writer_);
        work.changes = work.pending->unit.decide(view);
        work.decided = true;
        work.free_standing = holds_audit_only(work.changes) && (!view.was_asked() || !group_changed);
        place(work);
        insert(work);
        group_changed = group_changed || !holds_audit_only(work.changes);
        return;
    } catch (const DiskError&) {
        throw;
    } catch (const DatabaseError& error) {
        // A unique index that says no concerns this unit; anything else, the whole group.
        if (!error.is_constraint() || !writer_->in_transaction()) throw;
        log::warning("unit_clashed", {{"error", error.what()}});
        work.failure = failure_of(error);
    } catch (const std::exception& error) {
        log::error("unit_failed", {{"error", error.what()}});
        work.failure = failure_of(error);
    }
    segments_->undo_to(mark);
    own_growth_.resize(own_mark);
    if (work.decided) replay(group, index);
}

// A unit that fails half-way is rare: it clashed with a unique index behind the back of its decision. So
// units have no savepoints, which would copy every page they touch; instead the transaction starts anew and
// the units before this one, whose decisions stand, are inserted again.
void GroupCommit::replay(std::vector<Work>& group, std::size_t end) {
    writer_->statement("ROLLBACK").run();
    begin();
    for (std::size_t i = 0; i < end; ++i) {
        if (!group[i].failure) insert(group[i]);
    }
}

void GroupCommit::place(Work& work) {
    work.places.resize(work.documents.size());
    for (const auto& entry : work.changes.entries) {
        if (!entry.document) continue;
        auto& place = work.places.at(*entry.document);
        if (place) continue;
        const SpooledDocument& document = *work.documents[*entry.document];
        if (document.in_memory()) {
            place = {segments_->place(document.parts(), document.size(), document.sha256()),
                     document.sha256()};
        } else {
            place = {document.location(), document.sha256()};
            own_growth_.push_back(document.growth());
        }
    }
}

void GroupCommit::insert(const Work& work) {
    changes_->apply(work.changes, work.places, clock_->now());
}

void GroupCommit::roll_back() noexcept {
    try {
        if (writer_ != nullptr && writer_->in_transaction()) writer_->statement("ROLLBACK").run();
        return;
    } catch (const std::exception& error) {
        log::error("rollback_failed", {{"error", error.what()}});
    }
    // A connection that cannot even roll back is opened anew by the next group.
    changes_.reset();
    writer_.reset();
}

void GroupCommit::fail_group(std::vector<Work>& group, const std::exception& error) {
    const auto* disk = dynamic_cast<const DiskError*>(&error);
    const bool sync_failed = is_sync_failure(error);
    log::error("store_write_failed", {{"error", error.what()}, {"count", group.size()}});
    if (sync_failed) sync_guard_->failed(error);
    const Failure failure = failure_of(error);
    roll_back();
    segments_->abandon(disk != nullptr && !disk->is_full());
    own_growth_.clear();
    counters_.writable = false;
    for (auto& work : group) {
        if (work.failure) {
            answer(work, *work.failure);
        } else if (!sync_failed && failure.first().rule == store_full.id && put_off(work)) {
            answer(work, {});
        } else {
            // After a failed sync nobody knows whether the row is there: its file must stay.
            if (sync_failed) {
                for (auto* document : work.documents) document->keep();
            }
            answer(work, failure);
        }
    }
}

// The disk is full, but reading must go on: what a read leaves behind is its audit record alone, and that
// waits in memory. False when the unit is more than that or the backlog is full.
bool GroupCommit::put_off(Work& work) {
    if (!work.documents.empty()) return false;
    if (!work.decided) {
        if (writer_ == nullptr) return false;
        try {
            work.changes = work.pending->unit.decide(SqliteView(*writer_));
        } catch (const std::exception& error) {
            log::error("unit_failed", {{"error", error.what()}});
            return false;
        }
        work.free_standing = holds_audit_only(work.changes);
    }
    if (!work.free_standing) return false;
    if (backlog_.size() + work.changes.audit.size() > options_.audit_backlog_records) return false;
    for (auto& record : work.changes.audit) backlog_.push_back(std::move(record));
    counters_.audit_backlog = backlog_.size();
    return true;
}

void GroupCommit::answer(Work& work, Result<void> result) {
    // Its documents first: their memory is free before the client is told that it may send more.
    work.documents.clear();
    work.pending->unit.documents.clear();
    try {
        if (work.pending->done) work.pending->done(std::move(result));
    } catch (const std::exception& error) {
        log::error("commit_callback_failed", {{"error", error.what()}});
    }
}

bool GroupCommit::checkpoint(bool truncate) {
    if (writer_ == nullptr || sync_guard_->broken()) return false;
    int log_pages = 0;
    int copied_pages = 0;
    if (truncate) sqlite3_busy_timeout(writer_->handle(), 0);
    const int code = sqlite3_wal_checkpoint_v2(
        writer_->handle(), nullptr, truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
        &log_pages, &copied_pages);
    if (truncate) sqlite3_busy_timeout(writer_->handle(), database_busy_timeout_ms);
    if (code == SQLITE_OK && truncate) log_grew_(0);
    if (code == SQLITE_OK) return true;
    if (code == SQLITE_BUSY) return false;
    const DatabaseError error(sqlite3_extended_errcode(writer_->handle()),
                              sqlite3_system_errno(writer_->handle()),
                              std::string("checkpoint: ") + sqlite3_errmsg(writer_->handle()));
    log::error("checkpoint_failed", {{"error", error.what()}});
    if (error.is_sync()) sync_guard_->failed(error);
    return false;
}

}  // namespace dmpgw::storage

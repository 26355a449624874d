#include "gateway/storage/checkpointer.hpp"

#include <sqlite3.h>

#include "gateway/base/log.hpp"

namespace dmpgw::storage {
namespace {

constexpr std::uint64_t page_bytes = 4096;

}  // namespace

Checkpointer::Checkpointer(const StoreOptions& options, std::string database,
                           std::shared_ptr<SyncGuard> sync_guard)
    : options_(options),
      database_(std::move(database)),
      sync_guard_(std::move(sync_guard)),
      due_at_(options.checkpoint_bytes / page_bytes) {}

void Checkpointer::start(std::function<void()> finish) {
    finish_ = std::move(finish);
    thread_ = std::thread([this] { run(); });
}

Checkpointer::~Checkpointer() { stop(); }

void Checkpointer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Checkpointer::log_grew(int pages) {
    bool due = false;
    {
        const std::lock_guard lock(mutex_);
        const auto now = static_cast<std::uint64_t>(pages);
        // Fewer pages than before: the log has started anew.
        if (now < pages_) due_at_ = options_.checkpoint_bytes / page_bytes;
        pages_ = now;
        due = pages_ >= due_at_;
    }
    if (due) wake_.notify_one();
}

std::uint64_t Checkpointer::log_bytes() const {
    const std::lock_guard lock(mutex_);
    return pages_ * page_bytes;
}

void Checkpointer::run() {
    while (true) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || pages_ >= due_at_; });
            if (stopping_) return;
            // A reader that stays on an old state keeps the log from starting anew: the next try comes
            // when it has grown by as much again, not at each commit.
            due_at_ = pages_ + options_.checkpoint_bytes / page_bytes;
        }
        copy();
        finish_();
    }
}

void Checkpointer::copy() {
    try {
        Connection connection(database_, ConnectionKind::reader, options_.reader_cache_bytes);
        const int code = sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                                   nullptr, nullptr);
        if (code == SQLITE_OK || code == SQLITE_BUSY) return;
        throw DatabaseError(sqlite3_extended_errcode(connection.handle()),
                            sqlite3_system_errno(connection.handle()),
                            std::string("checkpoint: ") + sqlite3_errmsg(connection.handle()));
    } catch (const DatabaseError& error) {
        log::error("checkpoint_failed", {{"error", error.what()}});
        if (error.is_sync()) sync_guard_->failed(error);
    }
}

}  // namespace dmpgw::storage

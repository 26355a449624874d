// Copies the log into the database beside the writer, because SQLite's own checkpoint inside a commit makes
// that commit wait for hundreds of milliseconds.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "gateway/storage/database.hpp"
#include "gateway/storage/store_options.hpp"
#include "gateway/storage/sync_guard.hpp"

namespace dmpgw::storage {

/// Thread-safe. The bulk is copied on this thread while the writer goes on; the few pages that came in
/// meanwhile are left to the writer between two groups (`finish`), or the log would never start anew.
class Checkpointer {
  public:
    Checkpointer(const StoreOptions& options, std::string database, std::shared_ptr<SyncGuard> sync_guard);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    void start(std::function<void()> finish);
    /// Ends the thread; log_grew() may still be called.
    void stop();
    /// The log holds so many pages now.
    void log_grew(int pages);
    std::uint64_t log_bytes() const;

  private:
    void run();
    void copy();

    const StoreOptions& options_;
    std::string database_;
    std::shared_ptr<SyncGuard> sync_guard_;
    std::function<void()> finish_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::uint64_t pages_ = 0;
    std::uint64_t due_at_ = 0;  ///< pages of the log at which the next copy starts
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace dmpgw::storage

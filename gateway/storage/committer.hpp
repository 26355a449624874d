// The one writer: a thread that takes what waits, as groups, and keeps the registry in one order.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/storage/group_commit.hpp"

namespace dmpgw::storage {

/// Thread-safe. Units are answered in the order in which they came.
class Committer {
  public:
    Committer(const StoreOptions& options, std::unique_ptr<GroupCommit> group);
    /// Commits what still waits, then ends the thread.
    ~Committer();
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    void commit(Unit unit, Committed done);
    /// Asks for the last step of a checkpoint, between two groups.
    void finish_checkpoint();
    StoreStatistics statistics() const;

  private:
    using Steady = std::chrono::steady_clock;

    void run();
    void linger(std::unique_lock<std::mutex>& lock);
    std::vector<PendingUnit> take();
    void note_arrivals();

    const StoreOptions& options_;
    std::unique_ptr<GroupCommit> group_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<PendingUnit> queue_;
    Steady::time_point oldest_{};       ///< when the queue stopped being empty
    std::uint64_t arrivals_ = 0;        ///< since the last group
    bool stopping_ = false;
    bool checkpoint_due_ = false;

    // The writer's thread only.
    double arrivals_per_second_ = 0;
    Steady::time_point last_group_{};

    std::thread thread_;
};

}  // namespace dmpgw::storage

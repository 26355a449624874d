// What happens when a sync fails. The kernel may have dropped the dirty pages and report the failure only
// once, so a second sync that succeeds proves nothing ("fsyncgate"): the process must end, and the next
// start reads what is really on the disk.
#pragma once

#include <atomic>
#include <exception>
#include <functional>

namespace dmpgw::storage {

/// Shared by all that syncs. Thread-safe.
class SyncGuard {
  public:
    explicit SyncGuard(std::function<void(const std::exception&)> handler) : handler_(std::move(handler)) {}

    /// Tells the handler, which by default does not come back.
    void failed(const std::exception& error) {
        broken_ = true;
        handler_(error);
    }
    /// A sync failed and the handler came back: nothing may be acknowledged any more.
    bool broken() const { return broken_; }

  private:
    std::function<void(const std::exception&)> handler_;
    std::atomic<bool> broken_{false};
};

}  // namespace dmpgw::storage

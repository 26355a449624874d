#include "gateway/storage/committer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "gateway/base/log.hpp"
#include "gateway/storage/rules.hpp"

namespace dmpgw::storage {
namespace {

using namespace std::chrono_literals;

/// A group of this many units is worth its two syncs: nobody lingers for more.
constexpr std::size_t good_company = 32;
/// Below this rate lingering costs latency and saves nothing; at twice the rate it is full.
constexpr double linger_rate = 1000.0;
/// The arrival rate is a mean over about this time.
constexpr double rate_window_seconds = 0.1;
constexpr auto idle_period = 5s;
constexpr auto backlog_period = 1s;

}  // namespace

Committer::Committer(const StoreOptions& options, std::unique_ptr<GroupCommit> group)
    : options_(options), group_(std::move(group)), thread_([this] { run(); }) {}

Committer::~Committer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Committer::commit(Unit unit, Committed done) {
    PendingUnit pending{std::move(unit), std::move(done), 0};
    for (const auto& document : pending.unit.documents) {
        if (document->size() <= options_.limits.spool_memory_bytes) pending.bytes += document->size();
    }
    bool refused = false;
    std::size_t waiting = 0;
    {
        const std::lock_guard lock(mutex_);
        refused = stopping_ || queue_.size() >= options_.queue_units;
        if (!refused) {
            if (queue_.empty()) oldest_ = Steady::now();
            queue_.push_back(std::move(pending));
            ++arrivals_;
            waiting = queue_.size();
        }
    }
    if (refused) {
        pending.unit.documents.clear();
        pending.done(refuse(store_busy, "store"));
        return;
    }
    // Woken for the first unit, and out of its linger when the company is good; in between it would only
    // go back to sleep.
    if (waiting == 1 || waiting == good_company) wake_.notify_one();
}

void Committer::finish_checkpoint() {
    {
        const std::lock_guard lock(mutex_);
        checkpoint_due_ = true;
    }
    wake_.notify_one();
}

void Committer::run() {
    last_group_ = Steady::now();
    bool log_is_empty = true;
    while (true) {
        std::vector<PendingUnit> group;
        bool checkpoint = false;
        bool last = false;
        {
            std::unique_lock lock(mutex_);
            const auto patience = group_->has_backlog() ? Steady::duration(backlog_period)
                                                        : Steady::duration(idle_period);
            wake_.wait_for(lock, patience,
                           [this] { return stopping_ || checkpoint_due_ || !queue_.empty(); });
            if (!queue_.empty()) linger(lock);
            group = take();
            checkpoint = std::exchange(checkpoint_due_, false);
            last = stopping_ && queue_.empty();
        }
        if (!group.empty() || group_->has_backlog()) {
            group_->run(group);
            log_is_empty = false;
        }
        if (checkpoint) {
            group_->checkpoint(false);
        } else if (group.empty() && !log_is_empty && !last) {
            // A reader of an old state may keep it: tried again when the next idle period has passed.
            log_is_empty = group_->checkpoint(true);
        }
        if (last) break;
    }
    if (group_->has_backlog()) {
        log::error("audit_backlog_lost", {{"count", group_->backlog()}});
    }
}

// Company makes a commit cheap, waiting makes it late. The rule: none up to a thousand units a second,
// from there on up to max_linger after the oldest unit came, ending early once the company is good or
// nobody has come for two mean gaps (all clients wait for us).
void Committer::linger(std::unique_lock<std::mutex>& lock) {
    note_arrivals();
    const double share = std::min(arrivals_per_second_ / linger_rate - 1.0, 1.0);
    if (share <= 0 || options_.max_linger == 0us) return;
    const auto deadline =
        oldest_ + std::chrono::duration_cast<Steady::duration>(options_.max_linger * share);
    const auto gap = std::chrono::duration_cast<Steady::duration>(
        std::chrono::duration<double>(2.0 / arrivals_per_second_));
    const std::size_t enough = std::min(good_company, options_.group_units);
    while (queue_.size() < enough && !stopping_) {
        const auto now = Steady::now();
        if (now >= deadline) return;
        const std::size_t before = queue_.size();
        wake_.wait_until(lock, std::min(deadline, now + gap),
                         [&] { return stopping_ || queue_.size() >= enough; });
        if (queue_.size() == before) return;
    }
}

void Committer::note_arrivals() {
    const auto now = Steady::now();
    const double seconds = std::max(std::chrono::duration<double>(now - last_group_).count(), 1e-6);
    const double weight = 1.0 - std::exp(-seconds / rate_window_seconds);
    const double rate = static_cast<double>(std::exchange(arrivals_, 0)) / seconds;
    arrivals_per_second_ += weight * (rate - arrivals_per_second_);
    last_group_ = now;
}

std::vector<PendingUnit> Committer::take() {
    std::vector<PendingUnit> group;
    std::uint64_t bytes = 0;
    while (!queue_.empty() && group.size() < options_.group_units) {
        if (!group.empty() && bytes + queue_.front().bytes > options_.group_bytes) break;
        bytes += queue_.front().bytes;
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    if (!queue_.empty()) oldest_ = Steady::now();
    return group;
}

StoreStatistics Committer::statistics() const {
    const CommitCounters& counters = group_->counters();
    StoreStatistics statistics;
    statistics.documents = counters.documents;
    statistics.bytes = counters.bytes;
    statistics.commits = counters.commits;
    statistics.units = counters.units;
    statistics.audit_backlog = counters.audit_backlog;
    statistics.writable = counters.writable;
    const std::lock_guard lock(mutex_);
    statistics.queued_units = queue_.size();
    return statistics;
}

}  // namespace dmpgw::storage

#include "gateway/http/loop.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>

#include "gateway/base/log.hpp"

namespace dmpgw::http {
namespace {

// A deadline is kept to within a quarter of the shortest one, and never worse than a quarter of a second.
std::chrono::milliseconds sweep_interval(const HttpDeadlines& d) {
    using std::chrono::milliseconds;
    const auto shortest = std::min({d.tls_handshake, d.head, d.body_grace, d.write, d.idle, d.linger});
    return std::clamp(shortest / 4, milliseconds(5), milliseconds(250));
}

}  // namespace

LoopMember::LoopMember(Loop& loop) : loop_(&loop), next_(loop.first_) {
    if (next_ != nullptr) next_->previous_ = this;
    loop.first_ = this;
    ++loop.count_;
}

LoopMember::~LoopMember() {
    if (previous_ != nullptr) previous_->next_ = next_;
    else loop_->first_ = next_;
    if (next_ != nullptr) next_->previous_ = previous_;
    --loop_->count_;
}

Loop::Loop(Shared& shared) : shared_(&shared) {
    boost::asio::co_spawn(io_, sweep(), boost::asio::detached);
}

Task<void> Loop::sweep() {
    boost::asio::basic_waitable_timer<Watch::Clock, boost::asio::wait_traits<Watch::Clock>, Executor> timer(
        executor());
    const auto interval = sweep_interval(shared_->options.deadlines);
    while (true) {
        timer.expires_after(interval);
        boost::system::error_code ignored;
        co_await timer.async_wait(boost::asio::redirect_error(use_task, ignored));
        const auto now = Watch::Clock::now();
        // Cancelling only queues completions, so the list does not change under this loop.
        for (LoopMember* member = first_; member != nullptr; member = member->next_) {
            if (now < member->watch.until) continue;
            member->watch.disarm();
            member->watch.expired = true;
            member->cancel();
        }
    }
}

std::string_view Loop::date() {
    const TimePoint now = clock_.now();
    const auto second = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    if (second != date_second_) {
        date_second_ = second;
        date_ = to_http_date(now);
    }
    return date_;
}

void Loop::run() {
    while (!io_.stopped()) {
        try {
            io_.run();
        } catch (const std::exception& e) {
            // No memory for a new connection, most likely: it is lost, the others go on.
            log::error("loop_failed", {{"error", e.what()}});
        }
    }
}

void Loop::close_idle() {
    for (LoopMember* member = first_; member != nullptr; member = member->next_) member->close_if_idle();
}

void Loop::abort_all() {
    for (LoopMember* member = first_; member != nullptr; member = member->next_) member->abort();
}

}  // namespace dmpgw::http

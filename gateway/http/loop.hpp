// One thread's share of a server: its io_context, its connections, its pools and its sweep of deadlines.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <atomic>
#include <chrono>
#include <random>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/identifiers.hpp"
#include "gateway/http/read_buffer.hpp"
#include "gateway/http/server.hpp"
#include "gateway/http/task.hpp"

namespace dmpgw::http {

class Loop;

/// What all threads of a server share.
struct Shared {
    Shared(ServerOptions o, const Router& r)
        : options(std::move(o)), router(&r), admission(options.admission) {}
    ServerOptions options;
    const Router* router;
    Admission admission;
    std::atomic<bool> draining = false;
};

/// When the present wait of a connection must end. Setting it costs one clock reading and no timer: the loop
/// sweeps all connections a few times a second and cancels what is late.
struct Watch {
    using Clock = std::chrono::steady_clock;
    Clock::time_point until = Clock::time_point::max();
    bool expired = false;

    void arm(Clock::time_point deadline) {
        until = deadline;
        expired = false;
    }
    void arm_for(Clock::duration time) { arm(Clock::now() + time); }
    void disarm() { until = Clock::time_point::max(); }
};

/// A connection as its loop sees it. Links itself into the list of the loop; thread of the loop only.
class LoopMember {
  public:
    explicit LoopMember(Loop& loop);
    virtual ~LoopMember();
    LoopMember(const LoopMember&) = delete;
    LoopMember& operator=(const LoopMember&) = delete;

    /// Ends the socket operation that is waiting, which then fails.
    virtual void cancel() = 0;
    /// Ends the connection now if no request is under way.
    virtual void close_if_idle() = 0;
    /// Ends the connection now, whatever it is doing.
    virtual void abort() = 0;

    Watch watch;

  private:
    friend class Loop;
    Loop* loop_;
    LoopMember* previous_ = nullptr;
    LoopMember* next_ = nullptr;
};

class Loop {
  public:
    explicit Loop(Shared& shared);

    Shared& shared() { return *shared_; }
    boost::asio::io_context& io() { return io_; }
    Executor executor() { return io_.get_executor(); }
    BlockPool& read_blocks() { return read_blocks_; }
    BlockPool& write_blocks() { return write_blocks_; }

    /// The value of a Date field, made once a second.
    std::string_view date();
    std::string new_request_id() { return new_uuid(clock_, random_); }

    /// Runs until the server stops it; keeps sweeping deadlines meanwhile.
    void run();
    /// Thread of the loop only.
    void close_idle();
    void abort_all();
    std::size_t members() const { return count_; }

  private:
    friend class LoopMember;
    Task<void> sweep();

    // Request ids need to be unique, not secret: a generator seeded once spares two calls of the system's
    // generator for each request.
    class QuickRandom final : public Random {
      public:
        QuickRandom() : engine_(SystemRandom().next()) {}
        std::uint64_t next() override { return engine_(); }

      private:
        std::mt19937_64 engine_;
    };

    Shared* shared_;
    SystemClock clock_;
    QuickRandom random_;
    BlockPool read_blocks_{64 * KiB, 64};
    BlockPool write_blocks_{256 * KiB, 8};
    std::int64_t date_second_ = -1;
    std::string date_;
    LoopMember* first_ = nullptr;
    std::size_t count_ = 0;
    boost::asio::io_context io_{1};  // last: its destruction ends the coroutines that use what is above
};

}  // namespace dmpgw::http

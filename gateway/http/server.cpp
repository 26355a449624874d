#include "gateway/http/server.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "gateway/base/log.hpp"
#include "gateway/http/listener.hpp"
#include "gateway/http/loop.hpp"

namespace dmpgw::http {
namespace {

using std::chrono::milliseconds;

// How often drain() looks whether the last connection has gone.
constexpr milliseconds drain_step{5};
// What an aborted connection needs to unwind; one whose handler waits for a pool is left behind after it.
constexpr milliseconds abort_grace{50};

}  // namespace

struct Server::Impl {
    Impl(ServerOptions options, const Router& router) : shared(std::move(options), router) {}

    // Runs `work` on the thread of `loop` and waits for it.
    template <class Work>
    static void on_loop(Loop& loop, Work work) {
        std::promise<void> done;
        boost::asio::post(loop.executor(), [&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }

    void stop_accepting() {
        if (!running || stopped_accepting) return;
        stopped_accepting = true;
        on_loop(*loops.front(), [this] { listener->stop(); });
    }

    bool wait_for_connections(std::chrono::steady_clock::time_point until) const {
        while (shared.admission.connections() > 0) {
            if (std::chrono::steady_clock::now() >= until) return false;
            std::this_thread::sleep_for(drain_step);
        }
        return true;
    }

    bool drain(milliseconds deadline) {
        if (!running) return drained;
        const auto until = std::chrono::steady_clock::now() + deadline;
        stop_accepting();
        shared.draining = true;
        for (const auto& loop : loops) {
            on_loop(*loop, [&loop] { loop->close_idle(); });
        }
        drained = wait_for_connections(until) || shared.admission.requests_in_flight() == 0;
        for (const auto& loop : loops) {
            on_loop(*loop, [&loop] { loop->abort_all(); });
        }
        wait_for_connections(std::chrono::steady_clock::now() + abort_grace);
        for (const auto& loop : loops) loop->io().stop();
        for (std::thread& thread : threads) thread.join();
        threads.clear();
        running = false;
        return drained;
    }

    Shared shared;
    std::vector<std::unique_ptr<Loop>> loops;
    std::unique_ptr<Listener> listener;
    std::vector<std::thread> threads;
    std::mutex mutex;  // one of start, stop_accepting and drain at a time
    bool running = false;
    bool stopped_accepting = false;
    bool drained = true;
};

Server::Server(ServerOptions options, const Router& router)
    : impl_(std::make_unique<Impl>(std::move(options), router)) {}

Server::~Server() {
    drain(milliseconds(0));
    // Waiting coroutines hold connections, and those their loop: end them while everything still stands.
    impl_->listener.reset();
}

void Server::start() {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->running) throw std::logic_error("http::Server started twice");
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const unsigned threads = impl_->shared.options.threads == 0 ? cores : impl_->shared.options.threads;
    for (unsigned i = 0; i < threads; ++i) impl_->loops.push_back(std::make_unique<Loop>(impl_->shared));
    impl_->listener = std::make_unique<Listener>(impl_->shared, impl_->loops);
    impl_->listener->start();
    for (const auto& loop : impl_->loops) {
        impl_->threads.emplace_back([&loop = *loop] { loop.run(); });
    }
    impl_->running = true;
}

std::uint16_t Server::port() const { return impl_->listener ? impl_->listener->port() : 0; }

void Server::stop_accepting() {
    const std::lock_guard lock(impl_->mutex);
    impl_->stop_accepting();
}

bool Server::drain(milliseconds deadline) {
    const std::lock_guard lock(impl_->mutex);
    return impl_->drain(deadline);
}

const Admission& Server::admission() const { return impl_->shared.admission; }

}  // namespace dmpgw::http

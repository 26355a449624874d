// The coroutine type of everything that waits: concrete executor, so that no step pays for type erasure.
//
// Each connection lives on one io_context that one thread runs; its coroutines never run on two threads at
// once and need no locks. What blocks (an fsync, a Schematron run) goes to a pool through run_on() or to a
// thread of its own through await_callback(), and comes back to the same io_context.
//
// Write each co_await as a statement or an initialiser of its own. GCC 12 miscompiles some coroutines with
// co_await inside &&, || or ?: (an illegal instruction at run time, measured).
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

// GCC 12 takes the allocation of some inlined coroutine frames for a mismatch (GCC bug 109224). The warning
// comes at the end of each such coroutine, so it is off wherever this header is included.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace dmpgw::http {

using Executor = boost::asio::io_context::executor_type;

template <class T>
using Task = boost::asio::awaitable<T, Executor>;

/// The completion token that goes with Task.
inline constexpr boost::asio::use_awaitable_t<Executor> use_task{};

/// Suspends until `start`'s argument is called, once, from any thread, with a T; gives that T. `start` runs
/// at once on the calling thread and receives a copyable function object `done`. Dropping every copy of
/// `done` without calling it destroys the waiting coroutine, so call it always. Whatever may call it must
/// have stopped before the Server of the connection is destroyed.
template <class T, class Start>
Task<T> await_callback(Start start) {
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>, void(T)>(
        [](auto handler, Start begin) {
            auto executor = boost::asio::get_associated_executor(handler);
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            begin([shared, executor](T value) {
                boost::asio::post(executor, [shared, value = std::move(value)]() mutable {
                    std::move(*shared)(std::move(value));
                });
            });
        },
        use_task, std::move(start));
}

/// Runs `work` on `pool` and gives its value, or throws what it threw. The pool must be joined before the
/// Server of the connection is destroyed.
template <class Work>
Task<std::invoke_result_t<Work>> run_on(boost::asio::thread_pool& pool, Work work) {
    using Value = std::invoke_result_t<Work>;
    struct Outcome {
        std::optional<Value> value;
        std::exception_ptr thrown;
    };
    auto outcome = co_await await_callback<std::shared_ptr<Outcome>>([&pool, &work](auto done) {
        boost::asio::post(pool, [done, &work] {
            auto result = std::make_shared<Outcome>();
            try {
                result->value.emplace(work());
            } catch (...) {
                result->thrown = std::current_exception();
            }
            done(std::move(result));
        });
    });
    if (outcome->thrown) std::rethrow_exception(outcome->thrown);
    co_return std::move(*outcome->value);
}

}  // namespace dmpgw::http

#include "gateway/transactions/waiting.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

#include "gateway/base/fault_injection.hpp"

namespace dmpgw::transactions {

http::Task<Result<void>> commit(storage::Store& store, storage::Unit unit) {
    if (fault_injected("acknowledge_before_commit") && !unit.documents.empty()) {
        const auto decided = std::make_shared<storage::Changes>(unit.decide(*store.read()));
        unit.decide = [decided](const storage::RegistryView&) {
            // As on a slow disk, so that a kill right after the acknowledgement finds the promise broken every time.
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            return *decided;
        };
        store.commit(std::move(unit), [](const Result<void>&) {});
        co_return Result<void>{};
    }
    // The closure holds references only. `unit` lives in this frame until the commit is answered; and GCC 12
    // destroys a closure that is a temporary of a co_await expression twice, which released what it owned twice.
    co_return co_await http::await_callback<Result<void>>([&store, &unit](auto done) {
        store.commit(std::move(unit), [done](Result<void> result) { done(std::move(result)); });
    });
}

http::Task<Result<void>> offload(boost::asio::thread_pool& pool, const DiskCall& call) {
    co_return co_await http::run_on(pool, std::cref(call));
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/waiting.hpp"

#include <memory>
#include <utility>

#include "gateway/base/fault_injection.hpp"

namespace dmpgw::transactions {

http::Task<Result<void>> commit(storage::Store& store, storage::Unit unit) {
    // The callback must be copyable and a unit is not: it travels in a shared pointer.
    auto shared = std::make_shared<storage::Unit>(std::move(unit));
    if (fault_injected("acknowledge_before_commit") && !shared->documents.empty()) {
        const auto decided = std::make_shared<storage::Changes>(shared->decide(*store.read()));
        shared->decide = [decided](const storage::RegistryView&) { return *decided; };
        store.commit(std::move(*shared), [](const Result<void>&) {});
        co_return Result<void>{};
    }
    co_return co_await http::await_callback<Result<void>>([&store, shared](auto done) {
        store.commit(std::move(*shared), [done](Result<void> result) { done(std::move(result)); });
    });
}

http::Task<Result<void>> offload(boost::asio::thread_pool& pool, std::function<Result<void>()> call) {
    co_return co_await http::run_on(pool, std::move(call));
}

}  // namespace dmpgw::transactions

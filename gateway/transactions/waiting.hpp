// Two ways to wait without holding a connection's thread: for a commit, and for a blocking disk call.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <functional>

#include "gateway/base/failure.hpp"
#include "gateway/http/task.hpp"
#include "gateway/storage/store.hpp"

namespace dmpgw::transactions {

/// Resumes on the caller's own thread once the unit is on the disk, or refused.
http::Task<Result<void>> commit(storage::Store& store, storage::Unit unit);

using DiskCall = std::function<Result<void>()>;

/// Runs `call` on the disk pool and resumes on the caller's own thread. An exception travels along. `call` must
/// be a variable of the caller: GCC 12 destroys a closure that is a temporary of a co_await expression twice.
http::Task<Result<void>> offload(boost::asio::thread_pool& pool, const DiskCall& call);
http::Task<Result<void>> offload(boost::asio::thread_pool& pool, DiskCall&& call) = delete;

}  // namespace dmpgw::transactions

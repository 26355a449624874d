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

/// Runs `call` on the disk pool and resumes on the caller's own thread. An exception travels along.
http::Task<Result<void>> offload(boost::asio::thread_pool& pool, std::function<Result<void>()> call);

}  // namespace dmpgw::transactions

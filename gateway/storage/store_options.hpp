// What an embedded store can be told when it is opened.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/storage/file_system.hpp"

namespace dmpgw::storage {

struct StoreOptions {
    std::string folder;  ///< on a local disk; made when it is not there
    DocumentLimits limits{};

    std::uint64_t segment_bytes = 64 * MiB;  ///< shared segments; a larger document gets a larger one

    // The group commit.
    std::size_t group_units = 64;
    std::uint64_t group_bytes = 16 * MiB;
    std::chrono::microseconds max_linger{4000};  ///< wait for company under load; 0 switches it off
    std::size_t queue_units = 4096;              ///< units past this are refused as busy
    std::size_t audit_backlog_records = 10'000;  ///< audit of reads held in memory while the disk is full

    // SQLite.
    std::size_t writer_cache_bytes = 64 * MiB;
    std::size_t reader_cache_bytes = 8 * MiB;   ///< of each reader connection
    std::size_t idle_readers = 16;              ///< connections kept for the next read()
    std::uint64_t checkpoint_bytes = 16 * MiB;  ///< size of the log at which it is copied to the database

    std::shared_ptr<FileSystem> files;  ///< nullptr: the real one
    std::shared_ptr<Clock> clock;       ///< nullptr: the system's
    /// Called when a sync failed: what the disk holds is unknown, and a second sync may lie. The default
    /// logs and ends the process with status 75 at once, so that the next start reads what is really
    /// there. A handler that returns leaves a store that refuses every unit from then on.
    std::function<void(const std::exception&)> on_sync_failure;
};

}  // namespace dmpgw::storage

// The reference point for the store: the rows of a submission committed to SQLite, and nothing
// else.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>

namespace dmpgw::bench {

struct SqliteResult {
    std::size_t group = 0;  ///< documents a commit
    double per_second = 0;  ///< documents
    double cpu_us = 0;      ///< a document
    double p50_ms = 0;      ///< of a commit
    double p99_ms = 0;
};

/// For every document one entry of 1.2 KB (unique index on uniqueId, index on patient, status and
/// time), one audit row and one row for exactly-once, in WAL mode with synchronous=FULL. Throws
/// when SQLite fails.
SqliteResult run_sqlite_alone(const std::filesystem::path& file, std::size_t group,
                              std::chrono::milliseconds duration);

}  // namespace dmpgw::bench

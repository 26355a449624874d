// What a start does before the first unit: finds where the last committed record ends and removes what was
// written for units that never committed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/storage/database.hpp"
#include "gateway/storage/file_system.hpp"
#include "gateway/storage/segment_writer.hpp"

namespace dmpgw::storage {

struct Recovered {
    std::uint64_t next_segment = 1;                ///< first number never used
    std::optional<SegmentWriter::Resume> current;  ///< the shared segment to go on with
    std::uint64_t documents = 0;
    std::uint64_t bytes = 0;
};

/// Removes segment files without a row, clears what lies behind the last committed record and logs each
/// segment that has gone missing. Throws DiskError or DatabaseError.
Recovered recover(FileSystem& files, const std::string& segments, Connection& writer);

}  // namespace dmpgw::storage

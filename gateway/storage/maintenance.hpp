// What an operator does with a store while it runs or when it does not: take a backup, check every byte.
//
// Both work on the folder alone, from any process: segments are only ever appended to and the database is
// read on a snapshot, so a running gateway is neither stopped nor slowed by a lock.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/storage/file_system.hpp"

namespace dmpgw::storage {

struct BackupReport {
    std::uint64_t segments = 0;
    std::uint64_t documents = 0;
    std::uint64_t bytes = 0;  ///< copied, database included
};

/// Copies the state of the last commit to `target`, a folder that is not there or empty: database first, on
/// one snapshot, then of each segment that it names as much as it names. The target is a store that opens
/// as any other. It is whole and on the disk when this returns; a target without registry.db is a backup
/// that was broken off. Fails with STORE_NOT_OURS, BACKUP_TARGET_IN_USE, STORE_FULL or STORE_UNREADABLE.
Result<BackupReport> backup(const std::string& folder, const std::string& target,
                            std::shared_ptr<FileSystem> files = posix_file_system());

/// One thing that verify() found.
struct Damage {
    std::string entry_uuid;  ///< of the entry; empty when it is not about one
    std::string what;        ///< a sentence, English: it is for the operator's log
    std::uint64_t segment = 0;
    std::uint64_t offset = 0;
};

struct VerifyReport {
    std::uint64_t entries = 0;    ///< looked at
    std::uint64_t documents = 0;  ///< whose bytes were read
    std::uint64_t bytes = 0;
    std::vector<Damage> damages;  ///< empty: every byte is as it was acknowledged
    /// Records and files that no entry names: harmless, the next start removes those at an end.
    std::vector<Damage> orphans;
    bool good() const { return damages.empty(); }
};

/// Reads every document and compares header, SHA-256, and size and SHA-1 of the metadata; checks the database
/// (integrity_check) and looks for records that nobody names. `progress` is told documents done and to do,
/// and ends the work by answering false.
Result<VerifyReport> verify(const std::string& folder,
                            const std::function<bool(std::uint64_t, std::uint64_t)>& progress = {},
                            std::shared_ptr<FileSystem> files = posix_file_system());

}  // namespace dmpgw::storage

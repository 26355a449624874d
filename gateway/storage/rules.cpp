#include "gateway/storage/rules.hpp"

#include "gateway/storage/database.hpp"
#include "gateway/storage/file_system.hpp"

namespace dmpgw::storage {

Failure failure_of(const std::exception& error) {
    // The text of an error names paths of the server: it goes to the log, never into the finding.
    if (const auto* disk = dynamic_cast<const DiskError*>(&error)) {
        return refuse(disk->is_full() ? store_full : store_broken, "store");
    }
    if (const auto* database = dynamic_cast<const DatabaseError*>(&error)) {
        if (database->is_constraint()) return refuse(store_clash, "store");
        return refuse(database->is_full() ? store_full : store_broken, "store");
    }
    return refuse(store_decision_failed, "store");
}

bool is_sync_failure(const std::exception& error) {
    if (const auto* disk = dynamic_cast<const DiskError*>(&error)) return disk->is_sync();
    if (const auto* database = dynamic_cast<const DatabaseError*>(&error)) return database->is_sync();
    return false;
}

}  // namespace dmpgw::storage

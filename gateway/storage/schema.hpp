// The tables of registry.db and how an older database becomes one of today: numbered migrations, each one
// transaction. The number lies in PRAGMA user_version, our mark in PRAGMA application_id.
#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/storage/database.hpp"

namespace dmpgw::storage {

/// "DMPG": tells this database from any other SQLite file.
inline constexpr std::int64_t application_id = 0x444D5047;
/// What this release writes and reads.
std::int64_t newest_schema();

struct SchemaState {
    std::int64_t application = 0;
    std::int64_t version = 0;  ///< 0: an empty database
};
SchemaState schema_state(Connection& connection);

/// Brings the database to newest_schema(); a process that dies on the way leaves it at a whole step.
/// Precondition: schema_state() is ours or empty, and not newer.
void migrate(Connection& writer);

}  // namespace dmpgw::storage

// A store in a folder of the test's own, and SQL beside it.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <string>
#include <utility>

#include "gateway/storage/embedded_store.hpp"
#include "tests/unit/storage/temporary_folder.hpp"

namespace dmpgw::storage {

inline StoreOptions options_of(const TemporaryFolder& folder) {
    StoreOptions options;
    options.folder = folder.path() + "/store";
    options.segment_bytes = 1 * MiB;
    return options;
}

/// The opened store; a failure of the test and nullptr when it does not open.
inline std::unique_ptr<Store> open_store(StoreOptions options) {
    auto store = EmbeddedStore::open(std::move(options));
    if (store) return std::move(*store);
    ADD_FAILURE() << store.error().first().rule << ": " << store.error().first().what.en;
    return nullptr;
}

/// Runs SQL on a database file as an operator's tool would.
inline void execute(const std::string& database, const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(database.c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
}

}  // namespace dmpgw::storage

#include "gateway/storage/schema.hpp"

#include <gtest/gtest.h>

#include "tests/unit/storage/store_fixture.hpp"

namespace dmpgw::storage {
namespace {

TEST(Schema, migrates_an_empty_database_to_the_newest) {
    const TemporaryFolder folder;
    Connection writer(folder.path() + "/r.db", ConnectionKind::writer, MiB);
    EXPECT_EQ(schema_state(writer).version, 0);
    migrate(writer);
    EXPECT_EQ(schema_state(writer).version, newest_schema());
    EXPECT_EQ(schema_state(writer).application, application_id);
    migrate(writer);
    EXPECT_EQ(schema_state(writer).version, newest_schema());
}

TEST(Schema, a_migration_that_fails_leaves_the_version_before) {
    const TemporaryFolder folder;
    execute(folder.path() + "/r.db", "CREATE TABLE audit (in_the_way)");
    Connection writer(folder.path() + "/r.db", ConnectionKind::writer, MiB);
    EXPECT_THROW(migrate(writer), DatabaseError);
    EXPECT_FALSE(writer.in_transaction());
    EXPECT_EQ(schema_state(writer).version, 0);
    EXPECT_EQ(writer.integer_of("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST(Schema, commits_are_synced_in_full) {
    const TemporaryFolder folder;
    Connection writer(folder.path() + "/r.db", ConnectionKind::writer, MiB);
    EXPECT_EQ(writer.integer_of("PRAGMA synchronous"), 2);
    EXPECT_EQ(writer.integer_of("PRAGMA wal_autocheckpoint"), 0);
    auto mode = writer.statement("PRAGMA journal_mode");
    ASSERT_TRUE(mode.step());
    EXPECT_EQ(mode.get_text(0), "wal");
}

}  // namespace
}  // namespace dmpgw::storage

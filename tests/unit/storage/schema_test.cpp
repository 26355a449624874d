#include "gateway/storage/schema.hpp"

#include <gtest/gtest.h>

#include "tests/storage/sample_units.hpp"
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

TEST(Schema, codes_of_what_lies_there_already_are_found_after_a_migration) {
    const TemporaryFolder folder;
    const std::string database = folder.path() + "/store/registry.db";
    {
        const auto store = open_store(options_of(folder));
        Changes changes;
        changes.entries = {{sample::entry_of(1), {}}};
        model::DocumentEntry& entry = changes.entries[0].entry;
        entry.event_codes = {sample::code_of("MR", "1.2", "IRM"), sample::code_of("CT", "1.2", "Scanner")};
        entry.healthcare_facility_type_code = sample::code_of("SA01", "1.2", "Hopital");
        entry.reference_id_list = {model::read_cx("ACC7^^^&1.2.3&ISO^urn:x", "").value()};
        changes.folders.emplace_back();
        changes.folders[0].entry_uuid = sample::uuid_of(9, 1);
        changes.folders[0].codes = {sample::code_of("E", "1.2", "Stay")};
        changes.audit = {sample::audit_of(1)};
        Unit unit;
        unit.decide = [&changes](const RegistryView&) { return changes; };
        ASSERT_TRUE(sample::commit_and_wait(*store, std::move(unit)));
    }
    const auto codes = [&] {
        Connection reader(database, ConnectionKind::reader, MiB);
        auto query = reader.statement("SELECT group_concat(kind || ':' || code || ':' || entry, ' ') || ' ' ||"
                                      " (SELECT group_concat(code || ':' || folder) FROM folder_code) FROM entry_code");
        return query.step() ? std::string(query.get_text(0)) : "";
    };
    const std::string written = codes();
    EXPECT_EQ(written, "0:11:1 1:SA01:1 2:CT:1 2:MR:1 3:ACC7:1 E:1");
    execute(database, "DROP TABLE entry_code; DROP TABLE folder_code; PRAGMA user_version = 4");
    ASSERT_TRUE(open_store(options_of(folder)));
    EXPECT_EQ(codes(), written);
}

// A store from before has its domain from the patients of its submissions: not from those that were only asked for.
TEST(Schema, the_ins_domain_of_what_lies_there_already_is_known_after_a_migration) {
    const auto domain_after = [](const std::vector<std::string>& authorities, const std::string& asked_for) {
        const TemporaryFolder folder;
        {
            const auto store = open_store(options_of(folder));
            Changes changes;
            for (const std::string& authority : authorities) {
                model::SubmissionSet& set = changes.submission_sets.emplace_back();
                set.entry_uuid = sample::uuid_of(3, static_cast<int>(changes.submission_sets.size()));
                set.unique_id = "1.2." + std::to_string(changes.submission_sets.size());
                set.patient_id = model::Cx{"279035121518989", {"", authority, "ISO"}, "NH", {}, ""};
            }
            changes.audit = {sample::audit_of(1)};
            if (!asked_for.empty()) changes.audit[0].patient = "279035121518989^^^&" + asked_for + "&ISO";
            Unit unit;
            unit.decide = [&changes](const RegistryView&) { return changes; };
            EXPECT_TRUE(sample::commit_and_wait(*store, std::move(unit)));
        }
        execute(folder.path() + "/store/registry.db",
                "DROP TABLE store_fact; DROP TABLE entry_code; DROP TABLE folder_code; PRAGMA user_version = 3");
        return open_store(options_of(folder))->read()->fact("ins_domain");
    };
    EXPECT_EQ(domain_after({}, ""), "");
    EXPECT_EQ(domain_after({"1.2.250.1.999.3"}, "1.2.250.1.213.1.4.8"), "");
    EXPECT_EQ(domain_after({"1.2.250.1.213.1.4.10"}, "1.2.250.1.213.1.4.8"), "test");
    EXPECT_EQ(domain_after({"1.2.250.1.213.1.4.11"}, ""), "demo");
    EXPECT_EQ(domain_after({"1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.9"}, ""), "real");
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

#include "gateway/storage/registry_view.hpp"

#include <gtest/gtest.h>

#include "tests/storage/sample_units.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace dmpgw::storage {
namespace {

class StoredRegistry : public testing::Test {
  protected:
    void SetUp() override {
        store_ = open_store(options_of(folder_));
        ASSERT_NE(store_, nullptr);
    }
    void commit(Changes changes) {
        Unit unit;
        unit.decide = [&changes](const RegistryView&) { return std::move(changes); };
        const auto answer = sample::commit_and_wait(*store_, std::move(unit));
        ASSERT_TRUE(answer) << answer.error().first().rule;
    }

    TemporaryFolder folder_;
    std::unique_ptr<Store> store_;
};

TEST_F(StoredRegistry, finds_entries_by_each_of_their_ids_oldest_first) {
    Changes changes;
    auto first = sample::entry_of(1);
    auto second = sample::entry_of(2);
    second.unique_id = first.unique_id;
    second.logical_id = first.entry_uuid;
    second.version = 2;
    auto symbolic = sample::entry_of(3);
    symbolic.entry_uuid = "urn:uuid:00000001-0000-7000-8000-00000000000A";
    symbolic.logical_id.clear();
    changes.entries = {{first, {}}, {second, {}}, {symbolic, {}}};
    commit(std::move(changes));

    const auto view = store_->read();
    EXPECT_EQ(view->entry_by_uuid(first.entry_uuid)->entry, first);
    EXPECT_EQ(view->entry_by_uuid(symbolic.entry_uuid)->entry, symbolic) << "upper case stays as it was";
    EXPECT_FALSE(view->entry_by_uuid("urn:uuid:00000001-0000-7000-8000-00000000000a"));
    EXPECT_FALSE(view->entry_by_uuid(""));
    const auto same_id = view->entries_by_unique_id(first.unique_id);
    ASSERT_EQ(same_id.size(), 2U);
    EXPECT_EQ(same_id[0].entry, first);
    EXPECT_EQ(same_id[1].entry, second);
    EXPECT_FALSE(same_id[0].location);
    EXPECT_GT(same_id[0].registered_at.time_since_epoch().count(), 0);
    const auto versions = view->entries_by_logical_id(first.entry_uuid);
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions[1].entry.version, 2);
    EXPECT_TRUE(view->entries_by_unique_id("").empty());
    EXPECT_TRUE(view->entries_by_unique_id("1.2.3").empty());
}

TEST_F(StoredRegistry, a_unique_id_whose_hash_is_shared_is_told_apart_by_its_text) {
    Changes changes;
    changes.entries = {{sample::entry_of(1), {}}, {sample::entry_of(2), {}}};
    commit(std::move(changes));
    execute(folder_.path() + "/store/registry.db",
            "UPDATE entry SET unique_hash = (SELECT unique_hash FROM entry WHERE row = 1)");
    const auto view = store_->read();
    ASSERT_EQ(view->entries_by_unique_id(sample::unique_id(1)).size(), 1U);
    EXPECT_EQ(view->entries_by_unique_id(sample::unique_id(1))[0].entry.unique_id, sample::unique_id(1));
}

TEST_F(StoredRegistry, lists_what_a_patient_has_until_told_to_stop) {
    Changes changes;
    for (std::uint64_t n : {1ULL, 98ULL, 2ULL, 195ULL}) {
        changes.entries.push_back({sample::entry_of(n), {}});
        changes.submission_sets.push_back(sample::set_of(n));
        model::Folder folder;
        folder.entry_uuid = sample::uuid_of(9, n);
        folder.unique_id = sample::set_unique_id(1000 + n);
        folder.patient_id = sample::patient_of(n);
        changes.folders.push_back(folder);
    }
    commit(std::move(changes));
    const auto view = store_->read();
    const std::string key = sample::patient_of(1).key();  // 1, 98 and 195 are one patient
    std::vector<std::string> seen;
    view->entries_of_patient(key, [&](const StoredEntry& stored) {
        seen.push_back(stored.entry.entry_uuid);
        return seen.size() < 2;
    });
    EXPECT_EQ(seen, (std::vector<std::string>{sample::entry_uuid(1), sample::entry_uuid(98)}));
    std::vector<std::string> sets;
    view->submission_sets_of_patient(key, [&](const model::SubmissionSet& set) {
        sets.push_back(set.unique_id);
        return sets.size() < 2;
    });
    EXPECT_EQ(sets, (std::vector<std::string>{sample::set_unique_id(1), sample::set_unique_id(98)}));
    std::size_t folders = 0;
    const auto count = [&](const model::Folder&) { return ++folders > 0; };
    view->folders_of_patient(key, count);
    view->folders_of_patient("nobody", count);
    EXPECT_EQ(folders, 3U);
    EXPECT_EQ(view->submission_set_by_uuid(sample::uuid_of(2, 98))->unique_id, sample::set_unique_id(98));
    EXPECT_EQ(view->submission_set_by_unique_id(sample::set_unique_id(2)), sample::set_of(2));
    EXPECT_EQ(view->folder_by_uuid(sample::uuid_of(9, 2))->unique_id, sample::set_unique_id(1002));
    EXPECT_EQ(view->folder_by_unique_id(sample::set_unique_id(1002))->entry_uuid, sample::uuid_of(9, 2));
    EXPECT_FALSE(view->folder_by_unique_id(sample::set_unique_id(1)));
}

TEST_F(StoredRegistry, a_call_may_be_made_inside_the_visit_of_the_same_call) {
    Changes changes;
    changes.entries = {{sample::entry_of(1), {}}, {sample::entry_of(98), {}}};
    commit(std::move(changes));
    const auto view = store_->read();
    int inner = 0;
    int outer = 0;
    const std::string key = sample::patient_of(1).key();
    view->entries_of_patient(key, [&](const StoredEntry&) {
        ++outer;
        view->entries_of_patient(key, [&](const StoredEntry&) { return ++inner > 0; });
        return true;
    });
    EXPECT_EQ(outer, 2);
    EXPECT_EQ(inner, 4);
}

TEST_F(StoredRegistry, associations_are_found_from_both_ends_once) {
    Changes changes;
    changes.associations = {sample::member_of(1), sample::member_of(2)};
    auto replace = sample::member_of(3);
    replace.type = model::AssociationType::replace;
    replace.source = sample::entry_uuid(2);
    replace.target = sample::entry_uuid(1);
    changes.associations.push_back(replace);
    commit(std::move(changes));
    const auto view = store_->read();
    const auto found = view->associations_of({sample::entry_uuid(1), sample::entry_uuid(2)});
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[2], replace);
    EXPECT_EQ(view->associations_of({sample::entry_uuid(1)}).size(), 2U);
    EXPECT_TRUE(view->associations_of({}).empty());
    std::vector<std::string> one_by_one;
    view->associations_of({sample::entry_uuid(1), sample::entry_uuid(2)}, [&](const model::Association& a) {
        one_by_one.push_back(a.entry_uuid);
        return one_by_one.size() < 4;
    });
    EXPECT_EQ(one_by_one.size(), 4U) << "the replacement is seen from both ends, and the visit can stop";
    EXPECT_EQ(view->association_by_uuid(replace.entry_uuid), replace);
}

// Entries and folders that have a code, whoever they belong to: ITI TF-2 3.51.4.1.2.3.
TEST_F(StoredRegistry, what_has_a_code_is_found_without_its_patient) {
    Changes changes;
    for (std::uint64_t n : {1ULL, 2ULL, 3ULL}) changes.entries.push_back({sample::entry_of(n), {}});
    changes.entries[1].entry.class_code = sample::code_of("31", "1.2.250.1.213.1.1.4.1", "Imagerie");
    changes.entries[1].entry.event_codes = {sample::code_of("MR", "1.2.840.10008.2.16.4", "IRM"),
                                            sample::code_of("MR", "1.2.3", "again")};
    changes.entries[2].entry.reference_id_list = {model::read_cx("ACC7^^^&1.2.3&ISO^urn:x", "").value()};
    changes.entries[2].entry.healthcare_facility_type_code = sample::code_of("SA01", "1.2.250.1.71.4.2.4", "Hopital");
    model::Folder folder;
    folder.entry_uuid = sample::uuid_of(9, 1);
    folder.unique_id = "1.2.3";
    folder.codes = {sample::code_of("E", "1.2", "Stay"), sample::code_of("U", "1.2", "Urgent")};
    changes.folders = {folder};
    commit(std::move(changes));
    const auto entries = [&](CodeKind kind, const std::vector<std::string>& codes, std::size_t most = 10) {
        std::vector<std::string> found;
        store_->read()->entries_with_code(kind, codes, [&](const StoredEntry& stored) {
            found.push_back(stored.entry.entry_uuid);
            return found.size() < most;
        });
        return found;
    };
    const auto folders = [&](const std::vector<std::string>& codes) {
        std::size_t found = 0;
        store_->read()->folders_with_code(codes, [&](const model::Folder&) { return ++found > 0; });
        return found;
    };
    using Uuids = std::vector<std::string>;
    EXPECT_EQ(entries(CodeKind::class_code, {"11"}), (Uuids{sample::entry_uuid(1), sample::entry_uuid(3)}));
    EXPECT_EQ(entries(CodeKind::class_code, {"31", "11"}, 2), (Uuids{sample::entry_uuid(2), sample::entry_uuid(1)}));
    EXPECT_EQ(entries(CodeKind::event, {"MR"}), Uuids{sample::entry_uuid(2)});
    EXPECT_EQ(entries(CodeKind::reference, {"ACC7"}), Uuids{sample::entry_uuid(3)});
    EXPECT_EQ(entries(CodeKind::facility_type, {"SA01", "11"}), Uuids{sample::entry_uuid(3)});
    EXPECT_EQ(folders({"U", "X"}), 1U);

    Changes removal;
    removal.removed_objects = {sample::entry_uuid(2), sample::uuid_of(9, 1)};
    commit(std::move(removal));
    EXPECT_TRUE(entries(CodeKind::event, {"MR"}).empty());
    EXPECT_EQ(folders({"U"}), 0U);
    // The number of a removed row may be given again: nothing of the old one may hang on it.
    Connection reader(folder_.path() + "/store/registry.db", ConnectionKind::reader, MiB);
    EXPECT_EQ(reader.integer_of("SELECT count(*) FROM entry_code"), 4);
    EXPECT_EQ(reader.integer_of("SELECT count(*) FROM folder_code"), 0);
}

TEST_F(StoredRegistry, a_change_of_status_is_seen_on_every_kind_of_object) {
    Changes changes;
    changes.entries = {{sample::entry_of(1), {}}};
    changes.submission_sets = {sample::set_of(1)};
    changes.associations = {sample::member_of(1)};
    model::Folder folder;
    folder.entry_uuid = sample::uuid_of(9, 1);
    changes.folders = {folder};
    commit(std::move(changes));
    Changes later;
    for (const auto& id : {sample::entry_uuid(1), sample::uuid_of(2, 1), sample::uuid_of(3, 1),
                           sample::uuid_of(9, 1)}) {
        later.statuses.push_back({id, model::AvailabilityStatus::deprecated});
    }
    const auto before = store_->read();
    commit(std::move(later));
    const auto view = store_->read();
    const auto deprecated = model::AvailabilityStatus::deprecated;
    EXPECT_EQ(view->entry_by_uuid(sample::entry_uuid(1))->entry.availability_status, deprecated);
    EXPECT_EQ(view->submission_set_by_uuid(sample::uuid_of(2, 1))->availability_status, deprecated);
    EXPECT_EQ(view->association_by_uuid(sample::uuid_of(3, 1))->availability_status, deprecated);
    EXPECT_EQ(view->folder_by_uuid(sample::uuid_of(9, 1))->availability_status, deprecated);
    EXPECT_EQ(before->entry_by_uuid(sample::entry_uuid(1))->entry.availability_status,
              model::AvailabilityStatus::approved)
        << "a view stays on its state";
}

TEST_F(StoredRegistry, patients_are_replaced_by_id_and_found_by_identifier) {
    Changes changes;
    changes.patients = {{"p1", {"urn:oid:1.2|A", "urn:oid:1.2|B"}, "{}", 1, TimePoint{}},
                        {"p2", {"urn:oid:1.2|B"}, "{}", 1, TimePoint{}}};
    commit(std::move(changes));
    Changes later;
    later.patients = {{"p1", {"urn:oid:1.2|C", "urn:oid:1.2|B"}, "{\"v\":2}", 2, TimePoint{}}};
    commit(std::move(later));
    const auto view = store_->read();
    const auto patient = view->patient_by_id("p1");
    ASSERT_TRUE(patient);
    EXPECT_EQ(patient->version, 2);
    EXPECT_EQ(patient->resource, "{\"v\":2}");
    EXPECT_EQ(patient->identifiers, (std::vector<std::string>{"urn:oid:1.2|C", "urn:oid:1.2|B"}));
    EXPECT_TRUE(view->patients_by_identifier("urn:oid:1.2|A").empty());
    EXPECT_EQ(view->patients_by_identifier("urn:oid:1.2|B").size(), 2U);
    EXPECT_FALSE(view->patient_by_id("p3"));
}

TEST_F(StoredRegistry, audit_records_come_oldest_first_from_a_time_on) {
    Changes changes;
    for (std::uint64_t n : {30ULL, 10ULL, 20ULL, 107ULL}) changes.audit.push_back(sample::audit_of(n));
    changes.audit.push_back({sample::audit_of(5).time, "ITI-18", "refused", "", "no-patient", "{}"});
    commit(std::move(changes));
    const auto view = store_->read();
    std::vector<std::string> seen;
    const auto collect = [&](const AuditRecord& record) {
        seen.push_back(record.request_id + " " + record.patient.substr(0, 3));
        return true;
    };
    view->audit_records(sample::audit_of(10).time, "", collect);
    EXPECT_EQ(seen, (std::vector<std::string>{"request-10 160", "request-20 160", "request-30 160",
                                              "request-107 160"}));
    seen.clear();
    view->audit_records({}, sample::patient_of(10).key(), collect);
    EXPECT_EQ(seen, (std::vector<std::string>{"request-10 160", "request-107 160"}));
    seen.clear();
    view->audit_records({}, "", [&](const AuditRecord& record) { return collect(record) && false; });
    EXPECT_EQ(seen, (std::vector<std::string>{"no-patient "}));
}

}  // namespace
}  // namespace dmpgw::storage

// ITI TF-2 3.18.4.1.2.3.7 and 3.51.4.1.2.3: each stored query against one small registry.
#include "gateway/transactions/stored_queries.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "gateway/transactions/waiting.hpp"
#include "gateway/xds/vocabulary.hpp"
#include "gateway/xml/document.hpp"
#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

using model::AssociationType;
using model::AvailabilityStatus;
namespace id = xds::query_id;

const std::string ana = "207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH";
const std::string bob = "111111111111120^^^&1.2.250.1.213.1.4.10&ISO^NH";
const std::string approved = "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')";
const std::string any_status =
    "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved','urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated')";
const std::string on_demand = "('urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248')";

// Names of this test, as they stand in the registry.
std::string uuid(const std::string& name) {
    static std::map<std::string, int> numbers;
    const int number = numbers.try_emplace(name, static_cast<int>(numbers.size())).first->second;
    return "urn:uuid:018f0000-0000-7000-8000-0000000001" + std::to_string(10 + number);
}

// Of Ana: set "first" brought "letter" (deprecated) and folder "stay"; set "second" brought "newer", which replaces the
// letter and lies in the folder, "annex", which is appended to it, and "later", on demand. Of Bob: set "other" with
// "blood" and folder "lab".
class Registry {
  public:
    Registry() {
        changes_.submission_sets = {set("first", ana, "20260101120000"), set("second", ana, "20260301120000"),
                                    set("other", bob, "20260201120000")};
        changes_.entries.push_back({entry("letter", ana, "20260101"), std::nullopt});
        changes_.entries.back().entry.availability_status = AvailabilityStatus::deprecated;
        changes_.entries.push_back({entry("newer", ana, "20260301"), std::nullopt});
        changes_.entries.push_back({entry("annex", ana, "20260302"), std::nullopt});
        changes_.entries.back().entry.format_code = model::Code{"pdf", "1.2.3", {"PDF", "", ""}};
        changes_.entries.back().entry.reference_id_list = {
            model::read_cx("ACC7^^^&1.2.3.4&ISO^urn:ihe:iti:xds:2013:accession", "").value()};
        changes_.entries.push_back({entry("later", ana, ""), std::nullopt});
        changes_.entries.back().entry.type = model::DocumentEntryType::on_demand;
        changes_.entries.push_back({entry("blood", bob, "20260201"), std::nullopt});
        changes_.entries.back().entry.event_codes = {model::Code{"MR", "1.2.3", {"IRM", "", ""}}};
        changes_.folders = {folder("stay", ana, "20260301120000"), folder("lab", bob, "20260201120000")};
        join("m1", AssociationType::has_member, "first", "letter");
        join("m2", AssociationType::has_member, "first", "stay");
        join("m3", AssociationType::has_member, "second", "newer");
        join("m4", AssociationType::has_member, "second", "annex");
        join("m5", AssociationType::has_member, "second", "later");
        join("f1", AssociationType::has_member, "stay", "letter");
        join("f2", AssociationType::has_member, "stay", "newer");
        join("s2", AssociationType::has_member, "second", "f2");
        join("rplc", AssociationType::replace, "newer", "letter");
        join("apnd", AssociationType::append, "annex", "newer");
        join("gone", AssociationType::append, "annex", "letter");
        changes_.associations.back().availability_status = AvailabilityStatus::deprecated;
        join("m6", AssociationType::has_member, "other", "blood");
        join("f3", AssociationType::has_member, "lab", "blood");
        storage::AuditRecord audit;
        audit.transaction = audit.outcome = "test";
        audit.event = "{}";
        changes_.audit = {audit};
        storage::Unit unit;
        unit.decide = [this](const storage::RegistryView&) { return changes_; };
        gateway.run(commit(gateway.store(), std::move(unit))).value();
    }

    TestGateway gateway;
    std::map<std::string, std::string> names;

  private:
    template <class Object>
    void name(Object& object, const std::string& text, const std::string& patient) {
        object.entry_uuid = object.logical_id = uuid(text);
        object.availability_status = AvailabilityStatus::approved;
        if (!patient.empty()) object.patient_id = model::read_cx(patient, "").value();
        names[object.entry_uuid] = text;
    }
    model::DocumentEntry entry(const std::string& text, const std::string& patient, const std::string& creation) {
        model::DocumentEntry e = sample_submission().entries[0];
        name(e, text, patient);
        e.unique_id = "1.2.250.1.999.5." + std::to_string(names.size());
        e.creation_time.reset();
        if (!creation.empty()) e.creation_time = model::read_dtm(creation, "").value();
        unique_ids[text] = e.unique_id;
        return e;
    }
    model::SubmissionSet set(const std::string& text, const std::string& patient, const std::string& time) {
        model::SubmissionSet s = sample_submission().submission_set;
        name(s, text, patient);
        s.unique_id = "1.2.250.1.999.6." + std::to_string(names.size());
        s.submission_time = model::read_dtm(time, "").value();
        unique_ids[text] = s.unique_id;
        return s;
    }
    model::Folder folder(const std::string& text, const std::string& patient, const std::string& time) {
        model::Folder f;
        name(f, text, patient);
        f.unique_id = "1.2.250.1.999.7." + std::to_string(names.size());
        f.last_update_time = model::read_dtm(time, "").value();
        f.codes = {model::Code{"E", "1.2.3", {"Stay", "", ""}}, model::Code{"U", "1.2.3", {"Urgent", "", ""}}};
        unique_ids[text] = f.unique_id;
        return f;
    }
    void join(const std::string& text, AssociationType type, const std::string& source, const std::string& target) {
        model::Association a;
        a.entry_uuid = a.logical_id = uuid(text);
        a.availability_status = AvailabilityStatus::approved;
        a.type = type;
        a.source = uuid(source);
        a.target = uuid(target);
        names[a.entry_uuid] = text;
        changes_.associations.push_back(std::move(a));
    }
    storage::Changes changes_;

  public:
    std::map<std::string, std::string> unique_ids;
};

using Slots = std::vector<std::pair<std::string, std::string>>;

class StoredQueries : public testing::Test {
  protected:
    static void SetUpTestSuite() { registry_ = new Registry; }
    static void TearDownTestSuite() {
        delete registry_;
        registry_ = nullptr;
    }

    // Names of what is found, sorted; or the first rule that is broken.
    static std::string ask(std::string_view query, const Slots& slots, std::size_t limit = 1000) {
        std::string text = "<q:AdhocQueryRequest xmlns:q='" + std::string(xds::ns::query) + "' xmlns='" +
                           std::string(xds::ns::rim) + "'><q:ResponseOption returnType='LeafClass'/><AdhocQuery id='" +
                           std::string(query) + "'>";
        for (const auto& [name, value] : slots) {
            text += "<Slot name='" + name + "'><ValueList><Value><![CDATA[" + value + "]]></Value></ValueList></Slot>";
        }
        const auto document = xml::parse(text + "</AdhocQuery></q:AdhocQueryRequest>");
        const bool multi = query == id::find_documents_for_patients || query == id::find_folders_for_patients ||
                           query == id::find_documents_by_reference_id_for_patients;
        const auto read = xds::read_stored_query(document->root(), multi ? xds::QueryTransaction::multi_patient
                                                                         : xds::QueryTransaction::stored_query);
        if (!read) return read.error().first().rule;
        QueryAnswer answer(limit);
        const auto ran = run_stored_query(*read, *registry_->gateway.store().read(), answer);
        if (!ran) return ran.error().first().rule;
        if (answer.too_many()) return "too many";
        std::set<std::string> found;
        const xds::QueryResult result = answer.result();
        for (const auto* o : result.entries) found.insert(registry_->names[o->entry_uuid]);
        for (const auto* o : result.submission_sets) found.insert(registry_->names[o->entry_uuid]);
        for (const auto* o : result.folders) found.insert(registry_->names[o->entry_uuid]);
        for (const auto* o : result.associations) found.insert(registry_->names[o->entry_uuid]);
        std::string names;
        for (const std::string& name : found) names += (names.empty() ? "" : " ") + name;
        return names;
    }
    static std::string one(const std::string& value) { return "'" + value + "'"; }
    static std::string list(const std::string& value) { return "('" + value + "')"; }
    static std::string unique(const std::string& name) { return registry_->unique_ids.at(name); }

    static Registry* registry_;
};
Registry* StoredQueries::registry_ = nullptr;

TEST_F(StoredQueries, find_documents) {
    const Slots of_ana = {{"$XDSDocumentEntryPatientId", one(ana)}, {"$XDSDocumentEntryStatus", approved}};
    EXPECT_EQ(ask(id::find_documents, of_ana), "annex newer");
    EXPECT_EQ(ask(id::find_documents, {{"$XDSDocumentEntryPatientId", one(ana)}, {"$XDSDocumentEntryStatus", any_status}}),
              "annex letter newer");
    Slots slots = of_ana;
    slots.emplace_back("$XDSDocumentEntryType", on_demand);
    EXPECT_EQ(ask(id::find_documents, slots), "later");
    slots = of_ana;
    slots.emplace_back("$XDSDocumentEntryCreationTimeFrom", "20260302");
    EXPECT_EQ(ask(id::find_documents, slots), "annex");
    EXPECT_EQ(ask(id::find_documents, {{"$XDSDocumentEntryPatientId", "'nobody'"}, {"$XDSDocumentEntryStatus", approved}}),
              "INVALID_PATIENT_ID_IN_QUERY");
}

TEST_F(StoredQueries, find_documents_by_reference_id) {
    Slots slots = {{"$XDSDocumentEntryPatientId", one(ana)}, {"$XDSDocumentEntryStatus", approved},
                   {"$XDSDocumentEntryReferenceIdList", list("ACC7^^^&1.2.3.4&ISO^urn:ihe:iti:xds:2013:accession")}};
    EXPECT_EQ(ask(id::find_documents_by_reference_id, slots), "annex");
    slots.back().second = list("ACC8^^^&1.2.3.4&ISO^urn:ihe:iti:xds:2013:accession");
    EXPECT_EQ(ask(id::find_documents_by_reference_id, slots), "");
    slots.pop_back();
    EXPECT_EQ(ask(id::find_documents_by_reference_id, slots), "MISSING_REQUIRED_QUERY_PARAMETER");
}

TEST_F(StoredQueries, find_submission_sets) {
    Slots slots = {{"$XDSSubmissionSetPatientId", one(ana)}, {"$XDSSubmissionSetStatus", approved}};
    EXPECT_EQ(ask(id::find_submission_sets, slots), "first second");
    slots.emplace_back("$XDSSubmissionSetSubmissionTimeFrom", "202602");
    EXPECT_EQ(ask(id::find_submission_sets, slots), "second");
    slots.back() = {"$XDSSubmissionSetSourceId", list("1.2.250.1.999.3")};
    EXPECT_EQ(ask(id::find_submission_sets, slots), "first second");
    slots.back() = {"$XDSSubmissionSetSourceId", list("1.2.250.1.999.4")};
    EXPECT_EQ(ask(id::find_submission_sets, slots), "");
    slots.back() = {"$XDSSubmissionSetAuthorPerson", "'%ESSAI%'"};
    EXPECT_EQ(ask(id::find_submission_sets, slots), "first second");
    slots.back() = {"$XDSSubmissionSetAuthorPerson", "'%SOMEBODY%'"};
    EXPECT_EQ(ask(id::find_submission_sets, slots), "");
    slots.back() = {"$XDSSubmissionSetContentType", list("03^^1.2.250.1.213.2.2")};
    EXPECT_EQ(ask(id::find_submission_sets, slots), "first second");
    slots.back() = {"$XDSSubmissionSetContentType", list("04^^1.2.250.1.213.2.2")};
    EXPECT_EQ(ask(id::find_submission_sets, slots), "");
}

TEST_F(StoredQueries, find_folders) {
    Slots slots = {{"$XDSFolderPatientId", one(ana)}, {"$XDSFolderStatus", approved}};
    EXPECT_EQ(ask(id::find_folders, slots), "stay");
    slots.emplace_back("$XDSFolderLastUpdateTimeTo", "20260301");
    EXPECT_EQ(ask(id::find_folders, slots), "");
    slots.back() = {"$XDSFolderCodeList", "('X^^1.2.3','E^^1.2.3')"};
    EXPECT_EQ(ask(id::find_folders, slots), "stay") << "in one Slot any code is enough";
    slots.emplace_back("$XDSFolderCodeList", "('U^^1.2.3')");
    EXPECT_EQ(ask(id::find_folders, slots), "stay") << "several Slots must all hold";
    slots.back() = {"$XDSFolderCodeList", "('X^^1.2.3')"};
    EXPECT_EQ(ask(id::find_folders, slots), "");
}

TEST_F(StoredQueries, get_all) {
    const Slots slots = {{"$patientId", one(ana)},
                         {"$XDSDocumentEntryStatus", approved},
                         {"$XDSSubmissionSetStatus", approved},
                         {"$XDSFolderStatus", approved}};
    EXPECT_EQ(ask(id::get_all, slots), "annex apnd f1 f2 first m1 m2 m3 m4 m5 newer rplc s2 second stay");
    Slots with_all = slots;
    with_all.emplace_back("$XDSAssociationStatus", any_status);
    with_all.emplace_back("$XDSDocumentEntryFormatCode", list("pdf^^1.2.3"));
    EXPECT_EQ(ask(id::get_all, with_all), "annex apnd f1 f2 first gone m1 m2 m3 m4 m5 s2 second stay");
}

TEST_F(StoredQueries, get_documents) {
    EXPECT_EQ(ask(id::get_documents, {{"$XDSDocumentEntryEntryUUID", "('" + uuid("letter") + "','" + uuid("blood") + "')"}}),
              "blood letter");
    EXPECT_EQ(ask(id::get_documents, {{"$XDSDocumentEntryUniqueId", list(unique("later"))}}), "later");
    EXPECT_EQ(ask(id::get_documents, {{"$XDSDocumentEntryLogicalID", list(uuid("annex"))}}), "annex");
    EXPECT_EQ(ask(id::get_documents, {{"$XDSDocumentEntryEntryUUID", list(uuid("nobody"))}}), "");
}

TEST_F(StoredQueries, get_folders) {
    EXPECT_EQ(ask(id::get_folders, {{"$XDSFolderEntryUUID", list(uuid("lab"))}}), "lab");
    EXPECT_EQ(ask(id::get_folders, {{"$XDSFolderUniqueId", list(unique("stay"))}}), "stay");
    EXPECT_EQ(ask(id::get_folders, {{"$XDSFolderLogicalID", list(uuid("stay"))}}), "stay");
    EXPECT_EQ(ask(id::get_folders, {{"$XDSFolderEntryUUID", list(uuid("lab"))}, {"$XDSFolderUniqueId", list("1.2")}}),
              "QUERY_PARAMETERS_CANNOT_BE_SET_TOGETHER");
}

TEST_F(StoredQueries, get_associations) {
    EXPECT_EQ(ask(id::get_associations, {{"$uuid", list(uuid("letter"))}}), "f1 m1 rplc");
    EXPECT_EQ(ask(id::get_associations, {{"$uuid", list(uuid("letter"))}, {"$XDSAssociationStatus", any_status}}),
              "f1 gone m1 rplc");
}

TEST_F(StoredQueries, get_documents_and_associations) {
    EXPECT_EQ(ask(id::get_documents_and_associations, {{"$XDSDocumentEntryEntryUUID", list(uuid("annex"))}}), "annex apnd m4");
}

TEST_F(StoredQueries, get_submission_sets) {
    EXPECT_EQ(ask(id::get_submission_sets, {{"$uuid", "('" + uuid("letter") + "','" + uuid("stay") + "')"}}), "first m1 m2");
    EXPECT_EQ(ask(id::get_submission_sets, {{"$uuid", list(uuid("nobody"))}}), "");
    EXPECT_EQ(ask(id::get_submission_sets, {{"$uuid", list(uuid("first"))}}), "") << "a set is no member of itself";
}

TEST_F(StoredQueries, get_submission_set_and_contents) {
    EXPECT_EQ(ask(id::get_submission_set_and_contents, {{"$XDSSubmissionSetEntryUUID", one(uuid("first"))}}),
              "first letter m1 m2 stay");
    EXPECT_EQ(ask(id::get_submission_set_and_contents, {{"$XDSSubmissionSetUniqueId", one(unique("second"))}}),
              "annex m3 m4 newer second");
    EXPECT_EQ(ask(id::get_submission_set_and_contents, {{"$XDSSubmissionSetUniqueId", one(unique("second"))},
                                                        {"$XDSDocumentEntryFormatCode", list("pdf^^1.2.3")}}),
              "annex m4 second");
}

TEST_F(StoredQueries, get_folder_and_contents) {
    EXPECT_EQ(ask(id::get_folder_and_contents, {{"$XDSFolderEntryUUID", one(uuid("stay"))}}), "f1 f2 letter newer stay");
    EXPECT_EQ(ask(id::get_folder_and_contents, {{"$XDSFolderUniqueId", one(unique("stay"))},
                                                {"$XDSDocumentEntryFormatCode", list("pdf^^1.2.3")}}),
              "stay");
    EXPECT_EQ(ask(id::get_folder_and_contents, {{"$XDSFolderEntryUUID", one(uuid("letter"))}}), "");
}

TEST_F(StoredQueries, get_folders_for_document) {
    EXPECT_EQ(ask(id::get_folders_for_document, {{"$XDSDocumentEntryEntryUUID", one(uuid("newer"))}}), "stay");
    EXPECT_EQ(ask(id::get_folders_for_document, {{"$XDSDocumentEntryUniqueId", one(unique("blood"))}}), "lab");
    EXPECT_EQ(ask(id::get_folders_for_document, {{"$XDSDocumentEntryEntryUUID", one(uuid("annex"))}}), "");
}

TEST_F(StoredQueries, get_related_documents) {
    const std::string replaces = "('urn:ihe:iti:2007:AssociationType:RPLC')";
    const std::string all = "('urn:ihe:iti:2007:AssociationType:RPLC','urn:ihe:iti:2007:AssociationType:APND')";
    EXPECT_EQ(ask(id::get_related_documents, {{"$XDSDocumentEntryEntryUUID", one(uuid("newer"))}, {"$AssociationTypes", replaces}}),
              "letter newer rplc");
    EXPECT_EQ(ask(id::get_related_documents, {{"$XDSDocumentEntryUniqueId", one(unique("newer"))}, {"$AssociationTypes", all}}),
              "annex apnd letter newer rplc");
    EXPECT_EQ(ask(id::get_related_documents, {{"$XDSDocumentEntryEntryUUID", one(uuid("blood"))}, {"$AssociationTypes", all}}), "");
}

TEST_F(StoredQueries, documents_of_several_patients) {
    Slots slots = {{"$XDSDocumentEntryStatus", approved},
                   {"$XDSDocumentEntryPatientId", "('" + ana + "','" + bob + "')"}};
    EXPECT_EQ(ask(id::find_documents_for_patients, slots), "annex blood newer");
    slots.back().second = list(bob);
    EXPECT_EQ(ask(id::find_documents_for_patients, slots), "blood");
    slots.back() = {"$XDSDocumentEntryClassCode", list("10^^1.2.250.1.213.1.1.4.1")};
    EXPECT_EQ(ask(id::find_documents_for_patients, slots), "annex blood newer") << "no patient, but a class";
    slots.back() = {"$XDSDocumentEntryHealthcareFacilityTypeCode", list("SA01^^1.2.250.1.71.4.2.4")};
    EXPECT_EQ(ask(id::find_documents_for_patients, slots), "annex blood newer");
    slots.back().second = list("SA01^^1.2.3");
    EXPECT_EQ(ask(id::find_documents_for_patients, slots), "") << "of another scheme";
    slots.back() = {"$XDSDocumentEntryEventCodeList", list("MR^^1.2.3")};
    EXPECT_EQ(ask(id::find_documents_for_patients, slots), "blood");
    slots.emplace_back("$XDSDocumentEntryClassCode", list("99^^1.2.250.1.213.1.1.4.1"));
    EXPECT_EQ(ask(id::find_documents_for_patients, slots), "") << "an event, and a class it does not have";
    slots.pop_back();
    slots.pop_back();
    EXPECT_EQ(ask(id::find_documents_for_patients, slots), "QUERY_NOT_NARROWED");
}

// Of a limit of 0 results no candidate may be looked at: as with 20,000 and 200,000, only quicker.
TEST_F(StoredQueries, a_query_without_a_patient_looks_through_so_many_and_no_more) {
    Slots slots = {{"$XDSDocumentEntryStatus", approved},
                   {"$XDSDocumentEntryClassCode", list("10^^1.2.250.1.213.1.1.4.1")},
                   {"$XDSDocumentEntryCreationTimeFrom", "2030"}};
    EXPECT_EQ(ask(id::find_documents_for_patients, slots, 0), "TOO_MANY_CANDIDATES");
    EXPECT_EQ(ask(id::find_documents_for_patients, slots, 1), "");
    slots = {{"$XDSFolderStatus", approved}, {"$XDSFolderCodeList", list("E^^1.2.3")}, {"$XDSFolderLastUpdateTimeFrom", "2030"}};
    EXPECT_EQ(ask(id::find_folders_for_patients, slots, 0), "TOO_MANY_CANDIDATES");
    EXPECT_EQ(ask(id::find_folders_for_patients, slots, 1), "");
}

TEST_F(StoredQueries, documents_by_reference_of_several_patients) {
    EXPECT_EQ(ask(id::find_documents_by_reference_id_for_patients,
                  {{"$XDSDocumentEntryStatus", approved},
                   {"$XDSDocumentEntryReferenceIdList", list("ACC7^^^&1.2.3.4&ISO^urn:ihe:iti:xds:2013:accession")}}),
              "annex");
}

TEST_F(StoredQueries, folders_of_several_patients) {
    Slots slots = {{"$XDSFolderStatus", approved}, {"$XDSFolderPatientId", "('" + ana + "','" + bob + "')"}};
    EXPECT_EQ(ask(id::find_folders_for_patients, slots), "lab stay");
    slots.back() = {"$XDSFolderCodeList", list("E^^1.2.3")};
    EXPECT_EQ(ask(id::find_folders_for_patients, slots), "lab stay");
    slots.pop_back();
    EXPECT_EQ(ask(id::find_folders_for_patients, slots), "QUERY_NOT_NARROWED");
}

TEST_F(StoredQueries, an_answer_past_its_limit_is_none) {
    const Slots slots = {{"$XDSDocumentEntryPatientId", one(ana)}, {"$XDSDocumentEntryStatus", any_status}};
    EXPECT_EQ(ask(id::find_documents, slots, 3), "annex letter newer");
    EXPECT_EQ(ask(id::find_documents, slots, 2), "too many");
}

TEST_F(StoredQueries, every_query_of_the_table_runs) {
    for (const xds::QueryDefinition& definition : xds::stored_queries()) {
        xds::StoredQuery query;
        query.definition = &definition;
        // Required parameters; what they say does not matter here.
        for (const auto& parameter : definition.parameters) {
            if (parameter.name.ends_with("PatientId") || parameter.name == "$patientId") {
                query.parameters.push_back({std::string(parameter.name), {{bob}}});
            }
        }
        QueryAnswer answer(10);
        EXPECT_NO_THROW(static_cast<void>(run_stored_query(query, *registry_->gateway.store().read(), answer))) << definition.name;
    }
}

}  // namespace
}  // namespace dmpgw::transactions::test

// However large the registry, no stored query of ITI-18 and ITI-51 and no search of ITI-67 reads a whole table: SQLite's
// plan of every statement that they run, on the schema as it is migrated.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <set>

#include "gateway/storage/registry_view.hpp"
#include "gateway/storage/schema.hpp"
#include "gateway/transactions/stored_queries.hpp"
#include "gateway/xds/vocabulary.hpp"
#include "gateway/xml/document.hpp"

namespace dmpgw::transactions::test {
namespace {

namespace id = xds::query_id;

const std::string approved = "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')";
const std::string patient = "'207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH'";
const std::string uuid = "'urn:uuid:018f0000-0000-7000-8000-000000000110'";

using Slots = std::vector<std::pair<std::string, std::string>>;
struct Asked {
    std::string_view query;
    Slots slots;
};

// Every query in each way that leads to other statements: by UUID, uniqueId and logical id; with and without patients.
std::vector<Asked> all_ways() {
    const Slots status = {{"$XDSDocumentEntryStatus", approved}};
    const auto with = [](Slots slots, std::string name, std::string value) {
        slots.emplace_back(std::move(name), std::move(value));
        return slots;
    };
    const Slots of_patient = with(status, "$XDSDocumentEntryPatientId", patient);
    std::vector<Asked> ways = {
        {id::find_documents, of_patient},
        {id::find_documents_by_reference_id, with(of_patient, "$XDSDocumentEntryReferenceIdList", "('A^^^&1.2&ISO^u')")},
        {id::find_submission_sets, {{"$XDSSubmissionSetPatientId", patient}, {"$XDSSubmissionSetStatus", approved}}},
        {id::find_folders, {{"$XDSFolderPatientId", patient}, {"$XDSFolderStatus", approved}}},
        {id::get_all, {{"$patientId", patient}, {"$XDSDocumentEntryStatus", approved},
                       {"$XDSSubmissionSetStatus", approved}, {"$XDSFolderStatus", approved}}},
        {id::get_associations, {{"$uuid", "(" + uuid + ")"}}},
        {id::get_submission_sets, {{"$uuid", "(" + uuid + ")"}}},
        {id::get_submission_set_and_contents, {{"$XDSSubmissionSetEntryUUID", uuid}}},
        {id::get_submission_set_and_contents, {{"$XDSSubmissionSetUniqueId", "'1.2.3'"}}},
        {id::find_documents_for_patients, with(status, "$XDSDocumentEntryPatientId", "(" + patient + ")")},
        {id::find_documents_for_patients, with(status, "$XDSDocumentEntryClassCode", "('10^^1.2')")},
        {id::find_documents_for_patients, with(status, "$XDSDocumentEntryEventCodeList", "('MR^^1.2')")},
        {id::find_documents_for_patients, with(status, "$XDSDocumentEntryHealthcareFacilityTypeCode", "('SA01^^1.2')")},
        {id::find_documents_by_reference_id_for_patients, with(status, "$XDSDocumentEntryReferenceIdList", "('A^^^&1.2&ISO^u')")},
        {id::find_folders_for_patients, {{"$XDSFolderPatientId", "(" + patient + ")"}, {"$XDSFolderStatus", approved}}},
        {id::find_folders_for_patients, {{"$XDSFolderCodeList", "('E^^1.2')"}, {"$XDSFolderStatus", approved}}},
    };
    for (const auto& [by, value] : Slots{{"EntryUUID", uuid}, {"UniqueId", "'1.2.3'"}, {"LogicalID", uuid}}) {
        for (const auto query : {id::get_documents, id::get_documents_and_associations}) {
            ways.push_back({query, {{"$XDSDocumentEntry" + by, "(" + value + ")"}}});
        }
        ways.push_back({id::get_folders, {{"$XDSFolder" + by, "(" + value + ")"}}});
        ways.push_back({id::get_folder_and_contents, {{"$XDSFolder" + by, value}}});
        ways.push_back({id::get_folders_for_document, {{"$XDSDocumentEntry" + by, value}}});
        ways.push_back({id::get_related_documents, {{"$XDSDocumentEntry" + by, value},
                                                    {"$AssociationTypes", "('urn:ihe:iti:2007:AssociationType:RPLC')"}}});
    }
    return ways;
}

class QueryPlans : public testing::Test {
  protected:
    QueryPlans() : connection_((folder_ / "registry.db").string(), storage::ConnectionKind::writer, MiB) {
        storage::migrate(connection_);
        connection_.execute("INSERT INTO patient_key VALUES (1, '1.2.250.1.213.1.4.10|207058575627097')");
        sqlite3_trace_v2(connection_.handle(), SQLITE_TRACE_STMT, note, this);
    }
    ~QueryPlans() override { std::filesystem::remove_all(folder_); }

    static int note(unsigned, void* self, void* statement, void*) {
        const char* sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
        static_cast<QueryPlans*>(self)->statements_.insert(sql);
        return 0;
    }

    void ask(const Asked& asked) {
        std::string text = "<q:AdhocQueryRequest xmlns:q='" + std::string(xds::ns::query) + "' xmlns='" +
                           std::string(xds::ns::rim) + "'><q:ResponseOption returnType='LeafClass'/><AdhocQuery id='" +
                           std::string(asked.query) + "'>";
        for (const auto& [name, value] : asked.slots) {
            text += "<Slot name='" + name + "'><ValueList><Value><![CDATA[" + value + "]]></Value></ValueList></Slot>";
        }
        const auto document = xml::parse(text + "</AdhocQuery></q:AdhocQueryRequest>");
        const auto definition = std::find_if(xds::stored_queries().begin(), xds::stored_queries().end(),
                                             [&](const xds::QueryDefinition& d) { return d.id == asked.query; });
        const auto query = xds::read_stored_query(document->root(), definition->transaction);
        ASSERT_TRUE(query) << definition->name << ": " << query.error().first().what.en;
        QueryAnswer answer(100);
        const auto ran = run_stored_query(*query, storage::SqliteView(connection_), answer);
        ASSERT_TRUE(ran) << definition->name << ": " << ran.error().first().what.en;
    }

    void ask_all() {
        for (const Asked& way : all_ways()) ask(way);
        stop_noting();
    }
    void stop_noting() { sqlite3_trace_v2(connection_.handle(), 0, nullptr, nullptr); }

    // The steps of plans that read a table or an index from its first row to its last, each with its statement.
    std::vector<std::string> scans() {
        std::vector<std::string> found;
        for (const std::string& sql : statements_) {
            const std::string explain = "EXPLAIN QUERY PLAN " + sql;
            sqlite3_stmt* plan = nullptr;
            EXPECT_EQ(sqlite3_prepare_v2(connection_.handle(), explain.c_str(), -1, &plan, nullptr), SQLITE_OK) << sql;
            while (sqlite3_step(plan) == SQLITE_ROW) {
                const std::string step = reinterpret_cast<const char*>(sqlite3_column_text(plan, 3));
                if (step.starts_with("SCAN ")) found.push_back(step + " in " + sql);
            }
            sqlite3_finalize(plan);
        }
        return found;
    }

    std::filesystem::path folder_ = [] {
        std::string name = (std::filesystem::temp_directory_path() / "dmpgw-plan-XXXXXX").string();
        return std::filesystem::path(::mkdtemp(name.data()));
    }();
    storage::Connection connection_;
    std::set<std::string> statements_;
};

TEST_F(QueryPlans, every_stored_query_is_among_those_asked) {
    std::set<std::string_view> asked;
    for (const Asked& way : all_ways()) asked.insert(way.query);
    for (const xds::QueryDefinition& definition : xds::stored_queries()) {
        EXPECT_TRUE(asked.contains(definition.id)) << definition.name;
    }
}

TEST_F(QueryPlans, no_stored_query_reads_a_whole_table) {
    ask_all();
    EXPECT_GE(statements_.size(), 17U) << "the statements were not seen";
    for (const std::string& scan : scans()) ADD_FAILURE() << scan;
}

// Each index is what one of the plans stands on: without it the test above would fail.
TEST_F(QueryPlans, a_lost_index_is_noticed) {
    ask_all();
    for (const std::string index : {"entry_patient", "entry_unique", "entry_logical_id", "submission_set_patient",
                                    "submission_set_unique", "folder_patient", "folder_unique", "folder_logical_id",
                                    "association_source", "association_target"}) {
        connection_.execute("SAVEPOINT index_lost");
        connection_.execute("DROP INDEX " + index);
        EXPECT_FALSE(scans().empty()) << index;
        connection_.execute("ROLLBACK TO index_lost");
        connection_.execute("RELEASE index_lost");
    }
    EXPECT_TRUE(scans().empty());
}

// ITI-67 and the reading of documents go through the same view, and a few of its members that no stored query calls.
TEST_F(QueryPlans, no_other_read_of_a_request_reads_a_whole_table) {
    const storage::SqliteView view(connection_);
    view.keeps_document("1.2.3");
    view.submission_record("source", "1.2.3");
    view.patient_by_id("p1");
    view.patients_by_identifier("urn:oid:1.2|3");
    view.folder_by_unique_id("1.2.3");
    view.association_by_uuid("urn:uuid:018f0000-0000-7000-8000-000000000110");
    view.audit_records({}, "1.2.250.1.213.1.4.10|207058575627097", [](const auto&) { return true; });
    view.audit_records({}, "", [](const auto&) { return true; });
    stop_noting();
    EXPECT_GE(statements_.size(), 8U);
    for (const std::string& scan : scans()) ADD_FAILURE() << scan;
}

}  // namespace
}  // namespace dmpgw::transactions::test

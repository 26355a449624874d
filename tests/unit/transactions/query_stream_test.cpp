// Long answers of stored queries: whole, of one state of the registry, bounded, and never whole to the eye when they
// were cut. ITI TF-2 3.18.4.1.3, 3.38.4.1.3.
#include "gateway/transactions/query_stream.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <thread>
#include <utility>

#include "gateway/transactions/soap_endpoint.hpp"
#include "gateway/transactions/waiting.hpp"
#include "gateway/xds/vocabulary.hpp"
#include "gateway/xml/document.hpp"
#include "tests/unit/transactions/http_support.hpp"
#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

const std::string patient = "207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH";

std::string uuid_of(std::size_t n) { return "urn:uuid:018f0000-0000-7000-8000-" + std::to_string(100'000'000'000 + n); }

// The real registry, but for the reading of one entry.
class WatchedView final : public storage::RegistryView {
  public:
    using Entry = std::function<std::optional<storage::StoredEntry>(std::optional<storage::StoredEntry>)>;
    WatchedView(std::unique_ptr<RegistryView> real, const Entry& entry) : real_(std::move(real)), entry_(entry) {}

    std::optional<storage::StoredEntry> entry_by_uuid(std::string_view id) const override {
        return entry_(real_->entry_by_uuid(id));
    }
    std::vector<storage::StoredEntry> entries_by_unique_id(std::string_view id) const override { return real_->entries_by_unique_id(id); }
    std::vector<storage::StoredEntry> entries_by_logical_id(std::string_view id) const override { return real_->entries_by_logical_id(id); }
    void entries_of_patient(const std::string& key, const std::function<bool(const storage::StoredEntry&)>& visit) const override {
        real_->entries_of_patient(key, visit);
    }
    void entries_with_code(storage::CodeKind kind, const std::vector<std::string>& codes,
                           const std::function<bool(const storage::StoredEntry&)>& visit) const override {
        real_->entries_with_code(kind, codes, visit);
    }
    std::optional<model::SubmissionSet> submission_set_by_uuid(std::string_view id) const override { return real_->submission_set_by_uuid(id); }
    std::optional<model::SubmissionSet> submission_set_by_unique_id(std::string_view id) const override {
        return real_->submission_set_by_unique_id(id);
    }
    void submission_sets_of_patient(const std::string& key, const std::function<bool(const model::SubmissionSet&)>& visit) const override {
        real_->submission_sets_of_patient(key, visit);
    }
    std::optional<model::Folder> folder_by_uuid(std::string_view id) const override { return real_->folder_by_uuid(id); }
    std::optional<model::Folder> folder_by_unique_id(std::string_view id) const override { return real_->folder_by_unique_id(id); }
    std::vector<model::Folder> folders_by_unique_id(std::string_view id) const override { return real_->folders_by_unique_id(id); }
    std::vector<model::Folder> folders_by_logical_id(std::string_view id) const override { return real_->folders_by_logical_id(id); }
    void folders_of_patient(const std::string& key, const std::function<bool(const model::Folder&)>& visit) const override {
        real_->folders_of_patient(key, visit);
    }
    void folders_with_code(const std::vector<std::string>& codes, const std::function<bool(const model::Folder&)>& visit) const override {
        real_->folders_with_code(codes, visit);
    }
    std::optional<model::Association> association_by_uuid(std::string_view id) const override { return real_->association_by_uuid(id); }
    std::vector<model::Association> associations_of(const std::vector<std::string>& ids) const override { return real_->associations_of(ids); }
    void associations_of(const std::vector<std::string>& ids, const std::function<bool(const model::Association&)>& visit) const override {
        real_->associations_of(ids, visit);
    }
    bool keeps_document(std::string_view id) const override { return real_->keeps_document(id); }
    std::string fact(std::string_view name) const override { return real_->fact(name); }
    std::optional<storage::IdempotencyRecord> submission_record(std::string_view source, std::string_view id) const override {
        return real_->submission_record(source, id);
    }
    std::optional<storage::PatientRecord> patient_by_id(std::string_view id) const override { return real_->patient_by_id(id); }
    std::vector<storage::PatientRecord> patients_by_identifier(std::string_view id) const override { return real_->patients_by_identifier(id); }
    void audit_records(TimePoint since, const std::string& key, const std::function<bool(const storage::AuditRecord&)>& visit) const override {
        real_->audit_records(since, key, visit);
    }

  private:
    std::unique_ptr<RegistryView> real_;
    const Entry& entry_;
};

class WatchedStore final : public storage::Store {
  public:
    explicit WatchedStore(storage::Store& real) : real_(real) {}
    WatchedView::Entry entry = [](auto known) { return known; };
    bool refuses_commits = false;
    std::function<void()> before_commit;  ///< once
    std::uint64_t log_bytes = 0;

    std::unique_ptr<storage::StagedDocument> stage() override { return real_.stage(); }
    void commit(storage::Unit unit, storage::Committed done) override {
        if (const auto first = std::exchange(before_commit, nullptr)) first();
        if (refuses_commits) return done(refuse(broken_off, "store"));
        real_.commit(std::move(unit), std::move(done));
    }
    std::unique_ptr<storage::RegistryView> read() override { return std::make_unique<WatchedView>(real_.read(), entry); }
    Result<std::unique_ptr<storage::DocumentReader>> open(const storage::DocumentLocation& location) override { return real_.open(location); }
    storage::StoreStatistics statistics() const override {
        auto statistics = real_.statistics();
        statistics.log_bytes = log_bytes;
        return statistics;
    }

  private:
    storage::Store& real_;
};

class QueryStreams : public testing::Test {
  protected:
    QueryStreams() {
        const Services& s = gateway_.services();
        services_.emplace(Services{store_, s.clock, s.random, s.disk, s.identity, s.development, s.xml_limits, s.mime_limits, s.json_limits,
                                   s.document_limits, s.source_of});
        services_->document_limits.query_stream_wait = std::chrono::milliseconds(0);
    }

    void commit_changes(storage::Changes changes) {
        storage::AuditRecord audit;
        audit.transaction = audit.outcome = "test";
        audit.event = "{}";
        changes.audit = {audit};
        storage::Unit unit;
        unit.decide = [&changes](const storage::RegistryView&) { return changes; };
        ASSERT_TRUE(gateway_.run(commit(gateway_.store(), std::move(unit))));
    }
    void register_entries(std::size_t count) {
        storage::Changes changes;
        for (std::size_t n = 0; n < count; ++n) {
            model::DocumentEntry entry = sample_submission().entries[0];
            entry.entry_uuid = entry.logical_id = uuid_of(n);
            entry.unique_id = "1.2.250.1.999.5." + std::to_string(n + 1);
            entry.patient_id = model::read_cx(patient, "").value();
            entry.availability_status = model::AvailabilityStatus::approved;
            changes.entries.push_back({entry, std::nullopt});
        }
        commit_changes(std::move(changes));
    }

    static Exchange find_documents(const std::string& type, const std::string& action = "urn:ihe:iti:2007:RegistryStoredQuery") {
        return soap_message("/xds/registry",
            "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope' xmlns:a='http://www.w3.org/2005/08/addressing'><e:Header><a:Action>" +
            action + "</a:Action><a:MessageID>urn:uuid:1</a:MessageID></e:Header><e:Body>"
            "<q:AdhocQueryRequest xmlns:q='urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0' xmlns='urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0'>"
            "<q:ResponseOption returnComposedObjects='true' returnType='" + type + "'/>"
            "<AdhocQuery id='urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d'><Slot name='$XDSDocumentEntryPatientId'><ValueList><Value>"
            "'207058575627097^^^&amp;1.2.250.1.213.1.4.10&amp;ISO'</Value></ValueList></Slot><Slot name='$XDSDocumentEntryStatus'><ValueList>"
            "<Value>('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')</Value></ValueList></Slot></AdhocQuery></q:AdhocQueryRequest>"
            "</e:Body></e:Envelope>");
    }
    http::Response ask(const Exchange& sent, SoapActor actor = SoapActor::registry) {
        return respond(gateway_, *services_, soap_endpoint(actor, *services_), sent);
    }
    static std::shared_ptr<http::BodyStream> stream_of(const http::Response& response) {
        for (const http::BodyPiece& piece : response.body) {
            if (const auto* stream = std::get_if<std::shared_ptr<http::BodyStream>>(&piece)) return *stream;
        }
        return nullptr;
    }
    std::string text_of(const http::Response& response) { return drain(gateway_, response.body); }

    // The objects of an answer that is well-formed: their ids, once each.
    static std::set<std::string> ids_in(const std::string& text) {
        const auto document = xml::parse(text);
        EXPECT_TRUE(document) << text.substr(0, 500);
        std::set<std::string> ids;
        if (!document) return ids;
        const xml::Element* response = document->root().children().back()->children().front();
        EXPECT_EQ(response->local_name(), "AdhocQueryResponse");
        for (const xml::Element* object : response->children().back()->children()) {
            EXPECT_TRUE(ids.insert(std::string(object->attribute("id"))).second);
        }
        EXPECT_EQ(response->attribute("totalResultCount"), std::to_string(ids.size()));
        return ids;
    }
    static std::set<std::string> first_uuids(std::size_t count) {
        std::set<std::string> ids;
        for (std::size_t n = 0; n < count; ++n) ids.insert(uuid_of(n));
        return ids;
    }
    // Events of queries: outcomes, with the rules where there are any.
    std::vector<std::string> trail() {
        std::vector<std::string> events;
        for (const storage::AuditRecord& record : gateway_.audit()) {
            if (record.transaction != "ITI-18") continue;
            const bool broken = record.event.find("ANSWER_BROKEN_OFF") != std::string::npos;
            events.push_back(record.outcome + (broken ? " ANSWER_BROKEN_OFF" : ""));
        }
        return events;
    }

    TestGateway gateway_;
    WatchedStore store_{gateway_.store()};
    std::optional<Services> services_;
};

TEST_F(QueryStreams, a_short_answer_has_its_length_and_a_long_one_is_streamed) {
    register_entries(kept_objects);
    const http::Response shorter = ask(find_documents("LeafClass"));
    EXPECT_FALSE(shorter.is_streamed());
    EXPECT_EQ(ids_in(text_of(shorter)), first_uuids(kept_objects));
    storage::Changes one_more;
    model::DocumentEntry entry = sample_submission().entries[0];
    entry.entry_uuid = entry.logical_id = uuid_of(kept_objects);
    entry.patient_id = model::read_cx(patient, "").value();
    entry.availability_status = model::AvailabilityStatus::approved;
    one_more.entries.push_back({entry, std::nullopt});
    commit_changes(std::move(one_more));
    const http::Response longer = ask(find_documents("LeafClass"));
    EXPECT_TRUE(longer.is_streamed());
    EXPECT_EQ(ids_in(text_of(longer)), first_uuids(kept_objects + 1));
    EXPECT_EQ(trail(), (std::vector<std::string>{"success", "success"}));
}

TEST_F(QueryStreams, a_long_answer_says_of_each_object_what_a_short_one_says) {
    register_entries(200);
    const std::string long_text = text_of(ask(find_documents("LeafClass")));
    Exchange one = soap_message("/xds/registry", sample_file("iti18/get_documents.xml"));
    const std::string_view sample_id = "2.25.235878245643443682426066328214707752711.1.1000000000000001";
    one.body.replace(one.body.find(sample_id), sample_id.size(), "1.2.250.1.999.5.8");
    const std::string short_text = text_of(ask(one));
    const std::size_t begin = short_text.find("<rim:ExtrinsicObject");
    ASSERT_NE(begin, std::string::npos) << short_text;
    const std::string object = short_text.substr(begin, short_text.find("</rim:ExtrinsicObject>") - begin);
    EXPECT_NE(long_text.find(object), std::string::npos);
}

TEST_F(QueryStreams, references_and_packages_stream_too) {
    register_entries(3000);
    const http::Response references = ask(find_documents("ObjectRef"));
    EXPECT_TRUE(references.is_streamed());
    EXPECT_EQ(ids_in(text_of(references)), first_uuids(3000));
    const http::Response packed = ask(as_mtom(find_documents("LeafClass")));
    EXPECT_TRUE(packed.is_streamed());
    const std::string text = text_of(packed);
    EXPECT_TRUE(text.ends_with("--\r\n"));
    const std::size_t root = text.find("<?xml");
    EXPECT_EQ(ids_in(text.substr(root, text.find("</env:Envelope>") + 15 - root)), first_uuids(3000));
}

TEST_F(QueryStreams, objects_and_references_say_their_home_to_other_communities) {
    register_entries(150);
    for (const std::string type : {"LeafClass", "ObjectRef"}) {
        const http::Response response = ask(find_documents(type, std::string(xds::action::cross_gateway_query)), SoapActor::responding_gateway);
        EXPECT_TRUE(response.is_streamed());
        const std::string text = text_of(response);
        std::size_t homes = 0;
        for (std::size_t at = 0; (at = text.find("home=\"urn:oid:1.2.250.1.999\"", at)) != std::string::npos; ++at) ++homes;
        EXPECT_EQ(homes, 150U) << type;
    }
}

TEST_F(QueryStreams, an_answer_shows_one_state_whatever_is_changed_while_it_is_sent) {
    register_entries(300);
    const http::Response response = ask(find_documents("LeafClass"));
    const auto stream = stream_of(response);
    ASSERT_TRUE(stream);
    std::string objects = gateway_.run(stream->next());
    EXPECT_EQ(objects.find(uuid_of(299)), std::string::npos) << "it was all in one piece";
    storage::Changes changes;
    changes.removed_objects = {uuid_of(299)};
    changes.statuses = {{uuid_of(298), model::AvailabilityStatus::deprecated}};
    commit_changes(std::move(changes));
    while (true) {
        const std::string piece = gateway_.run(stream->next());
        if (piece.empty()) break;
        EXPECT_LT(piece.size(), 128 * KiB);
        objects += piece;
    }
    EXPECT_NE(objects.find(uuid_of(299)), std::string::npos);
    EXPECT_EQ(objects.find("StatusType:Deprecated"), std::string::npos);
    EXPECT_EQ(ids_in(text_of(ask(find_documents("LeafClass")))), first_uuids(298));
}

// Between the finding and the first byte lies the commit of the audit event.
TEST_F(QueryStreams, what_was_found_is_shown_though_it_is_removed_before_the_first_byte) {
    register_entries(150);
    store_.before_commit = [this] {
        storage::Changes changes;
        changes.removed_objects = {uuid_of(3)};
        commit_changes(std::move(changes));
    };
    EXPECT_EQ(ids_in(text_of(ask(find_documents("LeafClass")))), first_uuids(150));
    EXPECT_EQ(ids_in(text_of(ask(find_documents("ObjectRef")))).size(), 149U);
}

TEST_F(QueryStreams, no_more_are_begun_than_are_allowed_at_one_time) {
    register_entries(150);
    services_->document_limits.query_streams = 2;
    std::optional<http::Response> first = ask(find_documents("LeafClass"));
    const http::Response second = ask(find_documents("ObjectRef"));
    const std::string refused = text_of(ask(find_documents("LeafClass")));
    EXPECT_NE(refused.find("XDSRegistryBusy"), std::string::npos) << refused;
    EXPECT_NE(refused.find("TOO_MANY_LONG_ANSWERS"), std::string::npos) << refused;
    EXPECT_EQ(refused.find("<rim:ExtrinsicObject"), std::string::npos);
    EXPECT_EQ(*services_->query_streams, 2U);
    first.reset();
    EXPECT_TRUE(ask(find_documents("LeafClass")).is_streamed());
    EXPECT_EQ(trail(), (std::vector<std::string>{"success", "success", "failed", "success"}));
}

TEST_F(QueryStreams, one_more_waits_for_its_turn) {
    register_entries(200);
    services_->document_limits.query_streams = 1;
    services_->document_limits.query_stream_wait = std::chrono::seconds(30);
    std::optional<http::Response> first = ask(find_documents("LeafClass"));
    std::thread taken([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        first.reset();
    });
    EXPECT_EQ(ids_in(text_of(ask(find_documents("LeafClass")))), first_uuids(200));
    taken.join();
}

TEST_F(QueryStreams, none_is_begun_while_the_log_cannot_start_anew) {
    register_entries(150);
    store_.log_bytes = max_log_bytes + 1;
    EXPECT_NE(text_of(ask(find_documents("LeafClass"))).find("REGISTRY_LOG_TOO_LONG"), std::string::npos);
    EXPECT_EQ(*services_->query_streams, 0U);
    store_.log_bytes = max_log_bytes;
    EXPECT_TRUE(ask(find_documents("LeafClass")).is_streamed());
}

TEST_F(QueryStreams, more_than_the_limit_is_refused_before_the_first_byte) {
    register_entries(150);
    services_->document_limits.query_results = 149;
    const http::Response response = ask(find_documents("LeafClass"));
    EXPECT_FALSE(response.is_streamed());
    EXPECT_NE(text_of(response).find("XDSTooManyResults"), std::string::npos);
    EXPECT_TRUE(ask(find_documents("ObjectRef")).is_streamed()) << "of references ten times as many";
}

TEST_F(QueryStreams, what_was_not_recorded_is_not_streamed) {
    register_entries(150);
    store_.refuses_commits = true;
    const http::Response response = ask(find_documents("LeafClass"));
    EXPECT_FALSE(response.is_streamed());
    EXPECT_EQ(text_of(response).find("ExtrinsicObject"), std::string::npos);
    EXPECT_EQ(*services_->query_streams, 0U);
}

// The registry fails, or has lost an object, at each object in turn of every piece: a failure of the first piece is still
// answered as one, and after that the answer breaks off.
TEST_F(QueryStreams, a_failure_in_the_middle_breaks_the_answer_off_and_is_recorded) {
    register_entries(150);
    for (const bool lost : {false, true}) {
        for (const int fails_at : {0, 1, 60, 149}) {
            int read = 0;
            store_.entry = [&](std::optional<storage::StoredEntry> known) {
                if (read++ != fails_at) return known;
                if (lost) return std::optional<storage::StoredEntry>();
                throw std::runtime_error("the disk is gone");
            };
            const std::size_t before = trail().size();
            std::optional<http::Response> response;
            try {
                response = ask(find_documents("LeafClass"));
            } catch (const std::runtime_error&) {
                EXPECT_LT(fails_at, 60) << "of the first piece";
                EXPECT_EQ(*services_->query_streams, 0U);
                continue;
            }
            const auto stream = stream_of(*response);
            ASSERT_TRUE(stream);
            EXPECT_THROW(while (!gateway_.run(stream->next()).empty()) {}, std::runtime_error) << fails_at;
            stream->broke_off();
            // The record is on its way beside the answer: the next commit comes after it.
            commit_changes({});
            ASSERT_EQ(trail().size(), before + 2);
            EXPECT_EQ(trail()[before], "success");
            EXPECT_EQ(trail()[before + 1], "failed ANSWER_BROKEN_OFF");
            EXPECT_NE(gateway_.audit().back().event.find(" of 150 objects"), std::string::npos) << gateway_.audit().back().event;
        }
    }
    EXPECT_EQ(*services_->query_streams, 0U);
}

TEST_F(QueryStreams, have_the_time_that_the_limits_give_them) {
    register_entries(150);
    services_->document_limits.query_stream = std::chrono::milliseconds(5000);
    const http::Response response = ask(find_documents("LeafClass"));
    const auto left = stream_of(response)->deadline() - std::chrono::steady_clock::now();
    EXPECT_LE(left, std::chrono::milliseconds(5000));
    EXPECT_GT(left, std::chrono::milliseconds(0));
}

}  // namespace
}  // namespace dmpgw::transactions::test

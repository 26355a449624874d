// Nothing is acknowledged that is not safe, and nothing shown that was not recorded: a failure of the store at each
// step of each transaction.
#include <gtest/gtest.h>

#include <set>

#include "gateway/transactions/fhir_patient.hpp"
#include "gateway/transactions/fhir_read.hpp"
#include "gateway/transactions/iti65_provide_document_bundle.hpp"
#include "gateway/transactions/iti67_find_document_references.hpp"
#include "gateway/transactions/iti68_retrieve_document.hpp"
#include "gateway/transactions/soap_endpoint.hpp"
#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

constexpr Rule disk_down{"DISK_DOWN", FailureKind::unavailable, "", "The disk is down", "Le disque ne répond pas", "Try again later",
                         "Réessayez plus tard", "test"};

enum class Step { none, append, flush, finish, commit, open };

// A document that fails at one step.
class BrokenDocument final : public storage::StagedDocument {
  public:
    explicit BrokenDocument(Step step) : step_(step) {}
    Result<void> append(std::string_view) override { return at(Step::append); }
    bool wants_flush() const override { return step_ == Step::flush; }
    Result<void> flush() override { return at(Step::flush); }
    Result<void> finish() override { return at(Step::finish); }
    std::uint64_t size() const override { return 0; }
    const Sha1Digest& sha1() const override { return sha1_; }
    const Sha256Digest& sha256() const override { return sha256_; }

  private:
    Result<void> at(Step step) const {
        if (step == step_) return refuse(disk_down, "document");
        return {};
    }
    Step step_;
    Sha1Digest sha1_{};
    Sha256Digest sha256_{};
};

// The real store but for one step. Commits are counted from 0.
class FailingStore final : public storage::Store {
  public:
    explicit FailingStore(storage::Store& real) : real_(real) {}
    Step step = Step::none;
    std::set<std::size_t> failing_commits;
    bool every_commit = false;
    std::size_t commits = 0;

    std::unique_ptr<storage::StagedDocument> stage() override {
        if (step == Step::append || step == Step::flush || step == Step::finish) return std::make_unique<BrokenDocument>(step);
        return real_.stage();
    }
    void commit(storage::Unit unit, storage::Committed done) override {
        if (every_commit || failing_commits.contains(commits++)) return done(refuse(disk_down, "store"));
        real_.commit(std::move(unit), std::move(done));
    }
    std::unique_ptr<storage::RegistryView> read() override { return real_.read(); }
    Result<std::unique_ptr<storage::DocumentReader>> open(const storage::DocumentLocation& location) override {
        if (step == Step::open) return refuse(disk_down, "segment");
        return real_.open(location);
    }
    storage::StoreStatistics statistics() const override { return real_.statistics(); }

  private:
    storage::Store& real_;
};

class FailingStoreTest : public testing::Test {
  protected:
    FailingStoreTest() {
        const Services& s = gateway_.services();
        services_.emplace(Services{store_, s.clock, s.random, s.disk, s.identity, s.development, s.xml_limits, s.mime_limits, s.json_limits,
                                   s.document_limits, s.source_of});
    }
    Answer soap(const Exchange& sent) {
        const SoapActor actor = sent.target == "/xds/registry" ? SoapActor::registry : SoapActor::repository;
        return exchange(gateway_, *services_, soap_endpoint(actor, *services_), sent);
    }
    template <class Interaction>
    Answer fhir(Interaction run, const Exchange& sent) {
        return exchange(gateway_, *services_, run, sent);
    }
    // Puts one document into the real store and gives its FHIR id.
    std::string registered() {
        EXPECT_EQ(exchange(gateway_, iti65, bundle_sample("ldl-ses-2022.01")).status, 200u);
        const std::string unique_id(sample_metadata("ldl-ses-2022.01")["documentEntry"]["uniqueId"].as_string());
        return gateway_.store().read()->entries_by_unique_id(unique_id).at(0).entry.entry_uuid.substr(9);
    }
    void expect_nothing_stored() {
        EXPECT_EQ(gateway_.store().statistics().documents, 0u);
        for (const std::string& name : sample_names()) {
            const std::string unique_id(sample_metadata(name)["documentEntry"]["uniqueId"].as_string());
            EXPECT_TRUE(gateway_.store().read()->entries_by_unique_id(unique_id).empty()) << name;
        }
        for (const auto& record : gateway_.audit()) EXPECT_NE(record.outcome, "success");
    }

    TestGateway gateway_;
    FailingStore store_{gateway_.store()};
    std::optional<Services> services_;
};

TEST_F(FailingStoreTest, a_document_that_cannot_be_taken_is_never_acknowledged) {
    std::size_t events = 0;
    for (const Step step : {Step::append, Step::flush, Step::finish}) {
        store_.step = step;
        for (const Exchange& sent : {mtom_sample("ldl-ses-2022.01"), inline_sample("ldl-ses-2022.01")}) {
            const Answer answer = soap(sent);
            EXPECT_FALSE(answer.names("ResponseStatusType:Success")) << answer.body;
            EXPECT_TRUE(answer.names("DISK_DOWN") || answer.names("The disk is down")) << answer.body;
            EXPECT_EQ(gateway_.audit().size(), ++events);
        }
        const Answer answer = fhir(iti65, bundle_sample("ldl-ses-2022.01"));
        EXPECT_EQ(answer.status, 503u) << answer.body;
        EXPECT_EQ(gateway_.audit().size(), ++events);
        EXPECT_EQ(gateway_.audit().back().outcome, "failed");
    }
    expect_nothing_stored();
}

TEST_F(FailingStoreTest, a_commit_that_fails_is_not_acknowledged_and_recorded_by_itself) {
    store_.failing_commits = {0};
    const Answer by_soap = soap(mtom_sample("ldl-ses-2022.01"));
    EXPECT_FALSE(by_soap.names("ResponseStatusType:Success")) << by_soap.body;
    EXPECT_EQ(gateway_.audit().size(), 1u);
    store_.commits = 0;
    const Answer by_fhir = fhir(iti65, bundle_sample("ldl-ses-2022.01"));
    EXPECT_EQ(by_fhir.status, 503u) << by_fhir.body;
    EXPECT_EQ(gateway_.audit().size(), 2u);
    store_.commits = 0;
    const Answer by_patient = fhir(create_patient, fhir_message("POST", "/fhir/Patient",
        R"({"resourceType":"Patient","identifier":[{"system":"urn:oid:1.2.3","value":"1"}]})"));
    EXPECT_EQ(by_patient.status, 503u) << by_patient.body;
    EXPECT_EQ(gateway_.audit().size(), 3u);
    for (const auto& record : gateway_.audit()) EXPECT_EQ(record.outcome, "failed");
    expect_nothing_stored();
}

TEST_F(FailingStoreTest, with_no_commit_at_all_every_answer_is_a_failure) {
    registered();
    store_.every_commit = true;
    for (const Exchange& sent : {mtom_sample("cda-n1-pdf"), inline_sample("cda-n1-pdf")}) {
        EXPECT_FALSE(soap(sent).names("ResponseStatusType:Success"));
    }
    EXPECT_EQ(fhir(iti65, bundle_sample("cda-n1-pdf")).status, 503u);
    Exchange refused = inline_sample("cda-n1-pdf");
    refused.fields = {{"Content-Type", "application/json"}};
    const Answer unrecorded = soap(refused);
    EXPECT_TRUE(unrecorded.names("The disk is down") || unrecorded.names("DISK_DOWN")) << unrecorded.body;
    EXPECT_EQ(gateway_.store().statistics().documents, 1u);
    EXPECT_EQ(gateway_.audit().size(), 1u);
}

TEST_F(FailingStoreTest, what_was_not_recorded_is_not_shown) {
    const std::string id = registered();
    const std::string unique_id(sample_metadata("ldl-ses-2022.01")["documentEntry"]["uniqueId"].as_string());
    const std::string patient(sample_metadata("ldl-ses-2022.01")["documentEntry"]["patientId"].as_string());
    const std::string ins = patient.substr(0, patient.find('^'));
    store_.every_commit = true;
    const auto hidden = [&](const Answer& answer) {
        EXPECT_FALSE(answer.names(ins)) << answer.body;
        EXPECT_FALSE(answer.names("ClinicalDocument")) << answer.body.substr(0, 300);
        EXPECT_FALSE(answer.names("ResponseStatusType:Success")) << answer.body;
        return answer.status;
    };
    EXPECT_EQ(hidden(fhir(iti67, get("/fhir/DocumentReference?_id=" + id))), 503u);
    EXPECT_EQ(hidden(fhir(iti68, get("/fhir/Binary/" + id))), 503u);
    EXPECT_EQ(hidden(fhir(read_document_reference, get("/fhir/DocumentReference/" + id))), 503u);
    EXPECT_EQ(hidden(soap(soap_message("/xds/registry", sample_file("iti18/get_documents.xml")))), 200u);
    std::string retrieve = sample_file("iti43/retrieve.xml");
    const std::string_view foreign = "2.25.235878245643443682426066328214707752711.7.1";
    retrieve.replace(retrieve.find(foreign), foreign.size(), "1.2.250.1.999.1");
    EXPECT_EQ(hidden(soap(soap_message("/xds/repository", retrieve))), 200u);
}

TEST_F(FailingStoreTest, a_patient_whose_reading_was_not_recorded_is_not_shown) {
    const std::string body = R"({"resourceType":"Patient","identifier":[{"system":"urn:oid:1.2.3","value":"IPP42"}]})";
    ASSERT_EQ(exchange(gateway_, update_patient, fhir_message("PUT", "/fhir/Patient/p1", body)).status, 201u);
    store_.every_commit = true;
    for (const Answer& answer : {fhir(read_patient, get("/fhir/Patient/p1")),
                                 fhir(search_patients, get("/fhir/Patient?identifier=urn:oid:1.2.3%7CIPP42"))}) {
        EXPECT_EQ(answer.status, 503u);
        EXPECT_FALSE(answer.names("IPP42")) << answer.body;
    }
}

TEST_F(FailingStoreTest, a_document_that_cannot_be_opened_is_an_error_of_ours_and_recorded) {
    const std::string id = registered();
    store_.step = Step::open;
    const Answer binary = fhir(iti68, get("/fhir/Binary/" + id));
    EXPECT_EQ(binary.status, 503u) << binary.body;
    EXPECT_EQ(gateway_.audit().back().outcome, "failed");
    std::string retrieve = sample_file("iti43/retrieve.xml");
    const std::string_view foreign = "2.25.235878245643443682426066328214707752711.7.1";
    retrieve.replace(retrieve.find(foreign), foreign.size(), "1.2.250.1.999.1");
    const Answer set = soap(soap_message("/xds/repository", retrieve));
    EXPECT_TRUE(set.names("ResponseStatusType:Failure")) << set.body;
    EXPECT_EQ(gateway_.audit().size(), 3u);
    EXPECT_EQ(gateway_.audit().back().outcome, "failed");
}

}  // namespace
}  // namespace dmpgw::transactions::test

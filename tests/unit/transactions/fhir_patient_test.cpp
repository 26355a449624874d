// FHIR R4 http.html (create, update, read, search) for Patient: the subjects that documents refer to.
#include "gateway/transactions/fhir_patient.hpp"

#include <gtest/gtest.h>

#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

const std::string patient = R"({"resourceType":"Patient","identifier":[{"system":"urn:oid:1.2.250.1.213.1.4.10","value":"207058575627097"}],)"
                            R"("name":[{"family":"ESSAI"}]})";
const std::string identifier = "urn:oid:1.2.250.1.213.1.4.10%7C207058575627097";
const std::string key = "207058575627097^^^&1.2.250.1.213.1.4.10&ISO";

class FhirPatient : public testing::Test {
  protected:
    Answer create(const std::string& body) { return exchange(gateway_, create_patient, fhir_message("POST", "/fhir/Patient", body)); }
    Answer update(const std::string& id, const std::string& body) {
        return exchange(gateway_, update_patient, fhir_message("PUT", "/fhir/Patient/" + id, body));
    }
    Answer read(const std::string& id) { return exchange(gateway_, read_patient, get("/fhir/Patient/" + id)); }
    Answer search(const std::string& query) { return exchange(gateway_, search_patients, get("/fhir/Patient?" + query)); }

    void expect_event(std::string_view transaction, std::string_view outcome, std::string_view of_patient) {
        const auto records = gateway_.audit();
        ASSERT_EQ(records.size(), ++events_);
        EXPECT_EQ(records.back().transaction, transaction);
        EXPECT_EQ(records.back().outcome, outcome);
        EXPECT_EQ(records.back().patient, of_patient);
    }
    void expect_refused(const Answer& answer, unsigned status, std::string_view rule) {
        EXPECT_EQ(answer.status, status) << answer.body;
        const json::Value outcome = answer.json();
        EXPECT_EQ(outcome["resourceType"].as_string(), "OperationOutcome");
        EXPECT_TRUE(answer.names(rule)) << answer.body;
        ASSERT_EQ(gateway_.audit().size(), ++events_) << "a refusal leaves exactly one event";
        EXPECT_EQ(gateway_.audit().back().outcome, "refused");
    }

    TestGateway gateway_;
    std::size_t events_ = 0;
};

TEST_F(FhirPatient, a_created_patient_has_an_id_a_version_and_a_location) {
    const Answer answer = create(patient);
    ASSERT_EQ(answer.status, 201u) << answer.body;
    const std::string id(answer.json()["id"].as_string());
    EXPECT_TRUE(is_uuid(id));
    EXPECT_EQ(answer.field("Location"), "https://gateway.test/fhir/Patient/" + id + "/_history/1");
    EXPECT_EQ(answer.field("ETag"), "W/\"1\"");
    EXPECT_EQ(answer.json()["meta"]["versionId"].as_string(), "1");
    expect_event("Patient create", "success", key);

    const Answer same = read(id);
    EXPECT_EQ(same.status, 200u);
    EXPECT_EQ(same.body, answer.body);
    expect_event("Patient read", "success", key);
    EXPECT_EQ(read(id + "/").status, 200u);
}

TEST_F(FhirPatient, an_update_makes_a_patient_or_its_next_version) {
    EXPECT_EQ(update("p1", patient).status, 201u);
    expect_event("Patient update", "success", key);
    const Answer second = update("p1", R"({"resourceType":"Patient","id":"p1","active":true,)" + patient.substr(patient.find("\"identifier\"")));
    EXPECT_EQ(second.status, 200u) << second.body;
    EXPECT_EQ(second.field("ETag"), "W/\"2\"");
    EXPECT_EQ(second.field("Location"), "");
    EXPECT_TRUE(second.json()["active"].as_bool());
    EXPECT_EQ(read("p1").json()["meta"]["versionId"].as_string(), "2");
}

TEST_F(FhirPatient, the_id_of_the_url_is_the_id_of_the_resource) {
    const std::string other = R"({"resourceType":"Patient","id":"p2",)" + patient.substr(patient.find("\"identifier\""));
    expect_refused(update("p1", other), 400, "PATIENT_ID");
    expect_refused(update("p%201", patient), 400, "PATIENT_ID");
    expect_refused(update(std::string(65, 'a'), patient), 400, "PATIENT_ID");
}

TEST_F(FhirPatient, what_is_no_patient_with_an_identifier_is_refused) {
    expect_refused(create(R"({"resourceType":"Patient"})"), 422, "PATIENT_RESOURCE");
    expect_refused(create(R"({"resourceType":"Patient","identifier":[{"system":"urn:oid:1.2.3"}]})"), 422, "PATIENT_RESOURCE");
    expect_refused(create(R"({"resourceType":"Practitioner","identifier":[{"value":"1"}]})"), 422, "PATIENT_RESOURCE");
    expect_refused(create("[]"), 422, "PATIENT_RESOURCE");
    expect_refused(create("{"), 400, "OperationOutcome");
}

TEST_F(FhirPatient, a_body_that_is_not_declared_as_fhir_is_415) {
    Exchange sent = fhir_message("POST", "/fhir/Patient", patient);
    for (const char* type : {"application/pdf", "text/plain", "", "application/fhir+json; charset=iso-8859-1"}) {
        sent.fields = {{"Content-Type", type}};
        expect_refused(exchange(gateway_, create_patient, sent), 415, "FHIR_CONTENT_TYPE");
    }
    sent.fields = {{"Content-Type", "application/json; charset=UTF-8"}};
    EXPECT_EQ(exchange(gateway_, create_patient, sent).status, 201u);
}

TEST_F(FhirPatient, a_caller_that_accepts_no_fhir_is_406) {
    const std::vector<http::Field> text = {{"Accept", "text/plain"}};
    expect_refused(exchange(gateway_, read_patient, get("/fhir/Patient/1", text)), 406, "FHIR_ACCEPT");
    expect_refused(exchange(gateway_, search_patients, get("/fhir/Patient?identifier=1", text)), 406, "FHIR_ACCEPT");
    Exchange sent = fhir_message("POST", "/fhir/Patient", patient);
    sent.fields.push_back(text.front());
    expect_refused(exchange(gateway_, create_patient, sent), 406, "FHIR_ACCEPT");
    sent.method = "PUT";
    expect_refused(exchange(gateway_, update_patient, sent), 406, "FHIR_ACCEPT");
}

TEST_F(FhirPatient, one_that_nobody_knows_is_404) {
    expect_refused(read("unknown"), 404, "PATIENT_UNKNOWN");
    expect_refused(read("x' OR '1'='1"), 404, "PATIENT_UNKNOWN");
}

TEST_F(FhirPatient, it_is_found_by_its_identifier) {
    const std::string id(create(patient).json()["id"].as_string());
    ++events_;
    const Answer answer = search("identifier=" + identifier + "&_format=json");
    ASSERT_EQ(answer.status, 200u) << answer.body;
    const json::Value bundle = answer.json();
    EXPECT_EQ(bundle["type"].as_string(), "searchset");
    EXPECT_EQ(bundle["total"].as_string(), "1");
    EXPECT_EQ(bundle["entry"][0]["fullUrl"].as_string(), "https://gateway.test/fhir/Patient/" + id);
    expect_event("Patient search", "success", key);
    const json::Value none = search("identifier=urn:oid:1.2.3%7C1").json();
    EXPECT_EQ(none["total"].as_string(), "0");
    EXPECT_FALSE(none.has("entry")) << "FHIR has no empty arrays";
}

TEST_F(FhirPatient, a_form_is_a_query_and_both_are_read_together) {
    create(patient);
    Exchange form{"POST", "/fhir/Patient/_search", {{"Content-Type", "application/x-www-form-urlencoded"}}, "identifier=" + identifier, 5, {}};
    EXPECT_EQ(exchange(gateway_, search_patients, form).json()["total"].as_string(), "1");
    form.target = "/fhir/Patient/_search?_format=json";
    EXPECT_EQ(exchange(gateway_, search_patients, form).json()["total"].as_string(), "1");
}

TEST_F(FhirPatient, any_other_search_is_refused) {
    for (const char* query : {"", "identifier=", "name=ESSAI", "identifier=a%7Cb&identifier=a%7Cc", "identifier=%zz", "identifier=%00"}) {
        const Answer answer = search(query);
        EXPECT_EQ(answer.status, 400u) << query;
        EXPECT_EQ(gateway_.audit().size(), ++events_) << query;
    }
}

TEST_F(FhirPatient, a_body_that_breaks_off_at_any_piece_is_recorded_and_kept_nowhere) {
    for (std::size_t at = 0; at < 4; ++at) {
        Exchange sent = fhir_message("PUT", "/fhir/Patient/p1", patient);
        sent.piece = 50;
        sent.fails_at = at;
        expect_refused(exchange(gateway_, update_patient, sent), 400, "BROKEN_OFF");
    }
    EXPECT_EQ(read("p1").status, 404u);
}

}  // namespace
}  // namespace dmpgw::transactions::test

// MHD 4.2 3.65, 3.67, 3.68: the sample bundles in by ITI-65 and read back by every other interaction.
#include "gateway/transactions/iti65_provide_document_bundle.hpp"

#include <gtest/gtest.h>

#include <set>

#include "gateway/base/encoding.hpp"
#include "gateway/transactions/fhir_read.hpp"
#include "gateway/transactions/iti67_find_document_references.hpp"
#include "gateway/transactions/iti68_retrieve_document.hpp"
#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

constexpr std::string_view base = "https://gateway.test/fhir";

class Iti65 : public testing::Test {
  protected:
    Answer provide(const Exchange& sent) { return exchange(gateway_, iti65, sent); }
    Answer ask(const std::string& query) { return exchange(gateway_, iti67, get("/fhir/DocumentReference?" + query)); }
    std::string patient_query(const std::string& name) {
        const std::string cx(sample_metadata(name)["documentEntry"]["patientId"].as_string());
        return "patient.identifier=urn:oid:1.2.250.1.213.1.4.10%7C" + cx.substr(0, cx.find('^'));
    }
    std::string last_audit() {
        const auto records = gateway_.audit();
        return records.empty() ? "none" : records.back().transaction + " " + records.back().outcome;
    }
    TestGateway gateway_;
};

TEST_F(Iti65, every_sample_is_taken_and_read_back_by_every_interaction) {
    for (const std::string& name : sample_names()) {
        const json::Value metadata = sample_metadata(name)["documentEntry"];
        const Answer taken = provide(bundle_sample(name));
        ASSERT_EQ(taken.status, 200u) << name << taken.body;
        const json::Value answer = taken.json();
        EXPECT_EQ(answer["type"].as_string(), "transaction-response");
        EXPECT_EQ(answer["entry"].size(), 3u);
        EXPECT_EQ(last_audit(), "ITI-65 success");

        const std::string id = id_of(location_of(answer, "DocumentReference"));
        const Answer read = exchange(gateway_, read_document_reference, get("/fhir/DocumentReference/" + id));
        ASSERT_EQ(read.status, 200u) << read.body;
        EXPECT_EQ(read.json()["id"].as_string(), id);
        EXPECT_EQ(read.json()["content"][0]["attachment"]["title"].as_string(), metadata["title"].as_string());
        EXPECT_EQ(last_audit(), "DocumentReference read success");

        const Answer list = exchange(gateway_, read_list, get("/fhir/List/" + id_of(location_of(answer, "List"))));
        ASSERT_EQ(list.status, 200u) << list.body;
        EXPECT_EQ(list.json()["entry"][0]["item"]["reference"].as_string().find("DocumentReference/" + id) != std::string_view::npos, true)
            << list.body;
        EXPECT_EQ(last_audit(), "List read success");

        const Answer found = ask(patient_query(name));
        ASSERT_EQ(found.status, 200u) << found.body;
        EXPECT_EQ(found.json()["total"].as_string(), "1");
        const json::Value resource = found.json()["entry"][0]["resource"];
        EXPECT_EQ(resource, read.json()) << "a search and a read show the same";

        const std::string url(resource["content"][0]["attachment"]["url"].as_string());
        ASSERT_TRUE(url.starts_with(base)) << url;
        const Answer document = exchange(gateway_, iti68, get(path_of_url(url)));
        EXPECT_EQ(document.status, 200u);
        EXPECT_EQ(document.field("Content-Type"), "text/xml");
        EXPECT_EQ(document.body, sample_file("documents/" + name + ".xml"));
        EXPECT_EQ(last_audit(), "ITI-68 success");
    }
}

TEST_F(Iti65, the_document_as_a_binary_resource_holds_the_same_bytes) {
    const json::Value answer = provide(bundle_sample("cda-n1-pdf")).json();
    const std::string target = "/fhir/Binary/" + id_of(location_of(answer, "DocumentReference"));
    const Answer binary = exchange(gateway_, iti68, get(target, {{"Accept", "application/fhir+json"}}));
    ASSERT_EQ(binary.status, 200u);
    EXPECT_EQ(binary.json()["resourceType"].as_string(), "Binary");
    EXPECT_EQ(binary.json()["contentType"].as_string(), "text/xml");
    EXPECT_EQ(base64_decode(binary.json()["data"].as_string()), sample_file("documents/cda-n1-pdf.xml"));
    for (const char* accept : {"*/*", "text/*", "TEXT/XML", "application/pdf, text/xml;q=0.5", "application/fhir+json, */*"}) {
        EXPECT_EQ(exchange(gateway_, iti68, get(target, {{"Accept", accept}})).field("Content-Type"), "text/xml") << accept;
    }
    const Answer none = exchange(gateway_, iti68, get(target, {{"Accept", "application/pdf"}}));
    EXPECT_EQ(none.status, 406u);
    EXPECT_EQ(last_audit(), "ITI-68 refused");
}

TEST_F(Iti65, a_document_is_never_run_by_a_browser) {
    const json::Value answer = provide(bundle_sample("cda-n1-pdf")).json();
    const Answer document = exchange(gateway_, iti68, get("/fhir/Binary/" + id_of(location_of(answer, "DocumentReference"))));
    EXPECT_EQ(document.field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(document.field("Content-Disposition"), "attachment");
    EXPECT_NE(document.field("Content-Security-Policy").find("sandbox"), std::string::npos);
    EXPECT_NE(document.field("Cache-Control").find("no-store"), std::string::npos);
}

TEST_F(Iti65, a_repeated_bundle_names_the_same_resources) {
    const json::Value first = provide(bundle_sample("ldl-ses-2022.01")).json();
    const Answer again = provide(bundle_sample("ldl-ses-2022.01"));
    ASSERT_EQ(again.status, 200u) << again.body;
    for (const char* type : {"DocumentReference", "List"}) EXPECT_EQ(location_of(again.json(), type), location_of(first, type)) << type;
    EXPECT_EQ(ask(patient_query("ldl-ses-2022.01")).json()["total"].as_string(), "1");
}

TEST_F(Iti65, search_finds_by_identifier_and_by_id_without_a_patient) {
    const json::Value answer = provide(bundle_sample("ldl-ses-2022.01")).json();
    const std::string id = id_of(location_of(answer, "DocumentReference"));
    const std::string unique_id(sample_metadata("ldl-ses-2022.01")["documentEntry"]["uniqueId"].as_string());
    for (const std::string& query : {"_id=" + id, "identifier=urn:oid:" + unique_id, "identifier=" + unique_id,
                                     "identifier=urn:ietf:rfc:3986%7Curn:oid:" + unique_id, "identifier=urn:uuid:" + id}) {
        EXPECT_EQ(ask(query).json()["total"].as_string(), "1") << query;
        EXPECT_EQ(gateway_.audit().back().patient, gateway_.audit().front().patient) << "whose document was shown: " << query;
    }
    EXPECT_EQ(ask("identifier=urn:oid:1.2.3").json()["total"].as_string(), "0");
}

// A CDA id of root and extension: the uniqueId is root^extension, and FHIR writes it system|value.
TEST_F(Iti65, search_finds_an_identifier_of_root_and_extension) {
    Exchange sent = bundle_sample("ldl-ses-2022.01");
    json::Value bundle = json::parse(sent.body).value();
    const std::string unique_id(sample_metadata("ldl-ses-2022.01")["documentEntry"]["uniqueId"].as_string());
    std::string text = json::write(bundle);
    const std::string written = R"("system":"urn:ietf:rfc:3986","value":"urn:oid:)" + unique_id + "\"";
    const std::size_t at = text.find(written);
    ASSERT_NE(at, std::string::npos) << "the sample writes its masterIdentifier in another way";
    text.replace(at, written.size(), R"("system":"urn:oid:1.2.250.1.999.5","value":"DOC42")");
    sent.body = text;
    ASSERT_EQ(provide(sent).status, 200u);
    EXPECT_EQ(ask(patient_query("ldl-ses-2022.01") + "&identifier=urn:oid:1.2.250.1.999.5%7CDOC42").json()["total"].as_string(), "1");
    EXPECT_EQ(ask("identifier=urn:oid:1.2.250.1.999.5%7CDOC42").json()["total"].as_string(), "1");
}

TEST_F(Iti65, pages_hold_each_document_once) {
    for (const std::string& name : sample_names()) ASSERT_EQ(provide(bundle_sample(name)).status, 200u);
    // Three documents of one patient: the same one in two more sets.
    Exchange sent = bundle_sample("ldl-ses-2022.01");
    const std::string set_id(sample_metadata("ldl-ses-2022.01")["submissions"]["fhir"]["uniqueId"].as_string());
    for (const char* last : {"8", "9"}) {
        Exchange copy = sent;
        for (std::size_t at = copy.body.find(set_id); at != std::string::npos; at = copy.body.find(set_id, at + 1)) {
            copy.body.replace(at, set_id.size(), set_id + last);
        }
        ASSERT_EQ(provide(copy).status, 200u);
    }
    std::set<std::string> seen;
    std::string query = patient_query("ldl-ses-2022.01") + "&_count=1";
    for (int page = 0; page < 5 && !query.empty(); ++page) {
        const json::Value bundle = ask(query).json();
        EXPECT_EQ(bundle["total"].as_string(), "3");
        ASSERT_EQ(bundle["entry"].size(), 1u);
        EXPECT_TRUE(seen.insert(std::string(bundle["entry"][0]["resource"]["id"].as_string())).second);
        query.clear();
        for (const json::Value& link : bundle["link"].as_array()) {
            if (link["relation"].as_string() != "next") continue;
            const std::string_view url = link["url"].as_string();
            query = url.substr(url.find('?') + 1);
        }
    }
    EXPECT_EQ(seen.size(), 3u);
}

TEST_F(Iti65, pages_of_documents_named_by_id_hold_each_once_whatever_the_order_of_the_ids) {
    std::vector<std::string> ids;
    for (const std::string& name : sample_names()) {
        ids.push_back(id_of(location_of(provide(bundle_sample(name)).json(), "DocumentReference")));
    }
    std::set<std::string> seen;
    std::string query = "_count=1&_id=" + ids[2] + "," + ids[0] + "," + ids[1];
    for (int page = 0; page < 5 && !query.empty(); ++page) {
        const json::Value bundle = ask(query).json();
        ASSERT_EQ(bundle["entry"].size(), 1u) << page;
        EXPECT_TRUE(seen.insert(std::string(bundle["entry"][0]["resource"]["id"].as_string())).second);
        query.clear();
        for (const json::Value& link : bundle["link"].as_array()) {
            const std::string_view url = link["url"].as_string();
            if (link["relation"].as_string() == "next") query = url.substr(url.find('?') + 1);
        }
    }
    EXPECT_EQ(seen.size(), 3u);
}

TEST_F(Iti65, an_unknown_patient_has_no_documents) {
    const json::Value bundle = ask("patient=Patient/nobody").json();
    EXPECT_EQ(bundle["resourceType"].as_string(), "Bundle");
    EXPECT_EQ(bundle["total"].as_string(), "0");
    EXPECT_EQ(last_audit(), "ITI-67 success");
}

TEST_F(Iti65, what_is_not_there_is_404_and_recorded) {
    const std::string unknown = "018f0000-0000-7000-8000-0000000000ff";
    EXPECT_EQ(exchange(gateway_, iti68, get("/fhir/Binary/" + unknown)).status, 404u);
    EXPECT_EQ(exchange(gateway_, iti68, get("/fhir/Binary/no-uuid")).status, 404u);
    EXPECT_EQ(exchange(gateway_, read_document_reference, get("/fhir/DocumentReference/" + unknown)).status, 404u);
    EXPECT_EQ(exchange(gateway_, read_list, get("/fhir/List/" + unknown)).status, 404u);
    EXPECT_EQ(gateway_.audit().size(), 4u);
    EXPECT_EQ(last_audit(), "List read refused");
}

TEST_F(Iti65, refusals_leave_exactly_one_event_and_nothing_else) {
    const Exchange good = bundle_sample("cda-n1-pdf");
    const auto changed = [&](std::string_view from, std::string_view to) {
        Exchange sent = good;
        const std::size_t at = sent.body.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        sent.body.replace(at, from.size(), to);
        return sent;
    };
    Exchange text = good;
    text.fields = {{"Content-Type", "text/plain"}};
    Exchange accepts_text = good;
    accepts_text.fields.push_back({"Accept", "text/plain"});
    Exchange rules_json_out = good;
    rules_json_out.fields.push_back({"Accept", "application/fhir+json;q=0.0, text/html"});
    Exchange cut = good;
    cut.body.resize(cut.body.size() / 2);
    struct Case {
        const char* what;
        Exchange sent;
        unsigned status;
    };
    std::size_t events = 0;
    for (const Case& c : {Case{"text", text, 415}, Case{"accepts text", accepts_text, 406}, Case{"rules JSON out", rules_json_out, 406}, Case{"cut", cut, 400},
                          Case{"no transaction", changed("\"transaction\"", "\"batch\""), 422},
                          Case{"no Bundle", changed("\"Bundle\"", "\"Parameters\""), 422},
                          Case{"another hash", changed("\"hash\": \"", "\"hash\": \"AAAA"), 422}}) {
        const Answer answer = provide(c.sent);
        EXPECT_TRUE(answer.status == c.status || (c.status == 422 && answer.status == 400)) << c.what << ' ' << answer.status << answer.body;
        EXPECT_EQ(answer.json()["resourceType"].as_string(), "OperationOutcome") << c.what;
        EXPECT_EQ(gateway_.audit().size(), ++events) << c.what;
        EXPECT_EQ(last_audit(), "ITI-65 refused") << c.what;
    }
    EXPECT_EQ(gateway_.store().statistics().documents, 0u);
}

TEST_F(Iti65, a_body_that_breaks_off_at_any_piece_stores_nothing) {
    Exchange sent = bundle_sample("ldl-ses-2022.01");
    sent.piece = sent.body.size() / 6 + 1;
    for (std::size_t at = 0; at <= 6; ++at) {
        sent.fails_at = at;
        const Answer answer = provide(sent);
        EXPECT_EQ(answer.status, 400u) << at;
        EXPECT_TRUE(answer.names("BROKEN_OFF")) << at;
        EXPECT_EQ(gateway_.audit().size(), at + 1);
    }
    EXPECT_EQ(gateway_.store().statistics().documents, 0u);
}

// The bundle with its List and DocumentReference about another subject.
Exchange about(const std::string& subject) {
    Exchange sent = bundle_sample("cda-n1-pdf");
    json::Value bundle = json::parse(sent.body).value();
    for (json::Value& entry : bundle.find("entry")->array()) {
        json::Value* resource = entry.find("resource");
        if (resource->has("subject")) resource->set("subject", json::Value(json::Object{}).set("reference", subject));
    }
    sent.body = json::write(bundle);
    return sent;
}

TEST(Iti65Subjects, one_that_nobody_knows_is_refused_with_its_mend_where_the_policy_is_closed) {
    TestGateway gateway(false);
    for (const char* subject : {"Patient/unknown", "https://hospital.test/fhir/Patient/12", "https://gateway.test/fhir/Patient/unknown"}) {
        const Answer answer = exchange(gateway, iti65, about(subject));
        EXPECT_EQ(answer.status, 422u) << subject << answer.body;
        const json::Value issue = answer.json()["issue"][0];
        EXPECT_TRUE(answer.names(subject)) << answer.body;
        EXPECT_TRUE(answer.names("Patient")) << answer.body;
        EXPECT_FALSE(issue["diagnostics"].as_string().empty()) << answer.body;
        EXPECT_EQ(gateway.audit().back().outcome, "refused");
    }
    EXPECT_EQ(gateway.audit().size(), 3u);
    EXPECT_EQ(gateway.store().statistics().documents, 0u);
}

TEST(Iti65Subjects, an_absolute_url_gets_the_same_local_id_each_time_where_the_policy_is_open) {
    TestGateway gateway(true);
    const Answer answer = exchange(gateway, iti65, about("https://hospital.test/fhir/Patient/12"));
    ASSERT_EQ(answer.status, 200u) << answer.body;
    const json::Value found =
        exchange(gateway, iti67, get("/fhir/DocumentReference?patient=https://hospital.test/fhir/Patient/12")).json();
    EXPECT_EQ(found["total"].as_string(), "1");
    EXPECT_EQ(exchange(gateway, iti65, about("Patient/unknown")).status, 422u) << "a relative one is of this gateway, and not there";
}

}  // namespace
}  // namespace dmpgw::transactions::test

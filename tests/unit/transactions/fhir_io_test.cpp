// FHIR R4 http.html#mime-type, xml.html: the same interactions in XML, in both directions.
#include "gateway/transactions/fhir_io.hpp"

#include <gtest/gtest.h>

#include "gateway/base/encoding.hpp"
#include "gateway/fhir/xml_reader.hpp"
#include "gateway/fhir/xml_writer.hpp"
#include "gateway/transactions/fhir_patient.hpp"
#include "gateway/transactions/fhir_read.hpp"
#include "gateway/transactions/iti65_provide_document_bundle.hpp"
#include "gateway/transactions/iti67_find_document_references.hpp"
#include "gateway/transactions/iti68_retrieve_document.hpp"
#include "tests/unit/fhir/xml_support.hpp"
#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

const std::string xml_type = "application/fhir+xml";
const std::string patient = R"(<Patient xmlns="http://hl7.org/fhir"><extension url="urn:x:h"><valueDecimal value="1.70"/></extension>)"
                            R"(<identifier><system value="urn:oid:1.2.3"/><value value="IPP42"/></identifier></Patient>)";

Exchange xml_message(const std::string& method, const std::string& target, std::string body) {
    Exchange sent = fhir_message(method, target, std::move(body));
    sent.fields = {{"Content-Type", xml_type}};
    return sent;
}

Exchange xml_bundle(const std::string& name) {
    return xml_message("POST", "/fhir", fhir::write_xml(json::parse(bundle_sample(name).body).value()).text);
}

/// The resource of an answer that must be XML.
json::Value tree(const Answer& answer) {
    EXPECT_EQ(answer.field("Content-Type"), "application/fhir+xml; charset=utf-8");
    const auto document = xml::parse(answer.body, fhir::resource_limits({}));
    EXPECT_TRUE(document) << answer.body;
    if (!document) return {};
    auto read = fhir::read_xml(document->root());
    EXPECT_TRUE(read) << answer.body;
    if (!read) return {};
    EXPECT_TRUE(read->remarks.empty()) << answer.body;
    return std::move(read->resource);
}

class FhirIo : public testing::Test {
  protected:
    TestGateway gateway_;
};

TEST_F(FhirIo, a_bundle_in_xml_is_taken_answered_and_read_back_in_xml) {
    const Answer taken = exchange(gateway_, iti65, xml_bundle("cda-n1-pdf"));
    ASSERT_EQ(taken.status, 200u) << taken.body;
    const json::Value answer = tree(taken);
    EXPECT_EQ(answer["type"].as_string(), "transaction-response");
    const std::string id = id_of(location_of(answer, "DocumentReference"));

    const Answer in_xml = exchange(gateway_, read_document_reference, get("/fhir/DocumentReference/" + id + "?_format=xml"));
    const Answer in_json = exchange(gateway_, read_document_reference, get("/fhir/DocumentReference/" + id));
    EXPECT_EQ(json::write(fhir::sorted(tree(in_xml))), json::write(fhir::sorted(in_json.json())));

    const Answer found = exchange(gateway_, iti67, get("/fhir/DocumentReference?_id=" + id, {{"Accept", "application/xml"}}));
    EXPECT_EQ(tree(found)["entry"][0]["resource"]["id"].as_string(), id);

    const Answer bytes = exchange(gateway_, iti68, get("/fhir/Binary/" + id));
    const Answer binary = exchange(gateway_, iti68, get("/fhir/Binary/" + id, {{"Accept", xml_type}}));
    EXPECT_EQ(tree(binary)["data"].as_string(), base64_encode(bytes.body));
    EXPECT_EQ(tree(binary)["contentType"].as_string(), bytes.field("Content-Type"));
    EXPECT_EQ(tree(exchange(gateway_, iti68, get("/fhir/Binary/" + id + "?_format=xml", {{"Accept", "application/pdf"}})))["id"].as_string(), id);
    EXPECT_EQ(exchange(gateway_, iti68, get("/fhir/Binary/" + id + "?_format=json")).json()["data"].as_string(), base64_encode(bytes.body));
    EXPECT_EQ(exchange(gateway_, iti68, get("/fhir/Binary/" + id + "?_format=pdf")).status, 406u);
}

TEST_F(FhirIo, elements_out_of_order_are_told_in_the_answer) {
    Exchange sent = xml_bundle("cda-n1-pdf");
    const std::string_view type = "<type value=\"transaction\"/>";
    sent.body.erase(sent.body.find(type), type.size());
    sent.body.insert(sent.body.rfind("</Bundle>"), type);
    const Answer taken = exchange(gateway_, iti65, sent);
    EXPECT_EQ(taken.status, 200u);
    EXPECT_TRUE(taken.names("FHIR_XML_ORDER")) << taken.body;
    EXPECT_FALSE(exchange(gateway_, iti65, xml_bundle("cr-bio-2024.01")).names("FHIR_XML_ORDER"));
}

TEST_F(FhirIo, what_is_wrong_is_said_in_the_format_of_the_caller) {
    Exchange sent = xml_bundle("cda-n1-pdf");
    sent.body.insert(sent.body.rfind("</Bundle>"), "<verdict value=\"x\"/>");
    const Answer refused = exchange(gateway_, iti65, sent);
    EXPECT_EQ(refused.status, 400u);
    const json::Value outcome = tree(refused);
    EXPECT_EQ(outcome["issue"][0]["details"]["coding"][0]["code"].as_string(), "FHIR_XML_ELEMENT");
    EXPECT_EQ(outcome["issue"][0]["expression"][0].as_string(), "/Bundle/verdict");
    sent.fields.push_back({"Accept", "application/fhir+json"});
    EXPECT_EQ(exchange(gateway_, iti65, sent).json()["resourceType"].as_string(), "OperationOutcome");
    EXPECT_EQ(exchange(gateway_, iti65, xml_message("POST", "/fhir", "<Bundle>")).status, 400u);
    EXPECT_EQ(tree(exchange(gateway_, read_list, get("/fhir/List/none", {{"Accept", "text/xml"}})))["resourceType"].as_string(), "OperationOutcome");
    for (const storage::AuditRecord& record : gateway_.audit()) EXPECT_EQ(record.outcome, "refused");
}

TEST_F(FhirIo, a_patient_in_xml_is_the_same_patient_in_json) {
    const Answer created = exchange(gateway_, update_patient, xml_message("PUT", "/fhir/Patient/p1", patient));
    ASSERT_EQ(created.status, 201u) << created.body;
    EXPECT_EQ(tree(created)["id"].as_string(), "p1");
    const Answer read = exchange(gateway_, read_patient, get("/fhir/Patient/p1"));
    EXPECT_EQ(read.field("Content-Type"), "application/fhir+json; charset=utf-8");
    EXPECT_EQ(read.json()["extension"][0]["valueDecimal"].as_string(), "1.70");
    EXPECT_EQ(tree(exchange(gateway_, read_patient, get("/fhir/Patient/p1?_format=xml"))), tree(created));
    const Answer pretty = exchange(gateway_, read_patient, get("/fhir/Patient/p1?_pretty=true"));
    EXPECT_TRUE(pretty.names("\n  \"id\": \"p1\"")) << pretty.body;
    EXPECT_EQ(pretty.json(), read.json());
    const Answer found = exchange(gateway_, search_patients, get("/fhir/Patient?identifier=urn:oid:1.2.3%7CIPP42&_format=text/xml&_pretty=true"));
    EXPECT_EQ(tree(found)["entry"][0]["resource"]["id"].as_string(), "p1");
}

TEST_F(FhirIo, a_search_by_post_may_name_its_format_in_its_form) {
    Exchange sent = fhir_message("POST", "/fhir/Patient/_search", "identifier=urn:oid:1.2.3%7CIPP42&_format=xml");
    sent.fields = {{"Content-Type", "application/x-www-form-urlencoded"}};
    EXPECT_EQ(tree(exchange(gateway_, search_patients, sent))["type"].as_string(), "searchset");
    sent.body = "identifier=urn:oid:1.2.3%7CIPP42&_format=html";
    EXPECT_EQ(exchange(gateway_, search_patients, sent).status, 406u);
}

TEST_F(FhirIo, the_capability_statement_names_both_formats_in_both) {
    for (const std::string format : {"xml", "json"}) {
        const Answer answer = exchange(gateway_, capabilities, get("/fhir/metadata?_format=" + format));
        ASSERT_EQ(answer.status, 200u);
        const json::Value statement = format == "xml" ? tree(answer) : answer.json();
        EXPECT_EQ(statement["format"], json::Value(json::Array{"application/fhir+json", "application/fhir+xml", "json", "xml"}));
        EXPECT_EQ(fhir::write_xml(statement).left_out.size(), 0U);
    }
}

}  // namespace
}  // namespace dmpgw::transactions::test

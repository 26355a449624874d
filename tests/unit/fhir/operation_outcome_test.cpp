#include "gateway/fhir/operation_outcome.hpp"

#include <gtest/gtest.h>

#include "gateway/fhir/bundle_rules.hpp"
#include "gateway/fhir/capability.hpp"
#include "gateway/fhir/searchset.hpp"
#include "gateway/fhir/transaction_response.hpp"

namespace dmpgw::fhir {
namespace {

Finding with_code(const char* xds_code, FailureKind kind = FailureKind::invalid) {
    Finding f = finding(rules::request_missing, "Bundle.entry[0].request", "v");
    f.xds_code = xds_code;
    f.kind = kind;
    return f;
}

TEST(OperationOutcome, an_issue_says_rule_place_value_and_mend_in_both_languages) {
    Finding f = finding(rules::full_url_twice, "Bundle.entry[1].fullUrl", "urn:uuid:x");
    f.xds_code = "XDSRegistryMetadataError";
    const json::Value outcome = operation_outcome({f});
    EXPECT_EQ(outcome["resourceType"].as_string(), "OperationOutcome");
    const json::Value& issue = outcome["issue"][0];
    EXPECT_EQ(issue["severity"].as_string(), "error");
    EXPECT_EQ(issue["code"].as_string(), "invalid");
    EXPECT_EQ(issue["expression"][0].as_string(), "Bundle.entry[1].fullUrl");
    EXPECT_EQ(issue["details"]["coding"][0]["code"].as_string(), "BUNDLE_FULL_URL_TWICE");
    EXPECT_EQ(issue["details"]["coding"][1]["code"].as_string(), "XDSRegistryMetadataError");
    EXPECT_NE(issue["details"]["text"].as_string().find("Deux entrées"), std::string_view::npos);
    const json::Value& translation = issue["details"]["_text"]["extension"][0];
    EXPECT_EQ(translation["url"].as_string(), "http://hl7.org/fhir/StructureDefinition/translation");
    EXPECT_EQ(translation["extension"][0]["valueCode"].as_string(), "en");
    EXPECT_NE(translation["extension"][1]["valueString"].as_string().find("Two entries"), std::string_view::npos);
    const std::string_view diagnostics = issue["diagnostics"].as_string();
    for (const char* part : {"BUNDLE_FULL_URL_TWICE: Two entries", "Give each entry", "Value: urn:uuid:x", "[FHIR R4 bdl-7"}) {
        EXPECT_NE(diagnostics.find(part), std::string_view::npos) << part << " in " << diagnostics;
    }
}

TEST(OperationOutcome, the_code_follows_the_xds_code_and_then_the_kind) {
    EXPECT_EQ(issue_code(with_code("XDSNonIdenticalHash")), "conflict");
    EXPECT_EQ(issue_code(with_code("XDSMissingDocument")), "required");
    EXPECT_EQ(issue_code(with_code("XDSUnknownPatientId")), "not-found");
    EXPECT_EQ(issue_code(with_code("UnresolvedReferenceException")), "not-found");
    EXPECT_EQ(issue_code(with_code("XDSRegistryMetadataError")), "invalid");
    EXPECT_EQ(issue_code(with_code("", FailureKind::malformed)), "structure");
    EXPECT_EQ(issue_code(with_code("", FailureKind::busy)), "throttled");
    EXPECT_EQ(issue_code(with_code("", FailureKind::internal)), "exception");
}

TEST(OperationOutcome, there_is_always_an_issue) {
    const json::Value outcome = operation_outcome({});
    EXPECT_EQ(outcome["issue"].size(), 1U);
    EXPECT_EQ(outcome["issue"][0]["severity"].as_string(), "information");
}

TEST(TransactionResponse, has_one_entry_for_each_of_the_request_in_order) {
    TransactionReceipt receipt;
    receipt.base_url = "https://g.example/fhir";
    receipt.last_modified = "2026-03-14T15:00:00.123Z";
    receipt.entries = {{"List", "1", 1, true}, {"DocumentReference", "2", 3, false}, {"", "", 1, false}};
    const json::Value bundle = transaction_response(receipt);
    EXPECT_EQ(bundle["type"].as_string(), "transaction-response");
    ASSERT_EQ(bundle["entry"].size(), 3U);
    const json::Value& list = bundle["entry"][0]["response"];
    EXPECT_EQ(list["status"].as_string(), "201 Created");
    EXPECT_EQ(list["location"].as_string(), "List/1/_history/1");
    EXPECT_EQ(list["etag"].as_string(), "W/\"1\"");
    EXPECT_EQ(list["lastModified"].as_string(), "2026-03-14T15:00:00.123Z");
    EXPECT_EQ(bundle["entry"][1]["response"]["status"].as_string(), "200 OK");
    EXPECT_EQ(bundle["entry"][1]["response"]["location"].as_string(), "DocumentReference/2/_history/3");
    EXPECT_FALSE(bundle["entry"][2]["response"].has("location"));
}

TEST(Searchset, has_links_total_and_full_urls) {
    json::Value resource(json::Object{});
    resource.set("resourceType", "DocumentReference").set("id", "7");
    SearchsetContext context;
    context.base_url = "https://g.example/fhir";
    context.self = "https://g.example/fhir/DocumentReference?patient=1";
    context.next = "https://g.example/fhir/DocumentReference?patient=1&_page=x";
    context.total = 12;
    const json::Value bundle = searchset({resource}, context);
    EXPECT_EQ(bundle["total"].as_string(), "12");
    EXPECT_EQ(bundle["link"][1]["relation"].as_string(), "next");
    EXPECT_EQ(bundle["entry"][0]["fullUrl"].as_string(), "https://g.example/fhir/DocumentReference/7");
    EXPECT_EQ(bundle["entry"][0]["search"]["mode"].as_string(), "match");
    EXPECT_FALSE(searchset({}, context).has("entry")) << "FHIR forbids empty arrays";
}

TEST(Capability, says_what_is_served) {
    const json::Value statement = capability_statement({"https://g.example/fhir", "1.2.3", "2026-03-14", false});
    EXPECT_EQ(statement["software"]["version"].as_string(), "1.2.3");
    EXPECT_EQ(statement["rest"][0]["interaction"][0]["code"].as_string(), "transaction");
    EXPECT_EQ(statement["fhirVersion"].as_string(), "4.0.1");
    EXPECT_EQ(statement["instantiates"].size(), 4U);
    std::string text = json::write(statement);
    for (const char* part : {"patient.identifier", "security-label", "period-start", "\"Binary\"", "create"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part;
    }
}

}  // namespace
}  // namespace dmpgw::fhir

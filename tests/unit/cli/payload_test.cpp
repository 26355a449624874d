// Which transaction a file is for, from its content.
#include "gateway/cli/payload.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace dmpgw::cli {
namespace {

std::string envelope(std::string_view body,
                     std::string_view ns = "http://www.w3.org/2003/05/soap-envelope") {
    return "<?xml version=\"1.0\"?>\n<e:Envelope xmlns:e=\"" + std::string(ns) + "\"><e:Body>" +
           std::string(body) + "</e:Body></e:Envelope>";
}

std::string transaction(std::string_view head, std::string_view headers = {}) {
    const auto payload = recognise(head, headers);
    return payload ? std::string(payload->transaction) + " " + payload->target
                   : payload.error().first().rule;
}

TEST(Payload, soap_requests_go_to_the_face_of_their_transaction) {
    EXPECT_EQ(transaction(
                  envelope("<x:ProvideAndRegisterDocumentSetRequest><lcm:SubmitObjectsRequest/>")),
              "ITI-41 /xds/repository");
    EXPECT_EQ(transaction(envelope("<SubmitObjectsRequest>")), "ITI-42 /xds/registry");
    EXPECT_EQ(transaction(envelope("\n <q:AdhocQueryRequest>")), "ITI-18 /xds/registry");
    EXPECT_EQ(transaction("\xEF\xBB\xBF \n" + envelope("<RetrieveDocumentSetRequest/>")),
              "ITI-43 /xds/repository");
    EXPECT_EQ(transaction(envelope("<NotSubmitObjectsRequest/>")), "CLI_UNKNOWN_CONTENT");
    EXPECT_EQ(transaction(envelope("<x:Other/>")), "CLI_UNKNOWN_CONTENT");
}

std::string with_action(std::string_view action, std::string_view body) {
    return "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Header><a:Action>\n " + std::string(action) +
           " </a:Action></e:Header><e:Body>" + std::string(body) + "</e:Body></e:Envelope>";
}

TEST(Payload, the_action_tells_apart_what_one_element_may_mean) {
    const auto submit = [](std::string_view action) { return transaction(with_action(action, "<SubmitObjectsRequest/>")); };
    EXPECT_EQ(submit("urn:ihe:iti:2007:RegisterDocumentSet-b"), "ITI-42 /xds/registry");
    EXPECT_EQ(submit("urn:ihe:iti:2010:UpdateDocumentSet"), "ITI-57 /xds/registry");
    EXPECT_EQ(submit("urn:ihe:iti:2010:RegisterOnDemandDocumentEntry"), "ITI-61 /xds/registry");
    EXPECT_EQ(submit("urn:ihe:iti:2018:RestrictedUpdateDocumentSet"), "ITI-92 /xds/registry");
    EXPECT_EQ(submit("urn:ihe:iti:2010:UpdateDocumentSetResponse"), "ITI-42 /xds/registry") << "of no request";
    const auto query = [](std::string_view action) { return transaction(with_action(action, "<AdhocQueryRequest/>")); };
    EXPECT_EQ(query("urn:ihe:iti:2009:MultiPatientStoredQuery"), "ITI-51 /xds/registry");
    EXPECT_EQ(query("urn:ihe:iti:2007:CrossGatewayQuery"), "ITI-38 /xds/gateway");
    EXPECT_EQ(transaction(with_action("urn:ihe:iti:2007:CrossGatewayRetrieve", "<RetrieveDocumentSetRequest/>")),
              "ITI-39 /xds/gateway");
    EXPECT_EQ(transaction(envelope("<RemoveObjectsRequest/>")), "ITI-62 /xds/registry");
    EXPECT_EQ(transaction(envelope("<RemoveDocumentsRequest/>")), "ITI-86 /xds/repository");
    EXPECT_EQ(transaction(envelope("<PRPA_IN201304UV02/>")), "ITI-44 /xds/identity");
}

TEST(Payload, the_content_type_follows_the_soap_version) {
    EXPECT_EQ(recognise(envelope("<AdhocQueryRequest/>"), "")->content_type,
              "application/soap+xml; charset=UTF-8");
    const std::string old =
        envelope("<AdhocQueryRequest/>", "http://schemas.xmlsoap.org/soap/envelope/");
    EXPECT_EQ(recognise(old, "")->content_type, "text/xml; charset=UTF-8");
}

TEST(Payload, an_mtom_message_takes_its_content_type_from_its_companion) {
    const std::string message =
        "--b1\r\nContent-ID: <r>\r\n\r\n" + envelope("<ProvideAndRegisterDocumentSetRequest>");
    const auto payload = recognise(
        message, "X-Other: 1\r\ncontent-type: multipart/related;\r\n boundary=\"b1\"\r\n");
    ASSERT_TRUE(payload);
    EXPECT_EQ(payload->transaction, "ITI-41");
    EXPECT_EQ(payload->content_type, "multipart/related; boundary=\"b1\"");
}

TEST(Payload, an_mtom_message_alone_gets_a_content_type_from_its_boundary) {
    const std::string message =
        "--b1\r\nContent-ID: <r>\r\n\r\n" + envelope("<ProvideAndRegisterDocumentSetRequest>");
    const auto payload = recognise(message, "");
    ASSERT_TRUE(payload);
    EXPECT_NE(payload->content_type.find("boundary=\"b1\""), std::string::npos);
    EXPECT_NE(payload->content_type.find("application/xop+xml"), std::string::npos);
}

TEST(Payload, fhir_json_is_told_by_its_outermost_resource_type) {
    EXPECT_EQ(transaction(R"({"resourceType":"Bundle","type":"transaction"})"), "ITI-65 /fhir");
    EXPECT_EQ(transaction(
                  R"({"entry":[{"resource":{"resourceType":"Patient"}}],"resourceType":"Bundle"})"),
              "ITI-65 /fhir");
    EXPECT_EQ(transaction(R"({"resourceType":"Patient"})"), "POST Patient /fhir/Patient");
    EXPECT_EQ(transaction(R"({"id":"p1","resourceType":"Patient"})"),
              "PUT Patient /fhir/Patient/p1");
    EXPECT_EQ(transaction(R"({"note":"\"resourceType\":\"Bundle\""})"), "CLI_UNKNOWN_CONTENT");
    EXPECT_EQ(transaction(R"({"resourceType":"Observation"})"), "CLI_UNKNOWN_CONTENT");
}

TEST(Payload, what_cannot_be_sent_is_refused) {
    EXPECT_EQ(transaction("<Bundle xmlns=\"http://hl7.org/fhir\"/>"), "CLI_FHIR_XML");
    EXPECT_EQ(transaction(""), "CLI_UNKNOWN_CONTENT");
    EXPECT_EQ(transaction("%PDF-1.4"), "CLI_UNKNOWN_CONTENT");
    EXPECT_EQ(transaction("{\"resourceType\": \"Bun"), "CLI_UNKNOWN_CONTENT");
    EXPECT_EQ(transaction("{\"a\\"), "CLI_UNKNOWN_CONTENT");
    EXPECT_EQ(recognise_file("/nonexistent").error().first().rule, "CLI_FILE_UNREADABLE");
}

TEST(Payload, every_sample_is_recognised) {
    const std::filesystem::path samples = std::filesystem::path(DMPGW_SOURCE_DIR) / "samples";
    int count = 0;
    for (const auto& [folder, transaction] :
         {std::pair("iti41", "ITI-41"), std::pair("iti65", "ITI-65"), std::pair("iti18", "ITI-18"),
          std::pair("iti43", "ITI-43")}) {
        for (const auto& item : std::filesystem::directory_iterator(samples / folder)) {
            if (item.path().extension() == ".headers") continue;
            const auto payload = recognise_file(item.path());
            ASSERT_TRUE(payload) << item.path();
            EXPECT_EQ(payload->transaction, transaction) << item.path();
            ++count;
        }
    }
    EXPECT_GE(count, 10);
}

}  // namespace
}  // namespace dmpgw::cli

// What answers mean: success or not, and the words that go with it.
#include "gateway/cli/answer.hpp"

#include <gtest/gtest.h>

namespace dmpgw::cli {
namespace {

http::ClientResponse response(unsigned status, const std::string& type, std::string body) {
    http::ClientResponse r;
    r.status = status;
    r.fields = {{"Content-Type", type}};
    r.body = std::move(body);
    return r;
}

constexpr const char* soap = "application/soap+xml; charset=UTF-8";

std::string envelope(const std::string& body) {
    return "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body>" + body +
           "</e:Body></e:Envelope>";
}

std::string registry_response(const std::string& status, const std::string& errors = {}) {
    return "<rs:RegistryResponse xmlns:rs=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\" "
           "status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:" +
           status + "\">" + errors + "</rs:RegistryResponse>";
}

TEST(Answer, a_registry_response_says_success_or_names_its_errors) {
    EXPECT_TRUE(judge(response(200, soap, envelope(registry_response("Success")))).success);
    const Verdict failure = judge(response(
        200, soap,
        envelope(registry_response(
            "Failure",
            "<rs:RegistryErrorList><rs:RegistryError severity=\"urn:x:ErrorSeverityType:Error\" "
            "errorCode=\"XDSRegistryMetadataError\" codeContext=\"size is "
            "missing\"/></rs:RegistryErrorList>"))));
    EXPECT_FALSE(failure.success);
    EXPECT_EQ(failure.summary, "Failure");
    ASSERT_EQ(failure.lines.size(), 1U);
    EXPECT_EQ(failure.lines[0], "Error XDSRegistryMetadataError: size is missing");
}

TEST(Answer, a_success_that_is_not_http_200_is_none) {
    EXPECT_FALSE(judge(response(503, soap, envelope(registry_response("Success")))).success);
}

TEST(Answer, a_fault_gives_its_reasons) {
    const Verdict verdict =
        judge(response(400, soap,
                       envelope("<e:Fault><e:Code><e:Value>e:Sender</e:Value></"
                                "e:Code><e:Reason><e:Text xml:lang=\"en\">no</e:Text>"
                                "<e:Text xml:lang=\"fr\">non</e:Text></e:Reason></e:Fault>")));
    EXPECT_FALSE(verdict.success);
    EXPECT_EQ(verdict.lines, (std::vector<std::string>{"no", "non"}));
}

TEST(Answer, an_operation_outcome_gives_text_and_place) {
    const Verdict verdict = judge(response(
        422, "application/fhir+json",
        R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"required","details":{"text":"type is missing"},"expression":["Bundle.entry[1]"]}]})"));
    EXPECT_FALSE(verdict.success);
    ASSERT_EQ(verdict.lines.size(), 1U);
    EXPECT_EQ(verdict.lines[0], "error required: type is missing at Bundle.entry[1]");
}

TEST(Answer, a_transaction_response_lists_what_was_created) {
    const Verdict verdict = judge(response(
        200, "application/fhir+json; charset=utf-8",
        R"({"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201 Created","location":"List/1"}}]})"));
    EXPECT_TRUE(verdict.success);
    EXPECT_EQ(verdict.lines, std::vector<std::string>{"201 Created List/1"});
}

TEST(Answer, a_body_that_cannot_be_read_is_no_success) {
    EXPECT_FALSE(judge(response(200, "text/html", "<html></html>")).success);
    EXPECT_FALSE(judge(response(200, "application/fhir+json", "{")).success);
    EXPECT_FALSE(judge(response(200, soap, "<a/>")).success);
    EXPECT_TRUE(judge(response(201, "", "")).success);
}

TEST(Answer, documents_come_from_parts_and_from_base64) {
    const std::string open = "<r:RetrieveDocumentSetResponse xmlns:r=\"urn:ihe:iti:xds-b:2007\">" +
                             registry_response("Success") + "<r:DocumentResponse><r:Document>";
    const std::string close = "</r:Document></r:DocumentResponse></r:RetrieveDocumentSetResponse>";
    const auto bytes_of = [](const http::ClientResponse& r) {
        auto answer = SoapAnswer::read(r);
        EXPECT_TRUE(answer);
        EXPECT_TRUE(judge_soap((*answer)->payload(), 200).success);
        return (*answer)->document(
            *(*answer)->payload().child(ns_xdsb, "DocumentResponse")->child(ns_xdsb, "Document"));
    };
    EXPECT_EQ(bytes_of(response(200, soap, envelope(open + "aGVsbG8=" + close))), "hello");
    const std::string include =
        "<xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:d@x\"/>";
    const std::string mime =
        "--b\r\nContent-ID: <r@x>\r\nContent-Type: application/xop+xml; charset=UTF-8; "
        "type=\"application/soap+xml\"\r\n\r\n" +
        envelope(open + include + close) +
        "\r\n--b\r\nContent-ID: <d@x>\r\nContent-Type: text/plain\r\n\r\nhel\r\nlo\r\n--b--\r\n";
    EXPECT_EQ(bytes_of(response(
                  200,
                  "multipart/related; boundary=b; type=\"application/xop+xml\"; start=\"<r@x>\"; "
                  "start-info=\"application/soap+xml\"",
                  mime)),
              "hel\r\nlo");
}

}  // namespace
}  // namespace dmpgw::cli

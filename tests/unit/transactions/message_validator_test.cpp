// The named good and bad messages of a public message validator, through the SOAP face: each gets its verdict. Requests
// without documents are refused for that alone, so their metadata was right.
#include <gtest/gtest.h>

#include "gateway/transactions/soap_endpoint.hpp"
#include "tests/support/corpus.hpp"
#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

struct Case {
    const char* file;
    SoapActor actor;
    unsigned status;
    const char* verdict;    ///< what the answer holds
    const char* not_there;  ///< and what it must not hold; may be empty
};

constexpr const char* success = "ResponseStatusType:Success";
constexpr const char* documents_missing = "MISSING_DOCUMENT_FOR_DOC_ENTRY";
constexpr const char* of_no_transaction = "The action or the payload is of no transaction of this path";
constexpr const char* no_envelope = "The message is not a SOAP envelope with exactly one element in its Body";

const Case cases[] = {
    {"soap-pnr.xml", SoapActor::repository, 200, documents_missing, "ELEMENT_ORDER"},
    {"soap-noaction-pnr.xml", SoapActor::repository, 200, documents_missing, "ELEMENT_ORDER"},  // the payload says what it is
    {"unit_pnr_soap.xml", SoapActor::repository, 200, documents_missing, "ELEMENT_ORDER"},
    {"soap-pnr-element-order.xml", SoapActor::repository, 200, "ELEMENT_ORDER", ""},
    {"soap-pnr-soap-order.xml", SoapActor::repository, 400, no_envelope, ""},
    {"soap-pnr-resp.xml", SoapActor::repository, 400, of_no_transaction, ""},
    {"soap-r-resp.xml", SoapActor::registry, 400, of_no_transaction, ""},
    {"soap-ret-req.xml", SoapActor::repository, 200, "REPOSITORY_UNKNOWN", ""},
    {"soap-ret-req-order.xml", SoapActor::repository, 200, "REPOSITORY_UNKNOWN", ""},  // which element is which stays clear
    {"soap-ret-resp.xml", SoapActor::repository, 400, of_no_transaction, ""},
    {"soap-sq-req.xml", SoapActor::registry, 200, success, "RegistryError"},
    {"soap-xcq-req.xml", SoapActor::responding_gateway, 200, success, "RegistryError"},
    {"soap-xcr-req.xml", SoapActor::responding_gateway, 200, "COMMUNITY_UNKNOWN", ""},
    {"soap-xcq-resp.xml", SoapActor::responding_gateway, 400, of_no_transaction, ""},
    {"soap-xcq-resp-error.xml", SoapActor::responding_gateway, 400, of_no_transaction, ""},
    {"soap-xret-resp.xml", SoapActor::responding_gateway, 400, of_no_transaction, ""},
    {"empty-soap-wrapper.xml", SoapActor::repository, 400, no_envelope, ""},
    {"xml-parse-error.xml", SoapActor::repository, 400, "The markup is malformed", ""},
};

TEST(MessageValidator, every_request_gets_its_verdict) {
    DMPGW_NEEDS_CORPUS("xds/nist-testkit/messagevalidator/soap-pnr.xml");
    for (const Case& c : cases) {
        SCOPED_TRACE(c.file);
        TestGateway gateway;
        const std::string message = dmpgw::testing::read_text_file(dmpgw::testing::corpus("xds/nist-testkit/messagevalidator") / c.file);
        const Answer answer = exchange(gateway, soap_endpoint(c.actor, gateway.services()), soap_message("/xds", message));
        EXPECT_EQ(answer.status, c.status);
        EXPECT_TRUE(answer.names(c.verdict)) << answer.body;
        EXPECT_TRUE(*c.not_there == '\0' || !answer.names(c.not_there)) << answer.body;
        EXPECT_EQ(gateway.audit().size(), 1U);
    }
}

}  // namespace
}  // namespace dmpgw::transactions::test

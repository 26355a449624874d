// RFC 9110 15.5.5, 15.5.6 and 10.2.1 (404, 405, Allow); docs/failures.md for refusals before a body is read.
#include "gateway/server/routes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "gateway/json/value.hpp"
#include "gateway/xml/document.hpp"
#include "tests/unit/transactions/test_gateway.hpp"

namespace dmpgw::server {
namespace {

constexpr Rule too_large{"BODY_TOO_LARGE", FailureKind::too_large, "XDSRepositoryOutOfResources",
                         "It is too large", "Trop volumineux", "Send less", "Envoyez moins", "limits"};
constexpr Rule busy{"BUSY", FailureKind::busy, "", "Busy", "Occupé", "Try again later", "Réessayez plus tard", "limits"};

http::RequestHead head_of(std::string method, std::string target) {
    http::RequestHead head;
    head.method = std::move(method);
    head.target = std::move(target);
    return head;
}

std::string text_of(const http::Response& response) {
    std::string text;
    for (const http::BodyPiece& piece : response.body) text += std::get<std::string>(piece);
    return text;
}

std::string field_of(const http::Response& response, std::string_view name) {
    for (const http::Field& f : response.fields) {
        if (f.name == name) return f.value;
    }
    return "";
}

class PublicRoutes : public testing::Test {
  protected:
    std::string route(const std::string& method, const std::string& target) const {
        const auto found = routes_.find(head_of(method, target));
        return found ? (*found)->name : std::to_string(found.error().status);
    }
    std::string allowed(const std::string& method, const std::string& target) const {
        const auto found = routes_.find(head_of(method, target));
        if (found) return "found";
        const http::Refusal refusal = found.error();
        return refusal.fields.empty() ? "none" : refusal.fields[0].name + ": " + refusal.fields[0].value;
    }
    transactions::test::TestGateway gateway_;
    Routes routes_{public_routes(gateway_.services())};
};

TEST_F(PublicRoutes, each_transaction_has_its_path) {
    EXPECT_EQ(route("POST", "/xds/repository"), "xds-repository");
    EXPECT_EQ(route("POST", "/xds/registry"), "xds-registry");
    for (const char* path : {"/xds/repository?wsdl", "/xds/registry?WSDL", "/xds/gateway?xsd=rim.xsd", "/xds/identity"}) {
        EXPECT_EQ(route("GET", path), "wsdl") << path;
    }
    EXPECT_EQ(route("GET", "/fhir/metadata"), "fhir-metadata");
    EXPECT_EQ(route("POST", "/fhir"), "iti-65");
    EXPECT_EQ(route("POST", "/fhir/Bundle"), "iti-65");
    EXPECT_EQ(route("GET", "/fhir/DocumentReference?patient=Patient/1"), "iti-67");
    EXPECT_EQ(route("POST", "/fhir/DocumentReference/_search"), "iti-67");
    EXPECT_EQ(route("GET", "/fhir/DocumentReference/12"), "fhir-read");
    EXPECT_EQ(route("GET", "/fhir/List?patient=Patient/1"), "iti-66");
    EXPECT_EQ(route("POST", "/fhir/List/_search"), "iti-66");
    EXPECT_EQ(route("GET", "/fhir/List/12"), "fhir-read");
    EXPECT_EQ(route("GET", "/fhir/DocumentManifest?patient=Patient/1"), "iti-66");
    EXPECT_EQ(route("POST", "/fhir/DocumentManifest/_search"), "iti-66");
    EXPECT_EQ(route("GET", "/fhir/DocumentManifest/12"), "fhir-read");
    EXPECT_EQ(route("GET", "/fhir/Binary/12"), "iti-68");
    EXPECT_EQ(route("GET", "/fhir/Patient?identifier=a|b"), "fhir-patient");
    EXPECT_EQ(route("POST", "/fhir/Patient"), "fhir-patient");
    EXPECT_EQ(route("POST", "/fhir/Patient/_search"), "fhir-patient");
    EXPECT_EQ(route("PUT", "/fhir/Patient/12"), "fhir-patient");
}

TEST_F(PublicRoutes, a_slash_at_the_end_changes_nothing) {
    EXPECT_EQ(route("POST", "/fhir/"), "iti-65");
    EXPECT_EQ(route("POST", "/xds/repository/"), "xds-repository");
    EXPECT_EQ(route("GET", "/fhir/Binary/12/"), "iti-68");
    EXPECT_EQ(route("GET", "/fhir/Binary/12//"), "404");
}

TEST_F(PublicRoutes, head_is_answered_as_get) {
    EXPECT_EQ(route("HEAD", "/fhir/Binary/12"), "iti-68");
    EXPECT_EQ(route("HEAD", "/fhir/metadata"), "fhir-metadata");
    EXPECT_EQ(route("HEAD", "/xds/repository?wsdl"), "wsdl");
}

TEST_F(PublicRoutes, an_id_is_one_segment_and_no_operation) {
    EXPECT_EQ(route("GET", "/fhir/DocumentReference/_search"), "405") << "that is a path of POST";
    EXPECT_EQ(route("GET", "/fhir/Binary/_history"), "404");
    EXPECT_EQ(route("GET", "/fhir/DocumentReference/$docref"), "404");
    EXPECT_EQ(route("GET", "/fhir/Binary/12/13"), "404");
    EXPECT_EQ(route("GET", "/fhir/Binary//"), "404");
}

TEST_F(PublicRoutes, what_is_not_there_is_404) {
    for (const char* path : {"/", "/fhirx", "/xds", "/xds/other", "/FHIR/metadata", "/fhir/Observation/1", "/metrics", "/livez",
                             "/fhir/../metrics", "/fhir/%6Detadata"}) {
        EXPECT_EQ(route("GET", path), "404") << path;
    }
}

TEST_F(PublicRoutes, a_wrong_method_is_405_with_what_is_allowed) {
    EXPECT_EQ(allowed("PUT", "/xds/repository"), "Allow: POST, GET, HEAD");
    EXPECT_EQ(allowed("DELETE", "/fhir/Patient/12"), "Allow: GET, HEAD, PUT");
    EXPECT_EQ(allowed("PUT", "/fhir/Patient"), "Allow: GET, HEAD, POST");
    EXPECT_EQ(allowed("GET", "/nothing"), "none");
}

TEST_F(PublicRoutes, soap_may_be_as_large_as_a_message_and_a_search_is_small) {
    const auto limit = [this](const char* method, const char* path) { return (*routes_.find(head_of(method, path)))->body_limit; };
    EXPECT_EQ(limit("POST", "/xds/repository"), DocumentLimits{}.message_bytes);
    EXPECT_EQ(limit("POST", "/fhir"), JsonLimits{}.text_bytes);
    EXPECT_LE(limit("POST", "/fhir/DocumentReference/_search"), 1 * MiB);
    EXPECT_LE(limit("GET", "/fhir/Binary/1"), 4 * KiB);
    for (const Route& row : routes_.rows()) EXPECT_FALSE(row.info.always_admitted) << row.pattern;
}

TEST(RefusalRenderer, soap_paths_get_a_registry_response) {
    const auto render = refusal_renderer(7);
    for (const Rule* rule : {&too_large, &busy}) {
        const unsigned status = rule == &busy ? 503 : 413;
        const http::Response response = render(head_of("POST", "/xds/repository"), status, Failure(finding(*rule, "body")), "request-1");
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(field_of(response, "Content-Type"), "application/soap+xml; charset=UTF-8");
        EXPECT_EQ(field_of(response, "Retry-After"), rule == &busy ? "7" : "");
        const auto document = xml::parse(text_of(response));
        ASSERT_TRUE(document);
        const std::string_view soap = document->root().namespace_uri();
        const xml::Element& answer = *document->root().child(soap, "Body")->children()[0];
        EXPECT_EQ(answer.local_name(), "RegistryResponse");
        EXPECT_EQ(answer.attribute("status"), "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure");
        EXPECT_NE(text_of(response).find(rule == &busy ? "XDSRepositoryBusy" : "XDSRepositoryOutOfResources"), std::string::npos);
    }
}

TEST(RefusalRenderer, a_refusal_speaks_the_soap_version_of_the_request) {
    http::RequestHead head = head_of("POST", "/xds/repository");
    for (const char* type : {"text/xml; charset=utf-8",
                             "multipart/related; type=\"application/xop+xml\"; boundary=b; start-info=\"text/xml\""}) {
        head.fields = {{"Content-Type", type}};
        const http::Response response = refusal_renderer(7)(head, 503, Failure(finding(busy, "body")), "request-1");
        EXPECT_EQ(field_of(response, "Content-Type"), "text/xml; charset=UTF-8") << type;
        EXPECT_NE(text_of(response).find("http://schemas.xmlsoap.org/soap/envelope/"), std::string::npos) << type;
    }
}

TEST(RefusalRenderer, what_is_malformed_on_a_soap_path_is_a_fault) {
    constexpr Rule malformed{"BAD_HEAD", FailureKind::malformed, "", "a", "b", "c", "d", "e"};
    const http::Response response = refusal_renderer(7)(head_of("POST", "/xds/registry"), 400, Failure(finding(malformed, "x")), "r");
    EXPECT_EQ(response.status, 400u);
    EXPECT_NE(text_of(response).find("env:Sender"), std::string::npos);
}

TEST(RefusalRenderer, every_other_path_gets_an_operation_outcome) {
    for (const char* path : {"/fhir", "/fhir/Patient/1", "/nothing", ""}) {
        const http::Response response = refusal_renderer(7)(head_of("POST", path), 503, Failure(finding(busy, "x")), "request-1");
        EXPECT_EQ(response.status, 503u);
        EXPECT_EQ(field_of(response, "Retry-After"), "7");
        EXPECT_TRUE(field_of(response, "Content-Type").starts_with("application/fhir+json"));
        const auto outcome = json::parse(text_of(response));
        ASSERT_TRUE(outcome);
        EXPECT_EQ((*outcome)["resourceType"].as_string(), "OperationOutcome");
        EXPECT_EQ((*outcome)["issue"][0]["code"].as_string(), "throttled");
        EXPECT_NE(text_of(response).find("request-1"), std::string::npos);
    }
}

}  // namespace
}  // namespace dmpgw::server

#include "gateway/fhir/representation.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dmpgw::fhir {
namespace {

http::RequestHead head(std::string_view query, std::string_view accept, std::string_view content_type = "") {
    http::RequestHead h;
    h.method = "GET";
    h.target = "/fhir/metadata" + std::string(query);
    if (!accept.empty()) h.fields.push_back({"Accept", std::string(accept)});
    if (!content_type.empty()) h.fields.push_back({"Content-Type", std::string(content_type)});
    return h;
}

// "json", "xml", or the place of the refusal.
std::string negotiated(const http::RequestHead& h) {
    const auto representation = negotiate(h);
    if (!representation) return representation.error().first().where;
    return representation->format == Format::xml ? "xml" : "json";
}

TEST(Representation, is_what_accept_weighs_most) {
    EXPECT_EQ(negotiated(head("", "")), "json");
    EXPECT_EQ(negotiated(head("", "*/*")), "json");
    EXPECT_EQ(negotiated(head("", "application/fhir+xml")), "xml");
    EXPECT_EQ(negotiated(head("", "Application/XML; charset=utf-8")), "xml");
    EXPECT_EQ(negotiated(head("", "text/xml")), "xml");
    EXPECT_EQ(negotiated(head("", "application/fhir+xml;q=0.4, application/fhir+json;q=0.5")), "json");
    EXPECT_EQ(negotiated(head("", "application/fhir+xml;q=0.45, application/fhir+json;q=0.4")), "xml");
    EXPECT_EQ(negotiated(head("", "application/fhir+xml, application/fhir+json")), "xml") << "the first of equals";
    EXPECT_EQ(negotiated(head("", "text/html, application/fhir+xml;q=0.1, */*;q=0.01")), "xml");
    EXPECT_EQ(negotiated(head("", "application/fhir+json;q=0, application/xml")), "xml");
    EXPECT_EQ(negotiated(head("", "application/fhir+xml;q=0.000")), "header Accept");
    EXPECT_EQ(negotiated(head("", "application/pdf")), "header Accept");
}

TEST(Representation, is_that_of_format_whatever_accept_says) {
    EXPECT_EQ(negotiated(head("?_format=xml", "application/fhir+json")), "xml");
    EXPECT_EQ(negotiated(head("?_format=json", "application/fhir+xml")), "json");
    EXPECT_EQ(negotiated(head("?_format=application%2Ffhir%2Bxml", "application/pdf")), "xml");
    EXPECT_EQ(negotiated(head("?_format=application/fhir+xml", "")), "xml") << "a plus that nobody escaped";
    EXPECT_EQ(negotiated(head("?_format=text/xml", "")), "xml");
    EXPECT_EQ(negotiated(head("?_format=html", "application/fhir+json")), "parameter _format");
}

TEST(Representation, is_that_of_the_body_where_nothing_is_asked_for) {
    EXPECT_EQ(negotiated(head("", "", "application/fhir+xml; charset=utf-8")), "xml");
    EXPECT_EQ(negotiated(head("", "*/*", "application/fhir+xml")), "xml");
    EXPECT_EQ(negotiated(head("", "application/fhir+json", "application/fhir+xml")), "json");
    EXPECT_EQ(negotiated(head("", "", "application/x-www-form-urlencoded")), "json");
}

TEST(Representation, of_a_refusal_is_that_of_the_body_or_json) {
    EXPECT_EQ(representation_of(head("", "application/pdf")).format, Format::json);
    EXPECT_EQ(representation_of(head("", "application/pdf", "application/xml")).format, Format::xml);
    EXPECT_EQ(representation_of(head("?_format=xml", "")).format, Format::xml);
}

TEST(Representation, is_pretty_only_when_asked) {
    EXPECT_FALSE(negotiate(head("", ""))->pretty);
    EXPECT_FALSE(negotiate(head("?_pretty=false", ""))->pretty);
    EXPECT_TRUE(negotiate(head("?_format=xml&_pretty=true", ""))->pretty);
    json::Value patient;
    patient.set("resourceType", "Patient").set("active", true);
    EXPECT_EQ(write(patient, {Format::json, false}), R"({"resourceType":"Patient","active":true})");
    EXPECT_EQ(write(patient, {Format::json, true}), "{\n  \"resourceType\": \"Patient\",\n  \"active\": true\n}\n");
    EXPECT_EQ(write(patient, {Format::xml, true}),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Patient xmlns=\"http://hl7.org/fhir\">\n"
              "  <active value=\"true\"/>\n</Patient>\n");
}

}  // namespace
}  // namespace dmpgw::fhir

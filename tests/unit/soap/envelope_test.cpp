// Specifications: SOAP 1.2 part 1 (5.4), SOAP 1.1 (4.4), WS-Addressing 1.0 SOAP binding (6), BP 1.2.
#include "gateway/soap/envelope.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway/soap/envelope_rules.hpp"
#include "gateway/xml/document.hpp"

namespace dmpgw::soap {
namespace {

constexpr std::string_view ns_xml = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view ns_findings = "urn:dmpgw:failure:1";

constexpr Rule rule{"A_RULE", FailureKind::invalid, "", "It is <wrong> & bad", "C'est faux, là", "Mend it", "Réparez-le", "clause 1"};

Failure failure_of(FailureKind kind, std::string_view id = "A_RULE") {
    Finding f = finding(rule, "/Envelope/Body", "a<b>&\"c\"");
    f.kind = kind;
    f.rule = id;
    return Failure(f);
}

ReplyContext context_of(Version version) { return {version, "urn:uuid:request", "urn:uuid:answer"}; }

xml::Document parsed(const std::string& text) {
    auto document = xml::parse(text);
    EXPECT_TRUE(document) << text;
    return std::move(document).value();
}

const xml::Element& fault_of(const xml::Document& document) {
    const std::string_view ns = document.root().namespace_uri();
    return *document.root().child(ns, "Body")->child(ns, "Fault");
}

TEST(Envelope, the_answer_carries_addressing_and_the_payload) {
    for (const Version version : {Version::soap12, Version::soap11}) {
        const auto document = parsed(write_envelope(context_of(version), "urn:act&ion", "<p xmlns=\"urn:p\"/>"));
        const xml::Element& root = document.root();
        EXPECT_TRUE(root.is(version == Version::soap12 ? ns_soap12 : ns_soap11, "Envelope"));
        const xml::Element* header = root.child(root.namespace_uri(), "Header");
        ASSERT_NE(header, nullptr);
        EXPECT_EQ(header->child(ns_addressing, "Action")->text(), "urn:act&ion");
        EXPECT_EQ(header->child(ns_addressing, "Action")->find_attribute(root.namespace_uri(), "mustUnderstand"), "1");
        EXPECT_EQ(header->child(ns_addressing, "MessageID")->text(), "urn:uuid:answer");
        EXPECT_EQ(header->child(ns_addressing, "RelatesTo")->text(), "urn:uuid:request");
        ASSERT_EQ(root.child(root.namespace_uri(), "Body")->children().size(), 1u);
        EXPECT_TRUE(root.child(root.namespace_uri(), "Body")->children()[0]->is("urn:p", "p"));
    }
}

TEST(Envelope, cut_in_two_it_is_the_same) {
    const std::string payload = "<p xmlns=\"urn:p\"></p>";
    const std::string whole = write_envelope(context_of(Version::soap12), "urn:a", payload);
    for (const std::size_t at : {std::size_t{0}, payload.find("</p>"), payload.size()}) {
        const auto [before, after] = split_envelope(context_of(Version::soap12), "urn:a", payload, at);
        EXPECT_EQ(before + after, whole);
        EXPECT_EQ(whole.find(payload) + at, before.size());
    }
}

TEST(Envelope, what_is_not_known_is_no_empty_header) {
    const auto document = parsed(write_envelope({}, "urn:a", "<p/>"));
    const xml::Element* header = document.root().child(ns_soap12, "Header");
    EXPECT_EQ(header->child(ns_addressing, "MessageID"), nullptr);
    EXPECT_EQ(header->child(ns_addressing, "RelatesTo"), nullptr);
}

TEST(Envelope, an_answer_can_be_read_again_as_a_message) {
    for (const Version version : {Version::soap12, Version::soap11}) {
        auto message = read_envelope(parsed(write_envelope(context_of(version), "urn:a", "<p/>")), "");
        ASSERT_TRUE(message);
        EXPECT_EQ(message->version, version);
        EXPECT_EQ(message->addressing.message_id, "urn:uuid:answer");
    }
}

TEST(Fault, in_soap_1_2_it_has_code_one_reason_with_both_languages_and_detail) {
    const auto document = parsed(write_fault(context_of(Version::soap12), failure_of(FailureKind::malformed), "request-1"));
    const xml::Element& fault = fault_of(document);
    ASSERT_EQ(fault.children().size(), 3u);
    EXPECT_TRUE(fault.children()[0]->is(ns_soap12, "Code"));
    EXPECT_TRUE(fault.children()[1]->is(ns_soap12, "Reason"));
    EXPECT_TRUE(fault.children()[2]->is(ns_soap12, "Detail"));
    EXPECT_EQ(fault.children()[0]->child(ns_soap12, "Value")->text(), "env:Sender");
    const auto texts = fault.children()[1]->children_named(ns_soap12, "Text");
    ASSERT_EQ(texts.size(), 1u) << "gSOAP reads no fault with two";
    EXPECT_EQ(texts[0]->find_attribute(ns_xml, "lang"), "en");
    EXPECT_EQ(texts[0]->text(), "It is <wrong> & bad. Where: /Envelope/Body. Mend it. | "
                                "C'est faux, là. Où : /Envelope/Body. Réparez-le.");
}

TEST(Fault, in_soap_1_1_its_children_are_in_no_namespace) {
    const auto document = parsed(write_fault(context_of(Version::soap11), failure_of(FailureKind::malformed), "request-1"));
    const xml::Element& fault = fault_of(document);
    EXPECT_TRUE(fault.is(ns_soap11, "Fault"));
    ASSERT_NE(fault.child("", "faultcode"), nullptr);
    EXPECT_EQ(fault.child("", "faultcode")->text(), "env:Client");
    EXPECT_EQ(fault.child("", "faultstring")->find_attribute(ns_xml, "lang"), "en");
    EXPECT_TRUE(fault.child("", "faultstring")->text().starts_with("It is <wrong> & bad."));
    EXPECT_TRUE(fault.child("", "faultstring")->text().ends_with(" | C'est faux, là. Où : /Envelope/Body. Réparez-le."));
    ASSERT_NE(fault.child("", "detail"), nullptr);
    EXPECT_NE(fault.child("", "detail")->child(ns_findings, "Findings"), nullptr);
}

TEST(Fault, the_detail_holds_every_finding_in_both_languages_in_both_versions) {
    Failure failure = failure_of(FailureKind::invalid);
    failure.findings.push_back(finding(rule, "second", "", Severity::warning));
    for (const Version version : {Version::soap12, Version::soap11}) {
        const auto document = parsed(write_fault(context_of(version), failure, "request-1"));
        const xml::Element& fault = fault_of(document);
        const xml::Element* detail = version == Version::soap12 ? fault.child(ns_soap12, "Detail") : fault.child("", "detail");
        const xml::Element* list = detail->child(ns_findings, "Findings");
        ASSERT_NE(list, nullptr);
        EXPECT_EQ(list->child(ns_findings, "RequestId")->text(), "request-1");
        const auto findings = list->children_named(ns_findings, "Finding");
        ASSERT_EQ(findings.size(), 2u);
        const xml::Element& first = *findings[0];
        EXPECT_EQ(first.attribute("rule"), "A_RULE");
        EXPECT_EQ(first.attribute("severity"), "error");
        EXPECT_EQ(findings[1]->attribute("severity"), "warning");
        EXPECT_EQ(first.child(ns_findings, "Where")->text(), "/Envelope/Body");
        EXPECT_EQ(first.child(ns_findings, "Value")->text(), "a<b>&\"c\"");
        EXPECT_EQ(findings[1]->child(ns_findings, "Value"), nullptr);
        EXPECT_EQ(first.child(ns_findings, "Source")->text(), "clause 1");
        for (const char* name : {"What", "Mend"}) {
            const auto both = first.children_named(ns_findings, name);
            ASSERT_EQ(both.size(), 2u);
            EXPECT_EQ(both[0]->find_attribute(ns_xml, "lang"), "en");
            EXPECT_EQ(both[1]->find_attribute(ns_xml, "lang"), "fr");
        }
        EXPECT_EQ(first.children_named(ns_findings, "Mend")[1]->text(), "Réparez-le.");
    }
}

TEST(Fault, whose_fault_it_is_is_told_in_the_words_of_each_version) {
    struct Case {
        FailureKind kind;
        std::string_view in_12;
        std::string_view in_11;
    };
    const std::vector<Case> cases = {
        {FailureKind::malformed, "env:Sender", "env:Client"},   {FailureKind::unsupported, "env:Sender", "env:Client"},
        {FailureKind::internal, "env:Receiver", "env:Server"},  {FailureKind::busy, "env:Receiver", "env:Server"},
        {FailureKind::unavailable, "env:Receiver", "env:Server"}};
    for (const Case& c : cases) {
        const auto new_one = parsed(write_fault(context_of(Version::soap12), failure_of(c.kind), ""));
        EXPECT_EQ(fault_of(new_one).child(ns_soap12, "Code")->child(ns_soap12, "Value")->text(), c.in_12) << to_string(c.kind);
        const auto old_one = parsed(write_fault(context_of(Version::soap11), failure_of(c.kind), ""));
        EXPECT_EQ(fault_of(old_one).child("", "faultcode")->text(), c.in_11) << to_string(c.kind);
    }
}

std::string code_of(const Failure& failure) {
    const auto document = parsed(write_fault(context_of(Version::soap12), failure, ""));
    const xml::Element* code = fault_of(document).child(ns_soap12, "Code");
    std::string text(code->child(ns_soap12, "Value")->text());
    if (const xml::Element* sub = code->child(ns_soap12, "Subcode")) text += " " + std::string(sub->child(ns_soap12, "Value")->text());
    return text;
}

TEST(Fault, codes_that_soap_and_addressing_define_are_used) {
    EXPECT_EQ(code_of(refuse(soap_must_understand, "x")), "env:MustUnderstand");
    EXPECT_EQ(code_of(refuse(soap_version, "x")), "env:VersionMismatch");
    EXPECT_EQ(code_of(refuse(soap_action_not_supported, "x")), "env:Sender wsa:ActionNotSupported");
    EXPECT_EQ(code_of(failure_of(FailureKind::unauthenticated)), "env:Sender wsse:FailedAuthentication");
}

// A QName in content needs its prefix declared, or the receiver cannot tell what it means.
TEST(Fault, every_prefix_that_a_code_uses_is_declared) {
    const std::string security = write_fault({}, failure_of(FailureKind::unauthenticated), "");
    EXPECT_NE(security.find("xmlns:wsse=\"" + std::string(ns_wsse) + "\""), std::string::npos);
    const std::string addressing = write_fault({}, refuse(soap_action_not_supported, "x"), "");
    EXPECT_NE(addressing.find("xmlns:wsa=\"" + std::string(ns_addressing) + "\""), std::string::npos);
}

TEST(Fault, its_action_is_that_of_faults) {
    const auto document = parsed(write_fault(context_of(Version::soap12), failure_of(FailureKind::malformed), ""));
    EXPECT_TRUE(document.root().child(ns_soap12, "Header")->child(ns_addressing, "Action")->text().ends_with("/fault"));
}

TEST(Fault, its_status_is_400_or_500_unless_http_has_a_better_word) {
    EXPECT_EQ(fault_status_of(failure_of(FailureKind::malformed), Version::soap12), 400u);
    EXPECT_EQ(fault_status_of(failure_of(FailureKind::unsupported), Version::soap12), 400u);
    EXPECT_EQ(fault_status_of(failure_of(FailureKind::invalid), Version::soap12), 400u);
    EXPECT_EQ(fault_status_of(failure_of(FailureKind::internal), Version::soap12), 500u);
    EXPECT_EQ(fault_status_of(failure_of(FailureKind::unauthenticated), Version::soap12), 401u);
    EXPECT_EQ(fault_status_of(failure_of(FailureKind::unsupported_media), Version::soap12), 415u);
    EXPECT_EQ(fault_status_of(failure_of(FailureKind::too_large), Version::soap12), 413u);
    EXPECT_EQ(fault_status_of(failure_of(FailureKind::busy), Version::soap12), 503u);
    // SOAP 1.1, 6.2: a fault comes with 500.
    EXPECT_EQ(fault_status_of(failure_of(FailureKind::malformed), Version::soap11), 500u);
    EXPECT_EQ(fault_status_of(failure_of(FailureKind::internal), Version::soap11), 500u);
    EXPECT_EQ(fault_status_of(failure_of(FailureKind::unsupported_media), Version::soap11), 415u);
}

TEST(Envelope, the_media_type_is_that_of_the_version) {
    EXPECT_EQ(content_type_of(Version::soap12), "application/soap+xml; charset=UTF-8");
    EXPECT_EQ(content_type_of(Version::soap11), "text/xml; charset=UTF-8");
}

}  // namespace
}  // namespace dmpgw::soap

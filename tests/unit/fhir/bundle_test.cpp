#include "gateway/fhir/bundle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "gateway/fhir/bundle_rules.hpp"
#include "gateway/fhir/findings.hpp"
#include "gateway/fhir/reference.hpp"

namespace dmpgw::fhir {
namespace {

json::Value parse(const std::string& text) {
    auto tree = json::parse(text);
    EXPECT_TRUE(tree.has_value()) << text;
    return tree ? std::move(*tree) : json::Value();
}

std::string transaction(const std::string& entries) {
    return R"({"resourceType":"Bundle","type":"transaction","entry":[)" + entries + "]}";
}

std::string entry(const std::string& full_url, const std::string& url, const std::string& resource,
                  const std::string& method = "POST") {
    return R"({"fullUrl":")" + full_url + R"(","resource":)" + resource + R"(,"request":{"method":")" + method +
           R"(","url":")" + url + "\"}}";
}

const std::string binary = R"({"resourceType":"Binary","id":"b","contentType":"text/plain","data":"Zm9v"})";
const std::string first = "urn:uuid:0a1b2c3d-0000-4000-8000-000000000001";
const std::string second = "urn:uuid:0a1b2c3d-0000-4000-8000-000000000002";

// The rules that the entries of a Bundle break.
std::vector<std::string> rules_of(const std::string& entries) {
    const json::Value tree = parse(transaction(entries));
    auto bundle = Bundle::read(tree);
    std::vector<std::string> rules;
    if (!bundle) return {bundle.error().first().rule};
    for (const Finding& f : bundle->findings()) rules.push_back(f.rule);
    return rules;
}

using Rules = std::vector<std::string>;

TEST(Bundle, a_sound_transaction_has_no_findings) {
    EXPECT_EQ(rules_of(entry(first, "Binary", binary)), Rules{});
    EXPECT_EQ(rules_of(entry(first, first, binary)), Rules{}) << "older MHD sources repeat the fullUrl";
}

TEST(Bundle, what_is_no_transaction_is_refused) {
    const auto rule = [](const std::string& text) {
        const json::Value tree = parse(text);
        auto bundle = Bundle::read(tree);
        return bundle ? std::string() : bundle.error().first().rule;
    };
    EXPECT_EQ(rule(R"({"resourceType":"Patient"})"), "BUNDLE_EXPECTED");
    EXPECT_EQ(rule(R"([1])"), "BUNDLE_EXPECTED");
    EXPECT_EQ(rule(R"({"resourceType":"Bundle","type":"batch","entry":[{}]})"), "BUNDLE_NOT_TRANSACTION");
    EXPECT_EQ(rule(R"({"resourceType":"Bundle","type":"transaction"})"), "BUNDLE_EMPTY");
}

TEST(Bundle, the_number_of_entries_is_limited) {
    const json::Value tree = parse(transaction("{},{},{}"));
    BundleLimits limits;
    limits.entries = 2;
    auto bundle = Bundle::read(tree, limits);
    ASSERT_FALSE(bundle.has_value());
    EXPECT_EQ(bundle.error().first().rule, "BUNDLE_TOO_MANY_ENTRIES");
    EXPECT_EQ(bundle.error().kind, FailureKind::too_large);
}

TEST(Bundle, request_urls_never_leave_the_base) {
    for (const char* url : {"http://127.0.0.1:9/x", "https://gateway.example/fhir/Binary", "https://evil.example/fhir/Binary/1", "Binary/../../admin", "/Binary",
                            "Binary/..", "Binary/%2e%2e", "Binary/a\\b", "//host/Binary", "binary", "Binary/x/y", ""}) {
        const std::string escaped = std::string(url) == "Binary/a\\b" ? "Binary/a\\\\b" : url;
        const Rules rules = rules_of(entry(first, escaped, binary));
        ASSERT_EQ(rules.size(), 1U) << url;
        EXPECT_TRUE(rules[0] == "BUNDLE_REQUEST_URL" || rules[0] == "BUNDLE_REQUEST_MISSING") << url << rules[0];
    }
    EXPECT_EQ(rules_of(entry(first, "Binary?x=y", binary)), Rules{"BUNDLE_CONDITIONAL"});
    EXPECT_EQ(rules_of(entry(first, "Patient", binary)), Rules{"BUNDLE_REQUEST_URL_TYPE"});
}

TEST(Bundle, only_the_methods_of_iti65_are_taken) {
    for (const char* method : {"DELETE", "PUT", "PATCH", "GET", "HEAD", "post"}) {
        const Rules rules = rules_of(entry(first, "Binary", binary, method));
        EXPECT_TRUE(std::find(rules.begin(), rules.end(), "BUNDLE_METHOD_NOT_ALLOWED") != rules.end()) << method;
    }
    const std::string list = R"({"resourceType":"List"})";
    EXPECT_EQ(rules_of(entry(first, "List/1", list, "PUT")), Rules{});
}

TEST(Bundle, full_urls_are_unique_and_absolute) {
    EXPECT_EQ(rules_of(entry(first, "Binary", binary) + "," + entry(first, "Binary", binary)),
              Rules{"BUNDLE_FULL_URL_TWICE"});
    EXPECT_EQ(rules_of(entry("Binary/1", "Binary", binary)), Rules{"BUNDLE_FULL_URL_FORM"});
    EXPECT_EQ(rules_of(entry("urn:uuid:x", "Binary", binary)), Rules{"BUNDLE_FULL_URL_FORM"});
}

TEST(Bundle, ids_that_could_become_a_path_are_refused) {
    for (const char* id : {"../../x", "..", ".", "a b", "a/b", ""}) {
        const std::string resource = R"({"resourceType":"Binary","id":")" + std::string(id) + "\"}";
        EXPECT_EQ(rules_of(entry(first, "Binary", resource)), Rules{"FHIR_ID_FORM"}) << id;
    }
}

TEST(Bundle, narratives_that_act_are_refused_and_prose_is_not) {
    const auto narrative = [](const std::string& div) {
        return R"({"resourceType":"List","text":{"div":")" + div + "\"}}";
    };
    for (const char* div : {"<div><script>x</script></div>", "<div onclick='x()'>a</div>", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
                            "<a href='javascript:x'>", "<img src=x onerror =x>", "<?xml-stylesheet?>", "<svg/onload=x>"}) {
        EXPECT_EQ(rules_of(entry(first, "List", narrative(div))), Rules{"FHIR_NARRATIVE_ACTIVE"}) << div;
    }
    EXPECT_EQ(rules_of(entry(first, "List", narrative("<div>on n'a rien : on=1, con = 2</div>"))), Rules{});
}

TEST(Bundle, references_resolve_inside_only) {
    const json::Value tree =
        parse(transaction(entry(first, "Binary", binary) + "," + entry("https://a.example/fhir/List/1", "List", R"({"resourceType":"List","id":"1"})") + "," +
                          entry("https://a.example/fhir/Binary/2", "Binary", R"({"resourceType":"Binary"})")));
    auto bundle = Bundle::read(tree);
    ASSERT_TRUE(bundle.has_value());
    const Entry& from = bundle->entries()[1];
    const auto index = [&](std::string_view reference) {
        const Entry* found = bundle->resolve(reference, from);
        return found == nullptr ? -1 : static_cast<int>(found->index);
    };
    EXPECT_EQ(index(first), 0) << "by fullUrl";
    EXPECT_EQ(index("Binary/2"), 2) << "by the base of the entry that refers";
    EXPECT_EQ(index("Binary/b"), 0) << "by type and id";
    EXPECT_EQ(index("https://a.example/fhir/Binary/2"), 2);
    for (const char* outside : {"#x", "", "Binary/9", "https://b.example/fhir/Binary/2", "urn:uuid:0a1b2c3d-0000-4000-8000-000000000009"}) {
        EXPECT_EQ(index(outside), -1) << outside;
    }
}

TEST(Bundle, findings_are_bounded_and_an_error_is_never_lost_among_remarks) {
    Findings findings;
    for (int i = 0; i < 5000; ++i) {
        add_finding(findings, finding(rules::full_url_form, "x", {}, Severity::warning));
    }
    EXPECT_EQ(findings.size(), max_remarks);
    add_finding(findings, finding(rules::full_url_form, "x"));
    EXPECT_TRUE(has_errors(findings));
    for (int i = 0; i < 5000; ++i) add_finding(findings, finding(rules::full_url_form, "x"));
    EXPECT_EQ(findings.size(), max_findings);
}

TEST(Bundle, contained_resources_are_bounded) {
    std::string many;
    for (std::size_t i = 0; i <= max_contained; ++i) many += (i == 0 ? "" : ",") + std::string(R"({"resourceType":"Basic"})");
    EXPECT_EQ(rules_of(entry(first, "List", R"({"resourceType":"List","contained":[)" + many + "]}")), Rules{"FHIR_CONTAINED_MANY"});
}

TEST(Reference, rest_references_are_taken_apart) {
    const auto full = read_rest_reference("https://h.example:8443/fhir/Patient/12/_history/3");
    ASSERT_TRUE(full.has_value());
    EXPECT_EQ(*full, (RestReference{"https://h.example:8443/fhir", "Patient", "12", "3"}));
    EXPECT_EQ(read_rest_reference("Patient/12"), (RestReference{"", "Patient", "12", ""}));
    for (const char* bad : {"Patient", "Patient/", "/Patient/1", "patient/1", "http://u@h/fhir/Patient/1", "http:///Patient/1", "ftp://h/Patient/1",
                            "http://h/../Patient/1", "http://h//x/Patient/1", "Patient/1?x", "urn:uuid:x", "Binary/../../../etc/passwd",
                            "http://h/%2e%2e/Patient/1", "file:///etc/Passwd/x", "javascript:alert(1)", "data:text/html,Patient/1"}) {
        EXPECT_FALSE(read_rest_reference(bad).has_value()) << bad;
    }
}

}  // namespace
}  // namespace dmpgw::fhir

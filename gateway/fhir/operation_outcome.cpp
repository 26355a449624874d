// FHIR R4 operationoutcome.html; the issue codes are those of base/failure_table.
#include "gateway/fhir/operation_outcome.hpp"

#include <string>
#include <utility>

#include "gateway/base/failure_table.hpp"

namespace dmpgw::fhir {
namespace {

json::Value object() { return json::Value(json::Object{}); }

json::Value coding(std::string_view system, std::string_view code) {
    return object().set("system", system).set("code", code);
}

// http://hl7.org/fhir/StructureDefinition/translation on details.text.
json::Value translation(std::string_view lang, const std::string& content) {
    json::Value parts(json::Array{});
    parts.push(object().set("url", "lang").set("valueCode", lang));
    parts.push(object().set("url", "content").set("valueString", content));
    json::Value outer(json::Array{});
    outer.push(object()
                   .set("url", "http://hl7.org/fhir/StructureDefinition/translation")
                   .set("extension", std::move(parts)));
    return object().set("extension", std::move(outer));
}

std::string sentence(const std::string& what, const std::string& mend) {
    return mend.empty() ? what : what + " " + mend;
}

// A string element of FHIR is never empty.
std::string text_or(std::string text, std::string_view instead) {
    return text.empty() ? std::string(instead) : text;
}

}  // namespace

std::string_view issue_code(const Finding& finding) { return issue_code_of(finding); }

json::Value issue(const Finding& finding) {
    json::Value codes(json::Array{});
    codes.push(coding(rule_system, text_or(finding.rule, "UNNAMED")));
    if (!finding.xds_code.empty()) codes.push(coding(xds_error_system, finding.xds_code));
    const std::string english = text_or(sentence(finding.what.en, finding.mend.en), finding.rule);
    json::Value details = object();
    details.set("coding", std::move(codes));
    details.set("text", text_or(sentence(finding.what.fr, finding.mend.fr), english));
    details.set("_text", translation("en", english));

    std::string diagnostics = finding.rule + ": " + english;
    if (!finding.value.empty()) diagnostics += " Value: " + finding.value;
    if (!finding.source.empty()) diagnostics += " [" + finding.source + "]";

    json::Value result = object();
    result.set("severity", to_string(finding.severity));
    result.set("code", issue_code(finding));
    result.set("details", std::move(details));
    result.set("diagnostics", std::move(diagnostics));
    if (!finding.where.empty()) {
        json::Value where(json::Array{});
        where.push(finding.where);
        result.set("expression", std::move(where));
    }
    return result;
}

json::Value operation_outcome(const Findings& findings) {
    json::Value issues(json::Array{});
    for (const Finding& f : findings) issues.push(issue(f));
    if (findings.empty()) {
        issues.push(object()
                        .set("severity", "information")
                        .set("code", "informational")
                        .set("details", object().set("text", "Aucune anomalie.")
                                            .set("_text", translation("en", "No issue.")))
                        .set("diagnostics", "No issue."));
    }
    return object().set("resourceType", "OperationOutcome").set("issue", std::move(issues));
}

}  // namespace dmpgw::fhir

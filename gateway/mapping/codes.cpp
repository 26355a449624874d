// ITI TF-3 4.2.3.1.2; FHIR R4 datatypes.html#CodeableConcept.
#include "gateway/mapping/codes.hpp"

#include "gateway/base/text.hpp"
#include "gateway/fhir/findings.hpp"
#include "gateway/mapping/rules.hpp"
#include "gateway/mapping/systems.hpp"

namespace dmpgw::mapping {
namespace {

json::Value object() { return json::Value(json::Object{}); }

}  // namespace

std::optional<model::Code> read_coding(const json::Value& coding, const std::string& where, Findings& findings) {
    model::Code code;
    code.code = coding["code"].as_string();
    if (code.code.empty()) {
        fhir::add_finding(findings, finding(rules::code_without_coding, where, coding["display"].as_string()));
        return std::nullopt;
    }
    const std::string_view system = coding["system"].as_string();
    if (system.empty()) {
        fhir::add_finding(findings, finding(rules::code_without_system, where + ".system", code.code));
        return std::nullopt;
    }
    Scheme scheme = scheme_of_system(system);
    if (!scheme.known) {
        fhir::add_finding(findings, finding(rules::code_system_not_mapped, where + ".system", system, Severity::warning));
    }
    code.scheme = std::move(scheme.text);
    const std::string_view display = coding["display"].as_string();
    code.display.value = display.empty() ? code.code : std::string(display);
    return code;
}

std::optional<model::Code> read_concept(const json::Value& concept_value, const std::string& where,
                                        Findings& findings) {
    if (!concept_value.is_object()) {
        fhir::add_finding(findings, finding(rules::attribute_form, where));
        return std::nullopt;
    }
    const json::Array& codings = concept_value["coding"].as_array();
    std::size_t chosen = 0;
    for (std::size_t i = codings.size(); i-- > 0;) {
        const std::string_view system = codings[i]["system"].as_string();
        if (!system.empty() && scheme_of_system(system).known) chosen = i;
    }
    if (codings.size() > 1) {
        fhir::add_finding(findings, finding(rules::more_codings, where + ".coding", {}, Severity::information));
    }
    const std::string place = where + ".coding[" + std::to_string(chosen) + "]";
    if (codings.empty()) {
        fhir::add_finding(findings, finding(rules::code_without_coding, where, concept_value["text"].as_string()));
        return std::nullopt;
    }
    auto code = read_coding(codings[chosen], place, findings);
    const std::string_view text = concept_value["text"].as_string();
    if (code && codings[chosen]["display"].as_string().empty() && !text.empty()) code->display.value = text;
    return code;
}

json::Value write_coding(const model::Code& code) {
    json::Value coding = object();
    coding.set("system", system_of_scheme(code.scheme)).set("code", code.code);
    if (!code.display.value.empty() && code.display.value != code.code) coding.set("display", code.display.value);
    return coding;
}

json::Value write_concept(const model::Code& code) {
    json::Value codings(json::Array{});
    codings.push(write_coding(code));
    return object().set("coding", std::move(codings));
}

std::string read_role(const json::Value& concept_value) {
    const json::Value& coding = concept_value["coding"][0];
    if (coding["code"].as_string().empty() || coding["system"].as_string().empty()) {
        const std::string_view text = concept_value["text"].as_string();
        return std::string(text.empty() ? coding["display"].as_string() : text);
    }
    std::string role(coding["code"].as_string());
    return role.append("^").append(coding["display"].as_string()).append("^")
        .append(scheme_of_system(coding["system"].as_string()).text);
}

json::Value write_role(const std::string& role) {
    const std::vector<std::string_view> parts = split(role, '^');
    if (parts.size() != 3 || parts[0].empty() || parts[2].empty()) return object().set("text", role);
    json::Value coding = object();
    coding.set("system", system_of_scheme(parts[2])).set("code", parts[0]);
    if (!parts[1].empty()) coding.set("display", parts[1]);
    json::Value codings(json::Array{});
    codings.push(std::move(coding));
    return object().set("coding", std::move(codings));
}

}  // namespace dmpgw::mapping

// ITI TF-3 Appendix E, 4.2.3.1.7 (CX, CXi), 4.2.3.2.26; MHD 4.2 IHE.MHD.*Identifier; référentiel INS.
#include "gateway/mapping/identifiers.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/fhir/findings.hpp"
#include "gateway/mapping/rules.hpp"
#include "gateway/mapping/systems.hpp"

namespace dmpgw::mapping {
namespace {

constexpr std::string_view oid_prefix = "urn:oid:";
constexpr std::string_view uuid_prefix = "urn:uuid:";
constexpr std::string_view uri_system = "urn:ietf:rfc:3986";
constexpr std::string_view french_types = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203";
constexpr std::string_view hl7_types = "http://terminology.hl7.org/CodeSystem/v2-0203";
constexpr std::string_view mhd_types = "https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDIdentifierType";
// What CX.5 may say of a patient (design: README, point 2).
constexpr std::array<std::string_view, 5> patient_types = {"NH", "PI", "PT", "INS-C", "INS-NIR"};

json::Value object() { return json::Value(json::Object{}); }

json::Value type_concept(std::string_view system, std::string_view code) {
    json::Value codings(json::Array{});
    codings.push(object().set("system", system).set("code", code));
    return object().set("coding", std::move(codings));
}

bool is_plain_id(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c > 0x20 && c < 0x7F && std::string_view("^&~|\\").find(c) == std::string_view::npos;
    });
}

std::string cx_type(const json::Value& identifier) {
    for (const json::Value& coding : identifier["type"]["coding"].as_array()) {
        const std::string_view code = coding["code"].as_string();
        if (code == "INS-C") return "INS-C";
        if (code.starts_with("INS")) return "NH";
        if (std::find(patient_types.begin(), patient_types.end(), code) != patient_types.end()) {
            return std::string(code);
        }
    }
    return {};
}

std::string ins_type(std::string_view oid) {
    for (const IdentifierSystem& row : identifier_systems()) {
        if (row.of == "patient" && row.oid == oid) return row.type;
    }
    return {};
}

}  // namespace

bool is_ins_form(std::string_view value) {
    if (value.size() == 22) return is_digits(value);
    if (value.size() != 15) return false;
    std::string digits(value);
    if (digits[5] == '2' && (digits[6] == 'A' || digits[6] == 'B')) digits[6] = '0';
    return is_digits(digits);
}

std::optional<model::Cx> cx_of_identifier(const json::Value& identifier, const std::string& where,
                                          Findings& findings) {
    const std::string_view value = identifier["value"].as_string();
    const std::string_view system = identifier["system"].as_string();
    Authority authority = authority_of_system(system);
    if (authority.oid.empty()) {
        fhir::add_finding(findings, finding(rules::identifier_system, where + ".system", value));
        return std::nullopt;
    }
    if (!is_oid(authority.oid) || authority.oid.size() > max_oid_length) {
        fhir::add_finding(findings, finding(rules::identifier_form, where + ".system", system));
        return std::nullopt;
    }
    if (is_ins_authority(authority.oid) && !is_ins_form(value)) {
        fhir::add_finding(findings, finding(rules::ins_form, where + ".value", value));
        return std::nullopt;
    }
    if (!is_plain_id(value)) {
        fhir::add_finding(findings, finding(rules::identifier_form, where + ".value", value));
        return std::nullopt;
    }
    if (authority.derived) {
        fhir::add_finding(findings, 
            finding(rules::identifier_system_derived, where + ".system", system, Severity::warning));
    }
    model::Cx cx;
    cx.id = value;
    cx.assigning_authority.universal_id = std::move(authority.oid);
    cx.assigning_authority.universal_id_type = "ISO";
    cx.identifier_type_code = cx_type(identifier);
    if (const std::string_view start = identifier["period"]["start"].as_string(); !start.empty()) {
        if (const auto time = model::read_fhir_date_time(start, where)) cx.effective_date = time->to_xds();
    }
    return cx;
}

json::Value identifier_of_cx(const model::Cx& cx) {
    json::Value identifier = object();
    const std::string& oid = cx.assigning_authority.universal_id;
    if (is_ins_authority(oid)) {
        if (!cx.identifier_type_code.empty()) {
            identifier.set("use", oid.ends_with(".9") ? "temp" : "official");
            identifier.set("type", type_concept(french_types, ins_type(oid)));
        }
    } else if (!cx.identifier_type_code.empty()) {
        identifier.set("type", type_concept(hl7_types, cx.identifier_type_code));
    }
    if (!oid.empty()) identifier.set("system", std::string(oid_prefix).append(oid));
    identifier.set("value", cx.id);
    if (!cx.effective_date.empty()) {
        if (const auto time = model::read_dtm(cx.effective_date, "CX.7")) {
            identifier.set("period", object().set("start", time->to_fhir()));
        }
    }
    return identifier;
}

std::string unique_id_of_identifier(const json::Value& identifier) {
    const std::string_view value = identifier["value"].as_string();
    const std::string_view system = identifier["system"].as_string();
    if (is_urn_oid(value)) return std::string(value.substr(oid_prefix.size()));
    if (is_urn_oid(system)) return std::string(system.substr(oid_prefix.size())).append("^").append(value);
    return std::string(value);
}

json::Value identifier_of_unique_id(std::string_view unique_id) {
    json::Value identifier = object();
    if (is_oid(unique_id)) {
        return identifier.set("system", uri_system).set("value", std::string(oid_prefix).append(unique_id));
    }
    const std::size_t caret = unique_id.find('^');
    if (caret != std::string_view::npos && is_oid(unique_id.substr(0, caret))) {
        identifier.set("system", std::string(oid_prefix).append(unique_id.substr(0, caret)));
        return identifier.set("value", unique_id.substr(caret + 1));
    }
    if (unique_id.find(':') != std::string_view::npos) identifier.set("system", uri_system);
    return identifier.set("value", unique_id);
}

std::string fhir_id_of(std::string_view entry_uuid) {
    if (entry_uuid.starts_with(uuid_prefix)) entry_uuid.remove_prefix(uuid_prefix.size());
    return std::string(entry_uuid);
}

std::string entry_uuid_of(std::string_view fhir_id) {
    return is_uuid(fhir_id) ? std::string(uuid_prefix).append(to_lower(fhir_id)) : std::string(fhir_id);
}

json::Value mhd_identifier(std::string_view kind, std::string_view value) {
    return object()
        .set("use", kind == "entryUUID" ? "official" : "usual")
        .set("type", type_concept(mhd_types, kind))
        .set("system", uri_system)
        .set("value", value);
}

std::optional<model::Cx> reference_id_of(const json::Value& identifier, std::string_view default_type,
                                         const std::string& where, Findings& findings) {
    model::Cx cxi;
    cxi.id = identifier["value"].as_string();
    const std::string_view system = identifier["system"].as_string();
    cxi.identifier_type_code = identifier["type"]["coding"][0]["code"].as_string();
    if (cxi.identifier_type_code.empty()) cxi.identifier_type_code = default_type;
    if (!is_plain_id(cxi.id)) {
        fhir::add_finding(findings, finding(rules::identifier_form, where + ".value", cxi.id));
        return std::nullopt;
    }
    if (is_urn_oid(cxi.id) && system == uri_system) cxi.id.erase(0, oid_prefix.size());
    if (!system.empty() && system != uri_system) {
        Authority authority = authority_of_system(system);
        if (authority.derived) {
            fhir::add_finding(findings, 
                finding(rules::identifier_system_derived, where + ".system", system, Severity::warning));
        }
        cxi.assigning_authority.universal_id = std::move(authority.oid);
        cxi.assigning_authority.universal_id_type = "ISO";
    }
    return cxi;
}

json::Value identifier_of_reference_id(const model::Cx& cxi, bool with_type) {
    json::Value identifier = object();
    if (with_type) identifier.set("type", type_concept(uri_system, cxi.identifier_type_code));
    if (!cxi.assigning_authority.universal_id.empty()) {
        identifier.set("system", std::string(oid_prefix).append(cxi.assigning_authority.universal_id));
        return identifier.set("value", cxi.id);
    }
    if (is_oid(cxi.id)) {
        return identifier.set("system", uri_system).set("value", std::string(oid_prefix).append(cxi.id));
    }
    return identifier.set("value", cxi.id);
}

}  // namespace dmpgw::mapping

// The converters that are the same for DocumentReference and List.
#include "gateway/mapping/convert.hpp"

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/fhir/findings.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/mapping/identifiers.hpp"

namespace dmpgw::mapping {
namespace {

constexpr std::string_view oid_prefix = "urn:oid:";
constexpr std::string_view uuid_prefix = "urn:uuid:";

// A Patient resource of the message: each of its identifiers is offered to the resolver, then the first
// with an authority is taken as it is.
std::optional<model::Cx> subject_of_patient(const ReadContext& context, std::string_view reference,
                                            const json::Value& patient, const std::string& where) {
    const json::Array& identifiers = patient["identifier"].as_array();
    for (const json::Value& identifier : identifiers) {
        if (auto known = context.subjects.resolve(reference, identifier)) return known;
    }
    if (identifiers.empty()) {
        if (auto known = context.subjects.resolve(reference, json::Value())) return known;
    }
    Findings findings;
    for (std::size_t i = 0; i < identifiers.size(); ++i) {
        auto cx = cx_of_identifier(identifiers[i], where + ".identifier[" + std::to_string(i) + "]", findings);
        if (cx) return cx;
    }
    for (Finding& f : findings) fhir::add_finding(context.findings, std::move(f));
    return std::nullopt;
}

std::optional<model::Cx> subject_of_reference(const ReadContext& context, const json::Value& value,
                                              const std::string& where) {
    const std::string_view text = value["reference"].as_string();
    if (text.starts_with('#')) {
        const json::Value& patient = fhir::contained(context.resource, text);
        if (patient["resourceType"].as_string() != "Patient") {
            context.report(rules::reference_not_contained, where + ".reference", text);
            return std::nullopt;
        }
        return subject_of_patient(context, text, patient, where);
    }
    const auto rest = fhir::read_rest_reference(text);
    const fhir::Entry* entry = context.bundle.resolve(text, context.entry);
    if ((rest && rest->type != "Patient") || (entry != nullptr && entry->type != "Patient")) {
        context.report(rules::subject_not_patient, where + ".reference", text);
        return std::nullopt;
    }
    if (entry != nullptr && entry->resource != nullptr) {
        auto cx = subject_of_patient(context, text, *entry->resource, entry->where());
        // Minimal metadata needs no patientId, so a Patient without identifier is no fault there.
        const bool minimal = context.profile.level == Level::minimal;
        if (!cx) {
            context.report(rules::subject_unknown, where + ".reference", text,
                           minimal ? Severity::warning : Severity::error);
        }
        return cx;
    }
    const std::string target = entry != nullptr ? entry->url : std::string(text);
    auto known = context.subjects.resolve(target, value["identifier"]);
    if (!known) context.report(rules::subject_unknown, where + ".reference", text);
    return known;
}

}  // namespace

Finding missing_attribute(const Row& row, const Table& table, const std::string& where) {
    // Rows without XDS attribute are named by their FHIR path alone.
    const bool has_attribute = row.xds != "—";
    const std::string name = has_attribute ? table.xds + "." + row.xds : table.fhir + "." + row.fhir;
    Finding f = finding(rules::attribute_required, where, {}, name, row.missing);
    f.source = table.source;
    if (!row.nist.empty()) f.source += "; NIST " + row.nist;
    return f;
}

std::optional<model::Dtm> read_time(const ReadContext& context, const Found& found) {
    const std::string_view text = found.value->as_string();
    const auto time = model::read_fhir_date_time(text, found.where);
    if (!time || !found.value->is_string()) {
        context.report(rules::time_form, found.where, text);
        return std::nullopt;
    }
    auto utc = model::read_dtm(time->to_xds(), found.where);
    if (!utc) {
        context.report(rules::time_form, found.where, text);
        return std::nullopt;
    }
    return *utc;
}

std::optional<model::Cx> read_subject(const ReadContext& context, const json::Value& value,
                                      const std::string& where) {
    if (!value.is_object()) {
        context.report(rules::attribute_form, where);
        return std::nullopt;
    }
    const bool has_reference = !value["reference"].as_string().empty();
    std::optional<model::Cx> by_reference;
    if (has_reference) by_reference = subject_of_reference(context, value, where);
    if (!value["identifier"].is_object()) {
        if (!has_reference) context.report(rules::subject_unknown, where);
        return by_reference;
    }
    auto by_identifier = context.subjects.resolve({}, value["identifier"]);
    if (!by_identifier) by_identifier = cx_of_identifier(value["identifier"], where + ".identifier", context.findings);
    // Two ways to say who it is must say the same person: otherwise one is checked and the other stored.
    if (by_reference && by_identifier && by_reference->key() != by_identifier->key()) {
        context.report(rules::subject_not_same, where, by_identifier->key());
    }
    return by_identifier ? by_identifier : by_reference;
}

void append_item(json::Value& resource, std::string_view member, json::Value item) {
    if (!resource.has(member)) resource.set(std::string(member), json::Array{});
    resource.find(member)->push(std::move(item));
}

std::string oid_of_value(const ReadContext& context, std::string_view value, const std::string& where) {
    const std::string_view bare = value.starts_with(oid_prefix) ? value.substr(oid_prefix.size()) : value;
    if (is_oid(bare)) {
        if (bare.size() <= max_oid_length) return std::string(bare);
        context.report(rules::oid_too_long, where, value, Severity::warning);
        return oid_of_uuid(uuid_of_name(bare));
    }
    if (!is_urn_uuid(value)) return {};
    context.report(rules::unique_id_from_uuid, where, value, Severity::warning);
    return oid_of_uuid(to_lower(value.substr(uuid_prefix.size())));
}

}  // namespace dmpgw::mapping

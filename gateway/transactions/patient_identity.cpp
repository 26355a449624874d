#include "gateway/transactions/patient_identity.hpp"

#include "gateway/base/identifiers.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/mapping/identifiers.hpp"
#include "gateway/mapping/systems.hpp"

namespace dmpgw::transactions {
namespace {

model::Cx local_id(std::string_view value, const Services& services) {
    model::Cx cx;
    cx.id = value;
    cx.assigning_authority = {"", services.identity.local_patient_oid, "ISO"};
    cx.identifier_type_code = "PI";
    return cx;
}

bool is_absolute_url(std::string_view reference) {
    return reference.starts_with("http://") || reference.starts_with("https://");
}

}  // namespace

model::Cx cx_of_patient(const json::Value& patient, std::string_view id, const Services& services) {
    std::optional<model::Cx> first;
    for (const json::Value& identifier : patient["identifier"].as_array()) {
        Findings ignored;  // What is wrong with an identifier is said where the Patient is judged.
        auto cx = mapping::cx_of_identifier(identifier, "", ignored);
        if (!cx) continue;
        const bool national = mapping::is_ins_authority(cx->assigning_authority.universal_id);
        if (national || identifier["use"].as_string() == "official") return *cx;
        if (!first) first = std::move(cx);
    }
    return first ? *first : local_id(id, services);
}

std::string patient_id_of(const fhir::Entry& entry) {
    if (entry.method == "PUT" && !entry.id.empty()) return entry.id;
    return uuid_of_name(json::write(*entry.resource));
}

std::vector<std::string> identifier_keys(const json::Value& patient) {
    std::vector<std::string> keys;
    for (const json::Value& identifier : patient["identifier"].as_array()) {
        const std::string_view value = identifier["value"].as_string();
        if (!value.empty()) keys.push_back(std::string(identifier["system"].as_string()) + "|" + std::string(value));
    }
    return keys;
}

std::optional<model::Cx> resolve_patient(std::string_view reference, const storage::RegistryView& registry,
                                         const Services& services, std::string_view source) {
    const auto rest = fhir::read_rest_reference(reference);
    if (rest && rest->type == "Patient" && (rest->base.empty() || rest->base == services.identity.fhir_base)) {
        if (const auto stored = registry.patient_by_id(rest->id)) {
            const auto resource = json::parse(stored->resource);
            if (resource) return cx_of_patient(*resource, stored->id, services);
        }
        if (rest->base.empty()) return std::nullopt;
    }
    if (services.policy(source).accept_unknown_subjects && is_absolute_url(reference)) {
        return local_id(uuid_of_name(reference), services);
    }
    return std::nullopt;
}

std::optional<model::Cx> BundleSubjects::resolve(std::string_view reference, const json::Value& identifier) const {
    if (!identifier.is_null()) {
        Findings ignored;
        if (auto cx = mapping::cx_of_identifier(identifier, "", ignored)) return cx;
    }
    for (const fhir::Entry& entry : bundle_.entries()) {
        if (entry.resource == nullptr || entry.type != "Patient" || entry.full_url.empty()) continue;
        const bool meant = entry.full_url == reference || (!entry.id.empty() && reference == "Patient/" + entry.id);
        if (meant) return cx_of_patient(*entry.resource, patient_id_of(entry), services_);
    }
    return resolve_patient(reference, registry_, services_, source_);
}

}  // namespace dmpgw::transactions

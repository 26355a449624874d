// MHD 4.2 IHE.MHD.*.ProvideBundle, PDSm 3.1.1 pdsm-comprehensive-provide-document-bundle.
#include "gateway/mapping/profile.hpp"

#include <algorithm>

#include "gateway/fhir/findings.hpp"
#include "gateway/mapping/rules.hpp"

namespace dmpgw::mapping {
namespace {

// A canonical may carry a version after '|'.
std::string_view without_version(std::string_view canonical) { return canonical.substr(0, canonical.find('|')); }

const json::Value* row_of(std::string_view canonical) {
    for (const json::Value& row : embedded_json("profiles")["rows"].as_array()) {
        if (row["canonical"].as_string() == without_version(canonical)) return &row;
    }
    return nullptr;
}

bool has_identifier_type(const json::Value& identifier) {
    for (const json::Value& coding : identifier["type"]["coding"].as_array()) {
        const std::string_view code = coding["code"].as_string();
        if (code == "uniqueId" || code == "entryUUID") return true;
    }
    return false;
}

bool uses_identifier_type(const fhir::Bundle& bundle) {
    for (const fhir::Entry& entry : bundle.entries()) {
        if (entry.resource == nullptr || (entry.type != "List" && entry.type != "DocumentReference")) continue;
        if (has_identifier_type((*entry.resource)["masterIdentifier"])) return true;
        for (const json::Value& identifier : (*entry.resource)["identifier"].as_array()) {
            if (has_identifier_type(identifier)) return true;
        }
    }
    return false;
}

// The level that a resource declares for itself, by the names that all versions share.
std::optional<Level> level_of_resource(const json::Value& resource) {
    for (const json::Value& profile : resource["meta"]["profile"].as_array()) {
        const std::string_view text = profile.as_string();
        if (text.find("pdsm-") != std::string_view::npos) return Level::pdsm;
        if (text.find("IHE.MHD.UnContained.") != std::string_view::npos) return Level::uncontained;
        // MHD 3.x has underscores where later versions have points.
        for (const std::string_view name : {"IHE.MHD.Comprehensive.", "IHE_MHD_Comprehensive_", "IHE_MHD_Provide_Comprehensive_"}) {
            if (text.find(name) != std::string_view::npos) return Level::comprehensive;
        }
        for (const std::string_view name : {"IHE.MHD.Minimal.", "IHE_MHD_Minimal_", "IHE_MHD_Provide_Minimal_"}) {
            if (text.find(name) != std::string_view::npos) return Level::minimal;
        }
    }
    return std::nullopt;
}

Level level_by_shape(const fhir::Bundle& bundle) {
    std::optional<Level> declared;
    bool full = true;
    for (const fhir::Entry& entry : bundle.entries()) {
        if (entry.resource == nullptr) continue;
        if (const auto level = level_of_resource(*entry.resource)) declared = std::min(declared.value_or(*level), *level);
        if (entry.type != "DocumentReference") continue;
        const json::Value& resource = *entry.resource;
        full = full && resource.has("type") && resource.has("category") && resource["context"].has("facilityType");
    }
    return declared.value_or(full ? Level::comprehensive : Level::minimal);
}

}  // namespace

Result<Profile> recognise_profile(const fhir::Bundle& bundle, bool required, Findings& findings) {
    Profile profile;
    profile.identifier_by_type = uses_identifier_type(bundle);
    const json::Value& declared = bundle.tree()["meta"]["profile"];
    bool known = false;
    for (std::size_t i = 0; i < declared.as_array().size(); ++i) {
        const std::string_view text = declared[i].as_string();
        const json::Value* row = row_of(text);
        if (row == nullptr) continue;
        const auto level = level_of((*row)["level"].as_string());
        if (!level) {
            return refuse(rules::version_not_supported, "Bundle.meta.profile[" + std::to_string(i) + "]", text);
        }
        // A Bundle that declares several profiles has to satisfy the one that asks most.
        if (known && *level <= profile.level) continue;
        known = true;
        profile.level = *level;
        profile.version = (*row)["version"].as_string();
        profile.canonical = text;
    }
    if (known) return profile;
    if (declared.size() > 0 && declared.is_array()) {
        fhir::add_finding(findings, finding(rules::profile_unknown, "Bundle.meta.profile", declared[0].as_string()));
    } else {
        fhir::add_finding(findings, finding(rules::profile_missing, "Bundle.meta.profile", {},
                                   required ? Severity::error : Severity::warning));
    }
    profile.level = level_by_shape(bundle);
    profile.version = "recognised by shape";
    return profile;
}

}  // namespace dmpgw::mapping

#include "gateway/terminology/affinity_domain.hpp"

#include <algorithm>

namespace dmpgw::terminology {
namespace {

constexpr std::array<std::string_view, coded_attributes> names = {
    "classCode", "typeCode", "formatCode", "healthcareFacilityTypeCode", "practiceSettingCode", "confidentialityCode",
    "eventCodeList", "mimeType", "contentTypeCode", "folderCodeList", "associationDocumentation", "authorRole",
    "authorSpecialty"};

}  // namespace

std::string_view to_string(CodedAttribute attribute) { return names[static_cast<std::size_t>(attribute)]; }

std::optional<CodedAttribute> coded_attribute_of(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<CodedAttribute>(found - names.begin());
}

void AffinityDomain::bind(CodedAttribute attribute, std::shared_ptr<const ValueSet> set) {
    binding(attribute).sets.push_back(std::move(set));
}

void AffinityDomain::bind_absent(CodedAttribute attribute, std::string name) {
    binding(attribute).absent.push_back(std::move(name));
}

Verdict AffinityDomain::judge(CodedAttribute attribute, std::string_view code, std::string_view system) const {
    const Binding& bound = binding(attribute);
    if (bound.sets.empty() && bound.absent.empty()) return Verdict::unconstrained;
    for (const auto& set : bound.sets) {
        if (set->find(code, system) != nullptr) return Verdict::allowed;
    }
    return bound.absent.empty() ? Verdict::not_allowed : Verdict::not_decidable;
}

std::vector<Concept> AffinityDomain::nearest(CodedAttribute attribute, std::string_view code, std::string_view system,
                                             std::size_t most) const {
    std::vector<Concept> members;
    for (const auto& set : binding(attribute).sets) {
        members.insert(members.end(), set->concepts().begin(), set->concepts().end());
    }
    return terminology::nearest(members, code, system, most);
}

std::string AffinityDomain::sets_of(CodedAttribute attribute) const {
    std::string text;
    const auto add = [&text](const std::string& name) { text += (text.empty() ? "" : ", ") + name; };
    for (const auto& set : binding(attribute).sets) {
        const ListOrigin& origin = set->origin();
        add(origin.version.empty() ? origin.name : origin.name + " (" + origin.version + ")");
    }
    for (const std::string& name : binding(attribute).absent) add(name);
    return text;
}

}  // namespace dmpgw::terminology

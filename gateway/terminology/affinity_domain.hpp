// The affinity domain's choice of codes, ITI TF-3 4.2.3.1.2 and ITI TF-1 10.4.9: which value sets each coded attribute
// of XDS metadata takes its codes from.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/terminology/value_set.hpp"

namespace dmpgw::terminology {

enum class CodedAttribute : std::uint8_t {
    class_code, type_code, format_code, healthcare_facility_type_code, practice_setting_code, confidentiality_code,
    event_code_list, mime_type, content_type_code, folder_code_list, association_documentation, author_role,
    author_specialty,
};
inline constexpr std::size_t coded_attributes = 13;

/// "typeCode", "eventCodeList", "folderCodeList", "associationDocumentation": the names that codes.xml uses too.
std::string_view to_string(CodedAttribute attribute);
std::optional<CodedAttribute> coded_attribute_of(std::string_view name);

enum class Verdict : std::uint8_t {
    unconstrained,  ///< the domain says nothing of this attribute
    allowed,
    not_allowed,    ///< every set of the attribute is at hand, and none holds the code
    not_decidable,  ///< a set of the attribute is not at hand, and no other holds the code
};

/// Filled once, then read by many threads.
class AffinityDomain {
  public:
    void bind(CodedAttribute attribute, std::shared_ptr<const ValueSet> set);
    /// The attribute has a value set of that name which is not at hand.
    void bind_absent(CodedAttribute attribute, std::string name);

    /// `system` as the message has it; ignored by sets that name none (mimeType).
    Verdict judge(CodedAttribute attribute, std::string_view code, std::string_view system) const;
    /// terminology::nearest() over all sets of the attribute.
    std::vector<Concept> nearest(CodedAttribute attribute, std::string_view code, std::string_view system,
                                 std::size_t most) const;
    /// "JDV_J07_XdsTypeCode_CISIS (20240927120000)": every set of the attribute, at hand or not, joined by commas.
    std::string sets_of(CodedAttribute attribute) const;

  private:
    struct Binding {
        std::vector<std::shared_ptr<const ValueSet>> sets;
        std::vector<std::string> absent;
    };
    const Binding& binding(CodedAttribute attribute) const { return bindings_[static_cast<std::size_t>(attribute)]; }
    Binding& binding(CodedAttribute attribute) { return bindings_[static_cast<std::size_t>(attribute)]; }

    std::array<Binding, coded_attributes> bindings_;
};

}  // namespace dmpgw::terminology

// FHIR R4 ids and literal references (references.html#literal), as text: nothing is ever fetched.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/json/value.hpp"

namespace dmpgw::fhir {

/// The id type, R4 datatypes.html#id: [A-Za-z0-9-.]{1,64}. "." and ".." are legal ids of FHIR, but never
/// of this gateway: they would turn a URL of ours into another one, so they are refused.
bool is_id(std::string_view text);

/// A resource type name: an upper-case letter and then letters.
bool is_type_name(std::string_view text);

/// "https://host/fhir/Patient/12/_history/3" as base "https://host/fhir", type, id and version.
/// The base is empty for a relative reference.
struct RestReference {
    std::string base;
    std::string type;
    std::string id;
    std::string version;
    bool operator==(const RestReference&) const = default;
};

/// nullopt for anything that is not [base/]Type/id[/_history/version]: a urn, a fragment, a search, a URL
/// with an escape, a dot segment, user information or white space.
std::optional<RestReference> read_rest_reference(std::string_view text);

/// Contained resources of one resource that are looked at: a lookup stays short, whatever was sent. More of
/// them are a finding of the Bundle (FHIR_CONTAINED_MANY).
inline constexpr std::size_t max_contained = 200;

/// The resource of `resource.contained` that "#id" names; null when there is none.
const json::Value& contained(const json::Value& resource, std::string_view reference);

/// First extension of that URL; null when there is none.
const json::Value& extension(const json::Value& element, std::string_view url);

}  // namespace dmpgw::fhir

// XTN and FHIR ContactPoint. What a ContactPoint cannot say is kept in the extension raw_xtn_url.
#pragma once

#include <optional>
#include <vector>

#include "gateway/json/value.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::mapping {

/// Extensions of this gateway that hold an HL7 v2 value word for word. They are only believed when the
/// FHIR elements beside them say the same.
inline constexpr std::string_view raw_xtn_url = "urn:dmpgw:fhir:xtn";
inline constexpr std::string_view raw_xcn_url = "urn:dmpgw:fhir:xcn";
inline constexpr std::string_view raw_xon_url = "urn:dmpgw:fhir:xon";
inline constexpr std::string_view raw_pid_url = "urn:dmpgw:fhir:pid";

std::optional<model::Xtn> read_contact_point(const json::Value& contact);
json::Value write_contact_point(const model::Xtn& xtn);

/// All contact points of a resource's telecom.
std::vector<model::Xtn> read_telecom(const json::Value& resource);

/// HL7 v2 components without trailing empty ones, so that equal values compare equal.
void trim_components(std::vector<std::string>& components);

/// The text of the raw extension of that URL, if any.
std::string_view raw_extension(const json::Value& element, std::string_view url);
void add_raw_extension(json::Value& element, std::string_view url, std::string text);

}  // namespace dmpgw::mapping

// FHIR Identifiers and the ids of XDS: CX of patients, uniqueIds, entryUUIDs, referenceIdList.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/json/value.hpp"
#include "gateway/mapping/context.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::mapping {

/// An Identifier as a CX: the system becomes the assigning authority (authority_of_system), the type CX.5
/// where XDS knows it. nullopt, with findings, when there is no value or no system, when the value holds an
/// HL7 separator or is not printable ASCII, or when an INS has not the form of one.
std::optional<model::Cx> cx_of_identifier(const json::Value& identifier, const std::string& where,
                                          Findings& findings);
json::Value identifier_of_cx(const model::Cx& cx);

/// True for 15 digits with 2A or 2B allowed as department (NIR, NIA), or 22 digits (INS-C). The key is not
/// checked here: storage and identity rules decide what a false key means.
bool is_ins_form(std::string_view value);

/// The uniqueId of a document: "urn:oid:X" is X, a value below a urn:oid: system is "X^value", other text
/// is kept as it is.
std::string unique_id_of_identifier(const json::Value& identifier);
json::Value identifier_of_unique_id(std::string_view unique_id);

/// "urn:uuid:…" for an id that came from an entryUUID, as the FHIR id (without prefix), and back.
std::string fhir_id_of(std::string_view entry_uuid);
std::string entry_uuid_of(std::string_view fhir_id);

/// An Identifier that says entryUUID or uniqueId in both ways that MHD versions discriminate: type and use.
json::Value mhd_identifier(std::string_view kind, std::string_view value);

/// context.related[].identifier and context.encounter as CXi, and back.
std::optional<model::Cx> reference_id_of(const json::Value& identifier, std::string_view default_type,
                                         const std::string& where, Findings& findings);
json::Value identifier_of_reference_id(const model::Cx& cxi, bool with_type);
inline constexpr std::string_view encounter_type = "urn:ihe:iti:xds:2015:encounterId";
inline constexpr std::string_view unique_id_type = "urn:ihe:iti:xds:2013:uniqueId";

}  // namespace dmpgw::mapping

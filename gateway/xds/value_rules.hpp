// Data types of XDS attributes, ITI TF-3 Table 4.2.3.1.7-2, with the French forms of CX and XON: each
// function gives the rule that a value breaks, or nullptr. Pure; places and findings are the callers'.
#pragma once

#include <span>
#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::xds {

/// A breach, or nullptr when the value is right.
using Fault = const Rule*;

/// patientId and sourcePatientId: an id, an authority "&OID&ISO", and at most the type (NH, PI, PT, INS-C,
/// INS-NIR) and the date that French messages add.
Fault fault_of_patient_id(const model::Cx& cx);
/// One value of referenceIdList (CXi).
Fault fault_of_reference_id(const model::Cx& cx);
/// authorPerson, legalAuthenticator.
Fault fault_of_person(const model::Xcn& xcn);
/// authorInstitution: name, authority, IDNST and identifier only.
Fault fault_of_organization(const model::Xon& xon);
/// authorTelecommunication.
Fault fault_of_telecom(const model::Xtn& xtn);
/// One value of intendedRecipient.
Fault fault_of_recipient(const model::IntendedRecipient& recipient);
/// "XON|XCN|XTN"; a part may be empty. The grammar only.
Result<model::IntendedRecipient> read_recipient(std::string_view text, const std::string& where);
std::string to_string(const model::IntendedRecipient& recipient);

/// SHA-1 in hexadecimal, either case.
Fault fault_of_hash(std::string_view text);
/// DocumentEntry.uniqueId: printable ASCII, 1 to 128 characters.
Fault fault_of_document_unique_id(std::string_view text);
Fault fault_of_oid(std::string_view text);
/// "urn:uuid:" and a UUID.
Fault fault_of_urn_uuid(std::string_view text);
/// RFC 5646, shape only.
Fault fault_of_language(std::string_view text);
Fault fault_of_mime_type(std::string_view text);
/// One line of sourcePatientInfo.
Fault fault_of_pid_line(std::string_view text);
/// size as text: digits, of any length.
Fault fault_of_size(std::string_view text);
Fault fault_of_uri(std::string_view text);
Fault fault_of_precision(const model::Dtm& time, model::Dtm::Precision least);
/// A stop that may lie at or after the start, each with its precision.
Fault fault_of_period(const model::Dtm& start, const model::Dtm& stop);

/// Longest uniqueId of any object, in characters.
inline constexpr std::size_t max_unique_id_length = 128;

/// The rules above, for the documentation: those of texts and times, and those of HL7 types.
std::span<const Rule> value_rules();
std::span<const Rule> hl7_value_rules();

}  // namespace dmpgw::xds

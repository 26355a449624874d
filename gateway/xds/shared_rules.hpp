// Rules that both the ebRIM reader and the metadata rules refuse by: the reader when there are too many of
// a thing, the metadata rules when there are too few.
#pragma once

#include "gateway/xds/error_codes.hpp"

namespace dmpgw::xds::rules {

inline constexpr Rule wrong_number_of_slot_values{
    "WRONG_NUMBER_OF_SLOT_VALUES", FailureKind::invalid, error_code::registry_metadata_error,
    "The attribute does not have as many values as it must",
    "L'attribut n'a pas le nombre de valeurs exigé",
    "Give exactly one value where one is required, at most one where it is optional",
    "Donnez exactement une valeur si elle est obligatoire, au plus une si elle est facultative",
    "ITI TF-3 Table 4.2.3.2-1"};
inline constexpr Rule wrong_number_of_classifications{
    "WRONG_NUMBER_OF_CLASSIFICATIONS", FailureKind::invalid, error_code::registry_metadata_error,
    "The code does not occur as often as it must", "Le code n'est pas présent le nombre de fois exigé",
    "Give the code exactly once; a confidentialityCode or a folder's codeList at least once",
    "Donnez le code exactement une fois ; confidentialityCode ou codeList au moins une fois",
    "ITI TF-3 Table 4.2.3.2-1"};
inline constexpr Rule missing_external_identifier{
    "MISSING_EXTERNAL_IDENTIFIER", FailureKind::invalid, error_code::registry_metadata_error,
    "The identifier is missing", "L'identifiant manque",
    "Give the patientId, and for a SubmissionSet the sourceId",
    "Donnez le patientId et, pour un SubmissionSet, le sourceId", "ITI TF-3 Table 4.2.3.2-1"};
inline constexpr Rule wrong_document_entry_type{
    "WRONG_DOCUMENT_ENTRY_TYPE", FailureKind::invalid, error_code::registry_metadata_error,
    "This type of DocumentEntry cannot be sent in this transaction",
    "Ce type de DocumentEntry ne peut pas être envoyé dans cette transaction",
    "Use objectType urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1, or ITI-61 for on-demand entries",
    "Utilisez objectType urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1, ou ITI-61 pour une entrée à la "
    "demande",
    "ITI TF-3 4.2.3.2.30"};

}  // namespace dmpgw::xds::rules

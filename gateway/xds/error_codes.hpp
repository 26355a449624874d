// The XDS error codes, ITI TF-3 Table 4.2.4.1-2 with the supplements in use (Metadata Update, RMU, Remove
// Documents, MHD). The code of a failure whose rule names none is base/failure_table's affair.
#pragma once

#include <span>
#include <string_view>

#include "gateway/base/failure.hpp"

namespace dmpgw::xds {

namespace error_code {
inline constexpr std::string_view missing_document = "XDSMissingDocument";
inline constexpr std::string_view missing_document_metadata = "XDSMissingDocumentMetadata";
inline constexpr std::string_view registry_metadata_error = "XDSRegistryMetadataError";
inline constexpr std::string_view repository_metadata_error = "XDSRepositoryMetadataError";
inline constexpr std::string_view registry_duplicate_unique_id_in_message =
    "XDSRegistryDuplicateUniqueIdInMessage";
inline constexpr std::string_view repository_duplicate_unique_id_in_message =
    "XDSRepositoryDuplicateUniqueIdInMessage";
inline constexpr std::string_view duplicate_unique_id_in_registry =
    "XDSDuplicateUniqueIdInRegistry";
inline constexpr std::string_view non_identical_hash = "XDSNonIdenticalHash";
inline constexpr std::string_view non_identical_size = "XDSNonIdenticalSize";
inline constexpr std::string_view unknown_patient_id = "XDSUnknownPatientId";
inline constexpr std::string_view patient_id_does_not_match = "XDSPatientIdDoesNotMatch";
inline constexpr std::string_view registry_deprecated_document_error =
    "XDSRegistryDeprecatedDocumentError";
inline constexpr std::string_view unresolved_reference = "UnresolvedReferenceException";
inline constexpr std::string_view references_exist = "ReferencesExistException";
inline constexpr std::string_view unreferenced_object = "XDSUnreferencedObjectException";
inline constexpr std::string_view remove_documents_error = "XDSRemoveDocumentsError";
inline constexpr std::string_view document_unique_id_error = "XDSDocumentUniqueIdError";
inline constexpr std::string_view unknown_repository_id = "XDSUnknownRepositoryId";
inline constexpr std::string_view unknown_community = "XDSUnknownCommunity";
inline constexpr std::string_view missing_home_community_id = "XDSMissingHomeCommunityId";
inline constexpr std::string_view unavailable_community = "XDSUnavailableCommunity";
inline constexpr std::string_view registry_not_available = "XDSRegistryNotAvailable";
inline constexpr std::string_view registry_busy = "XDSRegistryBusy";
inline constexpr std::string_view repository_busy = "XDSRepositoryBusy";
inline constexpr std::string_view registry_out_of_resources = "XDSRegistryOutOfResources";
inline constexpr std::string_view repository_out_of_resources = "XDSRepositoryOutOfResources";
inline constexpr std::string_view too_many_results = "XDSTooManyResults";
inline constexpr std::string_view unknown_stored_query = "XDSUnknownStoredQuery";
inline constexpr std::string_view stored_query_missing_param = "XDSStoredQueryMissingParam";
inline constexpr std::string_view stored_query_param_number = "XDSStoredQueryParamNumber";
inline constexpr std::string_view result_not_single_patient = "XDSResultNotSinglePatient";
inline constexpr std::string_view registry_error = "XDSRegistryError";
inline constexpr std::string_view repository_error = "XDSRepositoryError";
inline constexpr std::string_view extra_metadata_not_saved = "XDSExtraMetadataNotSaved";
inline constexpr std::string_view document_queued = "DocumentQueued";
inline constexpr std::string_view partial_folder = "PartialFolderContentNotProcessed";
inline constexpr std::string_view partial_replace = "PartialReplaceContentNotProcessed";
inline constexpr std::string_view partial_append = "PartialAppendContentNotProcessed";
inline constexpr std::string_view partial_transform = "PartialTransformNotProcessed";
inline constexpr std::string_view partial_transform_replace = "PartialTransformReplaceNotProcessed";
inline constexpr std::string_view partial_relationship = "PartialRelationshipContentNotProcessed";
inline constexpr std::string_view invalid_document_content = "InvalidDocumentContent";
inline constexpr std::string_view metadata_update_error = "XDSMetadataUpdateError";
inline constexpr std::string_view metadata_update_operation_error =
    "XDSMetadataUpdateOperationError";
inline constexpr std::string_view metadata_version_error = "XDSMetadataVersionError";
inline constexpr std::string_view metadata_identifier_error = "XDSMetadataIdentifierError";
inline constexpr std::string_view metadata_annotation_error = "XDSMetadataAnnotationError";
inline constexpr std::string_view object_type_error = "XDSObjectTypeError";
inline constexpr std::string_view invalid_request = "XDSInvalidRequestException";
inline constexpr std::string_view patient_id_reconciliation_error =
    "XDSPatientIDReconciliationError";
inline constexpr std::string_view replace_failed = "XDSReplaceFailed";
inline constexpr std::string_view unmodifiable_metadata = "UnmodifiableMetadataError";
inline constexpr std::string_view local_policy_restriction = "LocalPolicyRestrictionError";
inline constexpr std::string_view unknown_recipient = "UnknownRecipient";
inline constexpr std::string_view unavailable_recipient = "UnavailableRecipient";
inline constexpr std::string_view fhir_document_not_supported = "FHIRDocumentNotSupported";
inline constexpr std::string_view transcoding_error = "TranscodingError";
}  // namespace error_code

struct ErrorCode {
    std::string_view code;
    Severity severity;  ///< what the profile says; a finding may be milder
};

/// All 57, in the order above.
std::span<const ErrorCode> error_codes();

}  // namespace dmpgw::xds

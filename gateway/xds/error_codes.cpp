#include "gateway/xds/error_codes.hpp"

#include <array>

namespace dmpgw::xds {
namespace {

constexpr auto error = Severity::error;
constexpr auto warning = Severity::warning;

constexpr std::array codes{
    ErrorCode{error_code::missing_document, error},
    ErrorCode{error_code::missing_document_metadata, error},
    ErrorCode{error_code::registry_metadata_error, error},
    ErrorCode{error_code::repository_metadata_error, error},
    ErrorCode{error_code::registry_duplicate_unique_id_in_message, error},
    ErrorCode{error_code::repository_duplicate_unique_id_in_message, error},
    ErrorCode{error_code::duplicate_unique_id_in_registry, error},
    ErrorCode{error_code::non_identical_hash, error},
    ErrorCode{error_code::non_identical_size, error},
    ErrorCode{error_code::unknown_patient_id, error},
    ErrorCode{error_code::patient_id_does_not_match, error},
    ErrorCode{error_code::registry_deprecated_document_error, error},
    ErrorCode{error_code::unresolved_reference, error},
    ErrorCode{error_code::references_exist, error},
    ErrorCode{error_code::unreferenced_object, error},
    ErrorCode{error_code::remove_documents_error, error},
    ErrorCode{error_code::document_unique_id_error, error},
    ErrorCode{error_code::unknown_repository_id, error},
    ErrorCode{error_code::unknown_community, error},
    ErrorCode{error_code::missing_home_community_id, error},
    ErrorCode{error_code::unavailable_community, error},
    ErrorCode{error_code::registry_not_available, error},
    ErrorCode{error_code::registry_busy, error},
    ErrorCode{error_code::repository_busy, error},
    ErrorCode{error_code::registry_out_of_resources, error},
    ErrorCode{error_code::repository_out_of_resources, error},
    ErrorCode{error_code::too_many_results, error},
    ErrorCode{error_code::unknown_stored_query, error},
    ErrorCode{error_code::stored_query_missing_param, error},
    ErrorCode{error_code::stored_query_param_number, error},
    ErrorCode{error_code::result_not_single_patient, error},
    ErrorCode{error_code::registry_error, error},
    ErrorCode{error_code::repository_error, error},
    ErrorCode{error_code::extra_metadata_not_saved, warning},
    ErrorCode{error_code::document_queued, warning},
    ErrorCode{error_code::partial_folder, warning},
    ErrorCode{error_code::partial_replace, warning},
    ErrorCode{error_code::partial_append, warning},
    ErrorCode{error_code::partial_transform, warning},
    ErrorCode{error_code::partial_transform_replace, warning},
    ErrorCode{error_code::partial_relationship, warning},
    ErrorCode{error_code::invalid_document_content, error},
    ErrorCode{error_code::metadata_update_error, error},
    ErrorCode{error_code::metadata_update_operation_error, error},
    ErrorCode{error_code::metadata_version_error, error},
    ErrorCode{error_code::metadata_identifier_error, error},
    ErrorCode{error_code::metadata_annotation_error, error},
    ErrorCode{error_code::object_type_error, error},
    ErrorCode{error_code::invalid_request, error},
    ErrorCode{error_code::patient_id_reconciliation_error, error},
    ErrorCode{error_code::replace_failed, error},
    ErrorCode{error_code::unmodifiable_metadata, error},
    ErrorCode{error_code::local_policy_restriction, error},
    ErrorCode{error_code::unknown_recipient, error},
    ErrorCode{error_code::unavailable_recipient, error},
    ErrorCode{error_code::fhir_document_not_supported, error},
    ErrorCode{error_code::transcoding_error, error},
};

}  // namespace

std::span<const ErrorCode> error_codes() { return codes; }

}  // namespace dmpgw::xds

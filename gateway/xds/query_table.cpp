// The stored queries of ITI-18 and ITI-51 and their parameters: ITI TF-2 3.18.4.1.2.3.7 and 3.51.4.1.2.3, and the
// parameters that Metadata Update adds ($MetadataLevel, $XDSAssociationStatus, logical ids).
#include <array>

#include "gateway/xds/stored_query.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::xds {
namespace {

using P = QueryParameter;
constexpr auto text = ParameterType::text;
constexpr auto texts = ParameterType::texts;
constexpr auto codes = ParameterType::codes;
constexpr auto time = ParameterType::time;
constexpr auto number = ParameterType::number;
constexpr bool required = true;
constexpr bool repeatable = true;

constexpr P home{"$homeCommunityId", text};
constexpr P level{"$MetadataLevel", number};
constexpr P entry_type{"$XDSDocumentEntryType", texts};
constexpr P format{"$XDSDocumentEntryFormatCode", codes};
constexpr P confidentiality{"$XDSDocumentEntryConfidentialityCode", codes, false, repeatable};
constexpr P association_status{"$XDSAssociationStatus", texts};

// FindDocuments, FindDocumentsByReferenceId and their like for several patients share these.
#define DMPGW_FIND_DOCUMENTS                                                     \
    P{"$XDSDocumentEntryStatus", texts, required},                               \
        P{"$XDSDocumentEntryClassCode", codes}, P{"$XDSDocumentEntryTypeCode", codes}, \
        P{"$XDSDocumentEntryPracticeSettingCode", codes},                        \
        P{"$XDSDocumentEntryHealthcareFacilityTypeCode", codes},                 \
        P{"$XDSDocumentEntryCreationTimeFrom", time},                            \
        P{"$XDSDocumentEntryCreationTimeTo", time},                              \
        P{"$XDSDocumentEntryServiceStartTimeFrom", time},                        \
        P{"$XDSDocumentEntryServiceStartTimeTo", time},                          \
        P{"$XDSDocumentEntryServiceStopTimeFrom", time},                         \
        P{"$XDSDocumentEntryServiceStopTimeTo", time},                           \
        P{"$XDSDocumentEntryEventCodeList", codes, false, repeatable}, confidentiality, \
        P{"$XDSDocumentEntryAuthorPerson", texts}, format, entry_type,           \
        P{"$XDSDocumentEntryDocumentAvailability", texts}, level, home

constexpr P entry_patient{"$XDSDocumentEntryPatientId", text, required};
constexpr P entry_patients{"$XDSDocumentEntryPatientId", texts};
constexpr P reference_ids{"$XDSDocumentEntryReferenceIdList", texts, required, repeatable};
constexpr std::array find_documents{entry_patient, DMPGW_FIND_DOCUMENTS};
constexpr std::array find_by_reference{entry_patient, DMPGW_FIND_DOCUMENTS, reference_ids};
constexpr std::array find_documents_multi{entry_patients, DMPGW_FIND_DOCUMENTS};
constexpr std::array find_by_reference_multi{entry_patients, DMPGW_FIND_DOCUMENTS, reference_ids};
#undef DMPGW_FIND_DOCUMENTS

// Without a patient one of these must narrow the query.
constexpr std::array<std::string_view, 4> documents_narrowed_by{
    "$XDSDocumentEntryPatientId", "$XDSDocumentEntryClassCode", "$XDSDocumentEntryEventCodeList",
    "$XDSDocumentEntryHealthcareFacilityTypeCode"};
constexpr std::array<std::string_view, 2> folders_narrowed_by{"$XDSFolderPatientId", "$XDSFolderCodeList"};

constexpr std::array find_submission_sets{P{"$XDSSubmissionSetPatientId", text, required},
                                          P{"$XDSSubmissionSetStatus", texts, required},
                                          P{"$XDSSubmissionSetSourceId", texts},
                                          P{"$XDSSubmissionSetSubmissionTimeFrom", time},
                                          P{"$XDSSubmissionSetSubmissionTimeTo", time},
                                          P{"$XDSSubmissionSetAuthorPerson", text},
                                          P{"$XDSSubmissionSetContentType", codes},
                                          level,
                                          home};
#define DMPGW_FIND_FOLDERS                                                               \
    P{"$XDSFolderStatus", texts, required}, P{"$XDSFolderLastUpdateTimeFrom", time},     \
        P{"$XDSFolderLastUpdateTimeTo", time}, P{"$XDSFolderCodeList", codes, false, repeatable}, level, home
constexpr std::array find_folders{P{"$XDSFolderPatientId", text, required}, DMPGW_FIND_FOLDERS};
constexpr std::array find_folders_multi{P{"$XDSFolderPatientId", texts}, DMPGW_FIND_FOLDERS};
#undef DMPGW_FIND_FOLDERS
constexpr std::array get_all{P{"$patientId", text, required},
                             P{"$XDSDocumentEntryStatus", texts, required},
                             P{"$XDSSubmissionSetStatus", texts, required},
                             P{"$XDSFolderStatus", texts, required},
                             format, confidentiality, entry_type, association_status, level, home};

constexpr std::array<std::string_view, 3> documents_by{
    "$XDSDocumentEntryEntryUUID", "$XDSDocumentEntryUniqueId", "$XDSDocumentEntryLogicalID"};
constexpr std::array get_documents{P{documents_by[0], texts}, P{documents_by[1], texts},
                                   P{documents_by[2], texts}, level, home};
constexpr std::array get_documents_and_associations{
    P{documents_by[0], texts}, P{documents_by[1], texts}, P{documents_by[2], texts},
    association_status, level, home};

constexpr std::array<std::string_view, 3> folders_by{"$XDSFolderEntryUUID", "$XDSFolderUniqueId",
                                                     "$XDSFolderLogicalID"};
constexpr std::array get_folders{P{folders_by[0], texts}, P{folders_by[1], texts},
                                 P{folders_by[2], texts}, level, home};
constexpr std::array get_folder_and_contents{
    P{folders_by[0], text}, P{folders_by[1], text}, P{folders_by[2], text}, format,
    confidentiality, entry_type, association_status, level, home};

constexpr std::array get_by_uuid{P{"$uuid", texts, required}, association_status, level, home};

constexpr std::array<std::string_view, 2> set_by{"$XDSSubmissionSetEntryUUID",
                                                 "$XDSSubmissionSetUniqueId"};
constexpr std::array get_set_and_contents{P{set_by[0], text}, P{set_by[1], text}, format,
                                          confidentiality, entry_type, association_status, level, home};

constexpr std::array get_folders_for_document{P{documents_by[0], text}, P{documents_by[1], text},
                                              P{documents_by[2], text}, association_status, level,
                                              home};
constexpr std::array get_related_documents{
    P{documents_by[0], text}, P{documents_by[1], text}, P{documents_by[2], text},
    P{"$AssociationTypes", texts, required}, entry_type, association_status, level, home};

constexpr auto stored = QueryTransaction::stored_query;
constexpr auto multi = QueryTransaction::multi_patient;

constexpr std::array queries{
    QueryDefinition{query_id::find_documents, "FindDocuments", stored, find_documents, {}, {}},
    QueryDefinition{query_id::find_documents_by_reference_id, "FindDocumentsByReferenceId", stored, find_by_reference,
                    {}, {}},
    QueryDefinition{query_id::find_submission_sets, "FindSubmissionSets", stored, find_submission_sets, {}, {}},
    QueryDefinition{query_id::find_folders, "FindFolders", stored, find_folders, {}, {}},
    QueryDefinition{query_id::get_all, "GetAll", stored, get_all, {}, {}},
    QueryDefinition{query_id::get_documents, "GetDocuments", stored, get_documents, documents_by, {}},
    QueryDefinition{query_id::get_folders, "GetFolders", stored, get_folders, folders_by, {}},
    QueryDefinition{query_id::get_associations, "GetAssociations", stored, get_by_uuid, {}, {}},
    QueryDefinition{query_id::get_documents_and_associations, "GetDocumentsAndAssociations", stored,
                    get_documents_and_associations, documents_by, {}},
    QueryDefinition{query_id::get_submission_sets, "GetSubmissionSets", stored, get_by_uuid, {}, {}},
    QueryDefinition{query_id::get_submission_set_and_contents, "GetSubmissionSetAndContents", stored,
                    get_set_and_contents, set_by, {}},
    QueryDefinition{query_id::get_folder_and_contents, "GetFolderAndContents", stored, get_folder_and_contents,
                    folders_by, {}},
    QueryDefinition{query_id::get_folders_for_document, "GetFoldersForDocument", stored, get_folders_for_document,
                    documents_by, {}},
    QueryDefinition{query_id::get_related_documents, "GetRelatedDocuments", stored, get_related_documents,
                    documents_by, {}},
    QueryDefinition{query_id::find_documents_for_patients, "FindDocumentsForMultiplePatients", multi,
                    find_documents_multi, {}, documents_narrowed_by},
    QueryDefinition{query_id::find_documents_by_reference_id_for_patients,
                    "FindDocumentsByReferenceIdForMultiplePatients", multi, find_by_reference_multi, {}, {}},
    QueryDefinition{query_id::find_folders_for_patients, "FindFoldersForMultiplePatients", multi, find_folders_multi,
                    {}, folders_narrowed_by},
};

}  // namespace

std::span<const QueryDefinition> stored_queries() { return queries; }

}  // namespace dmpgw::xds

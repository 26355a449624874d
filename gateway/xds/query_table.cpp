// The stored queries of ITI-18 and their parameters: ITI TF-2 3.18.4.1.2.3.7 and the parameters that
// Metadata Update adds ($MetadataLevel, $XDSAssociationStatus, logical ids).
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

// FindDocuments and FindDocumentsByReferenceId share all but the last.
#define DMPGW_FIND_DOCUMENTS                                                     \
    P{"$XDSDocumentEntryPatientId", text, required},                             \
        P{"$XDSDocumentEntryStatus", texts, required},                           \
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

constexpr std::array find_documents{DMPGW_FIND_DOCUMENTS};
constexpr std::array find_by_reference{
    DMPGW_FIND_DOCUMENTS, P{"$XDSDocumentEntryReferenceIdList", texts, required, repeatable}};
#undef DMPGW_FIND_DOCUMENTS

constexpr std::array find_submission_sets{P{"$XDSSubmissionSetPatientId", text, required},
                                          P{"$XDSSubmissionSetStatus", texts, required},
                                          P{"$XDSSubmissionSetSourceId", texts},
                                          P{"$XDSSubmissionSetSubmissionTimeFrom", time},
                                          P{"$XDSSubmissionSetSubmissionTimeTo", time},
                                          P{"$XDSSubmissionSetAuthorPerson", text},
                                          P{"$XDSSubmissionSetContentType", codes},
                                          level,
                                          home};
constexpr std::array find_folders{P{"$XDSFolderPatientId", text, required},
                                  P{"$XDSFolderStatus", texts, required},
                                  P{"$XDSFolderLastUpdateTimeFrom", time},
                                  P{"$XDSFolderLastUpdateTimeTo", time},
                                  P{"$XDSFolderCodeList", codes, false, repeatable},
                                  level,
                                  home};
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

constexpr bool supported = true;
constexpr bool planned = false;

constexpr std::array queries{
    QueryDefinition{query_id::find_documents, "FindDocuments", supported, find_documents, {}},
    QueryDefinition{query_id::find_documents_by_reference_id, "FindDocumentsByReferenceId", planned,
                    find_by_reference, {}},
    QueryDefinition{query_id::find_submission_sets, "FindSubmissionSets", planned,
                    find_submission_sets, {}},
    QueryDefinition{query_id::find_folders, "FindFolders", planned, find_folders, {}},
    QueryDefinition{query_id::get_all, "GetAll", planned, get_all, {}},
    QueryDefinition{query_id::get_documents, "GetDocuments", supported, get_documents, documents_by},
    QueryDefinition{query_id::get_folders, "GetFolders", planned, get_folders, folders_by},
    QueryDefinition{query_id::get_associations, "GetAssociations", supported, get_by_uuid, {}},
    QueryDefinition{query_id::get_documents_and_associations, "GetDocumentsAndAssociations", planned,
                    get_documents_and_associations, documents_by},
    QueryDefinition{query_id::get_submission_sets, "GetSubmissionSets", planned, get_by_uuid, {}},
    QueryDefinition{query_id::get_submission_set_and_contents, "GetSubmissionSetAndContents",
                    supported, get_set_and_contents, set_by},
    QueryDefinition{query_id::get_folder_and_contents, "GetFolderAndContents", planned,
                    get_folder_and_contents, folders_by},
    QueryDefinition{query_id::get_folders_for_document, "GetFoldersForDocument", planned,
                    get_folders_for_document, documents_by},
    QueryDefinition{query_id::get_related_documents, "GetRelatedDocuments", planned,
                    get_related_documents, documents_by},
};

}  // namespace

std::span<const QueryDefinition> stored_queries() { return queries; }

}  // namespace dmpgw::xds

// The fixed words of XDS.b: namespaces, UUIDs of classification schemes, external identifiers, object
// types and stored queries, names of slots, SOAP actions. ITI TF-3 4.2.5 and Tables 4.2.3.2-1 ff.; ITI
// TF-2 3.18, 3.41, 3.42, 3.43, 3.57, 3.61, 3.62, 3.86.
#pragma once

#include <string_view>

namespace dmpgw::xds {

namespace ns {
inline constexpr std::string_view rim = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
inline constexpr std::string_view rs = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0";
inline constexpr std::string_view lcm = "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0";
inline constexpr std::string_view query = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
inline constexpr std::string_view xdsb = "urn:ihe:iti:xds-b:2007";
inline constexpr std::string_view rmd = "urn:ihe:iti:rmd:2017";
inline constexpr std::string_view hl7v3 = "urn:hl7-org:v3";
inline constexpr std::string_view xop = "http://www.w3.org/2004/08/xop/include";
inline constexpr std::string_view xml = "http://www.w3.org/XML/1998/namespace";
}  // namespace ns

/// objectType of an ExtrinsicObject.
namespace object_type {
inline constexpr std::string_view stable = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1";
inline constexpr std::string_view on_demand = "urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248";
inline constexpr std::string_view registry_package =
    "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:RegistryPackage";
inline constexpr std::string_view association =
    "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association";
inline constexpr std::string_view classification =
    "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Classification";
inline constexpr std::string_view external_identifier =
    "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:ExternalIdentifier";
}  // namespace object_type

/// classificationNode: what a RegistryPackage is, and that limited metadata was meant.
namespace node {
inline constexpr std::string_view submission_set = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd";
inline constexpr std::string_view folder = "urn:uuid:d9d542f3-6cc4-48b6-8870-ea235fbc94c2";
inline constexpr std::string_view limited_entry = "urn:uuid:ab9b591b-83ab-4d03-8f5d-f93b1fb92e85";
inline constexpr std::string_view limited_set = "urn:uuid:5003a9db-8d8d-49e6-bf0c-990e34ac7707";
inline constexpr std::string_view limited_folder = "urn:uuid:2c144a76-29a9-4b7c-af54-b25409fe7d03";
}  // namespace node

/// classificationScheme.
namespace scheme {
inline constexpr std::string_view entry_author = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d";
inline constexpr std::string_view class_code = "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a";
inline constexpr std::string_view confidentiality = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f";
inline constexpr std::string_view event_code = "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4";
inline constexpr std::string_view format_code = "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d";
inline constexpr std::string_view facility_type = "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1";
inline constexpr std::string_view practice_setting = "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead";
inline constexpr std::string_view type_code = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983";
inline constexpr std::string_view set_author = "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d";
inline constexpr std::string_view content_type = "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500";
inline constexpr std::string_view folder_code = "urn:uuid:1ba97051-7806-41a8-a48b-8fce7af683c5";
inline constexpr std::string_view association_code = "urn:uuid:abd807a3-4432-4053-87b4-fd82c643d1f3";
}  // namespace scheme

/// identificationScheme of an ExternalIdentifier.
namespace identifier {
inline constexpr std::string_view entry_patient = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427";
inline constexpr std::string_view entry_unique = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";
inline constexpr std::string_view set_patient = "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446";
inline constexpr std::string_view set_unique = "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8";
inline constexpr std::string_view set_source = "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832";
inline constexpr std::string_view folder_patient = "urn:uuid:f64ffdf0-4b97-4e06-b79f-a52b38ec2f8a";
inline constexpr std::string_view folder_unique = "urn:uuid:75df8f67-9973-4fbe-a900-df66cefecc5a";
}  // namespace identifier

/// rim:Slot names.
namespace slot {
inline constexpr std::string_view creation_time = "creationTime";
inline constexpr std::string_view hash = "hash";
inline constexpr std::string_view size = "size";
inline constexpr std::string_view language_code = "languageCode";
inline constexpr std::string_view legal_authenticator = "legalAuthenticator";
inline constexpr std::string_view service_start = "serviceStartTime";
inline constexpr std::string_view service_stop = "serviceStopTime";
inline constexpr std::string_view source_patient_id = "sourcePatientId";
inline constexpr std::string_view source_patient_info = "sourcePatientInfo";
inline constexpr std::string_view repository_unique_id = "repositoryUniqueId";
inline constexpr std::string_view uri = "URI";
inline constexpr std::string_view reference_id_list = "urn:ihe:iti:xds:2013:referenceIdList";
inline constexpr std::string_view document_availability = "documentAvailability";
inline constexpr std::string_view submission_time = "submissionTime";
inline constexpr std::string_view intended_recipient = "intendedRecipient";
inline constexpr std::string_view last_update_time = "lastUpdateTime";
inline constexpr std::string_view author_person = "authorPerson";
inline constexpr std::string_view author_institution = "authorInstitution";
inline constexpr std::string_view author_role = "authorRole";
inline constexpr std::string_view author_specialty = "authorSpecialty";
inline constexpr std::string_view author_telecommunication = "authorTelecommunication";
inline constexpr std::string_view coding_scheme = "codingScheme";
inline constexpr std::string_view submission_set_status = "SubmissionSetStatus";
inline constexpr std::string_view previous_version = "PreviousVersion";
inline constexpr std::string_view original_status = "OriginalStatus";
inline constexpr std::string_view new_status = "NewStatus";
}  // namespace slot

inline constexpr std::string_view availability_online = "urn:ihe:iti:2010:DocumentAvailability:Online";
inline constexpr std::string_view availability_offline =
    "urn:ihe:iti:2010:DocumentAvailability:Offline";

/// AdhocQuery id, ITI TF-2 3.18.4.1.2.4 and 3.51.
namespace query_id {
inline constexpr std::string_view find_documents = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";
inline constexpr std::string_view find_submission_sets =
    "urn:uuid:f26abbcb-ac74-4422-8a30-edb644bbc1a9";
inline constexpr std::string_view find_folders = "urn:uuid:958f3006-baad-4929-a4de-ff1114824431";
inline constexpr std::string_view get_all = "urn:uuid:10b545ea-725c-446d-9b95-8aeb444eddf3";
inline constexpr std::string_view get_documents = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4";
inline constexpr std::string_view get_folders = "urn:uuid:5737b14c-8a1a-4539-b659-e03a34a5e1e4";
inline constexpr std::string_view get_associations = "urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155";
inline constexpr std::string_view get_documents_and_associations =
    "urn:uuid:bab9529a-4a10-40b3-a01f-f68a615d247a";
inline constexpr std::string_view get_submission_sets =
    "urn:uuid:51224314-5390-4169-9b91-b1980040715a";
inline constexpr std::string_view get_submission_set_and_contents =
    "urn:uuid:e8e3cb2c-e39c-46b9-99e4-c12f57260b83";
inline constexpr std::string_view get_folder_and_contents =
    "urn:uuid:b909a503-523d-4517-8acf-8e5834dfc4c7";
inline constexpr std::string_view get_folders_for_document =
    "urn:uuid:10cae35a-c7f9-4cf5-b61e-fc3278ffb578";
inline constexpr std::string_view get_related_documents =
    "urn:uuid:d90e5407-b356-4d91-a89f-873917b4b0e6";
inline constexpr std::string_view find_documents_by_reference_id =
    "urn:uuid:12941a89-e02e-4be5-967c-ce4bfc8fe492";
// ITI TF-2 3.51.4.1.2.3
inline constexpr std::string_view find_documents_for_patients =
    "urn:uuid:3d1bdb10-39a2-11de-89c2-2f44d94eaa9f";
inline constexpr std::string_view find_documents_by_reference_id_for_patients =
    "urn:uuid:1191642d-86c4-42d8-b784-f95445f9f0d5";
inline constexpr std::string_view find_folders_for_patients =
    "urn:uuid:50d3f5ac-39a2-11de-a1ca-b366239e58df";
}  // namespace query_id

/// wsa:Action of requests and responses.
namespace action {
inline constexpr std::string_view provide_and_register =
    "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b";
inline constexpr std::string_view provide_and_register_response =
    "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-bResponse";
inline constexpr std::string_view register_set = "urn:ihe:iti:2007:RegisterDocumentSet-b";
inline constexpr std::string_view register_set_response =
    "urn:ihe:iti:2007:RegisterDocumentSet-bResponse";
inline constexpr std::string_view stored_query = "urn:ihe:iti:2007:RegistryStoredQuery";
inline constexpr std::string_view stored_query_response =
    "urn:ihe:iti:2007:RegistryStoredQueryResponse";
inline constexpr std::string_view patient_added = "urn:hl7-org:v3:PRPA_IN201301UV02";
inline constexpr std::string_view patient_revised = "urn:hl7-org:v3:PRPA_IN201302UV02";
inline constexpr std::string_view patients_merged = "urn:hl7-org:v3:PRPA_IN201304UV02";
inline constexpr std::string_view identity_acknowledgement = "urn:hl7-org:v3:MCCI_IN000002UV01";
inline constexpr std::string_view multi_patient_query = "urn:ihe:iti:2009:MultiPatientStoredQuery";
inline constexpr std::string_view multi_patient_query_response =
    "urn:ihe:iti:2009:MultiPatientStoredQueryResponse";
inline constexpr std::string_view retrieve = "urn:ihe:iti:2007:RetrieveDocumentSet";
inline constexpr std::string_view retrieve_response = "urn:ihe:iti:2007:RetrieveDocumentSetResponse";
inline constexpr std::string_view cross_gateway_query = "urn:ihe:iti:2007:CrossGatewayQuery";
inline constexpr std::string_view cross_gateway_query_response =
    "urn:ihe:iti:2007:CrossGatewayQueryResponse";
inline constexpr std::string_view cross_gateway_retrieve = "urn:ihe:iti:2007:CrossGatewayRetrieve";
inline constexpr std::string_view cross_gateway_retrieve_response =
    "urn:ihe:iti:2007:CrossGatewayRetrieveResponse";
inline constexpr std::string_view update = "urn:ihe:iti:2010:UpdateDocumentSet";
inline constexpr std::string_view update_response = "urn:ihe:iti:2010:UpdateDocumentSetResponse";
inline constexpr std::string_view delete_set = "urn:ihe:iti:2010:DeleteDocumentSet";
inline constexpr std::string_view delete_set_response =
    "urn:ihe:iti:2010:DeleteDocumentSetResponse";
inline constexpr std::string_view remove_documents = "urn:ihe:iti:2017:RemoveDocuments";
inline constexpr std::string_view remove_documents_response =
    "urn:ihe:iti:2017:RemoveDocumentsResponse";
inline constexpr std::string_view restricted_update = "urn:ihe:iti:2018:RestrictedUpdateDocumentSet";
inline constexpr std::string_view restricted_update_response =
    "urn:ihe:iti:2018:RestrictedUpdateDocumentSetResponse";
inline constexpr std::string_view register_on_demand =
    "urn:ihe:iti:2010:RegisterOnDemandDocumentEntry";
inline constexpr std::string_view register_on_demand_response =
    "urn:ihe:iti:2010:RegisterOnDemandDocumentEntryResponse";
}  // namespace action

/// rs:RegistryResponse/@status and rs:RegistryError/@severity.
namespace response_status {
inline constexpr std::string_view success =
    "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success";
inline constexpr std::string_view failure =
    "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure";
inline constexpr std::string_view partial = "urn:ihe:iti:2007:ResponseStatusType:PartialSuccess";
}  // namespace response_status
namespace error_severity {
inline constexpr std::string_view error =
    "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error";
inline constexpr std::string_view warning =
    "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Warning";
}  // namespace error_severity

}  // namespace dmpgw::xds

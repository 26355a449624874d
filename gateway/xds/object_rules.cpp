// What a DocumentEntry, a SubmissionSet and a Folder must have and may have: ITI TF-3 4.2.3.2 to 4.2.3.4, by
// transaction (ITI TF-3 Tables 4.3.1-3 and 4.3.1.1-1).
#include <array>

#include "gateway/base/encoding.hpp"
#include "gateway/base/text.hpp"
#include "gateway/xds/checker.hpp"
#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/shared_rules.hpp"

namespace dmpgw::xds {
namespace {

constexpr auto invalid = FailureKind::invalid;
constexpr std::string_view code = error_code::registry_metadata_error;

constexpr Rule entry_status{
    "DOC_ENTRY_INVALID_AVAILABILITY_STATUS", invalid, code,
    "A DocumentEntry is submitted with a status other than Approved",
    "Un DocumentEntry est envoyé avec un autre statut qu'Approved",
    "Leave the status out; it changes by replacement or by a metadata update",
    "Omettez le statut ; il change par remplacement ou par mise à jour des métadonnées",
    "ITI TF-3 4.2.3.2.2"};
constexpr Rule folder_status{
    "FOLDER_INVALID_AVAILABILITY_STATUS", invalid, code,
    "A Folder is submitted with a status other than Approved",
    "Un Folder est envoyé avec un autre statut qu'Approved", "Leave the status out",
    "Omettez le statut", "ITI TF-3 4.2.3.4.1"};
constexpr Rule set_status{
    "SUBMISSION_SET_INVALID_AVAILABILITY_STATUS", invalid, code,
    "A SubmissionSet is submitted with a status other than Approved",
    "Un SubmissionSet est envoyé avec un autre statut qu'Approved", "Leave the status out",
    "Omettez le statut", "ITI TF-3 4.2.3.3.2"};
constexpr Rule title_too_long{
    "TITLE_TOO_LONG", invalid, code, "The title is longer than 128 characters",
    "Le titre dépasse 128 caractères", "Shorten the title; the full one can stand in comments",
    "Raccourcissez le titre ; sa forme complète peut figurer dans comments", "ITI TF-3 4.2.3.2.24"};
constexpr Rule missing_folder_name{
    "MISSING_FOLDER_NAME", invalid, code, "The Folder has no title", "Le Folder n'a pas de titre",
    "Give the Folder a title", "Donnez un titre au Folder", "ITI TF-3 4.2.3.4.8"};
constexpr Rule hash_is_sha256{
    "HASH_IS_SHA256", invalid, error_code::repository_metadata_error,
    "The hash has the length of a SHA-256, and XDS wants a SHA-1",
    "L'empreinte a la longueur d'un SHA-256, alors que XDS veut un SHA-1",
    "Compute the SHA-1 of the document and write it as 40 hexadecimal digits",
    "Calculez le SHA-1 du document et écrivez-le en 40 chiffres hexadécimaux", "ITI TF-3 4.2.3.2.10"};
constexpr Rule hash_is_base64{
    "HASH_IS_BASE64", invalid, error_code::repository_metadata_error,
    "The hash is in base64, and XDS wants it in hexadecimal",
    "L'empreinte est en base64, alors que XDS la veut en hexadécimal",
    "Write the same 20 bytes as 40 hexadecimal digits",
    "Écrivez les mêmes 20 octets en 40 chiffres hexadécimaux", "ITI TF-3 4.2.3.2.10"};
constexpr Rule hash_encoded_twice{
    "HASH_ENCODED_TWICE", invalid, error_code::repository_metadata_error,
    "The hash was encoded twice: its hexadecimal text was taken for its bytes",
    "L'empreinte a été encodée deux fois : son texte hexadécimal a été pris pour ses octets",
    "In FHIR, write the base64 of the 20 bytes of the SHA-1, not of its hexadecimal text",
    "En FHIR, écrivez le base64 des 20 octets du SHA-1, non celui de son texte hexadécimal",
    "ITI TF-3 4.2.3.2.10; FHIR R4 Attachment.hash"};
constexpr Rule on_demand_has_content{
    "HASH_OR_SIZE_OF_ON_DEMAND", invalid, code,
    "An on-demand entry has a hash or a size, before there is a document",
    "Une entrée à la demande a une empreinte ou une taille, avant qu'il y ait un document",
    "Leave out hash and size of on-demand entries",
    "Omettez l'empreinte et la taille des entrées à la demande", "ITI TF-3 4.2.3.2.10"};

constexpr std::array rule_list{entry_status,   folder_status,       set_status,
                               title_too_long, missing_folder_name, hash_is_sha256,
                               hash_is_base64, hash_encoded_twice,  on_demand_has_content};

constexpr std::size_t max_title_length = 128;
constexpr std::size_t sha256_hex_length = 64;
constexpr std::size_t sha1_base64_length = 28;

// The mistakes that integrators really make get their own words.
Fault fault_of_given_hash(std::string_view hash) {
    const Fault fault = fault_of_hash(hash);
    if (fault == nullptr) return nullptr;
    const auto decoded = hex_decode(hash);
    if (decoded && hash.size() == sha256_hex_length) return &hash_is_sha256;
    if (decoded && fault_of_hash(*decoded) == nullptr) return &hash_encoded_twice;
    if (hash.size() == sha1_base64_length && hash.ends_with('=')) return &hash_is_base64;
    return fault;
}

void check_hash_and_size(Checker& checker, const model::DocumentEntry& entry, const Place& place) {
    if (entry.type == model::DocumentEntryType::on_demand) {
        if (!entry.hash.empty()) checker.report(on_demand_has_content, place.of("hash"), entry.hash);
        if (entry.size) {
            checker.report(on_demand_has_content, place.of("size"), std::to_string(*entry.size));
        }
        return;
    }
    // In ITI-41 the repository computes both; a registry cannot.
    if (checker.context.transaction != Transaction::iti41) {
        require(checker, !entry.hash.empty(), place.of("hash"));
        require(checker, entry.size.has_value(), place.of("size"));
    }
    const Fault fault = entry.hash.empty() ? nullptr : fault_of_given_hash(entry.hash);
    if (fault == nullptr) return;
    Rule rule = *fault;
    // Where the repository sees the document, it is the repository that finds the hash wrong (NIST 12369).
    if (checker.context.transaction == Transaction::iti41) {
        rule.xds_code = error_code::repository_metadata_error;
    }
    checker.report(rule, place.of("hash"), entry.hash);
}

void check_entry_type(Checker& checker, const model::DocumentEntry& entry, const Place& place) {
    const bool on_demand = entry.type == model::DocumentEntryType::on_demand;
    const Transaction t = checker.context.transaction;
    const bool allowed =
        on_demand ? t == Transaction::iti61 || checker.is_update() || checker.context.allow_on_demand_entries
                  : t != Transaction::iti61;
    if (!allowed) checker.report(rules::wrong_document_entry_type, place.of("objectType"));
}

void check_entry_values(Checker& checker, const model::DocumentEntry& entry, const Place& place) {
    checker.judge(fault_of_mime_type(entry.mime_type), place.of("mimeType"), entry.mime_type);
    if (!entry.language_code.empty()) {
        checker.judge(fault_of_language(entry.language_code), place.of("languageCode"),
                      entry.language_code);
    }
    if (entry.source_patient_id) {
        checker.judge(fault_of_patient_id(*entry.source_patient_id), place.of("sourcePatientId"),
                      model::to_string(*entry.source_patient_id));
    }
    for (std::size_t i = 0; i < entry.source_patient_info.size(); ++i) {
        checker.judge(fault_of_pid_line(entry.source_patient_info[i]),
                      place.of("sourcePatientInfo").nth(i), entry.source_patient_info[i]);
    }
    if (entry.legal_authenticator) {
        checker.judge(fault_of_person(*entry.legal_authenticator), place.of("legalAuthenticator"),
                      model::to_string(*entry.legal_authenticator));
    }
    if (entry.service_start_time && entry.service_stop_time) {
        checker.judge(fault_of_period(*entry.service_start_time, *entry.service_stop_time),
                      place.of("serviceStopTime"), entry.service_stop_time->to_xds());
    }
    if (!entry.repository_unique_id.empty()) {
        checker.judge(fault_of_oid(entry.repository_unique_id), place.of("repositoryUniqueId"),
                      entry.repository_unique_id);
    }
    if (!entry.uri.empty()) checker.judge(fault_of_uri(entry.uri), place.of("URI"), entry.uri);
    for (std::size_t i = 0; i < entry.reference_id_list.size(); ++i) {
        checker.judge(fault_of_reference_id(entry.reference_id_list[i]),
                      place.of("referenceIdList").nth(i), model::to_string(entry.reference_id_list[i]));
    }
}

}  // namespace

std::span<const Rule> entry_rules() { return rule_list; }

void check_entry(Checker& checker, const model::DocumentEntry& entry, const Place& place) {
    const bool whole = !entry.limited_metadata;
    check_limited(checker, entry.limited_metadata, place);
    check_entry_type(checker, entry, place);
    if (!is_status_of_submission(checker, entry.availability_status)) {
        checker.report(entry_status, place.of("availabilityStatus"), to_urn(*entry.availability_status));
    }
    check_text(checker, entry.title, place.of("title"));
    if (utf8_length(entry.title.value) > max_title_length) {
        checker.report(title_too_long, place.of("title"), entry.title.value);
    }
    if (whole) {
        const bool on_demand = entry.type == model::DocumentEntryType::on_demand;
        require(checker, entry.creation_time.has_value() || on_demand, place.of("creationTime"));
        require(checker, !entry.language_code.empty(), place.of("languageCode"));
        require(checker, entry.source_patient_id.has_value(), place.of("sourcePatientId"));
    }
    if (checker.context.transaction != Transaction::iti41) {
        require(checker, !entry.repository_unique_id.empty(), place.of("repositoryUniqueId"));
    }
    check_hash_and_size(checker, entry, place);
    check_entry_values(checker, entry, place);

    check_authors(checker, entry.authors, place);
    check_code(checker, entry.class_code, place.of("classCode"), whole);
    check_codes(checker, entry.confidentiality_codes, place.of("confidentialityCode"), whole);
    check_codes(checker, entry.event_codes, place.of("eventCodeList"), false);
    check_code(checker, entry.format_code, place.of("formatCode"), whole);
    check_code(checker, entry.healthcare_facility_type_code, place.of("healthcareFacilityTypeCode"),
               whole);
    check_code(checker, entry.practice_setting_code, place.of("practiceSettingCode"), whole);
    check_code(checker, entry.type_code, place.of("typeCode"), whole);
    check_patient(checker, entry.patient_id, place, whole);
    check_home_community(checker, entry.home_community_id, place);
}

void check_folder(Checker& checker, const model::Folder& folder, const Place& place) {
    const bool whole = !folder.limited_metadata;
    check_limited(checker, folder.limited_metadata, place);
    if (!is_status_of_submission(checker, folder.availability_status)) {
        checker.report(folder_status, place.of("availabilityStatus"),
                       to_urn(*folder.availability_status));
    }
    if (folder.title.empty() && whole) checker.report(missing_folder_name, place.of("title"));
    check_text(checker, folder.title, place.of("title"));
    if (folder.last_update_time) {
        checker.judge(fault_of_precision(*folder.last_update_time, model::Dtm::Precision::second),
                      place.of("lastUpdateTime"), folder.last_update_time->to_xds());
    }
    check_codes(checker, folder.codes, place.of("codeList"), whole);
    check_patient(checker, folder.patient_id, place, whole);
    check_home_community(checker, folder.home_community_id, place);
}

void check_submission_set(Checker& checker) {
    const model::SubmissionSet& set = checker.submission.submission_set;
    const Place place{ObjectKind::submission_set};
    const bool whole = !set.limited_metadata;
    check_limited(checker, set.limited_metadata, place);
    if (!is_status_of_submission(checker, set.availability_status)) {
        checker.report(set_status, place.of("availabilityStatus"), to_urn(*set.availability_status));
    }
    check_text(checker, set.title, place.of("title"));
    require(checker, set.submission_time.has_value(), place.of("submissionTime"));
    for (std::size_t i = 0; i < set.intended_recipients.size(); ++i) {
        checker.judge(fault_of_recipient(set.intended_recipients[i]),
                      place.of("intendedRecipient").nth(i), to_string(set.intended_recipients[i]));
    }
    check_authors(checker, set.authors, place);
    check_code(checker, set.content_type_code, place.of("contentTypeCode"), whole);
    if (set.source_id.empty()) {
        checker.report(rules::missing_external_identifier, place.of("sourceId"), {}, "sourceId");
    } else {
        checker.judge(fault_of_oid(set.source_id), place.of("sourceId"), set.source_id);
    }
    check_patient(checker, set.patient_id, place, whole);
    check_home_community(checker, set.home_community_id, place);
}

}  // namespace dmpgw::xds

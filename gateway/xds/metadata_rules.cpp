// The run over a submission, its identifiers and its patient; and what all objects have in common.
#include "gateway/xds/metadata_rules.hpp"

#include <array>
#include <unordered_set>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/xds/checker.hpp"
#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/shared_rules.hpp"

namespace dmpgw::xds {
namespace {

constexpr auto invalid = FailureKind::invalid;
constexpr std::string_view code = error_code::registry_metadata_error;

constexpr Rule entry_uuid_missing{
    "ENTRY_UUID_MISSING", invalid, code, "The object has no id", "L'objet n'a pas d'id",
    "Give each object an id: a UUID as urn:uuid:…, or a name used in this message only",
    "Donnez un id à chaque objet : un UUID urn:uuid:…, ou un nom propre à ce message",
    "ITI TF-3 4.2.3.2.8"};
constexpr Rule uuid_not_unique{
    "UUID_NOT_UNIQUE", invalid, code, "Two objects of the submission have the same id",
    "Deux objets de l'envoi ont le même id", "Give each object an id of its own",
    "Donnez à chaque objet un id qui lui est propre", "ITI TF-3 4.2.3.2.8"};
constexpr Rule unique_id_missing{
    "UNIQUE_ID_MISSING", invalid, code, "The object has no uniqueId", "L'objet n'a pas de uniqueId",
    "Give the uniqueId: an OID, for a document also another identifier",
    "Donnez le uniqueId : un OID, ou pour un document un autre identifiant", "ITI TF-3 4.2.3.2.26"};
constexpr Rule unique_id_not_unique{
    "UNIQUE_ID_NOT_UNIQUE", FailureKind::duplicate, error_code::registry_duplicate_unique_id_in_message,
    "Two objects of the submission have the same uniqueId",
    "Deux objets de l'envoi ont le même uniqueId", "Give each object a uniqueId of its own",
    "Donnez à chaque objet un uniqueId qui lui est propre", "ITI TF-3 Table 4.2.4.1-2"};
constexpr Rule unique_id_not_unique_repo{
    "UNIQUE_ID_NOT_UNIQUE_REPO", FailureKind::duplicate,
    error_code::repository_duplicate_unique_id_in_message,
    "Two objects of the submission have the same uniqueId",
    "Deux objets de l'envoi ont le même uniqueId", "Give each object a uniqueId of its own",
    "Donnez à chaque objet un uniqueId qui lui est propre", "ITI TF-3 Table 4.2.4.1-2"};
constexpr Rule entry_patient_wrong{
    "DOC_ENTRY_PATIENT_ID_WRONG", FailureKind::conflict, error_code::patient_id_does_not_match,
    "The DocumentEntry is about another patient than the SubmissionSet",
    "Le DocumentEntry concerne un autre patient que le SubmissionSet",
    "Send the documents of one patient only, with the same patientId everywhere",
    "N'envoyez que les documents d'un seul patient, avec partout le même patientId",
    "ITI TF-2 3.42.4.1.3.3"};
constexpr Rule folder_patient_wrong{
    "FOLDER_PATIENT_ID_WRONG", FailureKind::conflict, error_code::patient_id_does_not_match,
    "The Folder is about another patient than the SubmissionSet",
    "Le Folder concerne un autre patient que le SubmissionSet",
    "Send the folders of one patient only, with the same patientId everywhere",
    "N'envoyez que les dossiers d'un seul patient, avec partout le même patientId",
    "ITI TF-2 3.42.4.1.3.3"};
constexpr Rule node_representation_missing{
    "NODE_REPRESENTATION_MISSING", invalid, code, "The code itself is empty",
    "Le code lui-même est vide", "Give the code (in ebRIM: nodeRepresentation)",
    "Donnez le code (en ebRIM : nodeRepresentation)", "ITI TF-3 4.2.3.1.2"};
constexpr Rule coding_scheme_missing{
    "CODING_SCHEME_MISSING", invalid, code, "The code has no coding scheme",
    "Le code n'a pas de système de codage", "Give the OID of the code system",
    "Donnez l'OID du système de codage", "ITI TF-3 4.2.3.1.2"};
constexpr Rule invalid_title_encoding{
    "INVALID_TITLE_ENCODING", invalid, code, "The text says it is not in UTF-8",
    "Le texte se déclare dans un autre encodage qu'UTF-8", "Leave charset out, or write UTF-8",
    "Omettez charset, ou écrivez UTF-8", "ITI TF-3 4.2.3.1.8"};
constexpr Rule author_incomplete{
    "AUTHOR_INCOMPLETE", invalid, code,
    "The author has neither a person, nor an institution, nor an address",
    "L'auteur n'a ni personne, ni établissement, ni adresse",
    "Give authorPerson, authorInstitution or authorTelecommunication",
    "Donnez authorPerson, authorInstitution ou authorTelecommunication", "ITI TF-3 4.2.3.2.1"};
constexpr Rule invalid_home_community{
    "INVALID_HOME_COMMUNITY_ID", invalid, code, "The home community is not an OID as a URN",
    "La communauté d'origine n'est pas un OID sous forme d'URN", "Write urn:oid: and the OID",
    "Écrivez urn:oid: suivi de l'OID", "ITI TF-3 4.2.3.2.12"};
constexpr Rule limited_metadata_prohibited{
    "LIMITED_METADATA_PROHIBITED", invalid, code,
    "The object says its metadata is limited, which is not taken here",
    "L'objet annonce des métadonnées limitées, ce qui n'est pas accepté ici",
    "Send all mandatory attributes and remove the mark of limited metadata",
    "Envoyez tous les attributs obligatoires et retirez la marque de métadonnées limitées",
    "ITI TF-3 4.2.3.1.9"};

constexpr std::array common{entry_uuid_missing,
                            uuid_not_unique,
                            unique_id_missing,
                            unique_id_not_unique,
                            unique_id_not_unique_repo,
                            entry_patient_wrong,
                            folder_patient_wrong,
                            node_representation_missing,
                            coding_scheme_missing,
                            invalid_title_encoding,
                            author_incomplete,
                            invalid_home_community,
                            limited_metadata_prohibited};

constexpr Place set_place{ObjectKind::submission_set};

// Runs over all objects that have an entryUUID and a uniqueId.
template <class Visit>
void for_each_object(const model::Submission& s, Visit visit) {
    visit(s.submission_set.entry_uuid, s.submission_set.unique_id, set_place);
    for (std::size_t i = 0; i < s.entries.size(); ++i) {
        visit(s.entries[i].entry_uuid, s.entries[i].unique_id, Place{ObjectKind::document_entry, i});
    }
    for (std::size_t i = 0; i < s.folders.size(); ++i) {
        visit(s.folders[i].entry_uuid, s.folders[i].unique_id, Place{ObjectKind::folder, i});
    }
}

void check_unique_id(Checker& checker, std::string_view id, const Place& place) {
    if (id.empty()) {
        checker.report(unique_id_missing, place);
    } else if (place.kind == ObjectKind::document_entry || id.size() > max_unique_id_length) {
        checker.judge(fault_of_document_unique_id(id), place, id);
    } else {
        checker.judge(fault_of_oid(id), place, id);
    }
}

bool is_sound(const std::optional<model::Cx>& patient) {
    return patient && fault_of_patient_id(*patient) == nullptr;
}

}  // namespace

std::span<const Rule> common_rules() { return common; }

void Checker::report(const Rule& rule, const Place& place, std::string_view value,
                     std::string_view detail, Severity severity) {
    if (findings_.size() >= max_findings) return;
    if (context.reported != nullptr && context.reported->contains(place)) return;
    std::string where = context.locate ? context.locate(place) : describe(place);
    findings_.push_back(detail.empty() ? finding(rule, std::move(where), value, severity)
                                       : finding(rule, std::move(where), value, detail, severity));
}

void check_identifiers(Checker& checker) {
    std::unordered_set<std::string_view> uuids;
    const auto check_uuid = [&](std::string_view id, const Place& place) {
        if (id.starts_with("urn:uuid:")) checker.judge(fault_of_urn_uuid(id), place, id);
        if (!id.empty() && !uuids.insert(id).second) checker.report(uuid_not_unique, place, id);
    };
    const model::Submission& s = checker.submission;
    for_each_object(s, [&](std::string_view uuid, std::string_view, const Place& object) {
        if (uuid.empty()) checker.report(entry_uuid_missing, object.of("entryUUID"));
        check_uuid(uuid, object.of("entryUUID"));
    });
    for (std::size_t i = 0; i < s.associations.size(); ++i) {
        // An association without an id gets one later: nothing in a message need refer to it.
        check_uuid(s.associations[i].entry_uuid, Place{ObjectKind::association, i}.of("entryUUID"));
    }
    const Rule& twice = checker.context.transaction == Transaction::iti41 ? unique_id_not_unique_repo
                                                                          : unique_id_not_unique;
    std::unordered_set<std::string_view> unique_ids;
    for_each_object(s, [&](std::string_view, std::string_view id, const Place& object) {
        const Place place = object.of("uniqueId");
        check_unique_id(checker, id, place);
        if (!id.empty() && !unique_ids.insert(id).second) checker.report(twice, place, id);
    });
}

void check_one_patient(Checker& checker) {
    const model::Submission& s = checker.submission;
    // An identifier that is wrong by itself has been reported; comparing it would say the same twice.
    if (!is_sound(s.submission_set.patient_id)) return;
    const std::string patient = s.submission_set.patient_id->key();
    const auto compare = [&](const std::optional<model::Cx>& id, const Rule& rule, const Place& object) {
        if (is_sound(id) && id->key() != patient) {
            checker.report(rule, object.of("patientId"), model::to_string(*id), patient);
        }
    };
    for (std::size_t i = 0; i < s.entries.size(); ++i) {
        compare(s.entries[i].patient_id, entry_patient_wrong, {ObjectKind::document_entry, i});
    }
    for (std::size_t i = 0; i < s.folders.size(); ++i) {
        compare(s.folders[i].patient_id, folder_patient_wrong, {ObjectKind::folder, i});
    }
}

void require(Checker& checker, bool present, const Place& place) {
    if (!present) checker.report(rules::wrong_number_of_slot_values, place, {}, place.attribute);
}

void check_code(Checker& checker, const std::optional<model::Code>& value, const Place& place,
                bool required) {
    if (!value) {
        if (required) {
            checker.report(rules::wrong_number_of_classifications, place, {}, place.attribute);
        }
        return;
    }
    if (value->code.empty()) checker.report(node_representation_missing, place, {}, place.attribute);
    if (value->scheme.empty()) {
        checker.report(coding_scheme_missing, place, value->code, place.attribute);
    }
}

void check_codes(Checker& checker, const std::vector<model::Code>& codes, const Place& place,
                 bool required) {
    if (codes.empty() && required) {
        checker.report(rules::wrong_number_of_classifications, place, {}, place.attribute);
    }
    for (std::size_t i = 0; i < codes.size(); ++i) check_code(checker, codes[i], place.nth(i), true);
}

void check_authors(Checker& checker, const std::vector<model::Author>& authors, const Place& object) {
    for (std::size_t i = 0; i < authors.size(); ++i) {
        const model::Author& author = authors[i];
        const Place place = object.of("author").nth(i);
        if (!author.author_person && author.author_institution.empty() &&
            author.author_telecommunication.empty()) {
            checker.report(author_incomplete, place);
        }
        if (author.author_person) {
            checker.judge(fault_of_person(*author.author_person), place.in("authorPerson"),
                          model::to_string(*author.author_person));
        }
        for (std::size_t k = 0; k < author.author_institution.size(); ++k) {
            checker.judge(fault_of_organization(author.author_institution[k]),
                          place.in("authorInstitution").nth(k),
                          model::to_string(author.author_institution[k]));
        }
        for (std::size_t k = 0; k < author.author_telecommunication.size(); ++k) {
            checker.judge(fault_of_telecom(author.author_telecommunication[k]),
                          place.in("authorTelecommunication").nth(k),
                          model::to_string(author.author_telecommunication[k]));
        }
    }
}

void check_text(Checker& checker, const model::LocalizedString& text, const Place& place) {
    const bool utf8 = text.charset.empty() || equals_ignoring_case(text.charset, "UTF-8") ||
                      equals_ignoring_case(text.charset, "UTF8");
    if (!utf8) checker.report(invalid_title_encoding, place, text.charset);
}

void check_patient(Checker& checker, const std::optional<model::Cx>& patient, const Place& object,
                   bool required) {
    const Place place = object.of("patientId");
    if (patient) {
        checker.judge(fault_of_patient_id(*patient), place, model::to_string(*patient));
    } else if (required) {
        checker.report(rules::missing_external_identifier, place, {}, "patientId");
    }
}

void check_home_community(Checker& checker, std::string_view id, const Place& object) {
    if (id.empty() || (is_urn_oid(id) && id.size() <= max_oid_length + 8)) return;
    checker.report(invalid_home_community, object.of("homeCommunityId"), id);
}

void check_limited(Checker& checker, bool limited, const Place& object) {
    if (limited && !checker.context.allow_limited_metadata) {
        checker.report(limited_metadata_prohibited, object);
    }
}

bool is_status_of_submission(const Checker& checker,
                             const std::optional<model::AvailabilityStatus>& status) {
    return !status || checker.is_update() || *status == model::AvailabilityStatus::approved ||
           *status == model::AvailabilityStatus::submitted;
}

Findings check(const model::Submission& submission, const RuleContext& context) {
    Checker checker(submission, context);
    check_identifiers(checker);
    check_associations(checker);
    check_update_message(checker);
    for (std::size_t i = 0; i < submission.entries.size(); ++i) {
        check_entry(checker, submission.entries[i], {ObjectKind::document_entry, i});
    }
    for (std::size_t i = 0; i < submission.folders.size(); ++i) {
        check_folder(checker, submission.folders[i], {ObjectKind::folder, i});
    }
    check_submission_set(checker);
    check_one_patient(checker);
    check_lengths(checker);
    return checker.take();
}

}  // namespace dmpgw::xds

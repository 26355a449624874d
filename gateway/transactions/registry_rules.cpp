#include "gateway/transactions/registry_rules.hpp"

#include <algorithm>
#include <set>

namespace dmpgw::transactions {
namespace {

constexpr Rule submission_set_known{
    "SUBMISSION_SET_UNIQUE_ID_KNOWN", FailureKind::duplicate, "XDSDuplicateUniqueIdInRegistry",
    "A submission set with this uniqueId is registered already, by another source or in another way",
    "Un lot de soumission portant cet uniqueId est déjà enregistré, par une autre source ou d'une autre manière",
    "Give each new submission set a new uniqueId; send exactly the same content to repeat a submission",
    "Donnez un nouvel uniqueId à chaque lot ; pour répéter une soumission, renvoyez exactement le même contenu",
    "ITI TF-3 4.2.3.3.12"};
constexpr Rule folder_known{
    "FOLDER_UNIQUE_ID_KNOWN", FailureKind::duplicate, "XDSDuplicateUniqueIdInRegistry",
    "A folder with this uniqueId is registered already",
    "Un classeur portant cet uniqueId est déjà enregistré",
    "Give the new folder a new uniqueId, or add documents to the known folder by HasMember associations",
    "Donnez un nouvel uniqueId au classeur, ou ajoutez des documents au classeur connu par des associations HasMember",
    "ITI TF-3 4.2.3.4.9"};
constexpr Rule entry_uuid_known{
    "ENTRY_UUID_KNOWN", FailureKind::duplicate, "XDSRegistryMetadataError",
    "An object with this entryUUID is registered already",
    "Un objet portant cet entryUUID est déjà enregistré",
    "Use a symbolic id, or a new UUID for each object",
    "Utilisez un identifiant symbolique, ou un nouvel UUID pour chaque objet", "ITI TF-3 4.2.3.2.7"};
constexpr Rule not_identical_hash{
    "DOCUMENT_NOT_IDENTICAL", FailureKind::conflict, "XDSNonIdenticalHash",
    "A document with this uniqueId is registered already, with other bytes",
    "Un document portant cet uniqueId est déjà enregistré, avec d'autres octets",
    "Give the new document a new uniqueId; to replace the old one send an RPLC association to it",
    "Donnez un nouvel uniqueId au nouveau document ; pour remplacer l'ancien, envoyez une association RPLC",
    "ITI TF-3 4.2.3.2.26"};
constexpr Rule target_not_found{
    "TARGET_NOT_FOUND", FailureKind::not_found, "UnresolvedReferenceException",
    "An association refers to an object that is neither in the message nor registered",
    "Une association désigne un objet qui n'est ni dans le message ni enregistré",
    "Refer to the entryUUID that a query returns for the object",
    "Désignez l'objet par l'entryUUID que renvoie une recherche", "ITI TF-3 4.2.2"};
constexpr Rule source_not_found{
    "SOURCE_NOT_FOUND", FailureKind::not_found, "UnresolvedReferenceException",
    "An association starts at an object that is neither in the message nor a registered folder",
    "Une association part d'un objet qui n'est ni dans le message ni un classeur enregistré",
    "Let the association start at an object of this submission, or at the entryUUID of a folder that a query returns",
    "Faites partir l'association d'un objet de cette soumission, ou de l'entryUUID d'un classeur renvoyé par une recherche",
    "ITI TF-3 4.2.2"};
constexpr Rule target_deprecated{
    "TARGET_DEPRECATED", FailureKind::conflict, "XDSRegistryDeprecatedDocumentError",
    "A relationship refers to a document that is not Approved any more",
    "Une relation désigne un document qui n'est plus à l'état Approved",
    "Refer to the newest version of the document: query for it with status Approved",
    "Désignez la dernière version du document : recherchez-le avec le statut Approved", "ITI TF-2 3.42.4.1.3.5"};
constexpr Rule target_other_patient{
    "TARGET_OTHER_PATIENT", FailureKind::invalid, "XDSPatientIdDoesNotMatch",
    "A relationship joins documents of two patients",
    "Une relation lie des documents de deux patients",
    "Check the patient of the submission and the entryUUID of the document referred to",
    "Vérifiez le patient de la soumission et l'entryUUID du document désigné", "ITI TF-2 3.42.4.1.3.5"};

constexpr Rule unknown_patient{
    "PATIENT_NOT_REGISTERED", FailureKind::invalid, "XDSUnknownPatientId",
    "The patient is not registered here, and this sender's patients must be",
    "Le patient n'est pas enregistré ici, alors que ceux de cet émetteur doivent l'être",
    "Register the patient first, by PUT /fhir/Patient or the identity feed, or correct the identifier and its authority",
    "Enregistrez d'abord le patient, par PUT /fhir/Patient ou le flux d'identités, ou corrigez l'identifiant et son autorité",
    "ITI TF-2 3.42.4.1.3"};

std::set<std::string, std::less<>> ids_of(const model::Submission& submission) {
    std::set<std::string, std::less<>> ids{submission.submission_set.entry_uuid};
    for (const auto& e : submission.entries) ids.insert(e.entry_uuid);
    for (const auto& f : submission.folders) ids.insert(f.entry_uuid);
    for (const auto& a : submission.associations) ids.insert(a.entry_uuid);
    return ids;
}

std::string same_patient_key(const std::optional<model::Cx>& patient) { return patient ? patient->key() : ""; }

using xds::ObjectKind;
using xds::Place;

class StateCheck {
  public:
    StateCheck(const model::Submission& submission, const storage::RegistryView& registry, const xds::Locate& locate)
        : submission_(submission), registry_(registry), locate_(locate), own_ids_(ids_of(submission)) {}

    Findings run() {
        check_submission_set();
        for (std::size_t i = 0; i < submission_.folders.size(); ++i) check_folder(i);
        for (std::size_t i = 0; i < submission_.entries.size(); ++i) check_entry(i);
        for (std::size_t i = 0; i < submission_.associations.size(); ++i) check_association(i);
        return std::move(findings_);
    }

  private:
    void check_submission_set() {
        const auto& set = submission_.submission_set;
        const Place place{ObjectKind::submission_set};
        if (registry_.submission_set_by_unique_id(set.unique_id)) {
            add(submission_set_known, place.of("uniqueId"), set.unique_id);
        }
        if (registry_.submission_set_by_uuid(set.entry_uuid)) {
            add(entry_uuid_known, place.of("entryUUID"), set.entry_uuid);
        }
    }

    void check_folder(std::size_t i) {
        const auto& folder = submission_.folders[i];
        const Place place{ObjectKind::folder, i};
        if (registry_.folder_by_unique_id(folder.unique_id)) {
            add(folder_known, place.of("uniqueId"), folder.unique_id);
        }
        if (registry_.folder_by_uuid(folder.entry_uuid)) {
            add(entry_uuid_known, place.of("entryUUID"), folder.entry_uuid);
        }
    }

    void check_entry(std::size_t i) {
        const auto& entry = submission_.entries[i];
        const Place place{ObjectKind::document_entry, i};
        if (registry_.entry_by_uuid(entry.entry_uuid)) {
            add(entry_uuid_known, place.of("entryUUID"), entry.entry_uuid);
        }
        if (entry.type == model::DocumentEntryType::on_demand) return;
        for (const storage::StoredEntry& known : registry_.entries_by_unique_id(entry.unique_id)) {
            if (!known.entry.hash.empty() && !entry.hash.empty() && known.entry.hash != entry.hash) {
                add(not_identical_hash, place.of("uniqueId"), entry.unique_id);
                break;
            }
        }
    }

    void check_association(std::size_t i) {
        const auto& association = submission_.associations[i];
        const Place place{ObjectKind::association, i};
        const Place where = place.of("targetObject");
        if (!own_ids_.contains(association.source)) check_foreign_source(association, place.of("sourceObject"));
        if (own_ids_.contains(association.target)) return;
        if (const auto entry = registry_.entry_by_uuid(association.target)) {
            check_target_entry(association, entry->entry, where);
        } else if (!registry_.folder_by_uuid(association.target) &&
                   !registry_.association_by_uuid(association.target) &&
                   !registry_.submission_set_by_uuid(association.target)) {
            add(target_not_found, where, association.target);
        }
    }

    void check_target_entry(const model::Association& association, const model::DocumentEntry& target,
                            const Place& where) {
        if (!model::is_relationship(association.type)) return;
        if (target.availability_status != model::AvailabilityStatus::approved) {
            add(target_deprecated, where, association.target);
        }
        if (same_patient_key(target.patient_id) != same_patient_key(submission_.submission_set.patient_id)) {
            add(target_other_patient, where, association.target);
        }
    }

    // A known folder may take in new members; everything else starts in the message itself.
    void check_foreign_source(const model::Association& association, const Place& where) {
        const auto folder = registry_.folder_by_uuid(association.source);
        if (!folder) {
            add(source_not_found, where, association.source);
        } else if (same_patient_key(folder->patient_id) !=
                   same_patient_key(submission_.submission_set.patient_id)) {
            add(target_other_patient, where, association.source);
        }
    }

    void add(const Rule& rule, const Place& place, std::string_view value) {
        findings_.push_back(finding(rule, locate_ ? locate_(place) : describe(place), value));
    }

    const model::Submission& submission_;
    const storage::RegistryView& registry_;
    const xds::Locate& locate_;
    std::set<std::string, std::less<>> own_ids_;
    Findings findings_;
};

}  // namespace

Findings check_against_registry(const model::Submission& submission, const storage::RegistryView& registry,
                                const xds::Locate& locate) {
    return StateCheck(submission, registry, locate).run();
}

Findings check_patient_known(const model::Submission& submission, const std::vector<storage::PatientRecord>& along,
                             const storage::RegistryView& registry, const xds::Locate& locate) {
    const auto& patient = submission.submission_set.patient_id;
    if (!patient) return {};
    const std::string key = "urn:oid:" + patient->assigning_authority.universal_id + "|" + patient->id;
    const bool comes_along = std::any_of(along.begin(), along.end(), [&](const storage::PatientRecord& record) {
        return std::find(record.identifiers.begin(), record.identifiers.end(), key) != record.identifiers.end();
    });
    if (comes_along || !registry.patients_by_identifier(key).empty()) return {};
    const Place place = Place{ObjectKind::submission_set}.of("patientId");
    return {finding(unknown_patient, locate ? locate(place) : describe(place), model::to_string(*patient))};
}

}  // namespace dmpgw::transactions

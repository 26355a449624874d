// Associations: who may point to whom, ITI TF-3 4.2.2; ITI TF-2 3.42.4.1.3 and 3.57.4.1.3.
#include <array>
#include <unordered_set>

#include "gateway/xds/checker.hpp"
#include "gateway/xds/error_codes.hpp"

namespace dmpgw::xds {
namespace {

using model::Association;
using model::AssociationType;

constexpr auto invalid = FailureKind::invalid;
constexpr std::string_view code = error_code::registry_metadata_error;

constexpr Rule end_missing{
    "ASSOCIATION_END_MISSING", invalid, code, "The Association lacks one of its two objects",
    "Il manque à l'Association l'un de ses deux objets", "Give both sourceObject and targetObject",
    "Donnez sourceObject et targetObject", "ITI TF-3 4.2.2"};
constexpr Rule to_itself{
    "ASSOCIATION_TO_ITSELF", invalid, code, "The Association leads from an object to itself",
    "L'Association relie un objet à lui-même", "Correct sourceObject or targetObject",
    "Corrigez sourceObject ou targetObject", "ITI TF-3 4.2.2"};
constexpr Rule set_as_target{
    "SUBMISSION_SET_AS_TARGET", invalid, code,
    "A SubmissionSet is the target of an Association that cannot have it as target",
    "Un SubmissionSet est la cible d'une Association qui ne peut l'avoir pour cible",
    "Exchange sourceObject and targetObject, or name the DocumentEntry",
    "Échangez sourceObject et targetObject, ou désignez le DocumentEntry", "ITI TF-3 4.2.2"};
constexpr Rule unresolved_reference{
    "UNRESOLVED_REFERENCE", FailureKind::not_found, error_code::unresolved_reference,
    "The Association names an object that is not in the submission",
    "L'Association désigne un objet absent de l'envoi",
    "Correct the symbolic id, or use the entryUUID (urn:uuid:…) of an object already registered",
    "Corrigez l'id symbolique, ou utilisez l'entryUUID (urn:uuid:…) d'un objet déjà enregistré",
    "ITI TF-2 3.42.4.1.3.7"};
constexpr Rule doc_code_on_has_member{
    "DOC_CODE_NOT_ALLOWED_ON_HAS_MEMBER", invalid, code,
    "A HasMember Association carries a documentation code",
    "Une Association HasMember porte un code de documentation",
    "Remove the Classification from the Association",
    "Retirez la Classification de l'Association", "ITI TF-3 4.2.2.2"};
constexpr Rule status_mandatory{
    "SUBMISSION_SET_STATUS_MANDATORY", invalid, code,
    "The Association between SubmissionSet and DocumentEntry has no SubmissionSetStatus",
    "L'Association entre SubmissionSet et DocumentEntry n'a pas de SubmissionSetStatus",
    "Add the Slot SubmissionSetStatus with the value Original",
    "Ajoutez le Slot SubmissionSetStatus avec la valeur Original", "ITI TF-3 4.2.2.2.1"};
constexpr Rule invalid_status{
    "INVALID_SUBMISSION_SET_STATUS", invalid, code,
    "The SubmissionSetStatus is neither Original nor Reference",
    "Le SubmissionSetStatus n'est ni Original ni Reference",
    "Write Original for a new document, Reference for a registered one",
    "Écrivez Original pour un nouveau document, Reference pour un document déjà enregistré",
    "ITI TF-3 4.2.2.2.1"};
constexpr Rule missing_original{
    "MISSING_ORIGINAL", invalid, code, "An Original member is not in the submission",
    "Un membre Original est absent de l'envoi",
    "Add the DocumentEntry, or write Reference if it is registered already",
    "Ajoutez le DocumentEntry, ou écrivez Reference s'il est déjà enregistré", "ITI TF-3 4.2.2.2.1"};
constexpr Rule has_member_source{
    "HAS_MEMBER_OF_DOCUMENT", invalid, code, "A DocumentEntry is said to have members",
    "Un DocumentEntry est présenté comme ayant des membres",
    "Let the SubmissionSet or a Folder be the sourceObject of HasMember",
    "Faites du SubmissionSet ou d'un Folder le sourceObject de HasMember", "ITI TF-3 4.2.2.2"};
constexpr Rule missing_has_member{
    "MISSING_HAS_MEMBER_ASSOCIATION", invalid, code,
    "The object is not linked to the SubmissionSet", "L'objet n'est pas relié au SubmissionSet",
    "Add a HasMember Association from the SubmissionSet to it",
    "Ajoutez une Association HasMember du SubmissionSet vers lui", "ITI TF-3 4.2.1.4"};
constexpr Rule source_not_found{
    "SOURCE_UUID_NOT_FOUND", FailureKind::not_found, error_code::unresolved_reference,
    "The source of the relationship is not a DocumentEntry of the submission",
    "La source de la relation n'est pas un DocumentEntry de l'envoi",
    "Name the new document as sourceObject and the registered one as targetObject",
    "Désignez le nouveau document comme sourceObject et le document enregistré comme targetObject",
    "ITI TF-3 4.2.2.2.2"};
constexpr Rule missing_snapshot{
    "MISSING_SNAPSHOT_ASSOCIATION", invalid, code,
    "The source of IsSnapshotOf is not a stable DocumentEntry of the submission",
    "La source d'IsSnapshotOf n'est pas un DocumentEntry stable de l'envoi",
    "Name the snapshot's DocumentEntry as sourceObject",
    "Désignez le DocumentEntry de l'instantané comme sourceObject", "ITI TF-3 4.2.2.2.6"};
constexpr Rule missing_submission_set{
    "MISSING_SUBMISSION_SET", invalid, code,
    "The source of the Association is not the SubmissionSet of the message",
    "La source de l'Association n'est pas le SubmissionSet du message",
    "Name the SubmissionSet as sourceObject", "Désignez le SubmissionSet comme sourceObject",
    "ITI TF-2 3.57.4.1.3.3"};
constexpr Rule missing_association{
    "MISSING_ASSOCIATION", invalid, code,
    "The target of SubmitAssociation is not an Association of the message",
    "La cible de SubmitAssociation n'est pas une Association du message",
    "Name the Association to add as targetObject",
    "Désignez l'Association à ajouter comme targetObject", "ITI TF-2 3.57.4.1.3.3.4"};
constexpr Rule missing_original_status{
    "MISSING_ORIGINAL_STATUS", invalid, error_code::metadata_update_operation_error, "The OriginalStatus is missing or unknown",
    "OriginalStatus manque ou est inconnu",
    "Add the Slot OriginalStatus with the URN of the present status",
    "Ajoutez le Slot OriginalStatus avec l'URN du statut actuel", "ITI TF-2 3.57.4.1.3.3.2"};
constexpr Rule missing_new_status{
    "MISSING_NEW_STATUS", invalid, error_code::metadata_update_operation_error, "The NewStatus is missing or unknown",
    "NewStatus manque ou est inconnu", "Add the Slot NewStatus with the URN of the wanted status",
    "Ajoutez le Slot NewStatus avec l'URN du statut voulu", "ITI TF-2 3.57.4.1.3.3.2"};
constexpr Rule type_not_allowed{
    "ASSOCIATION_TYPE_NOT_ALLOWED", invalid, code,
    "This Association is for updates and has no place in a submission",
    "Cette Association sert aux mises à jour et n'a pas sa place dans un envoi",
    "Send it with Update Document Set (ITI-57)", "Envoyez-la par Update Document Set (ITI-57)",
    "ITI TF-3 Table 4.2.2-1"};

constexpr std::array rule_list{end_missing,
                               to_itself,
                               set_as_target,
                               unresolved_reference,
                               doc_code_on_has_member,
                               status_mandatory,
                               invalid_status,
                               missing_original,
                               has_member_source,
                               missing_has_member,
                               source_not_found,
                               missing_snapshot,
                               missing_submission_set,
                               missing_association,
                               missing_original_status,
                               missing_new_status,
                               type_not_allowed};

// What the message holds, by id.
struct Ids {
    explicit Ids(const model::Submission& s) : set(s.submission_set.entry_uuid) {
        for (const auto& entry : s.entries) {
            entries.insert(entry.entry_uuid);
            if (entry.type == model::DocumentEntryType::stable) stable_entries.insert(entry.entry_uuid);
        }
        for (const auto& folder : s.folders) folders.insert(folder.entry_uuid);
        for (const auto& association : s.associations) associations.insert(association.entry_uuid);
    }
    bool has(std::string_view id) const {
        return id == set || entries.contains(id) || folders.contains(id) || associations.contains(id);
    }

    std::string_view set;
    std::unordered_set<std::string_view> entries;
    std::unordered_set<std::string_view> stable_entries;
    std::unordered_set<std::string_view> folders;
    std::unordered_set<std::string_view> associations;
};

void check_has_member(Checker& checker, const Association& a, const Place& place, const Ids& ids) {
    if (a.document_code) {
        checker.report(doc_code_on_has_member, place.of("documentationCode"), a.document_code->code);
    }
    if (ids.entries.contains(a.source)) {
        checker.report(has_member_source, place.of("sourceObject"), a.source);
    }
    if (a.target == ids.set) checker.report(set_as_target, place.of("targetObject"), a.target);
    const Place status = place.of("SubmissionSetStatus");
    if (a.submission_set_status.empty()) {
        const bool member = a.source == ids.set && ids.entries.contains(a.target);
        if (member) checker.report(status_mandatory, status);
    } else if (a.submission_set_status == "Original") {
        if (!ids.has(a.target)) checker.report(missing_original, place.of("targetObject"), a.target);
    } else if (a.submission_set_status != "Reference") {
        checker.report(invalid_status, status, a.submission_set_status);
    }
}

void check_relationship(Checker& checker, const Association& a, const Place& place, const Ids& ids) {
    if (a.target == ids.set && a.type != AssociationType::signs) {
        // A signature may sign the whole set (IHE DSG, and every DMP submission); nothing else may.
        checker.report(set_as_target, place.of("targetObject"), a.target);
    }
    if (checker.is_update()) return;
    if (a.type == AssociationType::is_snapshot_of) {
        if (!ids.stable_entries.contains(a.source)) {
            checker.report(missing_snapshot, place.of("sourceObject"), a.source);
        }
    } else if (!ids.entries.contains(a.source)) {
        checker.report(source_not_found, place.of("sourceObject"), a.source);
    }
}

void check_update(Checker& checker, const Association& a, const Place& place, const Ids& ids) {
    if (!checker.is_update()) checker.report(type_not_allowed, place.of("associationType"));
    if (a.source != ids.set) {
        checker.report(missing_submission_set, place.of("sourceObject"), a.source);
    }
    if (a.type == AssociationType::submit_association) {
        if (!ids.associations.contains(a.target)) {
            checker.report(missing_association, place.of("targetObject"), a.target);
        }
        return;
    }
    if (!model::availability_status_of(a.original_status)) {
        checker.report(missing_original_status, place.of("OriginalStatus"), a.original_status);
    }
    if (!model::availability_status_of(a.new_status)) {
        checker.report(missing_new_status, place.of("NewStatus"), a.new_status);
    }
}

void check_ends(Checker& checker, const Association& a, const Place& place, const Ids& ids) {
    const Reported* reported = checker.context.reported;
    const auto check_end = [&](const std::string& id, const Place& end, bool reported_elsewhere) {
        if (id.empty()) {
            checker.report(end_missing, end);
        } else if (id.starts_with("urn:uuid:")) {
            checker.judge(fault_of_urn_uuid(id), end, id);
        } else if (!reported_elsewhere && !ids.has(id) &&
                   (reported == nullptr || !reported->is_dropped(id))) {
            checker.report(unresolved_reference, end, id);
        }
    };
    // Where a rule of the type names the missing object, this one is silent.
    const bool source_judged = !checker.is_update() && a.type != AssociationType::has_member;
    const bool target_judged = a.type == AssociationType::submit_association ||
                               a.submission_set_status == "Original";
    check_end(a.source, place.of("sourceObject"), source_judged);
    check_end(a.target, place.of("targetObject"), target_judged);
    if (!a.source.empty() && a.source == a.target) {
        checker.report(to_itself, place.of("targetObject"), a.target);
    }
}

// Every entry and folder of a submission is a member of its set.
void check_membership(Checker& checker, const Ids& ids) {
    if (!checker.context.associations_complete || checker.is_update() || ids.set.empty()) return;
    const model::Submission& s = checker.submission;
    std::unordered_set<std::string_view> members;
    for (const Association& a : s.associations) {
        if (a.type == AssociationType::has_member && a.source == ids.set) members.insert(a.target);
    }
    for (std::size_t i = 0; i < s.entries.size(); ++i) {
        if (!members.contains(s.entries[i].entry_uuid)) {
            checker.report(missing_has_member, {ObjectKind::document_entry, i}, s.entries[i].entry_uuid);
        }
    }
    for (std::size_t i = 0; i < s.folders.size(); ++i) {
        if (!members.contains(s.folders[i].entry_uuid)) {
            // Registries in the field take such folders, and the public test suites send them.
            checker.report(missing_has_member, {ObjectKind::folder, i}, s.folders[i].entry_uuid, {},
                           Severity::warning);
        }
    }
}

}  // namespace

std::span<const Rule> association_rules() { return rule_list; }

void check_associations(Checker& checker) {
    const model::Submission& s = checker.submission;
    const Ids ids(s);
    for (std::size_t i = 0; i < s.associations.size(); ++i) {
        const Association& a = s.associations[i];
        const Place place{ObjectKind::association, i};
        check_ends(checker, a, place, ids);
        if (a.type == AssociationType::has_member) {
            check_has_member(checker, a, place, ids);
        } else if (model::is_relationship(a.type)) {
            check_relationship(checker, a, place, ids);
        } else {
            check_update(checker, a, place, ids);
        }
    }
    check_membership(checker, ids);
}

}  // namespace dmpgw::xds

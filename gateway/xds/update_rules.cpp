// What an update says in its message, ITI TF-2 3.57.4.1.2 (Metadata Update) and 3.92.4.1.2 (Restricted Metadata
// Update). What must hold of the registry's state is in transactions/metadata_update.
#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "gateway/base/identifiers.hpp"
#include "gateway/xds/checker.hpp"
#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/update_rules.hpp"

namespace dmpgw::xds {
namespace {

using model::Association;
using model::AssociationType;

constexpr auto invalid = FailureKind::invalid;
constexpr std::string_view operation = error_code::metadata_update_operation_error;

constexpr Rule no_operation{
    "UPDATE_WITHOUT_OPERATION", invalid, operation, "The message updates nothing",
    "Le message ne met rien à jour",
    "Send a new version of a DocumentEntry or Folder, an UpdateAvailabilityStatus or a SubmitAssociation",
    "Envoyez une nouvelle version d'un DocumentEntry ou Folder, un UpdateAvailabilityStatus ou un SubmitAssociation",
    "ITI TF-2 3.57.4.1.3.3"};
constexpr Rule stray_association{
    "ASSOCIATION_OUTSIDE_OPERATION", invalid, operation,
    "An Association belongs to no operation of the update",
    "Une Association ne relève d'aucune opération de la mise à jour",
    "Submit new Associations between known objects by a SubmitAssociation of the SubmissionSet",
    "Soumettez les nouvelles Associations entre objets connus par un SubmitAssociation du SubmissionSet",
    "ITI TF-2 3.57.4.1.3.3"};
constexpr Rule missing_has_member{
    "UPDATED_OBJECT_OUTSIDE_SET", invalid, error_code::metadata_annotation_error,
    "An updated object is no member of the SubmissionSet", "Un objet mis à jour n'est pas membre du SubmissionSet",
    "Add a HasMember Association from the SubmissionSet, with the Slot PreviousVersion",
    "Ajoutez une Association HasMember partant du SubmissionSet, avec le Slot PreviousVersion", "ITI TF-2 3.57.4.1.2"};
constexpr Rule missing_previous_version{
    "MISSING_PREVIOUS_VERSION", invalid, error_code::metadata_version_error,
    "PreviousVersion is missing, or is no number from 1 on", "PreviousVersion manque, ou n'est pas un nombre à partir de 1",
    "Put the Slot PreviousVersion with the version that you have read on the HasMember Association",
    "Placez sur l'Association HasMember le Slot PreviousVersion avec la version que vous avez lue", "ITI TF-2 3.57.4.1.2"};
constexpr Rule logical_id_missing{
    "LOGICAL_ID_MISSING", invalid, error_code::invalid_request, "The new version of a DocumentEntry has no logicalID",
    "La nouvelle version d'un DocumentEntry n'a pas de logicalID", "Write the lid that a query returned",
    "Écrivez le lid renvoyé par une recherche", "ITI TF-2 3.57.4.1.2"};
constexpr Rule folder_logical_id_missing{
    "FOLDER_LOGICAL_ID_MISSING", invalid, error_code::metadata_update_error,
    "The new version of a Folder has no logicalID", "La nouvelle version d'un Folder n'a pas de logicalID",
    "Write the lid that a query returned", "Écrivez le lid renvoyé par une recherche", "ITI TF-2 3.57.4.1.2"};
constexpr Rule logical_id_form{
    "LOGICAL_ID_FORM", invalid, error_code::metadata_identifier_error, "The logicalID is no UUID",
    "Le logicalID n'est pas un UUID", "Write urn:uuid: and the lid that a query returned; it is never symbolic",
    "Écrivez urn:uuid: suivi du lid renvoyé par une recherche ; il n'est jamais symbolique", "ITI TF-3 4.2.3.2.16"};
constexpr Rule logical_id_equals_entry_uuid{
    "LOGICAL_ID_EQUALS_ENTRY_UUID", invalid, error_code::invalid_request,
    "The new version has the entryUUID of the first one", "La nouvelle version porte l'entryUUID de la première",
    "Give the new version a symbolic id or a new UUID", "Donnez à la nouvelle version un id symbolique ou un nouvel UUID",
    "ITI TF-2 3.57.4.1.2"};
constexpr Rule logical_id_same{
    "LOGICAL_ID_SAME", invalid, operation, "Two versions of one object are in the message",
    "Deux versions d'un même objet figurent dans le message", "Send one new version of an object at a time",
    "N'envoyez qu'une nouvelle version d'un objet à la fois", "ITI TF-2 3.57.4.1.3.3"};
constexpr Rule original_missing{
    "UPDATE_STATUS_NOT_ORIGINAL", invalid, operation,
    "The SubmissionSetStatus of an update is Original for a DocumentEntry, and absent for a Folder",
    "Le SubmissionSetStatus d'une mise à jour est Original pour un DocumentEntry, et absent pour un Folder",
    "Correct the Slot SubmissionSetStatus", "Corrigez le Slot SubmissionSetStatus", "ITI TF-2 3.57.4.1.2"};
constexpr Rule propagation_value{
    "ASSOCIATION_PROPAGATION", invalid, operation, "AssociationPropagation is neither yes nor no",
    "AssociationPropagation n'est ni yes ni no", "Write yes (the default) or no", "Écrivez yes (par défaut) ou no",
    "ITI TF-2 3.57.4.1.2"};
constexpr Rule slot_of_other_operation{
    "SLOT_OF_OTHER_OPERATION", invalid, operation, "An Association carries a Slot of another operation",
    "Une Association porte un Slot d'une autre opération",
    "Keep PreviousVersion and AssociationPropagation on HasMember, OriginalStatus and NewStatus on "
    "UpdateAvailabilityStatus",
    "Gardez PreviousVersion et AssociationPropagation sur HasMember, OriginalStatus et NewStatus sur "
    "UpdateAvailabilityStatus",
    "ITI TF-2 3.57.4.1.2"};
constexpr Rule same_status{
    "STATUS_NOT_CHANGED", invalid, operation, "OriginalStatus and NewStatus are the same",
    "OriginalStatus et NewStatus sont identiques", "Give the status that the object has, and the one it is to have",
    "Donnez le statut actuel de l'objet, et celui qu'il doit prendre", "ITI TF-2 3.57.4.1.3.3.2"};
constexpr Rule folder_in_restricted_update{
    "FOLDER_IN_RESTRICTED_UPDATE", invalid, error_code::object_type_error,
    "A restricted update carries a Folder", "Une mise à jour restreinte comporte un Folder",
    "Update folders by Update Document Set (ITI-57)", "Mettez à jour les classeurs par Update Document Set (ITI-57)",
    "ITI TF-2 3.92.4.1.2"};
constexpr Rule operation_in_restricted_update{
    "OPERATION_IN_RESTRICTED_UPDATE", invalid, operation,
    "A restricted update does more than to change the metadata of documents",
    "Une mise à jour restreinte fait plus que modifier les métadonnées de documents",
    "Send status changes and Associations by Update Document Set (ITI-57)",
    "Envoyez changements de statut et Associations par Update Document Set (ITI-57)", "ITI TF-2 3.92.4.1.2"};

constexpr std::array rule_list{no_operation,
                               stray_association,
                               missing_has_member,
                               missing_previous_version,
                               logical_id_missing,
                               folder_logical_id_missing,
                               logical_id_form,
                               logical_id_equals_entry_uuid,
                               logical_id_same,
                               original_missing,
                               propagation_value,
                               slot_of_other_operation,
                               same_status,
                               folder_in_restricted_update,
                               operation_in_restricted_update};

constexpr std::string_view propagation_slot = "AssociationPropagation";

std::string_view propagation_of(const Association& a) {
    for (const model::Slot& slot : a.extra_slots) {
        if (slot.name == propagation_slot) return slot.values.empty() ? std::string_view(" ") : slot.values.front();
    }
    return {};
}

class UpdateCheck {
  public:
    explicit UpdateCheck(Checker& checker) : checker_(checker), s_(checker.submission) {}

    void run() {
        for (std::size_t i = 0; i < s_.entries.size(); ++i) check_version(s_.entries[i], {ObjectKind::document_entry, i});
        for (std::size_t i = 0; i < s_.folders.size(); ++i) {
            const Place place{ObjectKind::folder, i};
            if (restricted()) checker_.report(folder_in_restricted_update, place);
            else check_version(s_.folders[i], place);
        }
        for (std::size_t i = 0; i < s_.associations.size(); ++i) {
            check_association(s_.associations[i], {ObjectKind::association, i});
        }
        const bool operates = std::any_of(s_.associations.begin(), s_.associations.end(), [](const Association& a) {
            return a.type == AssociationType::update_availability_status || a.type == AssociationType::submit_association;
        });
        if (!operates && s_.entries.empty() && s_.folders.empty()) checker_.report(no_operation, {ObjectKind::submission_set});
    }

  private:
    bool restricted() const { return checker_.context.transaction == Transaction::iti92; }

    template <class Object>
    void check_version(const Object& object, const Place& place) {
        const Place lid = place.of("logicalID");
        constexpr bool is_entry = std::is_same_v<Object, model::DocumentEntry>;
        if (object.logical_id.empty()) {
            checker_.report(is_entry ? logical_id_missing : folder_logical_id_missing, lid);
        } else if (!is_urn_uuid(object.logical_id)) {
            checker_.report(logical_id_form, lid, object.logical_id);
        } else if (object.logical_id == object.entry_uuid) {
            checker_.report(logical_id_equals_entry_uuid, lid, object.logical_id);
        } else if (!logical_ids_.insert(object.logical_id).second) {
            checker_.report(logical_id_same, lid, object.logical_id);
        }
        const Association* membership = membership_of(s_, object.entry_uuid);
        if (membership == nullptr) {
            checker_.report(missing_has_member, place, object.entry_uuid);
            return;
        }
        const Place link{ObjectKind::association, static_cast<std::size_t>(membership - s_.associations.data())};
        if (!previous_version_of(*membership)) {
            checker_.report(missing_previous_version, link.of("PreviousVersion"), membership->previous_version);
        }
        if (membership->submission_set_status != (is_entry ? "Original" : "")) {
            checker_.report(original_missing, link.of("SubmissionSetStatus"), membership->submission_set_status);
        }
        const std::string_view propagation = propagation_of(*membership);
        if (!propagation.empty() && propagation != "yes" && propagation != "no") {
            checker_.report(propagation_value, link.of(propagation_slot), propagation);
        }
    }

    bool is_submitted(const Association& a) const {
        return std::any_of(s_.associations.begin(), s_.associations.end(), [&](const Association& other) {
            return other.type == AssociationType::submit_association && other.target == a.entry_uuid;
        });
    }

    bool is_of_an_update(const Association& a) const {
        const auto is_target = [&](const auto& object) { return object.entry_uuid == a.target; };
        return a.type == AssociationType::has_member && a.source == s_.submission_set.entry_uuid &&
               (std::any_of(s_.entries.begin(), s_.entries.end(), is_target) ||
                std::any_of(s_.folders.begin(), s_.folders.end(), is_target));
    }

    void check_association(const Association& a, const Place& place) {
        const bool changes_status = a.type == AssociationType::update_availability_status;
        if (!changes_status && !(a.original_status.empty() && a.new_status.empty())) {
            checker_.report(slot_of_other_operation, place.of("OriginalStatus"), a.original_status + a.new_status);
        }
        const bool of_an_update = is_of_an_update(a);
        if (!of_an_update && !(a.previous_version.empty() && propagation_of(a).empty())) {
            checker_.report(slot_of_other_operation, place.of("PreviousVersion"), a.previous_version);
        }
        if (changes_status && !a.new_status.empty() && a.original_status == a.new_status) {
            checker_.report(same_status, place.of("NewStatus"), a.new_status);
        }
        if (of_an_update) return;
        if (restricted()) checker_.report(operation_in_restricted_update, place, model::to_urn(a.type));
        else if (!changes_status && a.type != AssociationType::submit_association && !is_submitted(a)) {
            checker_.report(stray_association, place, a.entry_uuid);
        }
    }

    Checker& checker_;
    const model::Submission& s_;
    std::unordered_set<std::string_view> logical_ids_;
};

}  // namespace

std::span<const Rule> update_rules() { return rule_list; }

const Association* membership_of(const model::Submission& submission, std::string_view entry_uuid) {
    const auto found =
        std::find_if(submission.associations.begin(), submission.associations.end(), [&](const Association& a) {
            return a.type == AssociationType::has_member && a.source == submission.submission_set.entry_uuid &&
                   a.target == entry_uuid;
        });
    return found == submission.associations.end() ? nullptr : &*found;
}

std::optional<int> previous_version_of(const Association& membership) {
    const std::string& text = membership.previous_version;
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1) return std::nullopt;
    return number;
}

bool propagates(const Association& membership) { return propagation_of(membership) != "no"; }

void check_update_message(Checker& checker) {
    if (checker.is_update()) UpdateCheck(checker).run();
}

}  // namespace dmpgw::xds

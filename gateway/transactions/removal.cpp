#include "gateway/transactions/removal.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "gateway/transactions/submit.hpp"
#include "gateway/transactions/waiting.hpp"

namespace dmpgw::transactions {
namespace {

using model::Association;
using model::AssociationType;

constexpr Rule object_not_registered{
    "OBJECT_NOT_REGISTERED", FailureKind::not_found, "UnresolvedReferenceException",
    "An object to delete is not registered", "Un objet à supprimer n'est pas enregistré",
    "Name it by the entryUUID that a query returns", "Désignez-le par l'entryUUID renvoyé par une recherche",
    "ITI TF-2 3.62.4.1.3"};
constexpr Rule references_exist{
    "REFERENCES_EXIST", FailureKind::conflict, "ReferencesExistException",
    "An Association that stays refers to an object to delete", "Une Association qui reste désigne un objet à supprimer",
    "Delete the Association too: its entryUUID is the value given", "Supprimez aussi l'Association, dont l'entryUUID est la valeur donnée",
    "ITI TF-2 3.62.4.1.3"};
constexpr Rule unreferenced_object{
    "UNREFERENCED_OBJECT", FailureKind::conflict, "XDSUnreferencedObjectException",
    "An object would stay without SubmissionSet, or a SubmissionSet without contents",
    "Un objet resterait sans SubmissionSet, ou un SubmissionSet sans contenu",
    "Delete the object whose entryUUID is the value given too", "Supprimez aussi l'objet dont l'entryUUID est la valeur donnée",
    "ITI TF-2 3.62.4.1.3"};
constexpr Rule unknown_repository{
    "REMOVAL_REPOSITORY_UNKNOWN", FailureKind::not_found, "XDSUnknownRepositoryId",
    "The repositoryUniqueId is not that of this repository", "Le repositoryUniqueId n'est pas celui de cet entrepôt",
    "Take repositoryUniqueId from the DocumentEntry that a query returns",
    "Reprenez le repositoryUniqueId du DocumentEntry renvoyé par une recherche", "ITI TF-2 3.86.4.1.3"};
constexpr Rule document_not_kept{
    "DOCUMENT_NOT_KEPT", FailureKind::not_found, "XDSDocumentUniqueIdError",
    "This repository keeps no document with this uniqueId", "Cet entrepôt ne conserve aucun document portant cet uniqueId",
    "Ask for DocumentEntry.uniqueId as a query returns it; a document that was removed cannot be removed again",
    "Demandez le DocumentEntry.uniqueId tel que renvoyé par une recherche ; un document supprimé ne peut l'être de nouveau",
    "ITI TF-2 3.86.4.1.3"};

class Deletion {
  public:
    Deletion(const std::vector<xds::ObjectReference>& references, const storage::RegistryView& registry)
        : references_(references), registry_(registry) {
        for (const auto& r : references) going_.insert(r.entry_uuid);
    }

    RemovalPlan run() {
        for (const auto& reference : references_) check(reference);
        if (patients_.size() == 1) plan_.patient = *patients_.begin();
        return std::move(plan_);
    }

  private:
    bool goes(const std::string& uuid) const { return going_.contains(uuid); }

    void check(const xds::ObjectReference& reference) {
        const std::string& uuid = reference.entry_uuid;
        const auto association = registry_.association_by_uuid(uuid);
        if (!association && !note_object(uuid)) {
            plan_.findings.push_back(finding(object_not_registered, reference.where, uuid));
            return;
        }
        plan_.changes.removed_objects.push_back(uuid);
        plan_.objects.push_back(uuid);
        for (const Association& a : registry_.associations_of({uuid})) {
            if (!goes(a.entry_uuid)) plan_.findings.push_back(finding(references_exist, reference.where, a.entry_uuid));
        }
        if (association) check_membership(*association, reference);
    }

    // An entry, a folder or a set: whose it is.
    bool note_object(const std::string& uuid) {
        std::optional<model::Cx> patient;
        if (const auto entry = registry_.entry_by_uuid(uuid)) patient = entry->entry.patient_id;
        else if (const auto folder = registry_.folder_by_uuid(uuid)) patient = folder->patient_id;
        else if (const auto set = registry_.submission_set_by_uuid(uuid)) patient = set->patient_id;
        else return false;
        if (patient) patients_.insert(patient->key());
        return true;
    }

    // A membership of a set that goes takes its member along, and leaves other members behind.
    void check_membership(const Association& a, const xds::ObjectReference& reference) {
        if (a.type != AssociationType::has_member || !registry_.submission_set_by_uuid(a.source)) return;
        const bool is_object = registry_.entry_by_uuid(a.target) || registry_.folder_by_uuid(a.target);
        if (is_object && !goes(a.target) && !is_member_elsewhere(a)) {
            plan_.findings.push_back(finding(unreferenced_object, reference.where, a.target));
        }
        if (goes(a.source)) return;
        const auto of_set = registry_.associations_of({a.source});
        const bool has_contents = std::any_of(of_set.begin(), of_set.end(), [&](const Association& other) {
            return other.source == a.source && other.type == AssociationType::has_member && !goes(other.entry_uuid);
        });
        if (!has_contents) plan_.findings.push_back(finding(unreferenced_object, reference.where, a.source));
    }

    bool is_member_elsewhere(const Association& a) const {
        const auto of_target = registry_.associations_of({a.target});
        return std::any_of(of_target.begin(), of_target.end(), [&](const Association& other) {
            return other.target == a.target && other.type == AssociationType::has_member && !goes(other.entry_uuid) &&
                   registry_.submission_set_by_uuid(other.source).has_value();
        });
    }

    const std::vector<xds::ObjectReference>& references_;
    const storage::RegistryView& registry_;
    std::set<std::string> going_;
    std::set<std::string> patients_;
    RemovalPlan plan_;
};

}  // namespace

RemovalPlan plan_deletion(const std::vector<xds::ObjectReference>& references, const storage::RegistryView& registry) {
    return Deletion(references, registry).run();
}

RemovalPlan plan_document_removal(const std::vector<xds::DocumentRequest>& requests, const storage::RegistryView& registry,
                                  const std::string& repository_unique_id) {
    RemovalPlan plan;
    std::set<std::string> seen;
    for (const xds::DocumentRequest& request : requests) {
        const std::string& id = request.document_unique_id;
        if (request.repository_unique_id != repository_unique_id) {
            plan.findings.push_back(finding(unknown_repository, request.where, request.repository_unique_id));
        } else if (!registry.keeps_document(id)) {
            plan.findings.push_back(finding(document_not_kept, request.where, id));
        } else if (seen.insert(id).second) {
            plan.changes.removed_documents.push_back(id);
        }
        plan.objects.push_back(id);
        for (const auto& stored : registry.entries_by_unique_id(id)) {
            if (stored.entry.patient_id) plan.patient = stored.entry.patient_id->key();
        }
    }
    return plan;
}

http::Task<Result<void>> remove(PlanRemoval plan, const Caller& caller, Services& services) {
    struct State {
        PlanRemoval plan;
        audit::Event event;
        std::optional<Failure> refusal;
    };
    // Shared with the writer's thread until the commit is done, and by nobody else.
    const auto state = std::make_shared<State>(State{std::move(plan), event_of(caller, services), std::nullopt});
    storage::Unit unit;
    unit.decide = [state](const storage::RegistryView& registry) {
        RemovalPlan removal = state->plan(registry);
        state->event.patient = removal.patient;
        state->event.objects = removal.objects;
        if (has_errors(removal.findings)) {
            state->refusal = Failure::of(std::move(removal.findings));
            return refusal_changes(state->event, *state->refusal);
        }
        storage::Changes changes = std::move(removal.changes);
        changes.audit.push_back(audit::to_record(state->event));
        return changes;
    };
    auto committed = co_await commit(services.store, std::move(unit));
    if (!committed) co_return co_await refuse_submission(committed.error(), caller, services);
    if (state->refusal) co_return *state->refusal;
    co_return committed;
}

http::Task<SoapReply> answer_removal(Result<PlanRemoval> plan, SoapRequest& request, Services& services) {
    const std::string& request_id = request.caller.request_id;
    SoapReply reply;
    if (!plan) {
        const Failure refused = co_await refuse_submission(plan.error(), request.caller, services);
        reply.payload = xds::write_registry_response(refused, request_id);
        co_return reply;
    }
    const auto removed = co_await remove(std::move(*plan), request.caller, services);
    reply.payload = removed ? xds::write_registry_response(Findings{}, request_id)
                            : xds::write_registry_response(removed.error(), request_id);
    co_return reply;
}

}  // namespace dmpgw::transactions

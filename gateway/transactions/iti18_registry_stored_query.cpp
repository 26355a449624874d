#include "gateway/transactions/iti18_registry_stored_query.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>

#include "gateway/transactions/submit.hpp"
#include "gateway/xds/messages.hpp"
#include "gateway/xds/query_match.hpp"
#include "gateway/xds/stored_query.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule several_patients{
    "SEVERAL_PATIENTS", FailureKind::forbidden, "XDSResultNotSinglePatient",
    "The query would return metadata of several patients", "La recherche renverrait les métadonnées de plusieurs patients",
    "Ask for the objects of one patient at a time, or with returnType ObjectRef",
    "Demandez les objets d'un seul patient à la fois, ou avec le returnType ObjectRef", "ITI TF-2 3.18.4.1.2.5"};

// What a query found, each object once. Deques: the answer is written from pointers into them.
class Answer {
  public:
    void add(model::DocumentEntry entry) {
        if (!seen_.insert(entry.entry_uuid).second) return;
        note_patient(entry.patient_id);
        objects_.push_back(entry.unique_id);
        entries_.push_back(std::move(entry));
    }
    void add(model::SubmissionSet set) {
        if (!seen_.insert(set.entry_uuid).second) return;
        note_patient(set.patient_id);
        objects_.push_back(set.unique_id);
        sets_.push_back(std::move(set));
    }
    void add(model::Folder folder) {
        if (!seen_.insert(folder.entry_uuid).second) return;
        note_patient(folder.patient_id);
        objects_.push_back(folder.unique_id);
        folders_.push_back(std::move(folder));
    }
    void add(model::Association association) {
        if (seen_.insert(association.entry_uuid).second) associations_.push_back(std::move(association));
    }
    bool has(const std::string& uuid) const { return seen_.contains(uuid); }

    xds::QueryResult result() const {
        xds::QueryResult result;
        for (const auto& s : sets_) result.submission_sets.push_back(&s);
        for (const auto& e : entries_) result.entries.push_back(&e);
        for (const auto& f : folders_) result.folders.push_back(&f);
        for (const auto& a : associations_) result.associations.push_back(&a);
        return result;
    }
    const std::set<std::string>& patients() const { return patients_; }
    const std::vector<std::string>& objects() const { return objects_; }

  private:
    void note_patient(const std::optional<model::Cx>& patient) {
        if (patient) patients_.insert(patient->key());
    }
    std::deque<model::SubmissionSet> sets_;
    std::deque<model::DocumentEntry> entries_;
    std::deque<model::Folder> folders_;
    std::deque<model::Association> associations_;
    std::set<std::string, std::less<>> seen_;
    std::set<std::string> patients_;
    std::vector<std::string> objects_;
};

Result<void> find_documents(const xds::StoredQuery& query, const storage::RegistryView& registry, Answer& answer) {
    const auto criteria = xds::criteria_of(query);
    if (!criteria) return criteria.error();
    registry.entries_of_patient(criteria->patient->key(), [&](const storage::StoredEntry& stored) {
        if (xds::matches(stored.entry, *criteria)) answer.add(stored.entry);
        return true;
    });
    return {};
}

Result<void> get_documents(const xds::StoredQuery& query, const storage::RegistryView& registry, Answer& answer) {
    for (const std::string& uuid : query.values("$XDSDocumentEntryEntryUUID")) {
        if (auto stored = registry.entry_by_uuid(uuid)) answer.add(std::move(stored->entry));
    }
    for (const std::string& unique_id : query.values("$XDSDocumentEntryUniqueId")) {
        for (auto& stored : registry.entries_by_unique_id(unique_id)) answer.add(std::move(stored.entry));
    }
    return {};
}

Result<void> get_associations(const xds::StoredQuery& query, const storage::RegistryView& registry, Answer& answer) {
    for (auto& association : registry.associations_of(query.values("$uuid"))) answer.add(std::move(association));
    return {};
}

// The contents of a set: entries that fit the codes asked for, folders, and the associations between what is
// returned, ITI TF-2 3.18.4.1.2.3.7.9.
Result<void> get_submission_set_and_contents(const xds::StoredQuery& query, const storage::RegistryView& registry,
                                             Answer& answer) {
    auto set = query.has("$XDSSubmissionSetEntryUUID")
                   ? registry.submission_set_by_uuid(query.value("$XDSSubmissionSetEntryUUID"))
                   : registry.submission_set_by_unique_id(query.value("$XDSSubmissionSetUniqueId"));
    if (!set) return {};
    const auto criteria = xds::criteria_of(query);
    if (!criteria) return criteria.error();
    const std::string uuid = set->entry_uuid;
    answer.add(std::move(*set));

    std::vector<model::Association> members;
    for (auto& a : registry.associations_of({uuid})) {
        if (a.type == model::AssociationType::has_member && a.source == uuid) members.push_back(std::move(a));
    }
    for (const auto& member : members) {
        if (auto stored = registry.entry_by_uuid(member.target)) {
            if (xds::matches(stored->entry, *criteria)) answer.add(std::move(stored->entry));
        } else if (auto folder = registry.folder_by_uuid(member.target)) {
            answer.add(std::move(*folder));
        }
    }
    for (const auto& member : members) {
        if (auto association = registry.association_by_uuid(member.target)) {
            if (answer.has(association->source) && answer.has(association->target)) answer.add(std::move(*association));
        }
    }
    for (auto& member : members) {
        if (answer.has(member.target)) answer.add(std::move(member));
    }
    return {};
}

Result<void> run(const xds::StoredQuery& query, const storage::RegistryView& registry, Answer& answer) {
    if (query.is(xds::query_id::find_documents)) return find_documents(query, registry, answer);
    if (query.is(xds::query_id::get_documents)) return get_documents(query, registry, answer);
    if (query.is(xds::query_id::get_associations)) return get_associations(query, registry, answer);
    return get_submission_set_and_contents(query, registry, answer);
}

}  // namespace

http::Task<SoapReply> iti18(SoapRequest& request, Services& services) {
    const std::string& request_id = request.caller.request_id;
    SoapReply reply;
    request.caller.source = services.source_of(request.caller.tls_subject, "");
    const auto query = xds::read_stored_query(*request.message.payload);
    if (!query) {
        const Failure refused = co_await refuse_submission(query.error(), request.caller, services);
        reply.payload = xds::write_adhoc_query_response({}, xds::ReturnType::leaf_class, refused.findings, request_id);
        co_return reply;
    }
    Answer answer;
    Result<void> ran = run(*query, *services.store.read(), answer);
    if (ran && query->return_type == xds::ReturnType::leaf_class && answer.patients().size() > 1) {
        ran = refuse(several_patients, "AdhocQuery", query->definition->name);
    }
    if (!ran) {
        const Failure refused = co_await refuse_submission(ran.error(), request.caller, services);
        reply.payload = xds::write_adhoc_query_response({}, query->return_type, refused.findings, request_id);
        co_return reply;
    }
    audit::Event event = event_of(request.caller, services);
    event.query = query->definition->name;
    event.objects = answer.objects();
    if (answer.patients().size() == 1) event.patient = *answer.patients().begin();
    else if (query->is(xds::query_id::find_documents)) event.patient = xds::criteria_of(*query)->patient->key();
    if (auto recorded = co_await record(std::move(event), services); !recorded) {
        // What was not recorded is not shown.
        const Failure failure = recorded.error();
        reply.payload = xds::write_adhoc_query_response({}, query->return_type, failure.findings, request_id);
        co_return reply;
    }
    reply.payload = xds::write_adhoc_query_response(answer.result(), query->return_type, query->warnings, request_id);
    co_return reply;
}

}  // namespace dmpgw::transactions

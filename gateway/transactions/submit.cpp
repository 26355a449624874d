#include "gateway/transactions/submit.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "gateway/base/encoding.hpp"
#include "gateway/base/fault_injection.hpp"
#include "gateway/json/value.hpp"
#include "gateway/transactions/content_digest.hpp"
#include "gateway/transactions/ins_rules.hpp"
#include "gateway/transactions/life_cycle.hpp"
#include "gateway/transactions/metadata_update.hpp"
#include "gateway/transactions/registry_rules.hpp"
#include "gateway/transactions/waiting.hpp"
#include "gateway/xds/code_rules.hpp"
#include "gateway/xds/metadata_rules.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule repeated_with_other_content{
    "SUBMISSION_REPEATED_WITH_OTHER_CONTENT", FailureKind::duplicate, "XDSDuplicateUniqueIdInRegistry",
    "This source sent a submission set with this uniqueId before, with other content",
    "Cette source a déjà envoyé un lot de soumission portant cet uniqueId, avec un autre contenu",
    "Give each new submission set a new uniqueId; send exactly the same content to repeat a submission",
    "Donnez un nouvel uniqueId à chaque lot ; pour répéter une soumission, renvoyez exactement le même contenu",
    "ITI TF-3 4.2.3.3.12"};

std::vector<xds::DocumentFacts> facts_of(const std::vector<SubmittedDocument>& documents) {
    std::vector<xds::DocumentFacts> facts;
    facts.reserve(documents.size());
    for (const SubmittedDocument& d : documents) {
        facts.push_back({d.entry_id, d.bytes->size(), d.bytes->sha1(), hex_encode(d.bytes->sha256())});
    }
    return facts;
}

std::vector<DocumentDigest> digests_of(const std::vector<SubmittedDocument>& documents) {
    std::vector<DocumentDigest> digests;
    digests.reserve(documents.size());
    for (const SubmittedDocument& d : documents) digests.push_back({d.entry_id, d.bytes->sha256()});
    return digests;
}

// The INS of the submission and of the patients that come along.
std::vector<InsUse> ins_in(const SubmitRequest& request) {
    std::vector<InsUse> all = ins_of(request.submission, request.rules.locate);
    for (const storage::PatientRecord& patient : request.patients) {
        for (InsUse& use : ins_of(patient, "Patient/" + patient.id + ".identifier")) all.push_back(std::move(use));
    }
    return all;
}

Findings check_submission(const SubmitRequest& request, const std::vector<InsUse>& ins, const Caller& caller,
                          const Services& services) {
    const SourcePolicy policy = services.policy(caller.source);
    Findings findings = request.findings;
    append(findings, xds::check(request.submission, request.rules));
    append(findings, xds::check_codes(request.submission, *services.codes, policy.codes, request.rules.locate));
    append(findings, check_ins_keys(ins, policy.ins_key));
    if (request.intake == Intake::provide_and_register) {
        append(findings, xds::check_documents(request.submission, facts_of(request.documents), request.rules.locate));
    }
    return findings;
}

// Symbolic ids become UUIDs (ITI TF-3 4.2.1.4); references follow. A UUID that the sender chose stays.
class IdAssignment {
  public:
    explicit IdAssignment(const Services& services) : services_(services) {}

    void assign(std::string& id) {
        if (is_urn_uuid(id)) return;
        std::string uuid = services_.new_entry_uuid();
        if (!id.empty()) assigned_[id] = uuid;
        id = std::move(uuid);
    }
    void follow(std::string& reference) const {
        const auto found = assigned_.find(reference);
        if (found != assigned_.end()) reference = found->second;
    }

  private:
    const Services& services_;
    std::map<std::string, std::string, std::less<>> assigned_;
};

void assign_ids(model::Submission& submission, std::vector<SubmittedDocument>& documents,
                const Services& services) {
    IdAssignment ids(services);
    ids.assign(submission.submission_set.entry_uuid);
    for (auto& entry : submission.entries) ids.assign(entry.entry_uuid);
    for (auto& folder : submission.folders) ids.assign(folder.entry_uuid);
    for (auto& association : submission.associations) ids.assign(association.entry_uuid);
    for (auto& association : submission.associations) {
        ids.follow(association.source);
        ids.follow(association.target);
    }
    for (auto& document : documents) ids.follow(document.entry_id);
}

// A membership of a folder belongs to the set that brought it, ITI TF-3 4.2.1.4: an ebRIM message says so, a FHIR
// bundle cannot.
void link_memberships(model::Submission& submission, const Services& services) {
    const std::string& set = submission.submission_set.entry_uuid;
    std::vector<model::Association> links;
    for (const auto& membership : submission.associations) {
        if (membership.type != model::AssociationType::has_member || membership.source == set) continue;
        const bool linked = std::any_of(submission.associations.begin(), submission.associations.end(), [&](const auto& a) {
            return a.source == set && a.target == membership.entry_uuid;
        });
        if (linked) continue;
        model::Association& link = links.emplace_back();
        link.entry_uuid = services.new_entry_uuid();
        link.source = set;
        link.target = membership.entry_uuid;
    }
    submission.associations.insert(submission.associations.end(), links.begin(), links.end());
}

model::Dtm now_of(const Services& services) {
    return model::read_dtm(to_dtm(services.clock.now()), "now").value();
}

template <class Object>
void first_version(Object& object) {
    object.logical_id = object.entry_uuid;
    object.version = 1;
    object.availability_status = model::AvailabilityStatus::approved;
}

// What the registry and the repository fill in, ITI TF-3 table 4.3.1.1-3 and ITI TF-2 3.41.4.1.3.
void complete(model::Submission& submission, const std::vector<SubmittedDocument>& documents, Intake intake,
              const Services& services) {
    first_version(submission.submission_set);
    for (auto& entry : submission.entries) {
        first_version(entry);
        if (intake == Intake::provide_and_register) {
            entry.repository_unique_id = services.identity.repository_unique_id;
        }
        if (entry.home_community_id.empty()) entry.home_community_id = services.identity.home_community_id;
    }
    for (const SubmittedDocument& document : documents) {
        for (auto& entry : submission.entries) {
            if (entry.entry_uuid != document.entry_id) continue;
            entry.hash = hex_encode(document.bytes->sha1());
            entry.size = document.bytes->size();
        }
    }
    for (auto& folder : submission.folders) {
        first_version(folder);
        folder.last_update_time = now_of(services);
    }
    for (auto& association : submission.associations) first_version(association);
}

json::Value strings(const std::vector<std::string>& values) {
    json::Array array;
    for (const auto& v : values) array.emplace_back(v);
    return array;
}

std::vector<std::string> strings_of(const json::Value& array) {
    std::vector<std::string> values;
    for (const json::Value& v : array.as_array()) values.emplace_back(v.as_string());
    return values;
}

void name_objects(audit::Event& event, const model::Submission& submission) {
    event.objects.push_back(submission.submission_set.unique_id);
    for (const auto& entry : submission.entries) event.objects.push_back(entry.unique_id);
    if (submission.submission_set.patient_id) event.patient = submission.submission_set.patient_id->key();
}

}  // namespace

// The one holder of Receipt's constructor.
class Waist {
  public:
    Waist(SubmitRequest request, std::vector<InsUse> ins, const Caller& caller, const Services& services)
        : services_(services), request_(std::move(request)), ins_(std::move(ins)), event_(event_of(caller, services)), source_(caller.source) {
        name_objects(event_, request_.submission);
        content_ = content_digest(request_.submission, digests_of(request_.documents));
        assign_ids(request_.submission, request_.documents, services);
        if (is_update()) return;
        link_memberships(request_.submission, services);
        complete(request_.submission, request_.documents, request_.intake, services);
    }

    std::vector<std::unique_ptr<storage::StagedDocument>> take_documents() {
        std::vector<std::unique_ptr<storage::StagedDocument>> documents;
        for (SubmittedDocument& d : request_.documents) documents.push_back(std::move(d.bytes));
        return documents;
    }

    // Runs inside the writer: nothing can come between this look at the registry and the commit.
    storage::Changes decide(const storage::RegistryView& registry) {
        // Broken on purpose by the test of exactly once, which must notice.
        if (fault_injected("forget_submissions")) return accept(registry);
        const std::string& unique_id = request_.submission.submission_set.unique_id;
        if (const auto known = registry.submission_record(source_, unique_id)) {
            return known->content == content_
                       ? answer_again(*known)
                       : refuse_with({finding(repeated_with_other_content, place_of_unique_id(), unique_id)});
        }
        InsVerdict ins = check_ins_domain(ins_, registry, services_);
        if (!ins.findings.empty()) return refuse_with(std::move(ins.findings));
        storage::Changes changes = is_update() ? update(registry) : add(registry);
        if (!refusal_) ins.note(changes);
        return changes;
    }

    Result<Receipt> outcome() && {
        if (refusal_) return *std::move(refusal_);
        receipt_.warnings_ = std::move(request_.findings);
        return std::move(receipt_);
    }

  private:
    storage::Changes add(const storage::RegistryView& registry) {
        Findings findings = check_against_registry(request_.submission, registry, request_.rules.locate);
        if (!services_.policy(source_).accept_unknown_patients) {
            append(findings, check_patient_known(request_.submission, request_.patients, registry, request_.rules.locate));
        }
        return has_errors(findings) ? refuse_with(std::move(findings)) : accept(registry);
    }

    std::string place_of_unique_id() const {
        const xds::Place place = xds::Place{xds::ObjectKind::submission_set}.of("uniqueId");
        return request_.rules.locate ? request_.rules.locate(place) : describe(place);
    }

    bool is_update() const {
        return request_.intake == Intake::update || request_.intake == Intake::restricted_update;
    }

    storage::Changes update(const storage::RegistryView& registry) {
        const model::Dtm now = now_of(services_);
        const std::function<std::string()> new_uuid = [this] { return services_.new_entry_uuid(); };
        UpdatePlan plan = plan_update(request_.submission, registry,
                                      {request_.intake == Intake::restricted_update, request_.rules.locate, now, new_uuid});
        if (has_errors(plan.findings)) return refuse_with(std::move(plan.findings));
        return finish(std::move(plan.changes));
    }

    // What every accepted message leaves: the receipt, once, and the audit event.
    storage::Changes finish(storage::Changes changes) {
        const model::Submission& submission = request_.submission;
        receipt_.submission_set_uuid_ = submission.submission_set.entry_uuid;
        for (const auto& e : submission.entries) receipt_.entry_uuids_.push_back(e.entry_uuid);
        for (const auto& f : submission.folders) receipt_.folder_uuids_.push_back(f.entry_uuid);
        changes.idempotency = storage::IdempotencyRecord{source_, submission.submission_set.unique_id, content_,
                                                         written_receipt()};
        changes.audit.push_back(audit::to_record(event_));
        return changes;
    }

    storage::Changes accept(const storage::RegistryView& registry) {
        const model::Submission& submission = request_.submission;
        storage::Changes changes;
        changes.submission_sets.push_back(submission.submission_set);
        changes.folders = submission.folders;
        changes.associations = submission.associations;
        Consequences consequences = consequences_of(submission, registry, now_of(services_),
                                                    [this] { return services_.new_entry_uuid(); });
        for (auto& association : consequences.associations) {
            first_version(association);
            changes.associations.push_back(std::move(association));
        }
        changes.statuses = std::move(consequences.statuses);
        changes.changed_folders = std::move(consequences.folders);
        for (const auto& entry : submission.entries) {
            std::optional<std::size_t> document;
            for (std::size_t i = 0; i < request_.documents.size(); ++i) {
                if (request_.documents[i].entry_id == entry.entry_uuid) document = i;
            }
            changes.entries.push_back({entry, document, {}, {}});
        }
        for (storage::PatientRecord& patient : request_.patients) {
            const auto known = registry.patient_by_id(patient.id);
            if (known && known->resource == patient.resource) continue;
            patient.version = known ? known->version + 1 : 1;
            changes.patients.push_back(patient);
        }
        return finish(std::move(changes));
    }

    storage::Changes answer_again(const storage::IdempotencyRecord& known) {
        const auto first = json::parse(known.receipt).value();
        receipt_.submission_set_uuid_ = first["submission_set"].as_string();
        receipt_.entry_uuids_ = strings_of(first["entries"]);
        receipt_.folder_uuids_ = strings_of(first["folders"]);
        receipt_.repeated_ = true;
        event_.repeated = true;
        storage::Changes changes;
        changes.audit.push_back(audit::to_record(event_));
        return changes;
    }

    storage::Changes refuse_with(Findings findings) {
        refusal_ = Failure::of(std::move(findings));
        return refusal_changes(event_, *refusal_);
    }

    std::string written_receipt() const {
        json::Value value;
        value.set("submission_set", receipt_.submission_set_uuid_)
            .set("entries", strings(receipt_.entry_uuids_))
            .set("folders", strings(receipt_.folder_uuids_));
        return json::write(value);
    }

    const Services& services_;
    SubmitRequest request_;
    std::vector<InsUse> ins_;
    audit::Event event_;
    std::string source_;
    Sha256Digest content_{};
    std::optional<Failure> refusal_;
    Receipt receipt_;
};

http::Task<Result<Receipt>> submit(SubmitRequest request, const Caller& caller, Services& services) {
    std::vector<InsUse> ins = ins_in(request);
    Findings findings = check_submission(request, ins, caller, services);
    if (has_errors(findings)) {
        audit::Event event = event_of(caller, services);
        name_objects(event, request.submission);
        Failure failure = Failure::of(std::move(findings));
        audit::set_failure(event, failure);
        if (auto recorded = co_await record(std::move(event), services); !recorded) co_return recorded.error();
        co_return failure;
    }
    request.findings = std::move(findings);

    // Shared with the writer's thread until the commit is done, and by nobody else.
    auto waist = std::make_shared<Waist>(std::move(request), std::move(ins), caller, services);
    storage::Unit unit;
    unit.documents = waist->take_documents();
    unit.decide = [waist](const storage::RegistryView& registry) { return waist->decide(registry); };
    if (auto committed = co_await commit(services.store, std::move(unit)); !committed) {
        // Nothing of the unit is on the disk, its audit record included: the failure is recorded by itself,
        // in the store's backlog when the disk is full.
        co_return co_await refuse_submission(committed.error(), caller, services);
    }
    co_return std::move(*waist).outcome();
}

http::Task<Failure> refuse_submission(Failure failure, const Caller& caller, Services& services) {
    audit::Event event = event_of(caller, services);
    audit::set_failure(event, failure);
    if (auto recorded = co_await record(std::move(event), services); !recorded) co_return recorded.error();
    co_return failure;
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/metadata_update.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "gateway/transactions/life_cycle.hpp"
#include "gateway/transactions/unmodifiable.hpp"
#include "gateway/transactions/update_state_rules.hpp"
#include "gateway/xds/update_rules.hpp"

namespace dmpgw::transactions {
namespace {

using model::Association;
using model::AssociationType;
using model::AvailabilityStatus;
using xds::ObjectKind;
using xds::Place;

std::string key_of(const std::optional<model::Cx>& patient) { return patient ? patient->key() : ""; }

AvailabilityStatus status_of(const std::optional<AvailabilityStatus>& status) {
    return status.value_or(AvailabilityStatus::approved);
}

template <class Object>
void first_version(Object& object) {
    object.logical_id = object.entry_uuid;
    object.version = 1;
    object.availability_status = AvailabilityStatus::approved;
}

class Planner {
  public:
    Planner(const model::Submission& update, const storage::RegistryView& registry, const UpdateContext& context)
        : update_(update), registry_(registry), context_(context), patient_(key_of(update.submission_set.patient_id)) {}

    UpdatePlan run() {
        plan_set();
        for (std::size_t i = 0; i < update_.entries.size(); ++i) plan_entry(i);
        for (std::size_t i = 0; i < update_.folders.size(); ++i) plan_folder(i);
        for (std::size_t i = 0; i < update_.associations.size(); ++i) {
            if (update_.associations[i].type == AssociationType::submit_association) plan_association(i);
        }
        for (std::size_t i = 0; i < update_.associations.size(); ++i) {
            if (update_.associations[i].type == AssociationType::update_availability_status) plan_status(i);
        }
        return std::move(plan_);
    }

  private:
    void report(const Rule& rule, const Place& place, std::string_view value) {
        plan_.findings.push_back(finding(rule, context_.locate ? context_.locate(place) : describe(place), value));
    }
    Place place_of(const Association& a) const {
        return {ObjectKind::association, static_cast<std::size_t>(&a - update_.associations.data())};
    }

    void plan_set();
    void plan_entry(std::size_t i);
    void plan_folder(std::size_t i);
    template <class Object, class Versions>
    const Object* version_to_replace(const Object& next, const Versions& versions, const Place& place);
    void join_set(const std::string& target, const Association* membership);
    template <class Object>
    void propagate(const Object& before, const Object& after, const Place& place);
    void plan_association(std::size_t i);
    std::optional<std::string> patient_of(const std::string& uuid) const;
    void plan_status(std::size_t i);
    bool is_newest(const model::DocumentEntry& entry) const;

    const model::Submission& update_;
    const storage::RegistryView& registry_;
    const UpdateContext& context_;
    const std::string patient_;
    std::set<std::string> propagated_;  // new versions that take over the associations of the old
    UpdatePlan plan_;
};

void Planner::plan_set() {
    model::SubmissionSet set = update_.submission_set;
    const Place place{ObjectKind::submission_set};
    if (registry_.submission_set_by_unique_id(set.unique_id)) report(rules::set_known, place.of("uniqueId"), set.unique_id);
    if (registry_.submission_set_by_uuid(set.entry_uuid)) report(rules::uuid_known, place.of("entryUUID"), set.entry_uuid);
    first_version(set);
    plan_.changes.submission_sets.push_back(std::move(set));
}

// The newest version, if it is the one that the sender has read.
template <class Object, class Versions>
const Object* Planner::version_to_replace(const Object& next, const Versions& versions, const Place& place) {
    const Association& membership = *xds::membership_of(update_, next.entry_uuid);
    const int previous = xds::previous_version_of(membership).value_or(0);
    const Place wanted = place_of(membership).of("PreviousVersion");
    if (versions.empty()) {
        report(rules::nothing_to_update, place.of("logicalID"), next.logical_id);
        return nullptr;
    }
    const Object* newest = versions.front();
    for (const Object* version : versions) {
        if (version->version > newest->version) newest = version;
    }
    if (newest->version != previous) {
        report(rules::version_not_newest, wanted, std::to_string(previous));
        return nullptr;
    }
    if (!context_.restricted && status_of(newest->availability_status) != AvailabilityStatus::approved) {
        report(rules::version_not_approved, wanted, newest->entry_uuid);
    }
    // A status is not changed here; a sender may repeat the one that a query shows.
    if (status_of(next.availability_status) != AvailabilityStatus::approved &&
        next.availability_status != newest->availability_status) {
        report(rules::status_in_update, place.of("availabilityStatus"), model::to_urn(*next.availability_status));
    }
    if (next.unique_id != newest->unique_id) report(rules::other_unique_id, place.of("uniqueId"), next.unique_id);
    return newest;
}

void Planner::plan_entry(std::size_t i) {
    model::DocumentEntry next = update_.entries[i];
    const Place place{ObjectKind::document_entry, i};
    const auto stored = registry_.entries_by_logical_id(next.logical_id);
    std::vector<const model::DocumentEntry*> versions;
    for (const auto& version : stored) versions.push_back(&version.entry);
    const model::DocumentEntry* newest = version_to_replace(next, versions, place);
    if (newest == nullptr) return;
    const auto& old = stored[static_cast<std::size_t>(
        std::find(versions.begin(), versions.end(), newest) - versions.begin())];
    // ITI-92 has one code for all that it does not change.
    const Rule& fixed = context_.restricted ? rules::unmodifiable_attribute : rules::fixed_attribute;
    std::set<std::string_view> changed;
    const auto keep = [&](std::span<const FixedAttribute> attributes) {
        for (const std::string_view name : differences_in(attributes, *newest, next)) {
            if (changed.insert(name).second) report(fixed, place.of(name), "");
        }
    };
    keep(unmodifiable_in_update());
    if (old.location) keep(unmodifiable_where_bytes_lie_here());
    if (context_.restricted) keep(unmodifiable_in_restricted_update());
    if (registry_.entry_by_uuid(next.entry_uuid)) report(rules::uuid_known, place.of("entryUUID"), next.entry_uuid);

    const Association& membership = *xds::membership_of(update_, next.entry_uuid);
    next.version = newest->version + 1;
    // A restricted update changes what is said of a document, not whether it is current.
    next.availability_status = context_.restricted ? newest->availability_status : AvailabilityStatus::approved;
    if (next.home_community_id.empty()) next.home_community_id = newest->home_community_id;
    plan_.changes.statuses.push_back({newest->entry_uuid, AvailabilityStatus::deprecated});
    join_set(next.entry_uuid, &membership);
    propagate(*newest, next, place);
    plan_.changes.entries.push_back({std::move(next), std::nullopt, old.location, old.sha256});
}

void Planner::plan_folder(std::size_t i) {
    model::Folder next = update_.folders[i];
    const Place place{ObjectKind::folder, i};
    const auto stored = registry_.folders_by_logical_id(next.logical_id);
    std::vector<const model::Folder*> versions;
    for (const auto& version : stored) versions.push_back(&version);
    const model::Folder* newest = version_to_replace(next, versions, place);
    if (newest == nullptr) return;
    if (registry_.folder_by_uuid(next.entry_uuid)) report(rules::uuid_known, place.of("entryUUID"), next.entry_uuid);
    const Association& membership = *xds::membership_of(update_, next.entry_uuid);
    next.version = newest->version + 1;
    next.availability_status = AvailabilityStatus::approved;
    next.last_update_time = update_time(newest->last_update_time, context_.now);
    plan_.changes.statuses.push_back({newest->entry_uuid, AvailabilityStatus::deprecated});
    join_set(next.entry_uuid, &membership);
    propagate(*newest, next, place);
    plan_.changes.folders.push_back(std::move(next));
}

// As the message says it, where it does: which version was replaced stays on record.
void Planner::join_set(const std::string& target, const Association* membership) {
    Association& a = plan_.changes.associations.emplace_back(membership != nullptr ? *membership : Association{});
    if (a.entry_uuid.empty()) a.entry_uuid = context_.new_entry_uuid();
    a.source = update_.submission_set.entry_uuid;
    a.target = target;
    first_version(a);
}

// The new version takes part in folders and relationships as the old one did. The old associations stay with the old
// version; that it came by a submission set does not propagate.
template <class Object>
void Planner::propagate(const Object& before, const Object& after, const Place& place) {
    const std::string& from = before.entry_uuid;
    const std::string& to = after.entry_uuid;
    if (!xds::propagates(*xds::membership_of(update_, to))) return;
    propagated_.insert(to);
    for (Association a : registry_.associations_of({from})) {
        if (status_of(a.availability_status) != AvailabilityStatus::approved) continue;
        const bool of_folder = a.type == AssociationType::has_member &&
                               (a.source == from || registry_.folder_by_uuid(a.source).has_value());
        if (!of_folder && !model::is_relationship(a.type)) continue;
        if (key_of(before.patient_id) != key_of(after.patient_id)) {
            report(rules::other_patient, place.of("patientId"), a.entry_uuid);
            continue;
        }
        if (a.source == from) a.source = to;
        if (a.target == from) a.target = to;
        a.entry_uuid = context_.new_entry_uuid();
        first_version(a);
        plan_.changes.associations.push_back(std::move(a));
    }
}

// The patient of an entry or folder, of this update or registered; nullopt where there is no such object.
std::optional<std::string> Planner::patient_of(const std::string& uuid) const {
    for (const auto& e : update_.entries) {
        if (e.entry_uuid == uuid) return key_of(e.patient_id);
    }
    for (const auto& f : update_.folders) {
        if (f.entry_uuid == uuid) return key_of(f.patient_id);
    }
    if (const auto entry = registry_.entry_by_uuid(uuid)) return key_of(entry->entry.patient_id);
    if (const auto folder = registry_.folder_by_uuid(uuid)) return key_of(folder->patient_id);
    return std::nullopt;
}

// A new association between objects that exist: 3.57.4.1.3.3.5.
void Planner::plan_association(std::size_t i) {
    const auto found = std::find_if(update_.associations.begin(), update_.associations.end(), [&](const Association& a) {
        return a.entry_uuid == update_.associations[i].target;
    });
    if (found == update_.associations.end()) return;  // a finding of the message
    const Place place = place_of(*found);
    for (const auto& [end, name] : {std::pair(&found->source, "sourceObject"), std::pair(&found->target, "targetObject")}) {
        const auto patient = patient_of(*end);
        if (!patient) report(rules::object_unknown, place.of(name), *end);
        else if (*patient != patient_) report(rules::object_of_other_patient, place.of(name), *end);
        if (propagated_.contains(*end)) report(rules::submitted_beside_propagation, place.of(name), *end);
    }
    const bool from_folder = registry_.folder_by_uuid(found->source).has_value();
    const bool to_entry = registry_.entry_by_uuid(found->target).has_value();
    if (found->type == AssociationType::has_member && !(from_folder && to_entry)) {
        report(rules::submitted_has_member, place, found->source);
    }
    Association a = *found;
    first_version(a);
    join_set(a.entry_uuid, nullptr);
    if (auto folder = registry_.folder_by_uuid(a.source); folder && a.type == AssociationType::has_member) {
        folder->last_update_time = update_time(folder->last_update_time, context_.now);
        plan_.changes.changed_folders.push_back(std::move(*folder));
    }
    plan_.changes.associations.push_back(std::move(a));
}

bool Planner::is_newest(const model::DocumentEntry& entry) const {
    const std::string& lid = entry.logical_id.empty() ? entry.entry_uuid : entry.logical_id;
    const auto versions = registry_.entries_by_logical_id(lid);
    return std::none_of(versions.begin(), versions.end(),
                        [&](const auto& other) { return other.entry.version > entry.version; });
}

// 3.57.4.1.3.3.2: of an entry, a folder or an association, also of one that this update submits.
void Planner::plan_status(std::size_t i) {
    const Association& change = update_.associations[i];
    const Place place{ObjectKind::association, i};
    const auto from = model::availability_status_of(change.original_status);
    const auto to = model::availability_status_of(change.new_status);
    if (!from || !to) return;  // findings of the message
    if (*to == AvailabilityStatus::submitted) report(rules::status_not_settable, place.of("NewStatus"), change.new_status);

    for (Association& added : plan_.changes.associations) {
        if (added.entry_uuid != change.target) continue;
        if (status_of(added.availability_status) != *from) report(rules::other_status, place.of("OriginalStatus"), change.original_status);
        added.availability_status = *to;
        return;
    }
    const auto is_new = [&](const auto& object) { return object.entry_uuid == change.target; };
    if (std::any_of(update_.entries.begin(), update_.entries.end(), is_new) ||
        std::any_of(update_.folders.begin(), update_.folders.end(), is_new)) {
        report(rules::status_in_update, place.of("targetObject"), change.target);
        return;
    }
    std::optional<AvailabilityStatus> now;
    if (const auto entry = registry_.entry_by_uuid(change.target)) {
        now = entry->entry.availability_status;
        if (!is_newest(entry->entry)) report(rules::status_of_old_version, place.of("targetObject"), change.target);
    } else if (const auto folder = registry_.folder_by_uuid(change.target)) {
        now = folder->availability_status;
    } else if (const auto association = registry_.association_by_uuid(change.target)) {
        now = association->availability_status;
    } else {
        report(rules::object_unknown, place.of("targetObject"), change.target);
        return;
    }
    if (const auto patient = patient_of(change.target); patient && *patient != patient_) {
        report(rules::object_of_other_patient, place.of("targetObject"), change.target);
    }
    if (status_of(now) != *from) report(rules::other_status, place.of("OriginalStatus"), change.original_status);
    plan_.changes.statuses.push_back({change.target, *to});
}

}  // namespace

UpdatePlan plan_update(const model::Submission& update, const storage::RegistryView& registry,
                       const UpdateContext& context) {
    return Planner(update, registry, context).run();
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/query_answer.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace dmpgw::transactions {

bool QueryAnswer::take(const std::string& uuid, ObjectKind kind, const std::string& home) {
    if (seen_.size() >= limit_ && !seen_.contains(uuid)) {
        too_many_ = true;
        return false;
    }
    const auto [place, is_new] = seen_.insert(uuid);
    if (!is_new) return false;
    found_.push_back({&*place, number_of_home(home), kind});
    if (found_.size() == kept_ + 1) {
        sets_.clear();
        entries_.clear();
        folders_.clear();
        associations_.clear();
    }
    return true;
}

// There are as many as communities whose objects lie here: one, or a few.
std::uint32_t QueryAnswer::number_of_home(const std::string& home) {
    const auto known = std::find(homes_.begin(), homes_.end(), home);
    const auto number = static_cast<std::uint32_t>(known - homes_.begin());
    if (known == homes_.end()) homes_.push_back(home);
    return number;
}

void QueryAnswer::note(const std::optional<model::Cx>& patient, const std::string& unique_id) {
    if (patient) patients_.insert(patient->key());
    unique_ids_.push_back(unique_id);
}

template <class Object>
bool QueryAnswer::add_to(std::deque<Object>& objects, Object object, ObjectKind kind) {
    constexpr bool is_association = std::is_same_v<Object, model::Association>;
    // An association says no home in ebRIM, but a reference to one does.
    if constexpr (is_association) {
        if (!take(object.entry_uuid, kind, home_)) return !too_many_;
    } else {
        if (object.home_community_id.empty()) object.home_community_id = home_;
        if (!take(object.entry_uuid, kind, object.home_community_id)) return !too_many_;
        note(object.patient_id, object.unique_id);
    }
    if (is_short()) objects.push_back(std::move(object));
    return true;
}

bool QueryAnswer::add(model::DocumentEntry entry) { return add_to(entries_, std::move(entry), ObjectKind::entry); }

bool QueryAnswer::add(model::SubmissionSet set) { return add_to(sets_, std::move(set), ObjectKind::submission_set); }

bool QueryAnswer::add(model::Folder folder) { return add_to(folders_, std::move(folder), ObjectKind::folder); }

bool QueryAnswer::add(model::Association association) {
    return add_to(associations_, std::move(association), ObjectKind::association);
}

xds::QueryResult QueryAnswer::result() const {
    xds::QueryResult result;
    for (const auto& s : sets_) result.submission_sets.push_back(&s);
    for (const auto& e : entries_) result.entries.push_back(&e);
    for (const auto& f : folders_) result.folders.push_back(&f);
    for (const auto& a : associations_) result.associations.push_back(&a);
    result.home_community_id = home_;
    return result;
}

std::vector<FoundObject> QueryAnswer::found() const {
    std::vector<FoundObject> ordered = found_;
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const FoundObject& a, const FoundObject& b) { return a.kind < b.kind; });
    return ordered;
}

std::vector<std::string> QueryAnswer::uuids() const {
    std::vector<std::string> uuids;
    for (const FoundObject& object : found()) {
        if (object.kind != ObjectKind::association) uuids.push_back(*object.entry_uuid);
    }
    return uuids;
}

}  // namespace dmpgw::transactions

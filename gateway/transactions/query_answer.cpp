#include "gateway/transactions/query_answer.hpp"

#include <utility>

namespace dmpgw::transactions {

bool QueryAnswer::take(const std::string& uuid) {
    if (seen_.size() >= limit_ && !seen_.contains(uuid)) {
        too_many_ = true;
        return false;
    }
    return seen_.insert(uuid).second;
}

void QueryAnswer::note(const std::optional<model::Cx>& patient, const std::string& unique_id) {
    if (patient) patients_.insert(patient->key());
    unique_ids_.push_back(unique_id);
}

bool QueryAnswer::add(model::DocumentEntry entry) {
    if (!take(entry.entry_uuid)) return !too_many_;
    note(entry.patient_id, entry.unique_id);
    entries_.push_back(std::move(entry));
    return true;
}

bool QueryAnswer::add(model::SubmissionSet set) {
    if (!take(set.entry_uuid)) return !too_many_;
    note(set.patient_id, set.unique_id);
    sets_.push_back(std::move(set));
    return true;
}

bool QueryAnswer::add(model::Folder folder) {
    if (!take(folder.entry_uuid)) return !too_many_;
    note(folder.patient_id, folder.unique_id);
    folders_.push_back(std::move(folder));
    return true;
}

bool QueryAnswer::add(model::Association association) {
    if (!take(association.entry_uuid)) return !too_many_;
    associations_.push_back(std::move(association));
    return true;
}

xds::QueryResult QueryAnswer::result() const {
    xds::QueryResult result;
    for (const auto& s : sets_) result.submission_sets.push_back(&s);
    for (const auto& e : entries_) result.entries.push_back(&e);
    for (const auto& f : folders_) result.folders.push_back(&f);
    for (const auto& a : associations_) result.associations.push_back(&a);
    return result;
}

std::vector<std::string> QueryAnswer::uuids() const {
    std::vector<std::string> uuids;
    for (const auto& s : sets_) uuids.push_back(s.entry_uuid);
    for (const auto& e : entries_) uuids.push_back(e.entry_uuid);
    for (const auto& f : folders_) uuids.push_back(f.entry_uuid);
    return uuids;
}

}  // namespace dmpgw::transactions

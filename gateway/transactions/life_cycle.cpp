#include "gateway/transactions/life_cycle.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

namespace dmpgw::transactions {
namespace {

using model::Association;
using model::AssociationType;
using model::AvailabilityStatus;

bool is_replacement(const Association& a) {
    return a.type == AssociationType::replace || a.type == AssociationType::transform_and_replace;
}

bool is_live(const Association& a) {
    return a.availability_status.value_or(AvailabilityStatus::approved) == AvailabilityStatus::approved;
}

class Inference {
  public:
    Inference(const model::Submission& submission, const storage::RegistryView& registry, const model::Dtm& now,
              const std::function<std::string()>& new_entry_uuid)
        : submission_(submission), registry_(registry), now_(now), new_entry_uuid_(new_entry_uuid) {}

    Consequences run() {
        for (const Association& a : submission_.associations) {
            if (!is_replacement(a) || !registry_.entry_by_uuid(a.target)) continue;
            deprecate(a.target);
            take_place(a.target, a.source);
        }
        for (const Association& a : submission_.associations) {
            if (a.type == AssociationType::has_member) touch_folder(a.source);
        }
        return std::move(out_);
    }

  private:
    // The target and what hangs on it. A loop of relationships ends, for each entry is taken once.
    void deprecate(const std::string& uuid) {
        std::vector<std::string> waiting{uuid};
        while (!waiting.empty()) {
            const std::string next = std::move(waiting.back());
            waiting.pop_back();
            if (!deprecated_.insert(next).second) continue;
            const auto entry = registry_.entry_by_uuid(next);
            if (!entry || entry->entry.availability_status != AvailabilityStatus::approved) continue;
            out_.statuses.push_back({next, AvailabilityStatus::deprecated});
            for (const Association& a : registry_.associations_of({next})) {
                const bool hangs_on_it = a.type == AssociationType::append || a.type == AssociationType::transform;
                if (a.target == next && hangs_on_it && is_live(a)) waiting.push_back(a.source);
            }
        }
    }

    void take_place(const std::string& old_entry, const std::string& new_entry) {
        for (const Association& a : registry_.associations_of({old_entry})) {
            if (a.type != AssociationType::has_member || a.target != old_entry || !is_live(a)) continue;
            if (!registry_.folder_by_uuid(a.source) || is_member(a.source, new_entry)) continue;
            const std::string membership = join(a.source, new_entry);
            join(submission_.submission_set.entry_uuid, membership);
            touch_folder(a.source);
        }
    }

    // The sender may have put the replacement into the folder itself.
    bool is_member(const std::string& folder, const std::string& entry) const {
        const auto says_so = [&](const Association& a) {
            return a.type == AssociationType::has_member && a.source == folder && a.target == entry;
        };
        return std::any_of(submission_.associations.begin(), submission_.associations.end(), says_so) ||
               std::any_of(out_.associations.begin(), out_.associations.end(), says_so);
    }

    std::string join(const std::string& source, const std::string& target) {
        Association& a = out_.associations.emplace_back();
        a.entry_uuid = new_entry_uuid_();
        a.type = AssociationType::has_member;
        a.source = source;
        a.target = target;
        return a.entry_uuid;
    }

    void touch_folder(const std::string& uuid) {
        if (uuid == submission_.submission_set.entry_uuid || !touched_.insert(uuid).second) return;
        auto folder = registry_.folder_by_uuid(uuid);
        if (!folder) return;
        folder->last_update_time = update_time(folder->last_update_time, now_);
        out_.folders.push_back(std::move(*folder));
    }

    const model::Submission& submission_;
    const storage::RegistryView& registry_;
    const model::Dtm& now_;
    const std::function<std::string()>& new_entry_uuid_;
    std::set<std::string> deprecated_;
    std::set<std::string> touched_;
    Consequences out_;
};

}  // namespace

model::Dtm update_time(const std::optional<model::Dtm>& before, const model::Dtm& now) {
    if (!before || before->earliest() < now.earliest()) return now;
    return model::read_dtm(to_dtm(TimePoint(std::chrono::seconds(before->earliest() + 1))), "Folder.lastUpdateTime").value();
}

Consequences consequences_of(const model::Submission& submission, const storage::RegistryView& registry,
                             const model::Dtm& now, const std::function<std::string()>& new_entry_uuid) {
    return Inference(submission, registry, now, new_entry_uuid).run();
}

}  // namespace dmpgw::transactions

// What a submission does to objects that are registered already: ITI TF-2 3.42.4.1.3.5 (replacement), ITI TF-3 4.2.3.4.6
// (Folder.lastUpdateTime). Called inside the writer; pure but for reading the state of the registry.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gateway/model/submission.hpp"
#include "gateway/storage/store.hpp"

namespace dmpgw::transactions {

struct Consequences {
    std::vector<storage::StatusChange> statuses;
    /// HasMember of a known folder and a replacement, and of the submission set and that membership. They have ids,
    /// and nothing else that the registry fills in.
    std::vector<model::Association> associations;
    /// Known folders that got members, as they are from now on.
    std::vector<model::Folder> folders;
};

/// Replacement deprecates its target together with everything that was appended to it or made of it, at any remove, and
/// the replacement takes the target's place in folders. Entry ids are UUIDs by now.
Consequences consequences_of(const model::Submission& submission, const storage::RegistryView& registry,
                             const model::Dtm& now, const std::function<std::string()>& new_entry_uuid);

/// Folder.lastUpdateTime of a change at `now`: later than it was, so that whoever looks for changes sees two within
/// one second, which is as fine as a DTM is.
model::Dtm update_time(const std::optional<model::Dtm>& before, const model::Dtm& now);

}  // namespace dmpgw::transactions

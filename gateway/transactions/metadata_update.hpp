// What an update does to the registry, and whether it may: ITI TF-2 3.57.4.1.3 (Update Document Set) and 3.92.4.1.3
// (Restricted Update Document Set). Called inside the writer; pure but for reading the state of the registry.
#pragma once

#include <functional>
#include <string>

#include "gateway/base/failure.hpp"
#include "gateway/model/submission.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/xds/place.hpp"

namespace dmpgw::transactions {

struct UpdateContext {
    bool restricted = false;                             ///< ITI-92
    const xds::Locate& locate;
    const model::Dtm& now;
    const std::function<std::string()>& new_entry_uuid;
};

struct UpdatePlan {
    Findings findings;         ///< with errors among them nothing is to be changed
    storage::Changes changes;  ///< without audit and idempotency
};

/// The message has been checked (xds::check with Transaction::iti57 or iti92), and its symbolic ids are UUIDs by now.
UpdatePlan plan_update(const model::Submission& update, const storage::RegistryView& registry,
                       const UpdateContext& context);

}  // namespace dmpgw::transactions

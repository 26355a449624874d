// A stored submission set or folder as a List or a DocumentManifest, with its members. MHD 4.2 3.66.4.2, MHD 3.2.
#pragma once

#include "gateway/json/value.hpp"
#include "gateway/model/submission.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

json::Value list_resource(const model::SubmissionSet& set, const storage::RegistryView& registry, const Services& services);
json::Value list_resource(const model::Folder& folder, const storage::RegistryView& registry, const Services& services);
json::Value manifest_resource(const model::SubmissionSet& set, const storage::RegistryView& registry,
                              const Services& services);

}  // namespace dmpgw::transactions

// A stored entry as a DocumentReference, with what the registry knows around it.
#pragma once

#include "gateway/json/value.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

json::Value entry_resource(const storage::StoredEntry& stored, const storage::RegistryView& registry,
                           const Services& services);

}  // namespace dmpgw::transactions

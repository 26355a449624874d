// The stored queries of ITI-18 and ITI-51 against one state of the registry: ITI TF-2 3.18.4.1.2.3.7, 3.51.4.1.2.3.
#pragma once

#include "gateway/base/failure.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/transactions/query_answer.hpp"
#include "gateway/xds/stored_query.hpp"

namespace dmpgw::transactions {

/// Adds what the query asks for. Fails where a parameter means nothing; stops when the answer is full.
Result<void> run_stored_query(const xds::StoredQuery& query, const storage::RegistryView& registry,
                              QueryAnswer& answer);

}  // namespace dmpgw::transactions

// Which stored entries fit a search of ITI-67: the criteria of fhir/search against the canonical model.
#pragma once

#include "gateway/fhir/search.hpp"
#include "gateway/storage/store.hpp"

namespace dmpgw::transactions {

/// Everything but the patient and the page: those select the candidates.
bool matches(const storage::StoredEntry& stored, const fhir::DocumentSearch& search);

}  // namespace dmpgw::transactions

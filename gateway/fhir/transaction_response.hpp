// The answer to an ITI-65 transaction (MHD 4.2 ITI-65 2:3.65.4.2, FHIR R4 http.html#transaction-response):
// one entry for each entry of the request, in its order.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::fhir {

/// What became of one entry of the request.
struct EntryResult {
    std::string type;         ///< DocumentReference, List, Binary or Patient
    std::string id;           ///< FHIR id; empty where no resource can be named
    int version = 1;
    bool created = true;      ///< "201 Created", else "200 OK"
};

struct TransactionReceipt {
    std::string base_url;       ///< public base, for the self link
    std::string last_modified;  ///< FHIR instant, the same for all entries: one transaction, one moment
    std::vector<EntryResult> entries;
    Findings warnings;          ///< shown in the outcome of the first entry
};

json::Value transaction_response(const TransactionReceipt& receipt);

}  // namespace dmpgw::fhir

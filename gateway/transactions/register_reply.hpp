// What ITI-41, 42, 57, 61 and 92 share: from a reading to the waist, and from its outcome to a RegistryResponse.
#pragma once

#include <vector>

#include "gateway/transactions/soap_endpoint.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/xds/ebrim_reader.hpp"

namespace dmpgw::transactions {

/// Gives the reading to submit(), with the message's own names for places. The source is matched by the TLS
/// subject and the SubmissionSet's sourceId. `caller` gets its source.
http::Task<Result<Receipt>> submit_reading(xds::EbrimReading reading, std::vector<SubmittedDocument> documents,
                                           xds::Transaction transaction, Caller& caller, Services& services);

/// A message that is a SubmitObjectsRequest and nothing else, from its reading to its answer.
http::Task<SoapReply> take_metadata(xds::Transaction transaction, SoapRequest& request, Services& services);

/// RegistryResponse: Success with warnings, or Failure with every finding.
SoapReply register_reply(const Result<Receipt>& outcome, std::string_view request_id);

}  // namespace dmpgw::transactions

// ITI-43 Retrieve Document Set, Document Repository side; ITI-39 Cross Gateway Retrieve, Responding Gateway side.
// ITI TF-2 3.43, 3.39.
#pragma once

#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::transactions {

/// Documents that stream from their segments; PartialSuccess where some are not here.
http::Task<SoapReply> iti43(SoapRequest& request, Services& services);

/// The same, asked by another community, which must say the homeCommunityId.
http::Task<SoapReply> iti39(SoapRequest& request, Services& services);

}  // namespace dmpgw::transactions

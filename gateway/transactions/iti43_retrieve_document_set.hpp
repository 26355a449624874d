// ITI-43 Retrieve Document Set, Document Repository side. IHE ITI TF-2: 3.43.
#pragma once

#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::transactions {

/// Documents as MTOM parts that stream from their segments; PartialSuccess where some are not here.
http::Task<SoapReply> iti43(SoapRequest& request, Services& services);

}  // namespace dmpgw::transactions

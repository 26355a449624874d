// ITI-41 Provide and Register Document Set-b, Document Repository side. IHE ITI TF-2: 3.41.
#pragma once

#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::transactions {

/// Success with warnings, or Failure with every finding. Exactly one audit event either way.
http::Task<SoapReply> iti41(SoapRequest& request, Services& services);

}  // namespace dmpgw::transactions

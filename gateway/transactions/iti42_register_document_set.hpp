// ITI-42 Register Document Set-b, Document Registry side. IHE ITI TF-2: 3.42.
#pragma once

#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::transactions {

/// Registers metadata whose documents another repository keeps.
http::Task<SoapReply> iti42(SoapRequest& request, Services& services);

/// ITI-61: entries whose documents their repository assembles when they are asked for.
http::Task<SoapReply> iti61(SoapRequest& request, Services& services);

}  // namespace dmpgw::transactions

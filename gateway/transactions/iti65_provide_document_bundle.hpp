// ITI-65 Provide Document Bundle, Document Recipient side. MHD 4.2.x, 4.1.0, 4.0.1 and PDSm: 3.65.
#pragma once

#include "gateway/http/handler.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

/// A transaction Bundle in, a transaction-response Bundle or an OperationOutcome out.
http::Task<http::Response> iti65(http::Request& request, Services& services);

}  // namespace dmpgw::transactions

// ITI-86 Remove Documents, Document Repository side. ITI TF-2 3.86.
#pragma once

#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::transactions {

/// Removes the bytes of documents; their entries stay until ITI-62. When the space is free again: docs/operations.md.
http::Task<SoapReply> iti86(SoapRequest& request, Services& services);

}  // namespace dmpgw::transactions

// ITI-62 Delete Document Set, Document Registry side. ITI TF-2 3.62.
#pragma once

#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::transactions {

/// Deletes metadata. Bytes that lie here are shown to nobody any more, and go by ITI-86.
http::Task<SoapReply> iti62(SoapRequest& request, Services& services);

}  // namespace dmpgw::transactions

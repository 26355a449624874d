// ITI-57 Update Document Set and ITI-92 Restricted Update Document Set, Document Registry side. ITI TF-2 3.57, 3.92.
#pragma once

#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::transactions {

/// New versions of entries and folders, changes of status, new associations of known objects.
http::Task<SoapReply> iti57(SoapRequest& request, Services& services);

/// New versions of entries that change what a consumer may say of a document, and nothing else.
http::Task<SoapReply> iti92(SoapRequest& request, Services& services);

}  // namespace dmpgw::transactions

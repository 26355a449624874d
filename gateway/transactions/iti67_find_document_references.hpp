// ITI-67 Find Document References, Document Responder side. MHD 3.67.
#pragma once

#include "gateway/http/handler.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

/// GET with a query string, or POST _search with a form.
http::Task<http::Response> iti67(http::Request& request, Services& services);

}  // namespace dmpgw::transactions

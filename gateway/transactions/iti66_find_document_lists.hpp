// ITI-66 Find Document Lists, Document Responder side: submission sets and folders. MHD 4.2 3.66; MHD 3.2 3.66 (Find
// Document Manifests).
#pragma once

#include "gateway/http/handler.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

/// Lists. GET with a query string, or POST _search with a form.
http::Task<http::Response> iti66(http::Request& request, Services& services);

/// The same for submission sets alone, as DocumentManifests.
http::Task<http::Response> iti66_of_mhd_3(http::Request& request, Services& services);

}  // namespace dmpgw::transactions

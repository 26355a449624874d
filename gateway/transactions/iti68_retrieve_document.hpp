// ITI-68 Retrieve Document, Document Responder side. MHD 3.68.
#pragma once

#include "gateway/http/handler.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

/// The bytes as they were submitted, streamed from their segment, with their media type; or a FHIR Binary where
/// the caller accepts only FHIR JSON.
http::Task<http::Response> iti68(http::Request& request, Services& services);

}  // namespace dmpgw::transactions

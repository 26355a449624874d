// FHIR read of what submissions made (DocumentReference, List, DocumentManifest), and the CapabilityStatement. FHIR R4
// http.html#read, http.html#capabilities.
#pragma once

#include "gateway/http/handler.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

http::Task<http::Response> read_document_reference(http::Request& request, Services& services);
/// A submission set as MHD 3.x has it.
http::Task<http::Response> read_document_manifest(http::Request& request, Services& services);
http::Task<http::Response> read_list(http::Request& request, Services& services);
http::Task<http::Response> capabilities(http::Request& request, Services& services);

}  // namespace dmpgw::transactions

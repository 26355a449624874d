// Patient create, update, read and search by identifier: the identities that subjects of bundles resolve to.
// FHIR R4 http.html#create, #update, #read, #search.
#pragma once

#include "gateway/http/handler.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

http::Task<http::Response> create_patient(http::Request& request, Services& services);
http::Task<http::Response> update_patient(http::Request& request, Services& services);
http::Task<http::Response> read_patient(http::Request& request, Services& services);
http::Task<http::Response> search_patients(http::Request& request, Services& services);

}  // namespace dmpgw::transactions

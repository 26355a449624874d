// ITI-18 Registry Stored Query and ITI-51 Multi-Patient Stored Query, Document Registry side. ITI TF-2 3.18, 3.51.
#pragma once

#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::transactions {

/// The fourteen stored queries.
http::Task<SoapReply> iti18(SoapRequest& request, Services& services);

/// The three queries that may concern several patients.
http::Task<SoapReply> iti51(SoapRequest& request, Services& services);

}  // namespace dmpgw::transactions

// ITI-18 Registry Stored Query and ITI-51 Multi-Patient Stored Query, Document Registry side; ITI-38 Cross Gateway
// Query, Responding Gateway side. ITI TF-2 3.18, 3.51, 3.38.
#pragma once

#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::transactions {

/// The fourteen stored queries.
http::Task<SoapReply> iti18(SoapRequest& request, Services& services);

/// The same, asked by another community: objects say their home, and who names no patient says it too.
http::Task<SoapReply> iti38(SoapRequest& request, Services& services);

/// The three queries that may concern several patients.
http::Task<SoapReply> iti51(SoapRequest& request, Services& services);

}  // namespace dmpgw::transactions

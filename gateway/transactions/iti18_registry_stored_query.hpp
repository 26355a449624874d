// ITI-18 Registry Stored Query, Document Registry side. IHE ITI TF-2: 3.18.
#pragma once

#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::transactions {

/// FindDocuments, GetDocuments, GetAssociations and GetSubmissionSetAndContents.
http::Task<SoapReply> iti18(SoapRequest& request, Services& services);

}  // namespace dmpgw::transactions

// GET of a SOAP path: its WSDL (?wsdl) and the schemas that this imports (?xsd=NAME), as SOAP stacks ask for them.
// WSDL 1.1; ITI TF-2 Appendix W.
#pragma once

#include "gateway/http/handler.hpp"
#include "gateway/transactions/services.hpp"
#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::transactions {

/// The last segment of the path of an actor: "registry", "repository", "gateway", "identity".
std::string_view path_name_of(SoapActor actor);

/// The handler of GET /xds/…: 200 with the WSDL or the schema, 404 for a schema that there is not, 405 for a GET that
/// asks for neither. `services` must outlive it.
http::Handler soap_description(SoapActor actor, Services& services);

}  // namespace dmpgw::transactions

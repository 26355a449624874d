// What every FHIR interaction shares: reading a resource, negotiating the media type, answering with a
// resource or an OperationOutcome. FHIR R4 http.html.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/http/handler.hpp"
#include "gateway/json/value.hpp"
#include "gateway/transactions/caller.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

/// A resource that was sent, as the tree of its JSON form.
struct SentResource {
    json::Value resource;
    Findings remarks;  ///< warnings on the form in which it came
};

/// The whole body, JSON or XML by its Content-Type. Refuses another one (415) and what the door of JSON or XML, or the
/// reader of the XML form, refuses. Large bodies are parsed on the disk pool, so that a connection's thread serves
/// others meanwhile.
http::Task<Result<SentResource>> read_resource_body(http::Request& request, Services& services);

/// The parameters of a search, decoded: those of the URL and, of a POST, those of the form that is its body. _format and
/// _pretty among them decide how `caller` is answered. Refuses a _format that there is not (406).
http::Task<Result<std::vector<http::Field>>> read_search_parameters(http::Request& request, Caller& caller);

/// The last segment of the path: the id in /fhir/Patient/12, with or without a slash at its end.
std::string last_segment(const http::RequestHead& head);

/// Refuses (406) where the Accept field or _format rules out both JSON and XML.
Result<void> check_accepts_fhir(const http::RequestHead& head);

http::Response resource_response(unsigned status, const json::Value& resource, const fhir::Representation& answer);

/// The OperationOutcome of a failure with the HTTP status of the failure table.
http::Response outcome_response(const Failure& failure, const Caller& caller);
http::Response outcome_response(unsigned status, const Failure& failure, std::string_view request_id,
                                const fhir::Representation& answer);

/// Records the refusal and renders it: the end of every FHIR interaction that does not succeed.
http::Task<http::Response> refuse_interaction(Failure failure, Caller caller, Services& services);

}  // namespace dmpgw::transactions

// What every FHIR interaction shares: reading a JSON body, negotiating the media type, answering with a
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

inline constexpr std::string_view fhir_json = "application/fhir+json; charset=utf-8";

/// The whole body as JSON. Refuses a Content-Type that is not FHIR JSON (415) and what the JSON door
/// refuses. Large bodies are parsed on the disk pool, so that a connection's thread serves others meanwhile.
http::Task<Result<json::Value>> read_json_body(http::Request& request, Services& services);

/// The parameters of a search, decoded: those of the URL and, of a POST, those of the form that is its body.
http::Task<Result<std::vector<http::Field>>> read_search_parameters(http::Request& request);

/// The last segment of the path: the id in /fhir/Patient/12, with or without a slash at its end.
std::string last_segment(const http::RequestHead& head);

/// Refuses (406) where the Accept field or _format rules FHIR JSON out.
Result<void> check_accepts_json(const http::RequestHead& head);

http::Response resource_response(unsigned status, const json::Value& resource);

/// The OperationOutcome of a failure with the HTTP status of the failure table.
http::Response outcome_response(const Failure& failure, std::string_view request_id);
http::Response outcome_response(unsigned status, const Failure& failure, std::string_view request_id);

/// Records the refusal and renders it: the end of every FHIR interaction that does not succeed.
http::Task<http::Response> refuse_interaction(Failure failure, Caller caller, Services& services);

}  // namespace dmpgw::transactions

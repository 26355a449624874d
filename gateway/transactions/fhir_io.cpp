#include "gateway/transactions/fhir_io.hpp"

#include <memory>
#include <optional>
#include <utility>

#include "gateway/base/failure_table.hpp"
#include "gateway/base/text.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/transactions/waiting.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule fhir_content_type{
    "FHIR_CONTENT_TYPE", FailureKind::unsupported_media, "",
    "The body is not declared as FHIR JSON", "Le corps n'est pas déclaré comme du JSON FHIR",
    "Send Content-Type: application/fhir+json in UTF-8",
    "Envoyez Content-Type: application/fhir+json en UTF-8", "FHIR R4 http.html#mime-type"};
constexpr Rule fhir_accept{
    "FHIR_ACCEPT", FailureKind::not_acceptable, "",
    "The caller accepts no media type that there is", "L'appelant n'accepte aucun type de média disponible",
    "Accept application/fhir+json or application/json", "Acceptez application/fhir+json ou application/json",
    "FHIR R4 http.html#mime-type"};
constexpr Rule bad_form{
    "SEARCH_FORM", FailureKind::malformed, "",
    "The search parameters cannot be decoded", "Les paramètres de recherche ne peuvent pas être décodés",
    "Percent-encode names and values as UTF-8", "Encodez noms et valeurs en UTF-8 avec des %XX", "FHIR R4 http.html#search"};

/// Parsing a body of this size takes about a millisecond; larger ones go to the pool.
constexpr std::size_t parse_inline_bytes = 512 * KiB;

bool is_json_type(std::string_view type) {
    return type == "application/fhir+json" || type == "application/json" || type == "text/json" || type == "json";
}

// "type;q=0" rules a type out, RFC 9110 12.4.2.
bool is_ruled_out(std::string_view range) {
    for (const std::string_view parameter : split(range, ';')) {
        const std::string text = to_lower(trim(parameter));
        if (text.starts_with("q=0") && text.find_first_not_of("0.", 2) == std::string::npos) return true;
    }
    return false;
}

bool range_covers_json(std::string_view range) {
    if (is_ruled_out(range)) return false;
    const std::string type = to_lower(trim(range.substr(0, range.find(';'))));
    return is_json_type(type) || type == "*/*" || type == "application/*";
}

http::Task<Result<std::string>> read_whole(http::Request& request) {
    std::string body;
    body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(request.head.content_length.value_or(0), 64 * MiB)));
    while (true) {
        auto piece = co_await request.body->read();
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        body += *piece;
    }
    co_return body;
}

}  // namespace

http::Task<Result<json::Value>> read_json_body(http::Request& request, Services& services) {
    const auto type = http::parse_media_type(request.head.field("Content-Type"));
    const std::string_view charset = type ? type->parameter("charset") : "";
    if (!type || !is_json_type(type->type) || (!charset.empty() && !equals_ignoring_case(charset, "utf-8"))) {
        // The connection discards the body or closes: nothing of it is looked at.
        co_return refuse(fhir_content_type, "header Content-Type", request.head.field("Content-Type"));
    }
    auto body = co_await read_whole(request);
    if (!body) co_return body.error();
    if (body->size() <= parse_inline_bytes) co_return json::parse(*body, services.json_limits);
    std::optional<Result<json::Value>> parsed;
    const DiskCall parse = [&]() -> Result<void> {
        parsed.emplace(json::parse(*body, services.json_limits));
        return {};
    };
    auto done = co_await offload(services.disk, parse);
    if (!done) co_return done.error();
    co_return std::move(*parsed);
}

http::Task<Result<std::vector<http::Field>>> read_search_parameters(http::Request& request) {
    std::string form(request.head.query());
    if (request.head.method == "POST") {
        auto body = co_await read_whole(request);
        if (!body) co_return body.error();
        if (!form.empty() && !body->empty()) form += '&';
        form += *body;
    }
    auto parameters = http::parse_form(form);
    if (!parameters) co_return refuse(bad_form, "query", form);
    co_return std::move(*parameters);
}

std::string last_segment(const http::RequestHead& head) {
    std::string_view path = head.path();
    if (path.ends_with('/')) path.remove_suffix(1);
    return std::string(path.substr(path.rfind('/') + 1));
}

Result<void> check_accepts_json(const http::RequestHead& head) {
    if (const auto parameters = http::parse_form(head.query())) {
        for (const http::Field& p : *parameters) {
            if (p.name != "_format") continue;
            if (range_covers_json(p.value)) return {};
            return refuse(fhir_accept, "parameter _format", p.value);
        }
    }
    const std::string_view accept = head.field("Accept");
    if (accept.empty()) return {};
    for (const std::string_view range : split(accept, ',')) {
        if (range_covers_json(range)) return {};
    }
    return refuse(fhir_accept, "header Accept", accept);
}

http::Response resource_response(unsigned status, const json::Value& resource) {
    return {status, fhir_json, json::write(resource)};
}

http::Response outcome_response(const Failure& failure, std::string_view request_id) {
    return outcome_response(http_status_of(failure), failure, request_id);
}

http::Response outcome_response(unsigned status, const Failure& failure, std::string_view request_id) {
    json::Value outcome = fhir::operation_outcome(failure.findings);
    json::Value extension;
    extension.set("url", "urn:dmpgw:request-id").set("valueString", request_id);
    outcome.set("extension", json::Array{std::move(extension)});
    return {status, fhir_json, json::write(outcome)};
}

http::Task<http::Response> refuse_interaction(Failure failure, Caller caller, Services& services) {
    const Failure recorded = co_await refuse_submission(std::move(failure), caller, services);
    co_return outcome_response(recorded, caller.request_id);
}

}  // namespace dmpgw::transactions

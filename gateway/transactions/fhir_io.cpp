#include "gateway/transactions/fhir_io.hpp"

#include <memory>
#include <optional>
#include <utility>

#include "gateway/base/failure_table.hpp"
#include "gateway/base/text.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/fhir/xml_reader.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/transactions/waiting.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule fhir_content_type{
    "FHIR_CONTENT_TYPE", FailureKind::unsupported_media, "",
    "The body is not declared as FHIR JSON or FHIR XML", "Le corps n'est pas déclaré comme du JSON ou du XML FHIR",
    "Send Content-Type: application/fhir+json or application/fhir+xml in UTF-8",
    "Envoyez Content-Type: application/fhir+json ou application/fhir+xml en UTF-8", "FHIR R4 http.html#mime-type"};
constexpr Rule bad_form{
    "SEARCH_FORM", FailureKind::malformed, "",
    "The search parameters cannot be decoded", "Les paramètres de recherche ne peuvent pas être décodés",
    "Percent-encode names and values as UTF-8", "Encodez noms et valeurs en UTF-8 avec des %XX", "FHIR R4 http.html#search"};

/// Parsing a body of this size takes about a millisecond; larger ones go to the pool.
constexpr std::size_t parse_inline_bytes = 512 * KiB;

Result<SentResource> parse_resource(std::string_view body, fhir::Format format, const Services& services) {
    if (format == fhir::Format::json) {
        auto tree = json::parse(body, services.json_limits);
        if (!tree) return tree.error();
        return SentResource{std::move(*tree), {}};
    }
    const auto document = xml::parse(body, fhir::resource_limits(services.xml_limits));
    if (!document) return document.error();
    auto read = fhir::read_xml(document->root());
    if (!read) return read.error();
    return SentResource{std::move(read->resource), std::move(read->remarks)};
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

http::Task<Result<SentResource>> read_resource_body(http::Request& request, Services& services) {
    const auto type = http::parse_media_type(request.head.field("Content-Type"));
    const auto format = type ? fhir::format_of(type->type) : std::nullopt;
    const std::string_view charset = type ? type->parameter("charset") : "";
    if (!format || (!charset.empty() && !equals_ignoring_case(charset, "utf-8"))) {
        // The connection discards the body or closes: nothing of it is looked at.
        co_return refuse(fhir_content_type, "header Content-Type", request.head.field("Content-Type"));
    }
    auto body = co_await read_whole(request);
    if (!body) co_return body.error();
    if (body->size() <= parse_inline_bytes) co_return parse_resource(*body, *format, services);
    std::optional<Result<SentResource>> parsed;
    const DiskCall parse = [&]() -> Result<void> {
        parsed.emplace(parse_resource(*body, *format, services));
        return {};
    };
    auto done = co_await offload(services.disk, parse);
    if (!done) co_return done.error();
    co_return std::move(*parsed);
}

http::Task<Result<std::vector<http::Field>>> read_search_parameters(http::Request& request, Caller& caller) {
    std::string form(request.head.query());
    if (request.head.method == "POST") {
        auto body = co_await read_whole(request);
        if (!body) co_return body.error();
        if (!form.empty() && !body->empty()) form += '&';
        form += *body;
    }
    auto parameters = http::parse_form(form);
    if (!parameters) co_return refuse(bad_form, "query", form);
    if (auto applied = fhir::apply_parameters(*parameters, caller.answer); !applied) co_return applied.error();
    co_return std::move(*parameters);
}

std::string last_segment(const http::RequestHead& head) {
    std::string_view path = head.path();
    if (path.ends_with('/')) path.remove_suffix(1);
    return std::string(path.substr(path.rfind('/') + 1));
}

Result<void> check_accepts_fhir(const http::RequestHead& head) {
    const auto negotiated = fhir::negotiate(head);
    if (!negotiated) return negotiated.error();
    return {};
}

http::Response resource_response(unsigned status, const json::Value& resource, const fhir::Representation& answer) {
    return {status, fhir::content_type(answer.format), fhir::write(resource, answer)};
}

http::Response outcome_response(const Failure& failure, const Caller& caller) {
    return outcome_response(http_status_of(failure), failure, caller.request_id, caller.answer);
}

http::Response outcome_response(unsigned status, const Failure& failure, std::string_view request_id,
                                const fhir::Representation& answer) {
    json::Value outcome = fhir::operation_outcome(failure.findings);
    json::Value extension;
    extension.set("url", "urn:dmpgw:request-id").set("valueString", request_id);
    outcome.set("extension", json::Array{std::move(extension)});
    return resource_response(status, outcome, answer);
}

http::Task<http::Response> refuse_interaction(Failure failure, Caller caller, Services& services) {
    const Failure recorded = co_await refuse_submission(std::move(failure), caller, services);
    co_return outcome_response(recorded, caller);
}

}  // namespace dmpgw::transactions

#include "gateway/fhir/representation.hpp"

#include <array>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/xml_writer.hpp"

namespace dmpgw::fhir {
namespace {

constexpr Rule fhir_accept{
    "FHIR_ACCEPT", FailureKind::not_acceptable, "",
    "The caller accepts no media type that there is", "L'appelant n'accepte aucun type de média disponible",
    "Accept application/fhir+json or application/fhir+xml", "Acceptez application/fhir+json ou application/fhir+xml",
    "FHIR R4 http.html#mime-type"};

constexpr std::array<std::pair<std::string_view, Format>, 8> types = {{
    {"application/fhir+json", Format::json}, {"application/json", Format::json}, {"text/json", Format::json},
    {"json", Format::json}, {"application/fhir+xml", Format::xml}, {"application/xml", Format::xml},
    {"text/xml", Format::xml}, {"xml", Format::xml}}};

constexpr int full_quality = 1000;

// The weight of a media range in thousandths, RFC 9110 12.4.2; what is no weight counts as 1.
int quality_of(std::string_view range) {
    for (const std::string_view parameter : split(range, ';')) {
        std::string text = to_lower(trim(parameter));
        if (!text.starts_with("q=")) continue;
        text.erase(0, 2);
        if (text.empty() || text.front() != '0') return full_quality;
        int quality = 0;
        int unit = full_quality / 10;
        for (std::size_t i = 2; i < text.size() && unit > 0; ++i, unit /= 10) {
            if (text[i] >= '0' && text[i] <= '9') quality += (text[i] - '0') * unit;
        }
        return quality;
    }
    return full_quality;
}

std::string_view type_of(std::string_view range) { return trim(range.substr(0, range.find(';'))); }

bool is_wildcard(std::string_view type) { return type == "*/*" || type == "application/*"; }

// nullopt where nothing fits.
std::optional<Format> format_accepted(std::string_view accept, Format preferred) {
    std::optional<Format> best;
    int best_quality = 0;
    for (const std::string_view range : split(accept, ',')) {
        const std::string_view type = type_of(range);
        const auto format = is_wildcard(type) ? preferred : format_of(type);
        const int quality = quality_of(range);
        if (!format || quality <= best_quality) continue;
        best = format;
        best_quality = quality;
    }
    return best;
}

Format format_of_body(const http::RequestHead& head) {
    const auto type = http::parse_media_type(head.field("Content-Type"));
    return type ? format_of(type->type).value_or(Format::json) : Format::json;
}

}  // namespace

std::optional<Format> format_of(std::string_view type) {
    for (const auto& [name, format] : types) {
        if (equals_ignoring_case(type, name)) return format;
    }
    return std::nullopt;
}

std::string_view content_type(Format format) {
    return format == Format::xml ? "application/fhir+xml; charset=utf-8" : "application/fhir+json; charset=utf-8";
}

Result<void> apply_parameters(const std::vector<http::Field>& parameters, Representation& representation) {
    for (const http::Field& p : parameters) {
        if (p.name == "_pretty") representation.pretty = p.value == "true";
        if (p.name != "_format") continue;
        // Many clients write the plus of application/fhir+xml without an escape, and it arrives as a space.
        std::string type(type_of(p.value));
        for (char& c : type) c = c == ' ' ? '+' : c;
        if (is_wildcard(type)) continue;
        const auto format = format_of(type);
        if (!format) return refuse(fhir_accept, "parameter _format", p.value);
        representation.format = *format;
    }
    return {};
}

Result<Representation> negotiate(const http::RequestHead& head) {
    Representation representation;
    representation.format = format_of_body(head);
    const auto parameters = http::parse_form(head.query());
    bool format_given = false;
    if (parameters) {
        if (auto applied = apply_parameters(*parameters, representation); !applied) return applied.error();
        for (const http::Field& p : *parameters) format_given = format_given || p.name == "_format";
    }
    const std::string_view accept = head.field("Accept");
    if (format_given || accept.empty()) return representation;
    const auto format = format_accepted(accept, representation.format);
    if (!format) return refuse(fhir_accept, "header Accept", accept);
    representation.format = *format;
    return representation;
}

Representation representation_of(const http::RequestHead& head) {
    if (const auto negotiated = negotiate(head)) return *negotiated;
    Representation representation;
    representation.format = format_of_body(head);
    return representation;
}

std::string write(const json::Value& resource, const Representation& representation) {
    if (representation.format == Format::xml) return write_xml(resource, representation.pretty).text;
    return representation.pretty ? json::write_pretty(resource) + "\n" : json::write(resource);
}

}  // namespace dmpgw::fhir

// In which format a resource goes over the wire: FHIR R4 http.html#mime-type, #parameters; RFC 9110 12.5.1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/http/message.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::fhir {

enum class Format : std::uint8_t { json, xml };

/// How an answer is written.
struct Representation {
    Format format = Format::json;
    bool pretty = false;  ///< _pretty=true
    bool operator==(const Representation&) const = default;
};

/// The format that a media type without parameters, or a short form as "xml", names; in any case of letters.
std::optional<Format> format_of(std::string_view type);

/// "application/fhir+xml; charset=utf-8"
std::string_view content_type(Format format);

/// What the request asks for: _format, else the range of Accept with the highest quality, the first of equals; where
/// neither names a format, that of the request's own body, else JSON. Refuses (FHIR_ACCEPT) where both formats are
/// ruled out.
Result<Representation> negotiate(const http::RequestHead& head);

/// Same, but what cannot be had is answered as if nothing had been asked for: a refusal has to be written somehow.
Representation representation_of(const http::RequestHead& head);

/// Takes up _format and _pretty of a search by POST, which stand in its body. Refuses as negotiate() does.
Result<void> apply_parameters(const std::vector<http::Field>& parameters, Representation& representation);

/// The text of a resource.
std::string write(const json::Value& resource, const Representation& representation);

}  // namespace dmpgw::fhir

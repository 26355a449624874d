// HTTP/1.1 requests and responses as values, without Asio: what the layers above see of HTTP.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/base/failure.hpp"

namespace dmpgw::http {

struct Field {
    std::string name;
    std::string value;
};

/// A head that framing_guard accepted. Nothing of a trailer ever gets in here.
struct RequestHead {
    std::string method;
    std::string target;             ///< as sent: path and query, origin form
    int minor_version = 1;          ///< HTTP/1.x
    std::vector<Field> fields;
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool expect_continue = false;
    bool keep_alive = true;

    std::string_view path() const;   ///< target up to '?'
    std::string_view query() const;  ///< target after '?', empty when none
    /// First field of that name, whatever the case; empty when absent.
    std::string_view field(std::string_view name) const;
    bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

/// A piece of a response body that is produced while it is sent (a document read from its segment).
/// Used by one connection at a time.
class BodySource {
  public:
    virtual ~BodySource() = default;
    virtual std::uint64_t size() const = 0;  ///< exact
    /// Reads up to `capacity` bytes into `to`; 0 at the end. May block on the disk for one read; throws
    /// std::system_error when the bytes cannot be read, which ends the connection without a last byte.
    virtual std::size_t read(char* to, std::size_t capacity) = 0;
};

class BodyStream;  // body_stream.hpp

using BodyPiece = std::variant<std::string, std::shared_ptr<BodySource>, std::shared_ptr<BodyStream>>;

struct Response {
    unsigned status = 200;
    std::vector<Field> fields;      ///< Content-Length, Connection, Date and Server are the connection's
    std::vector<BodyPiece> body;
    bool close = false;             ///< close the connection after this answer

    Response() = default;
    Response(unsigned s, std::string_view content_type, std::string text);
    Response& set(std::string_view name, std::string_view value);
    /// True when a piece is a BodyStream: the answer is sent in chunks and has no Content-Length.
    bool is_streamed() const;
    /// Of an answer that is not streamed.
    std::uint64_t content_length() const;
};

/// Most parameters of one media type; MTOM needs five.
inline constexpr std::size_t max_media_type_parameters = 32;

/// "text/xml; charset=utf-8" as a media type and parameters. Parameter names are lower case, values are
/// unquoted and unescaped. nullopt when the value does not follow RFC 9110 8.3.1, names a parameter twice
/// (RFC 6838 4.3) or has more parameters than max_media_type_parameters.
struct MediaType {
    std::string type;     ///< "text/xml", lower case
    std::vector<Field> parameters;
    std::string_view parameter(std::string_view name) const;
};
std::optional<MediaType> parse_media_type(std::string_view value);

/// The byte that the percent escape at `text[at]` stands for (`text[at]` is '%'), or -1 when two hexadecimal
/// digits do not follow.
int percent_escape(std::string_view text, std::size_t at);

/// Decodes %XX and '+' (in queries). nullopt on a bad escape, a NUL or invalid UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
std::string percent_encode(std::string_view text);
/// name=value pairs of a query or of a form body, decoded, in order. nullopt on a bad escape.
std::optional<std::vector<Field>> parse_form(std::string_view text);

std::string_view reason_phrase(unsigned status);

}  // namespace dmpgw::http

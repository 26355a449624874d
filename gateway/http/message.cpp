#include "gateway/http/message.hpp"

#include <algorithm>

#include "gateway/base/text.hpp"
#include "gateway/http/framing_guard.hpp"

namespace dmpgw::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string_view skip_ows(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    return text;
}

std::string_view take_token(std::string_view& text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_token_character);
    const std::string_view token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(token.size());
    return token;
}

// RFC 9110 5.6.4: `text` begins with the opening quote; false when the string does not end.
bool take_quoted_string(std::string_view& text, std::string& out) {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return true;
        }
        if (text[i] == '\\' && ++i == text.size()) return false;
        out.push_back(text[i]);
    }
    return false;
}

bool is_unreserved(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string_view RequestHead::path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view RequestHead::query() const {
    const std::size_t question = target.find('?');
    return question == std::string::npos ? std::string_view{} : std::string_view(target).substr(question + 1);
}

std::string_view RequestHead::field(std::string_view name) const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [name](const Field& f) { return equals_ignoring_case(f.name, name); });
    return found == fields.end() ? std::string_view{} : std::string_view(found->value);
}

Response::Response(unsigned s, std::string_view content_type, std::string text) : status(s) {
    set("Content-Type", content_type);
    body.emplace_back(std::move(text));
}

Response& Response::set(std::string_view name, std::string_view value) {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [name](const Field& f) { return equals_ignoring_case(f.name, name); });
    if (found == fields.end()) fields.push_back({std::string(name), std::string(value)});
    else found->value = value;
    return *this;
}

bool Response::is_streamed() const {
    return std::any_of(body.begin(), body.end(), [](const BodyPiece& piece) {
        return std::holds_alternative<std::shared_ptr<BodyStream>>(piece);
    });
}

std::uint64_t Response::content_length() const {
    std::uint64_t length = 0;
    for (const BodyPiece& piece : body) {
        if (const auto* text = std::get_if<std::string>(&piece)) length += text->size();
        else length += std::get<std::shared_ptr<BodySource>>(piece)->size();
    }
    return length;
}

std::string_view MediaType::parameter(std::string_view name) const {
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [name](const Field& p) { return equals_ignoring_case(p.name, name); });
    return found == parameters.end() ? std::string_view{} : std::string_view(found->value);
}

std::optional<MediaType> parse_media_type(std::string_view value) {
    std::string_view rest = trim(value);
    const std::string_view type = take_token(rest);
    if (type.empty() || !rest.starts_with('/')) return std::nullopt;
    rest.remove_prefix(1);
    const std::string_view subtype = take_token(rest);
    if (subtype.empty()) return std::nullopt;
    MediaType media{to_lower(type) + '/' + to_lower(subtype), {}};
    while (!(rest = skip_ows(rest)).empty()) {
        if (rest.front() != ';') return std::nullopt;
        rest = skip_ows(rest.substr(1));
        if (rest.empty() || rest.front() == ';') continue;
        Field parameter{to_lower(take_token(rest)), {}};
        if (parameter.name.empty() || !rest.starts_with('=')) return std::nullopt;
        rest.remove_prefix(1);
        if (rest.starts_with('"')) {
            if (!take_quoted_string(rest, parameter.value)) return std::nullopt;
        } else {
            parameter.value = take_token(rest);
            if (parameter.value.empty()) return std::nullopt;
        }
        // RFC 6838 4.3: a parameter given twice is an error; two readers would pick different ones.
        const bool twice = std::any_of(media.parameters.begin(), media.parameters.end(),
                                       [&](const Field& p) { return p.name == parameter.name; });
        if (twice || media.parameters.size() >= max_media_type_parameters) return std::nullopt;
        media.parameters.push_back(std::move(parameter));
    }
    return media;
}

int percent_escape(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size()) return -1;
    const int high = hex_value(text[at + 1]);
    const int low = hex_value(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int value = percent_escape(text, i);
            if (value < 0) return std::nullopt;
            out.push_back(static_cast<char>(value));
            i += 2;
        } else {
            out.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
        }
        if (out.back() == '\0') return std::nullopt;
    }
    if (!is_utf8(out)) return std::nullopt;
    return out;
}

std::string percent_encode(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        if (is_unreserved(c)) {
            out.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out.push_back('%');
            out.push_back(digits[byte >> 4U]);
            out.push_back(digits[byte & 0x0FU]);
        }
    }
    return out;
}

std::optional<std::vector<Field>> parse_form(std::string_view text) {
    std::vector<Field> pairs;
    for (std::string_view pair : split(text, '&')) {
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value = percent_decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
        if (!name || !value) return std::nullopt;
        pairs.push_back({*std::move(name), *std::move(value)});
    }
    return pairs;
}

std::string_view reason_phrase(unsigned status) {
    switch (status) {
        case 100: return "Continue";
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 411: return "Length Required";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 416: return "Range Not Satisfiable";
        case 417: return "Expectation Failed";
        case 421: return "Misdirected Request";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 505: return "HTTP Version Not Supported";
        case 507: return "Insufficient Storage";
        default: return "Unknown";
    }
}

}  // namespace dmpgw::http

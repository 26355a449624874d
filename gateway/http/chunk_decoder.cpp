#include "gateway/http/chunk_decoder.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text.hpp"
#include "gateway/http/body_rules.hpp"

namespace dmpgw::http {
namespace {

constexpr std::size_t max_size_digits = 16;

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_text(char c) { return c == '\t' || (c >= 0x20 && c <= 0x7E); }

// RFC 9110 6.5.1: fields that a recipient must see before the body, or that say who asks. They would be
// dropped anyway; who sends them is trying something.
bool is_forbidden_in_trailer(std::string_view name) {
    static constexpr std::array<std::string_view, 22> names = {
        "Authorization",    "Cache-Control",     "Connection",        "Content-Encoding",    "Content-Length",
        "Content-Range",    "Content-Type",      "Cookie",            "Expect",              "Forwarded",
        "Host",             "Max-Forwards",      "Proxy-Connection",  "Proxy-Authorization", "SOAPAction",
        "TE",               "Trailer",           "Transfer-Encoding", "Upgrade",             "Via",
        "Content_Length",   "Transfer_Encoding"};
    static constexpr std::string_view forwarded = "X-Forwarded-";
    return equals_ignoring_case(name.substr(0, forwarded.size()), forwarded) ||
           std::any_of(names.begin(), names.end(),
                       [name](std::string_view other) { return equals_ignoring_case(name, other); });
}

const HttpRule* bad_line_byte(char c, const HttpRule& otherwise) {
    if (c == '\n') return &rules::bare_line_feed;
    return &otherwise;
}

}  // namespace

FramingResult<ChunkDecoder::Step> ChunkDecoder::next(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size() && state_ != State::done) {
        if (state_ == State::data) {
            const auto run = static_cast<std::size_t>(std::min<std::uint64_t>(size_, bytes.size() - at));
            size_ -= run;
            if (size_ == 0) state_ = State::data_cr;
            return Step{at + run, bytes.substr(at, run)};
        }
        if (const HttpRule* broken = line_byte(bytes[at])) return FramingRefusal(*broken, "body");
        ++at;
    }
    return Step{at, {}};
}

const HttpRule* ChunkDecoder::line_byte(char c) {
    switch (state_) {
        case State::data_cr:
            state_ = State::data_lf;
            return c == '\r' ? nullptr : &rules::chunk_end;
        case State::data_lf:
            state_ = State::size;
            return c == '\n' ? nullptr : &rules::chunk_end;
        case State::trailer:
        case State::trailer_lf:
            return trailer_byte(c);
        case State::size_lf:
            return c == '\n' ? end_of_size() : &rules::bare_carriage_return;
        default:
            if (++line_bytes_ > limits_->chunk_line_bytes) return &rules::chunk_line_too_long;
            return state_ == State::size ? size_byte(c) : extension_byte(c);
    }
}

const HttpRule* ChunkDecoder::size_byte(char c) {
    if (const int value = hex_value(c); value >= 0) {
        if (++digits_ > max_size_digits) return &rules::chunk_size;
        size_ = size_ * 16 + static_cast<std::uint64_t>(value);
        return nullptr;
    }
    if (digits_ == 0) return bad_line_byte(c, rules::chunk_size);
    if (c == ';') state_ = State::extension_start;
    else if (c == '\r') state_ = State::size_lf;
    else return bad_line_byte(c, rules::chunk_size);
    return nullptr;
}

// chunk-ext = *( ";" token [ "=" ( token / quoted-string ) ] ), without the white space around ';' and '='
// that RFC 9112 calls bad.
const HttpRule* ChunkDecoder::extension_byte(char c) {
    const bool token = is_token_character(c);
    switch (state_) {
        case State::extension_start:
            if (!token) return bad_line_byte(c, rules::chunk_extension);
            state_ = State::extension_name;
            return nullptr;
        case State::extension_name:
            if (token) return nullptr;
            if (c == '=') {
                state_ = State::extension_value;
                return nullptr;
            }
            break;
        case State::extension_value:
            if (token) state_ = State::extension_token;
            else if (c == '"') state_ = State::extension_quoted;
            else return bad_line_byte(c, rules::chunk_extension);
            return nullptr;
        case State::extension_token:
            if (token) return nullptr;
            break;
        case State::extension_quoted:
            if (!is_text(c)) return bad_line_byte(c, rules::chunk_extension);
            if (c == '"') state_ = State::extension_quoted_end;
            else if (c == '\\') state_ = State::extension_escape;
            return nullptr;
        case State::extension_escape:
            if (!is_text(c)) return bad_line_byte(c, rules::chunk_extension);
            state_ = State::extension_quoted;
            return nullptr;
        default:
            break;
    }
    if (c == ';') state_ = State::extension_start;
    else if (c == '\r') state_ = State::size_lf;
    else return bad_line_byte(c, rules::chunk_extension);
    return nullptr;
}

const HttpRule* ChunkDecoder::end_of_size() {
    line_bytes_ = 0;
    digits_ = 0;
    if (size_ == 0) {
        state_ = State::trailer;
        return nullptr;
    }
    if (size_ > left_) return &rules::body_too_large;
    left_ -= size_;
    state_ = State::data;
    return nullptr;
}

const HttpRule* ChunkDecoder::trailer_byte(char c) {
    // The empty line that ends the section is not part of the trailer.
    if (++trailer_bytes_ > limits_->trailer_bytes + 2) return &rules::trailer_too_large;
    if (state_ == State::trailer_lf) {
        if (c != '\n') return &rules::bare_carriage_return;
        return end_of_trailer_line();
    }
    if (c == '\r') state_ = State::trailer_lf;
    else if (is_text(c)) trailer_line_.push_back(c);
    else return bad_line_byte(c, rules::trailer_syntax);
    return nullptr;
}

const HttpRule* ChunkDecoder::end_of_trailer_line() {
    if (trailer_line_.empty()) {
        state_ = State::done;
        return nullptr;
    }
    const std::string_view line = trailer_line_;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return &rules::trailer_syntax;
    if (is_forbidden_in_trailer(line.substr(0, colon))) return &rules::trailer_field;
    trailer_line_.clear();
    state_ = State::trailer;
    return nullptr;
}

}  // namespace dmpgw::http

#include "gateway/http/framing_guard.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "gateway/base/text.hpp"
#include "gateway/http/request_target.hpp"

namespace dmpgw::http {
namespace {

constexpr std::size_t max_content_length_digits = 19;  // the largest such number fits 64 bits
constexpr std::size_t request_line_overhead = 32;      // method, version, spaces and line end, generously

constexpr bool is_printable(char c) { return c >= 0x20 && c <= 0x7E; }

constexpr std::array<bool, 256> make_token_table() {
    std::array<bool, 256> table{};
    for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<std::size_t>(c)] = true;
    return table;
}
constexpr std::array<bool, 256> token_table = make_token_table();

// RFC 9110 5.6.3 OWS, and nothing more: base's trim would also take CR and LF.
std::string_view trim_ows(std::string_view text) {
    const auto is_ows = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_ows(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_ows(text.back())) text.remove_suffix(1);
    return text;
}


// RFC 9110 7.2 uri-host [":" port]: a registered name, an IPv4 address or an IPv6 address in brackets.
// Percent escapes and sub-delims, which RFC 3986 lets a registered name have, occur in attacks only.
bool is_host(std::string_view value) {
    std::string_view host = value;
    const std::size_t bracket = value.starts_with('[') ? value.find(']') : 0;
    if (bracket == std::string_view::npos) return false;
    if (const std::size_t colon = value.find(':', bracket); colon != std::string_view::npos) {
        const std::string_view port = value.substr(colon + 1);
        if (!is_digits(port) || port.size() > 5) return false;
        host = value.substr(0, colon);
    }
    if (host.empty()) return false;
    if (host.front() == '[') {
        return host.size() >= 4 && host.back() == ']' &&
               host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") ==
                   std::string_view::npos;
    }
    return std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '.' || c == '_';
    });
}

std::string_view host_name(std::string_view value) {
    const std::size_t bracket = value.starts_with('[') ? value.find(']') : 0;
    return value.substr(0, value.find(':', bracket));
}

using Refused = std::optional<FramingRefusal>;

Refused read_request_line(std::string_view line, const FramingPolicy& policy, RequestHead& head) {
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos) return FramingRefusal(rules::request_line, "request line", line);
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, second - first - 1);
    const std::string_view version = line.substr(second + 1);
    if (!is_token(method) || target.empty()) return FramingRefusal(rules::request_line, "request line", line);
    if (target.size() > policy.limits.target_bytes) return FramingRefusal(rules::target_too_long, "target");

    static constexpr std::array<std::string_view, 6> methods = {"GET", "HEAD",  "POST",
                                                                "PUT", "PATCH", "DELETE"};
    if (std::find(methods.begin(), methods.end(), method) == methods.end()) {
        return FramingRefusal(rules::method_not_served, "method", method);
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        const bool version_like = version.size() == 8 && version.starts_with("HTTP/") && version[6] == '.' &&
                                  is_digits(version.substr(5, 1)) && is_digits(version.substr(7, 1));
        return FramingRefusal(version_like ? rules::version_not_served : rules::request_line, "version",
                              version);
    }
    if (const HttpRule* broken = check_target(target)) return FramingRefusal(*broken, "target", target);
    head.method = method;
    head.target = target;
    head.minor_version = version.back() - '0';
    return std::nullopt;
}

// What the fields that decide about framing have said so far.
struct Seen {
    bool host = false;
    bool content_length = false;
    bool transfer_encoding = false;
    bool content_type = false;
    bool content_encoding = false;
    bool authorization = false;
    bool expect = false;
    bool close = false;
    bool keep_alive = false;
};

Refused once(bool& seen, std::string_view name, std::string_view value) {
    // The value of Authorization is a secret and must not be quoted in an answer or a log.
    if (seen) {
        return FramingRefusal(rules::field_repeated, "header " + std::string(name),
                              equals_ignoring_case(name, "Authorization") ? std::string_view{} : value);
    }
    seen = true;
    return std::nullopt;
}

Refused read_host(std::string_view value, const FramingPolicy& policy) {
    if (!is_host(value)) return FramingRefusal(rules::host_malformed, "header Host", value);
    if (policy.hosts.empty()) return std::nullopt;
    const std::string_view name = host_name(value);
    const bool known = std::any_of(policy.hosts.begin(), policy.hosts.end(), [name](const std::string& host) {
        return equals_ignoring_case(host, name);
    });
    if (!known) return FramingRefusal(rules::host_unknown, "header Host", value);
    return std::nullopt;
}

Refused read_content_length(std::string_view value, RequestHead& head) {
    if (!is_digits(value) || value.size() > max_content_length_digits) {
        return FramingRefusal(rules::content_length_syntax, "header Content-Length", value);
    }
    std::uint64_t length = 0;
    for (char c : value) length = length * 10 + static_cast<std::uint64_t>(c - '0');
    head.content_length = length;
    return std::nullopt;
}

// RFC 9110 7.6.1: a list of tokens, of which two matter here. What else it names (h2c, other fields) is not
// forwarded, so it has no effect.
Refused read_connection(std::string_view value, Seen& seen) {
    for (std::string_view item : split(value, ',')) {
        const std::string_view option = trim_ows(item);
        if (!option.empty() && !is_token(option)) {
            return FramingRefusal(rules::field_syntax, "header Connection", value);
        }
        seen.close = seen.close || equals_ignoring_case(option, "close");
        seen.keep_alive = seen.keep_alive || equals_ignoring_case(option, "keep-alive");
    }
    return std::nullopt;
}

Refused read_known_field(std::string_view name, std::string_view value, const FramingPolicy& policy,
                         Seen& seen, RequestHead& head) {
    const auto is = [name](std::string_view other) { return equals_ignoring_case(name, other); };
    if (is("Host")) {
        if (auto refused = once(seen.host, name, value)) return refused;
        return read_host(value, policy);
    }
    if (is("Content-Length")) {
        if (auto refused = once(seen.content_length, name, value)) return refused;
        return read_content_length(value, head);
    }
    if (is("Transfer-Encoding")) {
        if (auto refused = once(seen.transfer_encoding, name, value)) return refused;
        if (!equals_ignoring_case(value, "chunked")) {
            return FramingRefusal(rules::transfer_encoding, "header Transfer-Encoding", value);
        }
        head.chunked = true;
        return std::nullopt;
    }
    if (is("Transfer_Encoding") || is("Content_Length")) {
        return FramingRefusal(rules::field_name_alias, "header " + std::string(name), value);
    }
    if (is("Content-Type")) return once(seen.content_type, name, value);
    if (is("Authorization")) return once(seen.authorization, name, value);
    if (is("Content-Encoding")) {
        if (auto refused = once(seen.content_encoding, name, value)) return refused;
        if (!equals_ignoring_case(value, "identity")) {
            return FramingRefusal(rules::content_encoding, "header Content-Encoding", value);
        }
    } else if (is("Expect")) {
        if (auto refused = once(seen.expect, name, value)) return refused;
        if (!equals_ignoring_case(value, "100-continue")) {
            return FramingRefusal(rules::expectation, "header Expect", value);
        }
    } else if (is("Connection")) {
        return read_connection(value, seen);
    }
    return std::nullopt;
}

Refused read_field_line(std::string_view line, const FramingPolicy& policy, Seen& seen, RequestHead& head) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return FramingRefusal(rules::field_syntax, "header line " + std::to_string(head.fields.size() + 1),
                              line.substr(0, std::min(colon, line.size())));
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim_ows(line.substr(colon + 1));
    if (auto refused = read_known_field(name, value, policy, seen, head)) return refused;
    head.fields.push_back({std::string(name), std::string(value)});
    return std::nullopt;
}

// What only the whole head can tell.
Refused check_whole(const Seen& seen, RequestHead& head) {
    if (!seen.host && head.minor_version == 1) return FramingRefusal(rules::host_missing, "header Host");
    if (head.chunked && head.content_length) {
        return FramingRefusal(rules::two_lengths, "header Transfer-Encoding");
    }
    if (head.chunked && head.minor_version == 0) {
        return FramingRefusal(rules::transfer_encoding_in_1_0, "header Transfer-Encoding");
    }
    // RFC 9110 10.1.1: a 100-continue of an HTTP/1.0 client is ignored.
    head.expect_continue = seen.expect && head.minor_version == 1 && head.has_body();
    head.keep_alive = !seen.close && (head.minor_version == 1 || seen.keep_alive);
    return std::nullopt;
}

}  // namespace

FramingRefusal::FramingRefusal(const HttpRule& rule, std::string where, std::string_view value)
    : status(rule.status), failure(refuse(rule.rule, std::move(where), value)) {}

bool is_token_character(char c) { return token_table[static_cast<unsigned char>(c)]; }

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

FramingResult<std::size_t> HeadScanner::scan(std::string_view bytes) {
    while (at_ < bytes.size()) {
        const char c = bytes[at_];
        if (is_printable(c) || (c == '\t' && lines_ > 0)) {
            if (at_ >= limits_->head_bytes) return FramingRefusal(rules::head_too_large, "head");
            if (lines_ == 0 && at_ >= limits_->target_bytes + request_line_overhead) {
                return FramingRefusal(rules::target_too_long, "target");
            }
            // Folding shows in the first byte of a line, and must not wait for its end.
            if (at_ == line_start_ && (c == ' ' || c == '\t')) {
                return lines_ == 0
                           ? FramingRefusal(rules::request_line, "request line")
                           : FramingRefusal(rules::folded_line, "header line " + std::to_string(lines_));
            }
            ++at_;
        } else if (c == '\r') {
            if (at_ + 1 == bytes.size()) return std::size_t{0};
            if (bytes[at_ + 1] != '\n') return FramingRefusal(rules::bare_carriage_return, "head");
            const auto ended = end_of_line(bytes);
            if (!ended || *ended != 0) return ended;
        } else if (c == '\n') {
            return FramingRefusal(rules::bare_line_feed, "head");
        } else {
            const bool ascii = static_cast<unsigned char>(c) < 0x80;
            return FramingRefusal(ascii ? rules::control_character : rules::non_ascii, "head");
        }
    }
    return std::size_t{0};
}

// `at_` stands on the CR of a CR LF. The length of the head when that was its last line, else 0.
FramingResult<std::size_t> HeadScanner::end_of_line(std::string_view bytes) {
    const bool empty = at_ == line_start_;
    if (empty && lines_ == 0) return FramingRefusal(rules::leading_empty_line, "request line");
    at_ += 2;
    if (at_ > limits_->head_bytes) return FramingRefusal(rules::head_too_large, "head");
    if (empty) return at_;
    if (lines_ == 0) {
        const std::string_view line = bytes.substr(0, at_ - 2);
        if (std::count(line.begin(), line.end(), ' ') != 2) {
            return FramingRefusal(rules::request_line, "request line", line);
        }
    }
    ++lines_;
    if (lines_ > limits_->fields + 1) return FramingRefusal(rules::too_many_fields, "head");
    line_start_ = at_;
    return std::size_t{0};
}

FramingResult<std::size_t> find_head(std::string_view bytes, const FramingPolicy& policy) {
    HeadScanner scanner(policy.limits);
    return scanner.scan(bytes);
}

FramingResult<RequestHead> read_head(std::string_view bytes, const FramingPolicy& policy) {
    const auto length = find_head(bytes, policy);
    if (!length) return length.error();
    if (*length != bytes.size()) return FramingRefusal(rules::request_line, "head");

    RequestHead head;
    Seen seen;
    std::size_t line_end = bytes.find('\r');
    if (auto refused = read_request_line(bytes.substr(0, line_end), policy, head)) return *std::move(refused);
    head.fields.reserve(16);
    for (std::size_t start = line_end + 2; bytes[start] != '\r'; start = line_end + 2) {
        line_end = bytes.find('\r', start);
        const std::string_view line = bytes.substr(start, line_end - start);
        if (auto refused = read_field_line(line, policy, seen, head)) return *std::move(refused);
    }
    if (auto refused = check_whole(seen, head)) return *std::move(refused);
    return head;
}

void throw_exception_from_error(const FramingRefusal& refusal, const boost::source_location& where) {
    throw std::logic_error("unchecked refusal " + refusal.failure.first().rule + " at " + where.to_string());
}

}  // namespace dmpgw::http

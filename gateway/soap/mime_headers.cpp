#include "gateway/soap/mime_headers.hpp"

#include <algorithm>

#include "gateway/base/encoding.hpp"
#include "gateway/base/text.hpp"
#include "gateway/soap/soap_rules.hpp"

namespace dmpgw::soap {
namespace {

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 2045 5.1 token: what every MIME reader takes as a field name.
bool is_field_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return c > ' ' && c < 0x7F && std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
    });
}

// Any control but HTAB: a bare CR here would be a line end to another reader.
bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
    });
}

// "<id>", or the id alone, as some stacks write it.
std::optional<std::string> read_content_id(std::string_view value) {
    if (value.size() >= 2 && value.front() == '<' && value.back() == '>') {
        value = value.substr(1, value.size() - 2);
    }
    const bool good = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
        return c > ' ' && c < 0x7F && c != '<' && c != '>' && c != '"';
    });
    if (!good) return std::nullopt;
    return std::string(value);
}

bool is_known_encoding(std::string_view encoding) {
    return encoding == "binary" || encoding == "8bit" || encoding == "7bit" || encoding == "base64";
}

}  // namespace

bool is_boundary(std::string_view text, const MimeLimits& limits) {
    return !text.empty() && text.size() <= limits.boundary_bytes && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return is_alphanumeric(c) || std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
           });
}

std::string canonical_content_id(std::string_view id) {
    std::string out;
    out.reserve(id.size());
    for (std::size_t i = 0; i < id.size(); ++i) {
        const auto escaped = id[i] == '%' && i + 2 < id.size() ? hex_decode(id.substr(i + 1, 2)) : std::nullopt;
        if (escaped) i += 2;
        out.append(escaped ? *escaped : std::string(1, id[i]));
    }
    return out;
}

Failure PartHeaderReader::refuse_field(const Rule& rule, std::string_view name, std::string_view value) const {
    return refuse(rule, where_ + " header " + std::string(name), value);
}

Result<void> PartHeaderReader::line(std::string_view text) {
    if (has_control(text)) return refuse(mime_header_malformed, where_);
    if (text.front() == ' ' || text.front() == '\t') {
        if (field_.empty()) return refuse(mime_header_malformed, where_, trim(text));
        field_.append(" ").append(trim(text));
        if (field_.size() > limits_.header_bytes) return refuse(mime_header_too_long, where_);
        return {};
    }
    if (auto done = field(); !done) return done;
    if (++fields_ > limits_.headers_per_part) return refuse(mime_too_many_headers, where_);
    field_.assign(text);
    return {};
}

// Reads the field that was unfolded last.
Result<void> PartHeaderReader::field() {
    if (field_.empty()) return {};
    const std::string_view whole = field_;
    const std::size_t colon = whole.find(':');
    const std::string_view name = whole.substr(0, colon);
    // No value is quoted here: where the empty line is missing, this is the content of a document.
    if (colon == std::string_view::npos || !is_field_name(name)) return refuse(mime_header_malformed, where_);
    const std::string_view value = trim(whole.substr(colon + 1));

    std::optional<std::string>* kept = nullptr;
    if (equals_ignoring_case(name, "Content-ID")) kept = &content_id_;
    else if (equals_ignoring_case(name, "Content-Type")) kept = &content_type_;
    else if (equals_ignoring_case(name, "Content-Transfer-Encoding")) kept = &transfer_encoding_;
    else if (equals_ignoring_case(name, "Content-Encoding")) {
        return refuse_field(mime_content_encoding, name, value);
    }
    if (kept == nullptr) return {};
    if (kept->has_value()) return refuse_field(mime_header_twice, name, value);
    *kept = std::string(value);
    return {};
}

Result<PartHeader> PartHeaderReader::finish() {
    if (auto done = field(); !done) return done.error();
    PartHeader header{"", content_type_.value_or("text/plain"), to_lower(transfer_encoding_.value_or("binary"))};
    if (content_id_) {
        auto id = read_content_id(*content_id_);
        if (!id) return refuse_field(mime_content_id, "Content-ID", *content_id_);
        header.content_id = std::move(*id);
    }
    if (!is_known_encoding(header.content_transfer_encoding)) {
        return refuse_field(mime_transfer_encoding, "Content-Transfer-Encoding", header.content_transfer_encoding);
    }
    return header;
}

}  // namespace dmpgw::soap

// RFC 2046 5.1.1 as a state machine over pieces of any size.
//
// Nothing is buffered but header lines. A boundary holds neither CR nor LF, so bytes held back at the end
// of a piece are always a prefix of "\r\n--boundary": a count is enough to remember them, and when they
// turn out to be content they are handed on from our own copy of that text.
#include "gateway/soap/mime_reader.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "gateway/base/encoding.hpp"
#include "gateway/soap/mime_headers.hpp"
#include "gateway/soap/mime_scan.hpp"
#include "gateway/soap/soap_rules.hpp"

namespace dmpgw::soap {
namespace {

// Decoded base64 stays in cache, whatever the size of the piece that was fed.
constexpr std::size_t base64_slice = 64 * KiB;

}  // namespace

struct MimeReader::State {
    State(std::string boundary, MimeHandler& h, const MimeLimits& l)
        : handler(h), limits(l), good_boundary(is_boundary(boundary, l)), delimiter("\r\n--" + boundary) {}

    Result<void> feed(std::string_view bytes);
    Result<void> finish();

    MimeHandler& handler;
    const MimeLimits limits;
    const bool good_boundary;
    const std::string delimiter;
    std::optional<Failure> failed;

  private:
    enum class Place { content, line_start, line_dash, line_padding, line_cr, headers, epilogue };

    // Each step takes what it can from the front of `bytes`.
    Result<void> step(std::string_view& bytes);
    Result<void> scan(std::string_view& bytes);
    Result<void> delimiter_line(std::string_view& bytes);
    Result<void> header_lines(std::string_view& bytes);
    Result<void> epilogue(std::string_view& bytes);

    Result<void> release_held();
    void hold(bool carriage_return, std::size_t matched);
    Result<void> content(std::string_view bytes);
    Result<void> decoded_content(std::string_view bytes);
    Result<void> end_content();
    Result<void> end_headers();
    Failure refuse_boundary() const {
        return refuse(mime_boundary, "header Content-Type", std::string_view(delimiter).substr(4));
    }
    std::string part() const { return "part " + std::to_string(parts); }

    Place place = Place::content;
    bool in_preamble = true;
    bool closed = false;
    std::size_t parts = 0;
    std::size_t preamble_bytes = 0;
    std::size_t epilogue_bytes = 0;
    std::size_t padding_bytes = 0;

    // delimiter[0, held_end) was seen, without its CR when bare_line_feed. The first byte to hand on, should
    // it be content after all, is delimiter[held_begin]. At the start of the body and of each part the line
    // end counts as seen, though it is no content.
    bool bare_line_feed = false;
    std::size_t held_begin = 2;
    std::size_t held_end = 2;

    std::string line;
    std::optional<PartHeaderReader> header_reader;
    std::set<std::string, std::less<>> content_ids;
    std::optional<Base64Decoder> base64;
    std::string decoded;
};

Result<void> MimeReader::State::feed(std::string_view bytes) {
    if (failed) return *failed;
    if (!good_boundary) {
        failed = refuse_boundary();
        return *failed;
    }
    while (!bytes.empty()) {
        if (auto done = step(bytes); !done) {
            failed = done.error();
            return done;
        }
    }
    return {};
}

Result<void> MimeReader::State::step(std::string_view& bytes) {
    switch (place) {
        case Place::content: return scan(bytes);
        case Place::headers: return header_lines(bytes);
        case Place::epilogue: return epilogue(bytes);
        default: return delimiter_line(bytes);
    }
}

void MimeReader::State::hold(bool carriage_return, std::size_t matched) {
    bare_line_feed = !carriage_return;
    held_begin = carriage_return ? 0 : 1;
    held_end = matched;
}

Result<void> MimeReader::State::release_held() {
    const std::string_view text = std::string_view(delimiter).substr(held_begin, held_end - held_begin);
    held_begin = held_end = 0;
    return content(text);
}

Result<void> MimeReader::State::scan(std::string_view& bytes) {
    if (held_end > 0) {
        while (!bytes.empty() && held_end < delimiter.size() && bytes.front() == delimiter[held_end]) {
            ++held_end;
            bytes.remove_prefix(1);
        }
        if (held_end == delimiter.size()) {
            place = Place::line_start;
            return {};
        }
        if (bytes.empty()) return {};
        if (auto done = release_held(); !done) return done;
    }

    // No byte is held back here, so a line feed at the very front had no CR before it.
    const char* const begin = bytes.data();
    const char* const end = begin + bytes.size();
    const std::string_view core = std::string_view(delimiter).substr(1);
    for (const char* at = find_line_dashes(begin, end); at != end; at = find_line_dashes(at + 1, end)) {
        const std::size_t length = std::min(core.size(), static_cast<std::size_t>(end - at));
        if (core.compare(0, length, at, length) != 0) continue;
        const bool carriage_return = at != begin && at[-1] == '\r';
        const char* const content_end = carriage_return ? at - 1 : at;
        bytes.remove_prefix(static_cast<std::size_t>(at - begin) + length);
        hold(carriage_return, 1 + length);
        if (length == core.size()) place = Place::line_start;
        return content({begin, static_cast<std::size_t>(content_end - begin)});
    }

    // The piece may end with the first bytes of a delimiter: CR, LF or LF and one dash.
    const char* tail = end;
    if (tail[-1] == '-' && tail - begin >= 2 && tail[-2] == '\n') tail -= 2;
    else if (tail[-1] == '\n') tail -= 1;
    if (tail != end) {
        const bool carriage_return = tail != begin && tail[-1] == '\r';
        hold(carriage_return, 1 + static_cast<std::size_t>(end - tail));
        if (carriage_return) --tail;
    } else if (tail[-1] == '\r') {
        hold(true, 1);
        --tail;
    }
    bytes = {};
    return content({begin, static_cast<std::size_t>(tail - begin)});
}

// What stands behind the boundary decides whether it is a delimiter. "--b0x" is content where the boundary
// is b0; a space, a line end or two dashes make it a delimiter line, which then must be a proper one:
// another reader would cut here too.
Result<void> MimeReader::State::delimiter_line(std::string_view& bytes) {
    const char c = bytes.front();
    const std::string where = in_preamble ? "first delimiter" : "delimiter after " + part();
    if (place == Place::line_start && c == '-') {
        place = Place::line_dash;
        bytes.remove_prefix(1);
        return {};
    }
    if ((place == Place::line_start && c != ' ' && c != '\t' && c != '\r' && c != '\n') ||
        (place == Place::line_dash && c != '-')) {
        const bool dash = place == Place::line_dash;
        place = Place::content;
        if (auto done = release_held(); !done) return done;
        return dash ? content("-") : Result<void>();
    }
    if (bare_line_feed || c == '\n') {
        if (place != Place::line_cr || bare_line_feed) return refuse(mime_line_end, where);
    }

    bytes.remove_prefix(1);
    switch (place) {
        case Place::line_dash:
            closed = true;
            place = Place::line_padding;
            padding_bytes = 0;
            return end_content();
        case Place::line_cr:
            if (c != '\n') return refuse(mime_line_end, where);
            if (closed) {
                place = Place::epilogue;
                return {};
            }
            if (auto done = end_content(); !done) return done;
            if (++parts > limits.parts) return refuse(mime_too_many_parts, part());
            header_reader.emplace(part(), limits);
            place = Place::headers;
            return {};
        case Place::line_start: padding_bytes = 0; [[fallthrough]];
        default:
            if (c == '\r') {
                place = Place::line_cr;
                return {};
            }
            if ((c != ' ' && c != '\t') || ++padding_bytes > limits.header_bytes) {
                return refuse(mime_delimiter_line, where);
            }
            place = Place::line_padding;
            return {};
    }
}

Result<void> MimeReader::State::header_lines(std::string_view& bytes) {
    const std::size_t line_feed = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, line_feed);
    if (line.size() + piece.size() > limits.header_bytes + 1) return refuse(mime_header_too_long, part());
    line.append(piece);
    if (line_feed == std::string_view::npos) {
        bytes = {};
        return {};
    }
    bytes.remove_prefix(line_feed + 1);
    if (line.empty() || line.back() != '\r') return refuse(mime_line_end, part() + " headers");
    line.pop_back();
    if (line.empty()) return end_headers();
    auto done = header_reader->line(line);
    line.clear();
    return done;
}

Result<void> MimeReader::State::end_headers() {
    const auto header = header_reader->finish();
    if (!header) return header.error();
    if (!header->content_id.empty() && !content_ids.insert(canonical_content_id(header->content_id)).second) {
        return refuse(mime_content_id_twice, part() + " header Content-ID", header->content_id);
    }
    base64.reset();
    if (header->content_transfer_encoding == "base64") base64.emplace();
    in_preamble = false;
    place = Place::content;
    // The line end of the empty line is also that of a delimiter which follows at once: an empty part.
    bare_line_feed = false;
    held_begin = held_end = 2;
    return handler.begin_part(*header);
}

Result<void> MimeReader::State::content(std::string_view bytes) {
    if (bytes.empty()) return {};
    if (in_preamble) {
        preamble_bytes += bytes.size();
        if (preamble_bytes > limits.preamble_bytes) return refuse(mime_preamble_too_long, "preamble");
        return {};
    }
    return base64 ? decoded_content(bytes) : handler.part_data(bytes);
}

Result<void> MimeReader::State::decoded_content(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::string_view slice = bytes.substr(0, base64_slice);
        bytes.remove_prefix(slice.size());
        decoded.clear();
        if (!base64->feed(slice, decoded)) return refuse(mime_base64, part());
        if (decoded.empty()) continue;
        if (auto done = handler.part_data(decoded); !done) return done;
    }
    return {};
}

Result<void> MimeReader::State::end_content() {
    if (in_preamble) return {};
    if (base64 && !base64->finish()) return refuse(mime_base64, part());
    return handler.end_part();
}

Result<void> MimeReader::State::epilogue(std::string_view& bytes) {
    epilogue_bytes += bytes.size();
    bytes = {};
    if (epilogue_bytes > limits.epilogue_bytes) return refuse(mime_epilogue_too_long, "epilogue");
    return {};
}

Result<void> MimeReader::State::finish() {
    if (failed) return *failed;
    if (!good_boundary) return refuse_boundary();
    if (closed && parts == 0) return refuse(mime_no_parts, "body");
    if (closed && place == Place::line_cr) return refuse(mime_line_end, "closing delimiter");
    if (closed) return {};
    if (parts == 0) return refuse(mime_boundary_not_found, "body", std::string_view(delimiter).substr(4));
    return refuse(mime_not_closed, part());
}

MimeReader::MimeReader(std::string boundary, MimeHandler& handler, const MimeLimits& limits)
    : state_(std::make_unique<State>(std::move(boundary), handler, limits)) {}
MimeReader::~MimeReader() = default;
Result<void> MimeReader::feed(std::string_view bytes) { return state_->feed(bytes); }
Result<void> MimeReader::finish() { return state_->finish(); }

}  // namespace dmpgw::soap

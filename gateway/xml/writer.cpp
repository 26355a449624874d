#include "gateway/xml/writer.hpp"

#include <array>
#include <cstdint>
#include <stdexcept>

#include "gateway/xml/characters.hpp"

namespace dmpgw::xml {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

using Escapes = std::array<std::string_view, 128>;

// ">" is escaped so that "]]>" cannot arise; a carriage return would be read back as a line feed.
constexpr Escapes text_escapes = [] {
    Escapes e{};
    for (std::size_t c = 0; c < 0x20; ++c) e[c] = replacement;
    e['\n'] = e['\t'] = {};
    e['\r'] = "&#13;";
    e['&'] = "&amp;";
    e['<'] = "&lt;";
    e['>'] = "&gt;";
    return e;
}();

// In attributes every white space character but the space itself would be read back as a space.
constexpr Escapes attribute_escapes = [] {
    Escapes e = text_escapes;
    e['\n'] = "&#10;";
    e['\t'] = "&#9;";
    e['"'] = "&quot;";
    return e;
}();

void append_valid(std::string& out, std::string_view text, const Escapes& escapes) {
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= escapes.size() || escapes[c].empty()) continue;
        out.append(text.substr(from, i - from)).append(escapes[c]);
        from = i + 1;
    }
    out.append(text.substr(from));
}

// Bytes of the forbidden character or of the wrong byte that `text` begins with.
std::size_t wrong_bytes(std::string_view text, CharacterScan::End end) {
    const bool noncharacter = end == CharacterScan::End::forbidden && static_cast<unsigned char>(text.front()) >= 0x80;
    return noncharacter ? 3 : 1;  // U+FFFE and U+FFFF have three bytes
}

void append_escaped(std::string& out, std::string_view text, const Escapes& escapes) {
    while (true) {
        const CharacterScan scan = scan_characters(text);
        append_valid(out, text.substr(0, scan.good), escapes);
        if (scan.end == CharacterScan::End::all) return;
        out.append(replacement);
        text.remove_prefix(scan.good);
        text.remove_prefix(wrong_bytes(text, scan.end));
    }
}

}  // namespace

Writer::Writer(bool declaration) {
    if (declaration) out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
}

void Writer::end_start_tag() {
    if (!in_start_tag_) return;
    out_.push_back('>');
    in_start_tag_ = false;
}

Writer& Writer::open(std::string_view qualified_name) {
    end_start_tag();
    out_.append("<").append(qualified_name);
    open_.push_back(qualified_name);
    in_start_tag_ = true;
    return *this;
}

Writer& Writer::attribute(std::string_view qualified_name, std::string_view value) {
    if (!in_start_tag_) throw std::logic_error("xml::Writer: attribute outside a start tag");
    out_.append(" ").append(qualified_name).append("=\"");
    append_escaped(out_, value, attribute_escapes);
    out_.push_back('"');
    return *this;
}

Writer& Writer::text(std::string_view value) {
    end_start_tag();
    append_escaped(out_, value, text_escapes);
    return *this;
}

Writer& Writer::close() {
    if (open_.empty()) throw std::logic_error("xml::Writer: close without an open element");
    if (in_start_tag_) {
        out_.append("/>");
        in_start_tag_ = false;
    } else {
        out_.append("</").append(open_.back()).append(">");
    }
    open_.pop_back();
    return *this;
}

Writer& Writer::element(std::string_view qualified_name, std::string_view value) {
    return open(qualified_name).text(value).close();
}

Writer& Writer::raw(std::string_view xml) {
    end_start_tag();
    out_.append(xml);
    return *this;
}

std::string Writer::finish() {
    while (!open_.empty()) close();
    return std::move(out_);
}

}  // namespace dmpgw::xml

// The lexical shape of XML names (XML 1.0 productions [4] and [4a]) and the small searches of a scan.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "gateway/xml/characters.hpp"

namespace dmpgw::xml {

enum : std::uint8_t { name_start = 1, name_rest = 2 };

// Names as far as ASCII goes; which characters from U+0080 on may stand in names is the parser's affair.
inline constexpr std::array<std::uint8_t, 256> name_table = [] {
    std::array<std::uint8_t, 256> table{};
    for (std::size_t c = 0; c < 256; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c >= 0x80;
        const bool more = (c >= '0' && c <= '9') || c == '-' || c == '.';
        table[c] = static_cast<std::uint8_t>((letter ? name_start | name_rest : 0) | (more ? name_rest : 0));
    }
    return table;
}();

inline bool starts_name(char c) { return (name_table[static_cast<unsigned char>(c)] & name_start) != 0; }
inline bool continues_name(char c) { return (name_table[static_cast<unsigned char>(c)] & name_rest) != 0; }

inline const char* skip_name(const char* p, const char* end) {
    while (p < end && continues_name(*p)) ++p;
    return p;
}

inline const char* skip_space(const char* p, const char* end) {
    while (p < end && is_xml_space(*p)) ++p;
    return p;
}

inline const char* find(char c, const char* p, const char* end) {
    const void* found = p == end ? nullptr : std::memchr(p, c, static_cast<std::size_t>(end - p));
    return found == nullptr ? end : static_cast<const char*>(found);
}

}  // namespace dmpgw::xml

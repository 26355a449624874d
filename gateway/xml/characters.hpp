// Which characters XML allows (XML 1.0 fifth edition, 2.2) and whether bytes are UTF-8 (RFC 3629), in one
// pass. It runs over every byte of every message, so plain ASCII goes sixteen bytes at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dmpgw::xml {

/// How far bytes are good.
struct CharacterScan {
    enum class End : std::uint8_t {
        all,         ///< every byte belongs to an allowed character
        incomplete,  ///< the last character is cut; more bytes may complete it
        not_utf8,
        forbidden,   ///< UTF-8, but a character XML 1.0 does not allow
    };
    std::size_t good;  ///< bytes before the first character that is cut, wrong or forbidden
    End end;
};

CharacterScan scan_characters(std::string_view bytes);

/// XML 1.0 production [2] Char.
constexpr bool is_xml_character(std::uint32_t code) {
    return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code <= 0xD7FF) ||
           (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

constexpr bool is_xml_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace dmpgw::xml

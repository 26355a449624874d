// Small tools on text: the UTF-8 check and a few ASCII helpers that do not depend on a locale.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dmpgw {

/// The offset of the first byte that is not valid UTF-8 (RFC 3629: no surrogates, no overlong form, at
/// most U+10FFFF), or npos when all is valid.
std::size_t find_invalid_utf8(std::string_view bytes);
inline bool is_utf8(std::string_view bytes) { return find_invalid_utf8(bytes) == std::string_view::npos; }

/// Characters (code points) of valid UTF-8 text.
std::size_t utf8_length(std::string_view text);

bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string to_lower(std::string_view text);
/// Without XML white space (SP, HTAB, CR, LF) at both ends.
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
bool is_digits(std::string_view text);

/// Letters (bytes) to change, insert, remove or swap with their neighbour to make one text of the other (optimal string
/// alignment). Cost: the product of the lengths; callers bound them.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Lets a std::map<std::string, T> be searched by string_view.
struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

}  // namespace dmpgw

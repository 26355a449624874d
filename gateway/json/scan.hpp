// The inner loop of reading and writing strings: eight bytes at a time over what needs no care.
#pragma once

#include <cstdint>
#include <cstring>

namespace dmpgw::json {

/// The first byte of [p, end) that cannot stand as it is inside a JSON string: a quote, a backslash or a
/// control character (RFC 8259 7); `end` when there is none.
inline const char* find_special(const char* p, const char* end) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = 0x8080808080808080ULL;
    while (end - p >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, p, 8);
        const std::uint64_t quote = word ^ (ones * '"');
        const std::uint64_t slash = word ^ (ones * '\\');
        // A byte of x is zero, or below n, where the high bit of (x - n) is set and that of x is not. A
        // borrow can only add a false mark behind a true one, and the loop below looks at every byte.
        const std::uint64_t marks = ((quote - ones) & ~quote) | ((slash - ones) & ~slash) |
                                    ((word - ones * 0x20) & ~word);
        if ((marks & highs) != 0) break;
        p += 8;
    }
    for (; p != end; ++p) {
        const auto c = static_cast<unsigned char>(*p);
        if (c == '"' || c == '\\' || c < 0x20) break;
    }
    return p;
}

}  // namespace dmpgw::json

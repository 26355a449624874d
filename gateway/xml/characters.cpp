#include "gateway/xml/characters.hpp"

#include <cstring>

namespace dmpgw::xml {
namespace {

// Vector types of GCC and clang: one code path for every processor, without intrinsics.
using Block = signed char __attribute__((vector_size(16)));

// True when all sixteen are ASCII that XML allows. Bytes from 0x80 on are negative, so that one signed
// comparison finds them together with the control characters.
bool is_plain(const unsigned char* p) {
    Block block;
    std::memcpy(&block, p, sizeof block);
    const Block odd = (block < 0x20) & (block != '\n') & (block != '\r') & (block != '\t');
    std::uint64_t halves[2];
    std::memcpy(halves, &odd, sizeof halves);
    return (halves[0] | halves[1]) == 0;
}

struct Sequence {
    unsigned char length;  // 0: no character begins with this byte
    unsigned char low;     // range of the second byte
    unsigned char high;
};

constexpr Sequence sequence_of(unsigned char lead) {
    if (lead >= 0xC2 && lead <= 0xDF) return {2, 0x80, 0xBF};
    if (lead == 0xE0) return {3, 0xA0, 0xBF};
    if (lead == 0xED) return {3, 0x80, 0x9F};
    if (lead >= 0xE1 && lead <= 0xEF) return {3, 0x80, 0xBF};
    if (lead == 0xF0) return {4, 0x90, 0xBF};
    if (lead >= 0xF1 && lead <= 0xF3) return {4, 0x80, 0xBF};
    if (lead == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

}  // namespace

CharacterScan scan_characters(std::string_view bytes) {
    using End = CharacterScan::End;
    const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
    const std::size_t n = bytes.size();
    std::size_t i = 0;
    while (i < n) {
        while (i + 16 <= n && is_plain(p + i)) i += 16;
        if (i == n) break;
        // Up to the end of this block byte by byte, then plain blocks again.
        const std::size_t block_end = i + 16 < n ? i + 16 : n;
        while (i < block_end) {
            const unsigned char c = p[i];
            if (c < 0x80) {
                if (c < 0x20 && c != '\n' && c != '\r' && c != '\t') return {i, End::forbidden};
                ++i;
                continue;
            }
            const Sequence s = sequence_of(c);
            if (s.length == 0) return {i, End::not_utf8};
            if (i + 1 == n) return {i, End::incomplete};
            if (p[i + 1] < s.low || p[i + 1] > s.high) return {i, End::not_utf8};
            for (std::size_t k = 2; k < s.length; ++k) {
                if (i + k == n) return {i, End::incomplete};
                if ((p[i + k] & 0xC0U) != 0x80U) return {i, End::not_utf8};
            }
            // U+FFFE and U+FFFF are the only characters from U+0080 on that XML forbids.
            if (c == 0xEF && p[i + 1] == 0xBF && p[i + 2] >= 0xBE) return {i, End::forbidden};
            i += s.length;
        }
    }
    return {n, End::all};
}

}  // namespace dmpgw::xml

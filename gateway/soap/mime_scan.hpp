// The inner loop of the MIME reader: where could a delimiter line start?
#pragma once

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace dmpgw::soap {

/// The first "\n--" in [p, end), or `end`. Every delimiter holds these three bytes and a document hardly
/// ever does, so the boundary itself is compared seldom. Linear in any case: a boundary holds no line
/// feed, so what is compared after one candidate is never compared after another.
inline const char* find_line_dashes(const char* p, const char* end) {
#if defined(__SSE2__)
    const __m128i line_feed = _mm_set1_epi8('\n');
    const __m128i dash = _mm_set1_epi8('-');
    while (end - p >= 18) {
        const auto* at = reinterpret_cast<const __m128i*>(p);
        const auto* next = reinterpret_cast<const __m128i*>(p + 1);
        const auto* third = reinterpret_cast<const __m128i*>(p + 2);
        const __m128i hits = _mm_and_si128(_mm_and_si128(_mm_cmpeq_epi8(_mm_loadu_si128(at), line_feed),
                                                         _mm_cmpeq_epi8(_mm_loadu_si128(next), dash)),
                                           _mm_cmpeq_epi8(_mm_loadu_si128(third), dash));
        const int mask = _mm_movemask_epi8(hits);
        if (mask != 0) return p + __builtin_ctz(static_cast<unsigned>(mask));
        p += 16;
    }
#endif
    while (end - p >= 3) {
        const void* hit = std::memchr(p, '\n', static_cast<std::size_t>(end - p) - 2);
        if (hit == nullptr) return end;
        p = static_cast<const char*>(hit);
        if (p[1] == '-' && p[2] == '-') return p;
        ++p;
    }
    return end;
}

}  // namespace dmpgw::soap

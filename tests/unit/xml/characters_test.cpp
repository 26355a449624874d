#include "gateway/xml/characters.hpp"

#include <gtest/gtest.h>

#include <string>

#include "gateway/base/text.hpp"

namespace dmpgw::xml {
namespace {

std::string encoded(std::uint32_t code) {
    const auto byte = [](std::uint32_t b) { return static_cast<char>(b); };
    if (code < 0x80) return {byte(code)};
    if (code < 0x800) return {byte(0xC0 | code >> 6U), byte(0x80 | (code & 0x3F))};
    if (code < 0x10000) {
        return {byte(0xE0 | code >> 12U), byte(0x80 | (code >> 6U & 0x3F)), byte(0x80 | (code & 0x3F))};
    }
    return {byte(0xF0 | code >> 18U), byte(0x80 | (code >> 12U & 0x3F)), byte(0x80 | (code >> 6U & 0x3F)),
            byte(0x80 | (code & 0x3F))};
}

// Every code point, at a place where it crosses the sixteen byte blocks in turn.
TEST(characters, agrees_with_the_production_for_every_code_point) {
    for (std::uint32_t code = 0; code < 0x110000; ++code) {
        const std::string before(code % 17, 'x');
        const std::string text = before + encoded(code) + std::string(20, 'x');
        const CharacterScan scan = scan_characters(text);
        const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        const auto want = is_xml_character(code) ? CharacterScan::End::all
                          : surrogate            ? CharacterScan::End::not_utf8
                                                 : CharacterScan::End::forbidden;
        ASSERT_EQ(scan.end, want) << code;
        ASSERT_EQ(scan.good, want == CharacterScan::End::all ? text.size() : before.size()) << code;
    }
}

// Every sequence of three bytes: as valid as the plain check of gateway/base says, or cut at the end.
TEST(characters, agrees_with_the_plain_check_on_every_three_bytes) {
    for (std::uint32_t n = 0x800000; n < 0x1000000; n += 7) {
        const std::string text{static_cast<char>(n >> 16U), static_cast<char>(n >> 8U), static_cast<char>(n)};
        const CharacterScan scan = scan_characters(text);
        if (scan.end == CharacterScan::End::forbidden) continue;
        ASSERT_EQ(scan.end == CharacterScan::End::all, is_utf8(text)) << n;
        ASSERT_EQ(scan.end == CharacterScan::End::all ? std::string::npos : scan.good, find_invalid_utf8(text)) << n;
    }
}

TEST(characters, tells_a_cut_character_from_a_wrong_one) {
    using End = CharacterScan::End;
    EXPECT_EQ(scan_characters("ab\xE2\x82").end, End::incomplete);
    EXPECT_EQ(scan_characters("ab\xE2\x82").good, 2U);
    EXPECT_EQ(scan_characters("\xF0\x9F\x98").end, End::incomplete);
    EXPECT_EQ(scan_characters("\xC3").end, End::incomplete);
    EXPECT_EQ(scan_characters("\xE0\x80").end, End::not_utf8);
    EXPECT_EQ(scan_characters("\xF4\x90").end, End::not_utf8);
    EXPECT_EQ(scan_characters("\xC0").end, End::not_utf8);
    EXPECT_EQ(scan_characters("").end, End::all);
}

}  // namespace
}  // namespace dmpgw::xml

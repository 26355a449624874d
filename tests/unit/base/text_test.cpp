// Specification: RFC 3629 (UTF-8), section 4.
#include "gateway/base/text.hpp"

#include <gtest/gtest.h>

namespace dmpgw {
namespace {

constexpr std::size_t valid = std::string_view::npos;

TEST(Utf8, the_first_and_last_of_each_length_are_valid) {
    for (const char* text : {"\x01", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                             "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_EQ(find_invalid_utf8(text), valid) << text;
    }
    EXPECT_EQ(find_invalid_utf8(std::string_view("\0", 1)), valid);
}

TEST(Utf8, overlong_forms_surrogates_and_what_is_past_the_last_character_are_not) {
    for (const char* text : {"\x80", "\xBF", "\xC0\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF",
                             "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                             "\xF5\x80\x80\x80", "\xF8\x88\x80\x80\x80", "\xFE", "\xFF"}) {
        EXPECT_EQ(find_invalid_utf8(text), 0u) << text;
    }
}

TEST(Utf8, a_cut_character_is_found_where_it_begins) {
    for (const std::string whole : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
        for (std::size_t n = 1; n < whole.size(); ++n) {
            EXPECT_EQ(find_invalid_utf8("ab" + whole.substr(0, n)), 2u);
            EXPECT_EQ(find_invalid_utf8("ab" + whole.substr(0, n) + "c"), 2u);
        }
    }
}

// Eight bytes are looked at together; the place must be right wherever the bad byte stands in its word.
TEST(Utf8, the_place_of_a_bad_byte_is_exact_at_every_offset) {
    for (std::size_t at = 0; at < 40; ++at) {
        std::string text(40, 'a');
        text[at] = '\xFF';
        EXPECT_EQ(find_invalid_utf8(text), at);
        EXPECT_FALSE(is_utf8(text));
        EXPECT_EQ(find_invalid_utf8(std::string(at, 'a') + "é" + std::string(9, 'b')), valid);
    }
}

TEST(Utf8, characters_are_counted_not_bytes) {
    EXPECT_EQ(utf8_length(""), 0u);
    EXPECT_EQ(utf8_length("Hôpital"), 7u);
    EXPECT_EQ(utf8_length("€\xF0\x9F\x98\x80"), 2u);
}

TEST(Text, split_keeps_empty_parts) {
    using Parts = std::vector<std::string_view>;
    EXPECT_EQ(split("", ','), Parts{""});
    EXPECT_EQ(split("a", ','), Parts{"a"});
    EXPECT_EQ(split("a,b", ','), (Parts{"a", "b"}));
    EXPECT_EQ(split(",a,,b,", ','), (Parts{"", "a", "", "b", ""}));
}

TEST(Text, trim_takes_the_white_space_of_xml_and_nothing_else) {
    EXPECT_EQ(trim(""), "");
    EXPECT_EQ(trim(" \t\r\n"), "");
    EXPECT_EQ(trim("\n a b\t"), "a b");
    EXPECT_EQ(trim("\va\f"), "\va\f");
    EXPECT_EQ(trim("\xC2\xA0"), "\xC2\xA0");
}

TEST(Text, case_is_that_of_ascii_whatever_the_locale) {
    EXPECT_TRUE(equals_ignoring_case("Content-TYPE", "content-type"));
    EXPECT_FALSE(equals_ignoring_case("content", "content-"));
    EXPECT_FALSE(equals_ignoring_case("É", "é"));
    EXPECT_FALSE(equals_ignoring_case("@", "`"));
    EXPECT_EQ(to_lower("AZ[É"), "az[É");
}

TEST(Text, digits_are_those_of_ascii) {
    EXPECT_TRUE(is_digits("0123456789"));
    for (const char* text : {"", " 1", "1 ", "-1", "1.0", "１"}) EXPECT_FALSE(is_digits(text)) << text;
}

TEST(EditDistance, counts_changes_insertions_removals_and_swaps) {
    EXPECT_EQ(edit_distance("", ""), 0U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("abc", "abd"), 1U);
    EXPECT_EQ(edit_distance("abc", "ac"), 1U);
    EXPECT_EQ(edit_distance("11409-0", "11490-0"), 1U) << "neighbours swapped";
    EXPECT_EQ(edit_distance("listen.prot", "listen.port"), 1U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), edit_distance("sitting", "kitten"));
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

}  // namespace
}  // namespace dmpgw

// Specification: RFC 4648 (sections 3.5, 4, 8, 10), XML Schema part 2, 3.2.16.
#include "gateway/base/encoding.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace dmpgw {
namespace {

TEST(Base64, the_test_vectors_of_rfc_4648_go_both_ways) {
    const std::vector<std::pair<std::string, std::string>> vectors = {
        {"", ""},         {"f", "Zg=="},         {"fo", "Zm8="},        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
        EXPECT_EQ(base64_encode(bytes), text);
        EXPECT_EQ(base64_decode(text), bytes) << text;
    }
}

TEST(Base64, every_byte_survives) {
    std::string all;
    for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
    for (std::size_t n = 0; n <= all.size(); ++n) {
        EXPECT_EQ(base64_decode(base64_encode(all.substr(0, n))), all.substr(0, n)) << n;
    }
}

// Two texts for the same bytes would be two hashes for one document.
TEST(Base64, bits_under_the_padding_must_be_zero) {
    EXPECT_TRUE(base64_decode("Zg=="));
    EXPECT_FALSE(base64_decode("Zh=="));
    EXPECT_FALSE(base64_decode("Zv=="));
    EXPECT_TRUE(base64_decode("Zm8="));
    EXPECT_FALSE(base64_decode("Zm9="));
    EXPECT_FALSE(base64_decode("Zm+="));
}

TEST(Base64, what_is_not_base64_is_refused) {
    for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "====", "=", "A===", "Z=g=", "Zg==Zg==", "Zm9v=", "Zm9v====",
                             "Zm9-", "Zm9_", "Zm9v!", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9\xC3", "Zm9\x80"}) {
        EXPECT_FALSE(base64_decode(text)) << text;
    }
    EXPECT_FALSE(base64_decode(std::string_view("Zm9\0", 4)));
}

std::optional<std::string> in_pieces(std::string_view text, std::size_t size) {
    Base64Decoder decoder;
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += size) {
        if (!decoder.feed(text.substr(at, size), out)) return std::nullopt;
    }
    if (!decoder.finish()) return std::nullopt;
    return out;
}

TEST(Base64Decoder, the_cut_of_the_pieces_does_not_matter) {
    const std::string bytes = "Lettre de liaison à la sortie";
    const std::string text = base64_encode(bytes);
    const std::string folded = "\r\n  " + text.substr(0, 7) + "\r\n" + text.substr(7, 1) + "\t \n" + text.substr(8) + "\n";
    for (std::size_t size = 1; size <= folded.size(); ++size) {
        EXPECT_EQ(in_pieces(text, size), bytes) << size;
        EXPECT_EQ(in_pieces(folded, size), bytes) << size;
        EXPECT_FALSE(in_pieces("Zm9vYmF=", size)) << size;
        EXPECT_FALSE(in_pieces("Zg==Zg==", size)) << size;
        EXPECT_FALSE(in_pieces("Zm9v*m9v", size)) << size;
    }
}

TEST(Base64Decoder, white_space_may_stand_between_and_behind_the_padding) {
    EXPECT_EQ(in_pieces("Zg=\n=\n", 100), "f");
    EXPECT_EQ(in_pieces("Zg==\r\n\t ", 100), "f");
    EXPECT_EQ(in_pieces(" \n\t\r", 100), "");
    EXPECT_FALSE(in_pieces("Zg==\nZ", 100));
    // Form feed and no-break space are no white space of XML.
    EXPECT_FALSE(in_pieces("Zm9v\f", 100));
    EXPECT_FALSE(in_pieces("Zm9v\xC2\xA0", 100));
}

TEST(Base64Decoder, a_failure_is_final) {
    Base64Decoder decoder;
    std::string out;
    EXPECT_FALSE(decoder.feed("Zm9v!", out));
    EXPECT_FALSE(decoder.feed("Zm9v", out));
    EXPECT_FALSE(decoder.finish());
}

TEST(Base64Decoder, text_that_ends_inside_a_group_is_not_finished) {
    for (const char* text : {"Z", "Zm", "Zm9", "Zg=", "Zm9vZ"}) {
        Base64Decoder decoder;
        std::string out;
        EXPECT_TRUE(decoder.feed(text, out)) << text;
        EXPECT_FALSE(decoder.finish()) << text;
    }
}

TEST(Hex, bytes_go_both_ways) {
    const std::array<std::uint8_t, 4> bytes = {0x00, 0x7F, 0x80, 0xFF};
    EXPECT_EQ(hex_encode(bytes), "007f80ff");
    EXPECT_EQ(hex_decode("007f80ff"), std::string("\x00\x7F\x80\xFF", 4));
    EXPECT_EQ(hex_decode("007F80fF"), std::string("\x00\x7F\x80\xFF", 4));
    EXPECT_EQ(hex_decode(""), "");
}

TEST(Hex, odd_lengths_and_foreign_characters_are_refused) {
    for (const char* text : {"0", "000", "0g", "g0", " 0", "0x", "00 0", "é"}) EXPECT_FALSE(hex_decode(text)) << text;
}

}  // namespace
}  // namespace dmpgw

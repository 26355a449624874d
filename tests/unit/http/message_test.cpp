#include "gateway/http/message.hpp"

#include <gtest/gtest.h>

namespace dmpgw::http {
namespace {

TEST(MediaTypeOf, splits_type_and_parameters) {
    const auto media = parse_media_type(
        "Multipart/Related; type=\"application/xop+xml\";Boundary=\"a\\\"b\" ; start=\"<root@x>\"; "
        "charset=UTF-8");
    ASSERT_TRUE(media.has_value());
    EXPECT_EQ(media->type, "multipart/related");
    EXPECT_EQ(media->parameter("type"), "application/xop+xml");
    EXPECT_EQ(media->parameter("boundary"), "a\"b");
    EXPECT_EQ(media->parameter("START"), "<root@x>");
    EXPECT_EQ(media->parameter("charset"), "UTF-8");
    EXPECT_EQ(media->parameter("absent"), "");
}

TEST(MediaTypeOf, passes_empty_parameters_and_a_trailing_semicolon) {
    EXPECT_EQ(parse_media_type("text/xml;; charset=utf-8;")->parameters.size(), 1U);
}

TEST(MediaTypeOf, refuses_what_the_grammar_does_not_have) {
    for (const char* bad : {"", "text", "text/", "/xml", "text/xml; a", "text/xml; a=", "text/xml; =b",
                            "text/xml; a=\"b", "text/xml; a=\"b\\", "text/xml; a = b", "text/xml, text/html",
                            "text/xml; boundary=a; boundary=b", "text/xml; a=\"b\"c"}) {
        EXPECT_FALSE(parse_media_type(bad).has_value()) << bad;
    }
}

TEST(MediaTypeOf, refuses_a_flood_of_parameters) {
    std::string many = "text/xml";
    for (int i = 0; i < 40; ++i) many += ";p" + std::to_string(i) + "=1";
    EXPECT_FALSE(parse_media_type(many).has_value());
}

TEST(PercentDecoding, undoes_escapes_and_plus_signs) {
    EXPECT_EQ(percent_decode("a%20b%C3%A9+c", false), "a bé+c");
    EXPECT_EQ(percent_decode("a+b%2Bc", true), "a b+c");
    EXPECT_EQ(percent_decode("", true), "");
}

TEST(PercentDecoding, refuses_bad_escapes_nul_and_invalid_utf8) {
    for (const char* bad : {"%", "%4", "%g0", "a%00b", "%ff", "%C3"}) {
        EXPECT_FALSE(percent_decode(bad, false).has_value()) << bad;
    }
}

TEST(PercentEncoding, is_undone_by_decoding) {
    const std::string text = "urn:oid:1.2|é /&=%+";
    EXPECT_EQ(percent_encode("a b/é"), "a%20b%2F%C3%A9");
    EXPECT_EQ(percent_decode(percent_encode(text), true), text);
}

TEST(FormParsing, keeps_pairs_in_order) {
    const auto pairs = parse_form("patient=1&patient=2&&flag&empty=&q=a%3Db=c");
    ASSERT_TRUE(pairs.has_value());
    ASSERT_EQ(pairs->size(), 5U);
    EXPECT_EQ((*pairs)[1].value, "2");
    EXPECT_EQ((*pairs)[2].name, "flag");
    EXPECT_EQ((*pairs)[4].value, "a=b=c");
    EXPECT_FALSE(parse_form("a=%").has_value());
    EXPECT_TRUE(parse_form("")->empty());
}

TEST(ResponseValue, adds_up_its_pieces_and_replaces_fields) {
    Response response(200, "text/plain", "hello");
    response.body.emplace_back(std::string(" world"));
    EXPECT_EQ(response.content_length(), 11U);
    response.set("content-type", "text/html");
    ASSERT_EQ(response.fields.size(), 1U);
    EXPECT_EQ(response.fields[0].value, "text/html");
}

TEST(RequestTarget, splits_at_the_first_question_mark) {
    RequestHead head;
    head.target = "/a?b=c?d";
    EXPECT_EQ(head.path(), "/a");
    EXPECT_EQ(head.query(), "b=c?d");
    head.target = "/a";
    EXPECT_EQ(head.query(), "");
}

}  // namespace
}  // namespace dmpgw::http

#include "gateway/xml/writer.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "gateway/xml/document.hpp"
#include "tests/unit/xml/tree_dump.hpp"

namespace dmpgw::xml {
namespace {

TEST(writer, writes_elements_attributes_and_text) {
    Writer w(true);
    w.open("s:a").attribute("xmlns:s", "urn:s").attribute("k", "v");
    w.element("b", "t").open("c").close().text("x");
    EXPECT_EQ(w.finish(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<s:a xmlns:s=\"urn:s\" k=\"v\"><b>t</b><c/>x</s:a>");
}

TEST(writer, closes_all_that_is_open) {
    Writer w;
    w.open("a").open("b").open("c");
    EXPECT_EQ(w.finish(), "<a><b><c/></b></a>");
}

TEST(writer, writes_an_empty_text_as_a_pair_of_tags) {
    Writer w;
    w.element("a", "");
    EXPECT_EQ(w.finish(), "<a></a>");
}

TEST(writer, writes_raw_bytes_as_they_are) {
    Writer w;
    w.open("a").raw("<b>&amp;</b>");
    EXPECT_EQ(w.finish(), "<a><b>&amp;</b></a>");
}

TEST(writer, tells_its_size_as_it_grows) {
    Writer w;
    EXPECT_EQ(w.size(), 0U);
    w.open("a").text("x");
    EXPECT_EQ(w.size(), 4U);
}

TEST(writer, escapes_what_markup_would_take) {
    Writer w;
    w.open("a").attribute("k", "<>&\"'").text("<>&\"']]>");
    EXPECT_EQ(w.finish(), "<a k=\"&lt;&gt;&amp;&quot;'\">&lt;&gt;&amp;\"']]&gt;</a>");
}

TEST(writer, writes_white_space_so_that_it_is_read_back) {
    const std::string value = " a\tb\nc\rd\r\n ";
    Writer w;
    w.open("a").attribute("k", value).text(value);
    const auto r = parse(w.finish());
    ASSERT_TRUE(r);
    EXPECT_EQ(r->root().attribute("k"), value);
    EXPECT_EQ(r->root().text(), value);
}

TEST(writer, replaces_characters_that_xml_forbids) {
    using namespace std::string_view_literals;
    Writer w;
    w.open("a").attribute("k", "x\0y\x1F"sv).text("\x0B\xEF\xBF\xBE\xEF\xBF\xBFz\x7F"sv);
    EXPECT_EQ(w.finish(), "<a k=\"x\xEF\xBF\xBDy\xEF\xBF\xBD\">\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\x7F</a>");
}

TEST(writer, replaces_bytes_that_are_not_utf8) {
    Writer w;
    w.open("a").text("caf\xE9 \xC3\xA9 \xF0\x9F\x98\x80 \xC0\xAF \xE2\x82");
    const std::string bytes = w.finish();
    EXPECT_EQ(bytes, "<a>caf\xEF\xBF\xBD \xC3\xA9 \xF0\x9F\x98\x80 \xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD</a>");
    EXPECT_TRUE(parse(bytes));
}

TEST(writer, round_trips_every_byte_into_something_well_formed) {
    std::string all;
    for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
    Writer w;
    w.open("a").attribute("k", all).text(all);
    const auto r = parse(w.finish());
    ASSERT_TRUE(r);
    EXPECT_EQ(r->root().attribute("k"), r->root().text());
}

TEST(writer, throws_on_misuse) {
    Writer w;
    EXPECT_THROW(w.close(), std::logic_error);
    EXPECT_THROW(w.attribute("k", "v"), std::logic_error);
    w.open("a").text("x");
    EXPECT_THROW(w.attribute("k", "v"), std::logic_error);
}

}  // namespace
}  // namespace dmpgw::xml

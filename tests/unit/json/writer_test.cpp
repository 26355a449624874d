#include "gateway/json/value.hpp"

#include <gtest/gtest.h>

namespace dmpgw::json {
namespace {

TEST(Writer, escapes_what_json_cannot_hold_and_nothing_else) {
    std::string controls;
    for (char c = 1; c < 0x20; ++c) controls.push_back(c);
    EXPECT_EQ(write(controls),
              "\"\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"
              "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c"
              "\\u001d\\u001e\\u001f\"");
    EXPECT_EQ(write("/é€😀\x7f"), "\"/é€😀\x7f\"");
    EXPECT_EQ(write("\"\\"), R"("\"\\")");
    EXPECT_EQ(write(std::string("a\0b", 3)), "\"a\\u0000b\"");
}

TEST(Writer, finds_an_escape_at_every_offset) {
    for (std::size_t length = 1; length < 40; ++length) {
        for (std::size_t at = 0; at < length; ++at) {
            std::string text(length, 'x');
            text[at] = '"';
            std::string want(length, 'x');
            want.replace(at, 1, "\\\"");
            EXPECT_EQ(write(text), "\"" + want + "\"");
        }
    }
}

TEST(Writer, indents_by_two_spaces_and_keeps_empty_ones_on_a_line) {
    const Value v = Value().set("a", Array{1, Value().set("b", Value())}).set("c", Array{}).set("d", Object{});
    EXPECT_EQ(write_pretty(v), R"({
  "a": [
    1,
    {
      "b": null
    }
  ],
  "c": [],
  "d": {}
})");
}

TEST(Writer, writes_the_deepest_tree_that_parse_accepts) {
    std::string text(64, '[');
    text.append(64, ']');
    const auto tree = parse(text);
    ASSERT_TRUE(tree);
    EXPECT_EQ(write(*tree), text);
    EXPECT_EQ(*parse(write_pretty(*tree)), *tree);
}

}  // namespace
}  // namespace dmpgw::json

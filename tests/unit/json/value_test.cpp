#include "gateway/json/value.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace dmpgw::json {
namespace {

TEST(Value, reading_what_is_not_there_gives_null_or_empty) {
    const Value v = Value().set("a", 1);
    EXPECT_TRUE(v["b"].is_null());
    EXPECT_TRUE(v["b"]["c"][7]["d"].is_null());
    EXPECT_TRUE(v[0].is_null());
    EXPECT_TRUE(v["a"]["x"].is_null());
    EXPECT_TRUE(v["b"].as_string().empty());
    EXPECT_TRUE(v["a"].as_array().empty());
    EXPECT_TRUE(v["a"].as_object().empty());
    EXPECT_FALSE(v["a"].as_bool());
    EXPECT_FALSE(v.has("b"));
    EXPECT_TRUE(v.has("a"));
    EXPECT_EQ(v["a"].size(), 0U);
}

TEST(Value, a_tree_is_written_in_one_expression) {
    const Value v = Value()
                        .set("resourceType", "Patient")
                        .set("active", true)
                        .set("name", Value().push(Value().set("given", Array{"Ann", "Zoé"})));
    EXPECT_EQ(write(v), R"({"resourceType":"Patient","active":true,"name":[{"given":["Ann","Zoé"]}]})");
}

TEST(Value, set_replaces_a_member_in_its_place) {
    Value v = Value().set("a", 1).set("b", 2);
    v.set("a", "x");
    EXPECT_EQ(write(v), R"({"a":"x","b":2})");
    EXPECT_EQ(v.size(), 2U);
}

TEST(Value, find_gives_a_member_that_can_be_changed) {
    Value v = Value().set("a", 1);
    ASSERT_NE(v.find("a"), nullptr);
    *v.find("a") = Value(nullptr == nullptr);
    EXPECT_TRUE(v["a"].as_bool());
    EXPECT_EQ(v.find("b"), nullptr);
    EXPECT_EQ(Value("text").find("a"), nullptr);
}

TEST(Value, take_string_leaves_an_empty_string) {
    Value v("a text too long for the small string buffer");
    EXPECT_EQ(v.take_string(), "a text too long for the small string buffer");
    EXPECT_TRUE(v.is_string());
    EXPECT_TRUE(v.as_string().empty());
    EXPECT_EQ(Value(1).take_string(), "");
}

TEST(Value, array_and_object_make_it_one) {
    Value v("text");
    v.array().push_back(1);
    EXPECT_TRUE(v.is_array());
    EXPECT_EQ(v.size(), 1U);
    v.object().emplace_back("a", 2);
    EXPECT_EQ(write(v), R"({"a":2})");
}

TEST(Value, equality_minds_order_and_the_text_of_numbers) {
    EXPECT_EQ(Value().set("a", 1).set("b", 2), Value().set("a", 1).set("b", 2));
    EXPECT_NE(Value().set("a", 1).set("b", 2), Value().set("b", 2).set("a", 1));
    EXPECT_NE(Value(Number{"1.0"}), Value(Number{"1.00"}));
    EXPECT_NE(Value("1"), Value(1));
}

TEST(Value, numbers_of_every_integer_type_keep_their_digits) {
    EXPECT_EQ(Value(std::numeric_limits<std::int64_t>::min()).as_string(), "-9223372036854775808");
    EXPECT_EQ(Value(std::numeric_limits<std::uint64_t>::max()).as_string(), "18446744073709551615");
}

}  // namespace
}  // namespace dmpgw::json

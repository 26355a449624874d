// Log lines are read by machines: each is one JSON object, and fields are those that an allow-list names.
#include "gateway/base/log.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "gateway/base/text.hpp"

namespace dmpgw::log {
namespace {

class Log : public testing::Test {
  protected:
    ~Log() override { set_level(Level::info); }

    template <class F>
    static std::string lines_of(F&& write) {
        testing::internal::CaptureStderr();
        write();
        return testing::internal::GetCapturedStderr();
    }
};

TEST_F(Log, a_line_is_one_json_object) {
    const std::string line = lines_of([] {
        info("request", {{"route", "iti-41"}, {"status", 200}, {"bytes_in", std::uint64_t{12}}, {"seconds", 0.25},
                         {"outcome", true}, {"peer", std::string("192.0.2.1")}});
    });
    ASSERT_TRUE(line.starts_with(R"({"time":"20)")) << line;
    EXPECT_TRUE(line.ends_with("}\n")) << line;
    EXPECT_NE(line.find(R"(Z","level":"info","event":"request","route":"iti-41","status":200,"bytes_in":12,)"
                        R"("seconds":0.250,"outcome":true,"peer":"192.0.2.1"})"),
              std::string::npos)
        << line;
}

TEST_F(Log, a_value_can_neither_end_its_string_nor_its_line) {
    const std::string line = lines_of([] { error("failed", {{"reason", "a\"b\\c\nd\x01\x7F{\"level\":\"info\"}"}}); });
    EXPECT_EQ(split(line, '\n').size(), 2u) << line;
    EXPECT_NE(line.find(R"("reason":"a\"b\\c\u000ad\u0001\u007f{\"level\":\"info\"}"})"), std::string::npos) << line;
}

TEST_F(Log, a_field_that_is_not_on_the_list_is_a_bug) {
    EXPECT_THROW(info("request", {{"patient", "x"}}), std::logic_error);
    EXPECT_THROW(info("request", {{"", "x"}}), std::logic_error);
}

TEST_F(Log, lines_below_the_level_are_dropped) {
    set_level(Level::warning);
    EXPECT_TRUE(enabled(Level::error));
    EXPECT_FALSE(enabled(Level::info));
    EXPECT_EQ(lines_of([] { info("request"); debug("request"); }), "");
    EXPECT_NE(lines_of([] { warning("request"); }).find(R"("level":"warning")"), std::string::npos);
    set_level(Level::debug);
    EXPECT_NE(lines_of([] { debug("request"); }).find(R"("level":"debug")"), std::string::npos);
}

TEST_F(Log, escaping_leaves_characters_and_replaces_what_is_no_utf8) {
    EXPECT_EQ(escape_json("Hôpital €"), "Hôpital €");
    EXPECT_EQ(escape_json("a\xFF"), "a\\ufffd");
    EXPECT_EQ(escape_json("\xC3"), "\\ufffd");
    EXPECT_EQ(escape_json("\xE2\x82"), "\\ufffd\\ufffd");
    EXPECT_EQ(escape_json("\xFFé\xFF\"é"), "\\ufffdé\\ufffd\\\"é");
    EXPECT_TRUE(is_utf8(escape_json("\xED\xA0\x80\xF5\x80")));
    EXPECT_EQ(escape_json(std::string_view("\0", 1)), "\\u0000");
    EXPECT_EQ(escape_json(""), "");
}

}  // namespace
}  // namespace dmpgw::log

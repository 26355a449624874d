#include <gtest/gtest.h>

#include "tests/unit/conformance/support.hpp"

namespace dmpgw::conformance {
namespace {

const std::string head = R"({"title":"T","transactions":["ITI-41"],"clause":"C","steps":[)";
const std::string step = R"({"name":"s","send":{"to":"fhir"},"expect":[)";
const std::string check = R"("id":"i","clause":"c","message":"m")";

TEST(scenario_reader, a_step_has_its_request_checks_and_captures) {
    const SuiteFolder folder;
    const auto scenario = folder.read(head + step + "{" + check + R"x(,"status":["200","4xx"]}],
        "let":{"a":"1"},"capture":{"x":{"json":"entry[0].id","matches":"(.)"}}}]})x");
    ASSERT_TRUE(scenario) << scenario.error().first().where;
    EXPECT_EQ(scenario->id(), "suite/case");
    ASSERT_EQ(scenario->steps.size(), 1U);
    const Step& read = scenario->steps[0];
    EXPECT_EQ(read.send.method, "GET");
    EXPECT_EQ(read.checks[0].status, (std::vector<std::string>{"200", "4xx"}));
    EXPECT_EQ(read.captures[0].name, "x");
    EXPECT_EQ(read.lets[0].value, "1");
}

TEST(scenario_reader, a_fragment_is_merged_with_what_its_user_says) {
    const SuiteFolder folder;
    folder.write("shared/f.json",
                 R"({"name":"f","default":{"a":"1"},"then":{"h":"2"},"let":{"m":"3"},
        "send":{"to":"fhir","text":"x","headers":{"A":"1","B":"2"}},"expect":[{)" +
                     check + R"(,"status":200}]})");
    folder.write("shared/c.json",
                 R"([{"id":"j","clause":"c","message":"m","body":"","contains":"x"}])");
    const auto scenario =
        folder.read(head + R"({"use":"shared/f.json","name":"g","let":{"m":"4","n":"5"},
        "then":{"h":"6"},"send":{"headers":{"B":null,"C":"3"},"edits":[{"from":"x"}]},"expect":[{"use":"shared/c.json"}]}]})");
    ASSERT_TRUE(scenario) << scenario.error().first().where << scenario.error().first().what.en;
    const Step& read = scenario->steps[0];
    EXPECT_EQ(read.name, "g");
    EXPECT_EQ(read.send.method, "POST");
    ASSERT_EQ(read.send.headers.size(), 2U);
    EXPECT_EQ(read.send.headers[1].name, "C");
    EXPECT_EQ(read.checks.size(), 2U);
    std::string lets;
    for (const Let& let : read.lets)
        lets += let.name + let.value + (let.only_if_unset ? "? " : " ");
    EXPECT_EQ(lets, "m4 n5 a1? h6 ");
}

TEST(scenario_reader, what_is_wrong_is_refused_with_its_place) {
    const SuiteFolder folder;
    folder.write("shared/loop.json", R"({"use":"shared/loop.json","name":"l"})");
    const std::string end = "]}]}";
    for (const auto& [text, where] : std::vector<std::pair<std::string, std::string>>{
             {R"({"title":"T","clause":"C","steps":[]})", "steps"},
             {R"({"clause":"C","steps":[]})", "scenario.title"},
             {head + R"({"name":"s","sned":{}}]})", "steps[0].sned"},
             {head + R"({"name":"s","send":{"to":"moon"}}]})", "steps[0].send"},
             {head + R"({"name":"s","send":{"to":"fhir","file":"a","text":"b"}}]})",
              "steps[0].send"},
             {head + step + "{" + check + R"(,"status":200,"equls":"x"})" + end,
              "steps[0].expect[0].equls"},
             {head + step + "{" + check + R"(,"json":"a"})" + end, "steps[0].expect[0]"},
             {head + step + "{" + check + R"(,"json":"a","xml":"/b","equals":"c"})" + end,
              "steps[0].expect[0]"},
             {head + step + "{" + check + R"(,"json":"a[","equals":"c"})" + end,
              "steps[0].expect[0]"},
             {head + step + "{" + check + R"(,"xml":"/no:a","equals":"c"})" + end,
              "steps[0].expect[0]"},
             {head + step + "{" + check + R"(,"json":"a","count":-1})" + end,
              "steps[0].expect[0].count"},
             {head + step + "{" + check + R"(,"status":200},{)" + check + R"(,"status":200})" + end,
              "steps[0].expect"},
             {head + step + R"({"use":"shared/none.json"})" + end, "steps[0].expect[0]"},
             {head + R"({"use":"shared/loop.json"}]})", "shared/loop.json"},
         }) {
        const auto scenario = folder.read(text);
        ASSERT_FALSE(scenario) << text;
        EXPECT_EQ(scenario.error().first().where, where) << text;
    }
}

TEST(suites, every_scenario_of_the_project_can_be_read_and_has_a_clause_and_checks) {
    const auto files =
        find_scenarios(std::filesystem::path(DMPGW_SOURCE_DIR) / "conformance" / "suites");
    ASSERT_TRUE(files);
    EXPECT_GE(files->size(), 45U);
    for (const ScenarioFile& file : *files) {
        const auto scenario = read_scenario(file);
        ASSERT_TRUE(scenario) << file.path << " " << scenario.error().first().where << ": "
                              << scenario.error().first().what.en;
        EXPECT_FALSE(scenario->transactions.empty()) << file.path;
        for (const Step& read : scenario->steps)
            EXPECT_FALSE(read.checks.empty()) << file.path << " " << read.name;
    }
}

TEST(globs, a_star_is_any_text_and_a_question_mark_any_character) {
    EXPECT_TRUE(matches_glob("xds/*", "xds/iti41_mtom"));
    EXPECT_TRUE(matches_glob("*iti4?*", "xds/iti43"));
    EXPECT_TRUE(matches_glob("", ""));
    EXPECT_FALSE(matches_glob("xds", "xds/iti41"));
    EXPECT_FALSE(matches_glob("*a*b", "xaxbx"));
}

}  // namespace
}  // namespace dmpgw::conformance

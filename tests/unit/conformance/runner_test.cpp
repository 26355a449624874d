#include <gtest/gtest.h>

#include <sstream>

#include "conformance/report.hpp"
#include "conformance/rules.hpp"
#include "gateway/xml/document.hpp"
#include "tests/unit/conformance/support.hpp"

namespace dmpgw::conformance {
namespace {

class Running : public ::testing::Test {
  protected:
    SuiteFolder folder;
    StillClock clock;
    CountingRandom random;
    CannedTransport transport;

    // Runs one step with these checks against this answer.
    ScenarioResult hold(const std::string& checks, const Canned& canned,
                        const std::string& capture = "{}") {
        transport.answer = [canned](const Request&) -> Result<Reply> {
            return reply_of(canned.status, canned.type, canned.body);
        };
        return run(R"({"name":"s","send":{"to":"fhir","path":"/x"},"expect":[)" + checks +
                   R"(],"capture":)" + capture + "}");
    }
    ScenarioResult run(const std::string& steps, const std::string& more = "") {
        const auto scenario =
            folder.read(R"({"title":"T","clause":"C",)" + more + R"("steps":[)" + steps + "]}");
        EXPECT_TRUE(scenario) << scenario.error().first().where << " "
                              << scenario.error().first().what.en;
        Runner runner(transport, endpoints, {{"pid", "P1"}}, clock, random);
        return runner.run(*scenario);
    }
    static std::string check(const std::string& rest) {
        return R"({"id":"i","clause":"c","message":"m",)" + rest + "}";
    }
    bool passes(const std::string& rest, const Canned& canned) {
        const auto result = hold(check(rest), canned);
        EXPECT_NE(result.outcome, Outcome::error) << result.reason;
        return result.outcome == Outcome::passed;
    }
};

TEST_F(Running, a_status_may_be_one_of_several_or_a_class) {
    const Canned reply{415, "text/plain", ""};
    EXPECT_TRUE(passes(R"("status":415)", reply));
    EXPECT_TRUE(passes(R"("status":["200","4xx"])", reply));
    EXPECT_FALSE(passes(R"("status":"5xx")", reply));
    EXPECT_FALSE(passes(R"("status":"41")", reply));
}

TEST_F(Running, each_predicate_holds_and_fails) {
    const Canned reply{200, "application/json", R"({"a":["x1","x2"],"b":"P1"})"};
    EXPECT_TRUE(passes(R"("json":"b","equals":"${pid}")", reply));
    EXPECT_FALSE(passes(R"("json":"b","equals":"P2")", reply));
    EXPECT_FALSE(passes(R"("json":"a","equals":"x1")", reply));
    EXPECT_FALSE(passes(R"("json":"none","equals":"x1")", reply));
    EXPECT_TRUE(passes(R"("json":"a","includes":"x2")", reply));
    EXPECT_FALSE(passes(R"("json":"a","includes":"x3")", reply));
    EXPECT_TRUE(passes(R"("json":"a","not_equals":"x3")", reply));
    EXPECT_FALSE(passes(R"("json":"a","not_equals":"x2")", reply));
    EXPECT_TRUE(passes(R"("json":"a","contains":"x")", reply));
    EXPECT_FALSE(passes(R"("json":"a","contains":"1")", reply));
    EXPECT_TRUE(passes(R"("json":"a","some_contains":"2")", reply));
    EXPECT_FALSE(passes(R"("json":"a","some_contains":"3")", reply));
    EXPECT_TRUE(passes(R"("json":"a","not_contains":"y")", reply));
    EXPECT_FALSE(passes(R"("json":"a","not_contains":"2")", reply));
    EXPECT_TRUE(passes(R"("json":"a","matches":"^x[12]$")", reply));
    EXPECT_FALSE(passes(R"("json":"a","matches":"^x1$")", reply));
    EXPECT_TRUE(passes(R"("json":"a","one_of":["x1","x2","x3"])", reply));
    EXPECT_FALSE(passes(R"("json":"a","one_of":["x1"])", reply));
    EXPECT_TRUE(passes(R"("json":"a","count":2,"at_least":2,"at_most":2)", reply));
    EXPECT_FALSE(passes(R"("json":"a","count":1)", reply));
    EXPECT_FALSE(passes(R"("json":"a","at_least":3)", reply));
    EXPECT_FALSE(passes(R"("json":"a","at_most":1)", reply));
    EXPECT_TRUE(passes(R"("header":"content-type","equals":"application/json")", reply));
    EXPECT_FALSE(passes(R"("header":"Location","contains":"x")", reply));
}

TEST_F(Running, a_very_long_value_does_not_match_instead_of_overflowing_the_stack) {
    EXPECT_FALSE(passes(R"("body":"","matches":"^(x|y)*$")",
                        Canned{200, "text/plain", std::string(1'000'000, 'x')}));
}

TEST_F(Running, an_answer_that_cannot_be_read_fails_the_check) {
    const auto result =
        hold(check(R"("json":"a","count":0)"), Canned{200, "application/json", "<no/>"});
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_NE(result.steps[0].checks[0].got.find("body as JSON"), std::string::npos);
}

TEST_F(Running, a_document_is_compared_byte_for_byte_inline_and_in_a_part) {
    folder.write("shared/doc", std::string("\r\n--b\0", 6));
    const std::string rest = R"("document":"//*:Document","same_as":"shared/doc")";
    EXPECT_TRUE(
        passes(rest, Canned{200, "application/soap+xml", "<a><Document>DQotLWIA</Document></a>"}));
    EXPECT_FALSE(
        passes(rest, Canned{200, "application/soap+xml", "<a><Document>DQotLWIB</Document></a>"}));
    EXPECT_FALSE(
        passes(rest, Canned{200, "application/soap+xml", "<a><Document>!</Document></a>"}));
    EXPECT_FALSE(passes(rest, Canned{200, "application/soap+xml", "<a/>"}));
    const std::string package =
        "--b1\r\nContent-Type: application/xop+xml; charset=UTF-8; "
        "type=\"application/soap+xml\"\r\n"
        "Content-ID: <r@x>\r\n\r\n"
        "<a><Document><x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" "
        "href=\"cid:d%401\"/></Document></a>"
        "\r\n--b1\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nContent-ID: "
        "<d@1>\r\n\r\n" +
        std::string("\r\n--b\0", 6) + "\r\n--b1--\r\n";
    const std::string type =
        "multipart/related; boundary=b1; type=\"application/xop+xml\"; start=\"<r@x>\"";
    EXPECT_TRUE(passes(rest, Canned{200, type, package}));
}

TEST_F(Running, a_capture_is_used_by_the_next_step) {
    transport.answer = [](const Request&) -> Result<Reply> {
        return reply_of(200, "application/json", R"({"l":"http://h/Binary/77/_history/1"})");
    };
    const auto result = run(
        R"x({"name":"1","send":{"to":"fhir"},"capture":{"id":{"json":"l","matches":"(Binary/[^/]+)"}}},
                               {"name":"2","send":{"url":"${id}"}})x");
    EXPECT_EQ(result.outcome, Outcome::passed) << result.reason;
    EXPECT_EQ(transport.asked[1].url, "http://host/fhir/Binary/77");
}

TEST_F(Running, a_value_to_capture_that_is_missing_fails_the_scenario) {
    const auto result = hold(check(R"("status":200)"), Canned{200, "application/json", "{}"},
                             R"({"x":{"json":"l"}})");
    EXPECT_EQ(result.outcome, Outcome::failed);
}

TEST_F(Running, nothing_is_run_behind_a_step_that_fails) {
    transport.answer = [](const Request&) -> Result<Reply> {
        return reply_of(500, "text/plain", "");
    };
    const auto result =
        run(R"({"name":"1","send":{"to":"fhir"},"expect":[)" + check(R"("status":200)") + R"(]},
                               {"name":"2","send":{"to":"fhir"}})");
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_EQ(transport.asked.size(), 1U);
}

TEST_F(Running, an_unknown_placeholder_and_an_unreachable_server_are_errors) {
    transport.answer = [](const Request&) -> Result<Reply> {
        return refuse(rules::server_unreachable, "host");
    };
    EXPECT_EQ(run(R"({"name":"1","send":{"to":"fhir","path":"/${nobody}"}})").outcome,
              Outcome::error);
    EXPECT_EQ(run(R"({"name":"1","send":{"to":"fhir"}})").outcome, Outcome::error);
}

TEST_F(Running, a_scenario_without_what_it_needs_is_skipped) {
    const auto result =
        run(R"({"name":"1","send":{"to":"fhir"}})", R"("needs":["repository_unique_id"],)");
    EXPECT_EQ(result.outcome, Outcome::skipped);
    EXPECT_TRUE(transport.asked.empty());
}

TEST_F(Running, reports_count_and_can_be_parsed_whatever_the_answer_holds) {
    Results results;
    results.push_back(hold(check(R"("body":"","equals":"ok")"),
                           Canned{200, "text/plain", std::string("\x01]]>\xFF<&", 7)}));
    results.push_back(hold(check(R"("status":200)"), Canned{200, "text/plain", ""}));
    results.push_back(run(R"({"name":"1","send":{"to":"fhir"}})", R"("needs":["x"],)"));
    EXPECT_EQ(summary_line(count(results)), "conformance: 1 passed, 1 failed, 1 skipped");
    const auto junit = xml::parse(junit_report(results));
    ASSERT_TRUE(junit);
    const auto& suite = *junit->root().children()[0];
    EXPECT_EQ(suite.attribute("tests"), "3");
    EXPECT_EQ(suite.attribute("failures"), "1");
    EXPECT_EQ(suite.attribute("skipped"), "1");
    const auto tree = json::parse(json_report(results));
    ASSERT_TRUE(tree);
    EXPECT_EQ((*tree)["failed"].as_string(), "1");
    EXPECT_EQ((*tree)["scenarios"][0]["steps"][0]["checks"][0]["expected"].as_string(),
              "equal to \"ok\"");
    std::ostringstream console;
    print_scenario(console, results[0], Detail::failures);
    EXPECT_NE(console.str().find("expected: equal to \"ok\""), std::string::npos);
    EXPECT_EQ(console.str().find('\x01'), std::string::npos);
    std::ostringstream quiet;
    print_scenario(quiet, results[1], Detail::failures);
    EXPECT_TRUE(quiet.str().empty());
}

// A check that holds for nothing in particular would pass on every server: none of the project's
// may.
TEST(suites, no_scenario_passes_on_a_server_that_gives_the_same_answer_to_everything) {
    const auto files =
        find_scenarios(std::filesystem::path(DMPGW_SOURCE_DIR) / "conformance" / "suites");
    ASSERT_TRUE(files);
    const StillClock clock;
    SystemRandom random;
    for (const Canned& same :
         {Canned{200, "application/fhir+json", R"({"resourceType":"OperationOutcome"})"},
          Canned{200, "application/soap+xml", "<e/>"}, Canned{500, "text/plain", ""}}) {
        CannedTransport transport;
        transport.answer = [&same](const Request&) -> Result<Reply> {
            return reply_of(same.status, same.type, same.body);
        };
        Runner runner(transport, endpoints, {{"repository_unique_id", "1.2.3"}}, clock, random);
        for (const ScenarioFile& file : *files) {
            const auto scenario = read_scenario(file);
            ASSERT_TRUE(scenario);
            const ScenarioResult result = runner.run(*scenario);
            EXPECT_EQ(result.outcome, Outcome::failed)
                << file.path << " " << same.type << " " << result.reason;
        }
    }
}

TEST(raw_answers, are_counted_and_the_first_is_read) {
    const auto two = read_raw_reply(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad\r\nA: b\r\nContent-Length: 2\r\n\r\nhi"
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    ASSERT_TRUE(two);
    EXPECT_EQ(two->status, 400U);
    EXPECT_EQ(two->body, "hi");
    EXPECT_EQ(two->header("a"), "b");
    EXPECT_EQ(two->answers, 2U);
    EXPECT_EQ(read_raw_reply("")->answers, 0U);
    EXPECT_FALSE(read_raw_reply("HTTP/1.1 200 OK\r\n"));
}

}  // namespace
}  // namespace dmpgw::conformance

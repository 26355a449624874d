// JUnit XML in the shape that Jenkins, GitLab and GitHub read, and the same as JSON.
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "conformance/report.hpp"
#include "gateway/base/text.hpp"
#include "gateway/json/value.hpp"
#include "gateway/xml/characters.hpp"

namespace dmpgw::conformance {
namespace {

constexpr std::size_t kept_body = 16384;

double seconds(std::chrono::milliseconds duration) {
    return static_cast<double>(duration.count()) / 1000.0;
}

// The text of one finding a line, then the messages of the step that failed.
std::string failure_text(const ScenarioResult& result) {
    std::string out;
    if (!result.reason.empty()) out += result.reason + "\n";
    for (const StepResult& step : result.steps) {
        for (const CheckResult& check : step.checks) {
            if (check.passed) continue;
            out += fmt::format("{}: {}: {} [{}]\n  expected: {}\n  got: {}\n", step.name, check.id,
                               check.message, check.clause, check.expected, check.got);
        }
    }
    if (!result.steps.empty()) out += "\n" + recorded(result.steps.back(), kept_body);
    return out;
}

// What XML does not allow even escaped becomes a full stop: a recorded answer may hold anything.
std::string xml_text(std::string_view text) {
    std::string clean(text);
    while (true) {
        const auto scan = xml::scan_characters(clean);
        if (scan.end == xml::CharacterScan::End::all) return escape_xml(clean);
        clean[scan.good] = '.';
    }
}

std::string first_failure(const ScenarioResult& result) {
    for (const StepResult& step : result.steps) {
        for (const CheckResult& check : step.checks) {
            if (!check.passed) return check.id + ": " + check.message;
        }
    }
    return result.reason;
}

}  // namespace

std::string junit_report(const Results& results) {
    std::map<std::string, std::vector<const ScenarioResult*>> suites;
    for (const ScenarioResult& result : results)
        suites[result.scenario.file.suite].push_back(&result);
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"conformance\">\n";
    for (const auto& [name, members] : suites) {
        std::size_t failures = 0, errors = 0, skipped = 0;
        std::chrono::milliseconds time{0};
        for (const ScenarioResult* result : members) {
            failures += result->outcome == Outcome::failed ? 1U : 0U;
            errors += result->outcome == Outcome::error ? 1U : 0U;
            skipped += result->outcome == Outcome::skipped ? 1U : 0U;
            time += result->duration;
        }
        out += fmt::format(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" "
            "time=\"{:.3f}\">\n",
            xml_text(name), members.size(), failures, errors, skipped, seconds(time));
        for (const ScenarioResult* result : members) {
            out += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\">",
                               xml_text(name), xml_text(result->scenario.file.name),
                               seconds(result->duration));
            if (result->outcome == Outcome::skipped) {
                out += fmt::format("<skipped message=\"{}\"/>", xml_text(result->reason));
            } else if (result->outcome != Outcome::passed) {
                const std::string_view tag =
                    result->outcome == Outcome::failed ? "failure" : "error";
                out +=
                    fmt::format("<{0} message=\"{1}\">{2}</{0}>", tag,
                                xml_text(first_failure(*result)), xml_text(failure_text(*result)));
            }
            out += "</testcase>\n";
        }
        out += "  </testsuite>\n";
    }
    return out + "</testsuites>\n";
}

std::string json_report(const Results& results) {
    json::Value list = json::Array{};
    for (const ScenarioResult& result : results) {
        std::string_view outcome = to_string(result.outcome);
        json::Value steps = json::Array{};
        for (const StepResult& step : result.steps) {
            json::Value checks = json::Array{};
            for (const CheckResult& check : step.checks) {
                json::Value item = json::Object{};
                item.set("id", check.id).set("clause", check.clause).set("passed", check.passed);
                if (!check.passed) {
                    item.set("message", check.message)
                        .set("expected", check.expected)
                        .set("got", check.got);
                }
                checks.push(std::move(item));
            }
            json::Value item = json::Object{};
            item.set("name", step.name).set("checks", std::move(checks));
            if (step.answered) item.set("status", static_cast<std::int64_t>(step.reply.status));
            if (!step.trouble.empty()) item.set("trouble", step.trouble);
            steps.push(std::move(item));
        }
        json::Value transactions = json::Array{};
        for (const std::string& name : result.scenario.transactions)
            transactions.push(name);
        json::Value item = json::Object{};
        item.set("suite", result.scenario.file.suite).set("scenario", result.scenario.file.name);
        item.set("title", result.scenario.title).set("clause", result.scenario.clause);
        item.set("transactions", std::move(transactions)).set("outcome", to_lower(outcome));
        item.set("milliseconds", static_cast<std::int64_t>(result.duration.count()));
        if (!result.reason.empty()) item.set("reason", result.reason);
        item.set("steps", std::move(steps));
        list.push(std::move(item));
    }
    const Totals totals = count(results);
    json::Value out = json::Object{};
    out.set("passed", static_cast<std::uint64_t>(totals.passed));
    out.set("failed", static_cast<std::uint64_t>(totals.failed));
    out.set("skipped", static_cast<std::uint64_t>(totals.skipped));
    out.set("scenarios", std::move(list));
    return json::write_pretty(out);
}

}  // namespace dmpgw::conformance

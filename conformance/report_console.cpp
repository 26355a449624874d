#include <fmt/core.h>

#include <ostream>

#include "conformance/report.hpp"
#include "gateway/base/text.hpp"

namespace dmpgw::conformance {
namespace {

constexpr std::size_t shown_body = 8192;
constexpr std::size_t shown_body_of_failure = 1200;

std::string indent(std::string_view text, std::string_view by) {
    std::string out;
    for (const std::string_view line : split(text, '\n')) {
        out += by;
        out += line;
        out += '\n';
    }
    return out;
}

std::string head_of(const std::vector<http::Field>& fields) {
    std::string out;
    for (const http::Field& field : fields)
        out += field.name + ": " + field.value + "\n";
    return out;
}

void print_check(std::ostream& out, const CheckResult& check) {
    if (check.passed) {
        fmt::format_to(std::ostream_iterator<char>(out), "        ok    {}\n", check.id);
        return;
    }
    fmt::format_to(
        std::ostream_iterator<char>(out),
        "        FAIL  {}: {} [{}]\n              expected: {}\n              got:      {}\n",
        check.id, check.message, check.clause, check.expected, check.got);
}

}  // namespace

Totals count(const Results& results) {
    Totals totals;
    for (const ScenarioResult& result : results) {
        if (result.outcome == Outcome::passed)
            ++totals.passed;
        else if (result.outcome == Outcome::skipped)
            ++totals.skipped;
        else
            ++totals.failed;
    }
    return totals;
}

std::string summary_line(const Totals& totals) {
    return fmt::format("conformance: {} passed, {} failed, {} skipped", totals.passed,
                       totals.failed, totals.skipped);
}

std::string recorded(const StepResult& step, std::size_t bytes) {
    std::string out;
    if (step.sent) {
        if (step.request.raw)
            out += "> bytes to " + step.request.url + "\n";
        else
            out += "> " + step.request.method + " " + step.request.url + "\n" +
                   head_of(step.request.headers) + "\n";
        out += printable(step.request.body, bytes) + "\n";
    }
    if (step.answered) {
        out += fmt::format("< {}\n", step.reply.status) + head_of(step.reply.headers) + "\n" +
               printable(step.reply.body, bytes) + "\n";
    }
    return out;
}

void print_scenario(std::ostream& out, const ScenarioResult& result, Detail detail) {
    const bool good = result.outcome == Outcome::passed || result.outcome == Outcome::skipped;
    if (good && detail == Detail::failures) return;
    out << fmt::format("{:<5} {}  {} ({} checks, {} ms)\n", to_string(result.outcome),
                       result.scenario.id(), result.scenario.title, result.checks(),
                       result.duration.count());
    if (!result.reason.empty()) out << "      " << result.reason << "\n";
    if (good && detail != Detail::verbose) return;
    for (const StepResult& step : result.steps) {
        bool failed = !step.trouble.empty();
        for (const CheckResult& check : step.checks)
            failed = failed || !check.passed;
        if (!failed && detail != Detail::verbose) continue;
        out << "      step: " << step.name << "\n";
        for (const CheckResult& check : step.checks) {
            if (!check.passed || detail == Detail::verbose) print_check(out, check);
        }
        if (detail == Detail::verbose)
            out << indent(recorded(step, shown_body), "          ");
        else if (step.answered) {
            out << fmt::format("        answer: {} {}\n", step.reply.status,
                               step.reply.header("Content-Type"))
                << indent(printable(step.reply.body, shown_body_of_failure), "          ");
        }
    }
}

}  // namespace dmpgw::conformance

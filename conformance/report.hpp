// Reports of a run: console, JUnit XML (as CI servers read it), JSON.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "conformance/runner.hpp"

namespace dmpgw::conformance {

using Results = std::vector<ScenarioResult>;

struct Totals {
    std::size_t passed = 0;
    std::size_t failed = 0;  ///< errors included
    std::size_t skipped = 0;
};
Totals count(const Results& results);

enum class Detail { summary, failures, verbose };

/// One scenario: its line, and below it what failed. Detail::failures leaves the lines of those
/// that passed out; Detail::verbose adds every step with its recorded request and answer.
void print_scenario(std::ostream& out, const ScenarioResult& result, Detail detail);

/// "conformance: P passed, F failed, S skipped"
std::string summary_line(const Totals& totals);

/// One testsuite a suite, one testcase a scenario; failures hold the failed checks and the recorded
/// messages.
std::string junit_report(const Results& results);

std::string json_report(const Results& results);

/// The recorded messages of a step as text, bodies cut to `bytes` and shown only as far as they are
/// text.
std::string recorded(const StepResult& step, std::size_t bytes);

}  // namespace dmpgw::conformance

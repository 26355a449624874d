#include "conformance/runner.hpp"

#include <algorithm>

#include "conformance/rules.hpp"

namespace dmpgw::conformance {
namespace {

std::string words(const Failure& failure) {
    const Finding& first = failure.first();
    std::string out = first.what.en;
    if (!first.where.empty()) out += " [" + first.where + "]";
    if (!first.value.empty()) out += " \"" + first.value + "\"";
    return out;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::passed:
            return "pass";
        case Outcome::failed:
            return "FAIL";
        case Outcome::skipped:
            return "skip";
        case Outcome::error:
            return "ERROR";
    }
    return "";
}

std::size_t ScenarioResult::checks() const {
    std::size_t n = 0;
    for (const StepResult& step : steps)
        n += step.checks.size();
    return n;
}

Runner::Runner(Transport& transport, Endpoints endpoints, Variables globals, const Clock& clock,
               Random& random)
    : transport_(transport),
      endpoints_(std::move(endpoints)),
      globals_(std::move(globals)),
      clock_(clock),
      random_(random) {
    globals_["base"] = endpoints_.base;
    globals_["registry"] = endpoints_.registry;
    globals_["repository"] = endpoints_.repository;
    globals_["fhir"] = endpoints_.fhir;
}

ScenarioResult Runner::run(const Scenario& scenario) {
    const auto begin = std::chrono::steady_clock::now();
    ScenarioResult result;
    result.scenario = scenario;
    Variables variables = globals_;
    for (const std::string& name : scenario.needs) {
        if (variables.contains(name)) continue;
        result.outcome = Outcome::skipped;
        result.reason = "needs " + name + ", which the command line does not give";
        return result;
    }
    const Files files(scenario.file.path.parent_path(), scenario.file.suites_root);
    const Expander expander(files, clock_, random_);
    for (const Step& step : scenario.steps) {
        if (!run_step(step, files, expander, variables, result)) break;
    }
    result.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    return result;
}

bool Runner::run_step(const Step& step, const Files& files, const Expander& expander,
                      Variables& variables, ScenarioResult& result) {
    StepResult& out = result.steps.emplace_back();
    out.name = step.name;
    const auto give_up = [&](Outcome outcome, const Failure& failure) {
        result.outcome = outcome;
        result.reason = out.trouble = words(failure);
        return false;
    };
    for (const Let& let : step.lets) {
        if (let.only_if_unset && variables.contains(let.name)) continue;
        auto value = expander.expand(let.value, variables);
        if (!value) return give_up(Outcome::error, value.error());
        variables[let.name] = *std::move(value);
    }
    const RequestBuilder builder(files, expander, endpoints_);
    auto request = builder.build(step.send, variables);
    if (!request) return give_up(Outcome::error, request.error());
    out.request = *std::move(request);
    out.sent = true;
    auto reply = transport_.send(out.request);
    if (!reply) return give_up(Outcome::error, reply.error());
    out.reply = *std::move(reply);
    out.answered = true;
    bool good = true;
    for (const Check& check : step.checks) {
        auto held = hold(check, out.reply, expander, files, variables);
        if (!held) return give_up(Outcome::error, held.error());
        good = good && held->passed;
        out.checks.push_back(*std::move(held));
    }
    if (!good) {
        result.outcome = Outcome::failed;
        return false;
    }
    for (const Capture& wanted : step.captures) {
        auto value = capture(wanted, out.reply, expander, variables);
        // The server left out what the next step needs: it fails, where a bad path in the scenario
        // is an error.
        if (!value) {
            const bool answer = value.error().first().rule == rules::answer_unreadable.id;
            return give_up(answer ? Outcome::failed : Outcome::error, value.error());
        }
        variables[wanted.name] = *std::move(value);
    }
    return true;
}

}  // namespace dmpgw::conformance

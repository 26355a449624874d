// Runs scenarios against a server and keeps what came of them.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "conformance/checks.hpp"
#include "conformance/request_builder.hpp"
#include "conformance/scenario.hpp"
#include "conformance/transport.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/base/identifiers.hpp"

namespace dmpgw::conformance {

enum class Outcome { passed, failed, skipped, error };
std::string_view to_string(Outcome outcome);

/// One step that ran, with its recorded messages.
struct StepResult {
    std::string name;
    std::vector<CheckResult> checks;
    Request request;
    Reply reply;
    bool sent = false;      ///< request is there
    bool answered = false;  ///< reply is there
    std::string
        trouble;  ///< why the step could not be run or its captures not be made; empty: nothing
};

struct ScenarioResult {
    Scenario scenario;
    Outcome outcome = Outcome::passed;
    std::string reason;  ///< of a skip or an error
    std::vector<StepResult> steps;
    std::chrono::milliseconds duration{0};
    std::size_t checks() const;
};

/// Not thread-safe.
class Runner {
  public:
    /// `globals` are variables that every scenario begins with. All references must outlive the
    /// runner.
    Runner(Transport& transport, Endpoints endpoints, Variables globals, const Clock& clock,
           Random& random);

    /// Steps are run up to the first that fails, since those after it build on it.
    ScenarioResult run(const Scenario& scenario);

  private:
    bool run_step(const Step& step, const Files& files, const Expander& expander,
                  Variables& variables, ScenarioResult& result);

    Transport& transport_;
    Endpoints endpoints_;
    Variables globals_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace dmpgw::conformance

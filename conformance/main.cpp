// dmpgw-conformance: runs the scenarios of the suites against any server. conformance/README.md.
#include <csignal>
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "conformance/report.hpp"
#include "conformance/rules.hpp"
#include "gateway/base/text.hpp"

namespace {

using namespace dmpgw;
using namespace dmpgw::conformance;

constexpr int exit_good = 0;
constexpr int exit_not_all_passed = 1;
constexpr int exit_usage = 2;

struct Options {
    std::string base = "https://localhost:8443";
    std::string registry_path = "/xds/registry";
    std::string repository_path = "/xds/repository";
    std::string fhir_path = "/fhir";
    std::string repository_unique_id;
    ConnectionOptions connection;
    std::vector<std::string> suites;
    std::vector<std::string> only;
    std::vector<std::string> settings;
    std::string junit, json;
    unsigned timeout_seconds = 30;
    bool verbose = false, failures = false;
};

int usage_error(std::string_view text) {
    std::cerr << "dmpgw-conformance: " << text << "\n";
    return exit_usage;
}

std::string words(const Failure& failure) {
    const Finding& first = failure.first();
    return fmt::format("{} [{}]{}", first.what.en, first.where,
                       first.value.empty() ? "" : " \"" + first.value + "\"");
}

// The scenarios that --suite and --only leave, read; a file that cannot be read ends the program.
Result<std::vector<Scenario>> load(const Options& options, const char* program) {
    const std::filesystem::path own = own_suites(program);
    std::vector<std::filesystem::path> folders;
    for (const std::string& name : options.suites) {
        const bool is_here = std::filesystem::is_directory(name);
        folders.push_back(is_here ? std::filesystem::path(name) : own / name);
    }
    if (folders.empty()) folders.push_back(own);
    std::vector<Scenario> out;
    for (const auto& folder : folders) {
        auto files = find_scenarios(folder);
        if (!files) return files.error();
        for (const ScenarioFile& file : *files) {
            const std::string id = file.suite + "/" + file.name;
            const bool wanted =
                options.only.empty() ||
                std::any_of(options.only.begin(), options.only.end(), [&](const std::string& glob) {
                    return matches_glob(glob, id) || matches_glob(glob, file.name);
                });
            if (!wanted) continue;
            auto scenario = read_scenario(file);
            if (!scenario) {
                Failure failure = scenario.error();
                failure.findings.front().where = file.path.string() + ": " + failure.first().where;
                return failure;
            }
            out.push_back(*std::move(scenario));
        }
    }
    return out;
}

Endpoints endpoints_of(const Options& options) {
    const auto absolute = [&](const std::string& path) {
        if (path.starts_with("http://") || path.starts_with("https://")) return path;
        return options.base + path;
    };
    return {options.base, absolute(options.registry_path), absolute(options.repository_path),
            absolute(options.fhir_path)};
}

int list(const Options& options, const char* program) {
    const auto scenarios = load(options, program);
    if (!scenarios) return usage_error(words(scenarios.error()));
    for (const Scenario& scenario : *scenarios) {
        std::string transactions;
        for (const std::string& name : scenario.transactions)
            transactions += (transactions.empty() ? "" : ",") + name;
        fmt::print("{:<52} {:<22} {}\n", scenario.id(), transactions, scenario.title);
    }
    fmt::print("{} scenarios\n", scenarios->size());
    return exit_good;
}

int run(Options options, const char* program) {
    while (options.base.ends_with('/'))
        options.base.pop_back();
    if (!http::parse_url(options.base))
        return usage_error("--base is not an http or https URL: " + options.base);
    Variables globals;
    if (!options.repository_unique_id.empty())
        globals["repository_unique_id"] = options.repository_unique_id;
    for (const std::string& setting : options.settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos)
            return usage_error("--set wants name=value, not " + setting);
        globals[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    const auto scenarios = load(options, program);
    if (!scenarios) return usage_error(words(scenarios.error()));
    if (scenarios->empty()) return usage_error("no scenario fits --suite and --only");

    options.connection.timeout = std::chrono::seconds(options.timeout_seconds);
    NetworkTransport transport(options.connection);
    SystemClock clock;
    SystemRandom random;
    Runner runner(transport, endpoints_of(options), std::move(globals), clock, random);
    const Detail detail = options.verbose    ? Detail::verbose
                          : options.failures ? Detail::failures
                                             : Detail::summary;
    Results results;
    for (const Scenario& scenario : *scenarios) {
        results.push_back(runner.run(scenario));
        print_scenario(std::cout, results.back(), detail);
        std::cout.flush();
    }
    const auto write = [](const std::string& name, const std::string& text) {
        std::ofstream out(name, std::ios::binary);
        out << text;
        out.close();
        return static_cast<bool>(out);
    };
    if (!options.junit.empty() && !write(options.junit, junit_report(results))) {
        return usage_error("cannot write " + options.junit);
    }
    if (!options.json.empty() && !write(options.json, json_report(results))) {
        return usage_error("cannot write " + options.json);
    }
    const Totals totals = count(results);
    std::cout << summary_line(totals) << std::endl;
    return totals.failed == 0 ? exit_good : exit_not_all_passed;
}

void add_selection(CLI::App& command, Options& options) {
    command
        .add_option("--suite", options.suites,
                    "Suite, or folder of suites; default: those of this program")
        ->type_name("DIR");
    command.add_option("--only", options.only, "Only scenarios whose name fits, as 'xds/iti18*'")
        ->type_name("GLOB");
}

}  // namespace

int main(int argc, char** argv) {
    // A server that closes while a hostile head is still being written is what some scenarios wait for.
    std::signal(SIGPIPE, SIG_IGN);
    Options options;
    CLI::App app{"Conformance scenarios for XDS.b and MHD servers"};
    app.require_subcommand(1);
    CLI::App* run_command = app.add_subcommand("run", "Run scenarios against a server");
    add_selection(*run_command, options);
    run_command->add_option("--base", options.base, "URL of the server")->capture_default_str();
    run_command->add_option("--xds-registry", options.registry_path, "Path or URL of the registry")
        ->capture_default_str();
    run_command
        ->add_option("--xds-repository", options.repository_path, "Path or URL of the repository")
        ->capture_default_str();
    run_command->add_option("--fhir", options.fhir_path, "Path or URL of the FHIR base")
        ->capture_default_str();
    run_command->add_option("--repository-unique-id", options.repository_unique_id,
                            "OID of the repository");
    run_command->add_flag("--insecure", options.connection.insecure,
                          "Do not check the server's certificate");
    run_command->add_option("--cacert", options.connection.ca_file, "CA of the server, PEM")
        ->check(CLI::ExistingFile);
    run_command->add_option("--cert", options.connection.certificate, "Client certificate, PEM")
        ->check(CLI::ExistingFile);
    run_command->add_option("--key", options.connection.private_key, "Client key, PEM")
        ->check(CLI::ExistingFile);
    run_command->add_option("--timeout", options.timeout_seconds, "Seconds without progress")
        ->capture_default_str();
    run_command->add_option("--set", options.settings,
                            "Set a variable of the scenarios, name=value");
    run_command->add_option("--junit", options.junit, "Write a JUnit report")->type_name("FILE");
    run_command->add_option("--json", options.json, "Write a JSON report")->type_name("FILE");
    auto* verbose =
        run_command->add_flag("--verbose", options.verbose, "Show every step with its messages");
    run_command->add_flag("--failures", options.failures, "Show only what did not pass")
        ->excludes(verbose);
    CLI::App* list_command = app.add_subcommand("list", "List the scenarios");
    add_selection(*list_command, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_good : exit_usage;
    }
    if (*list_command) return list(options, argv[0]);
    return run(std::move(options), argv[0]);
}

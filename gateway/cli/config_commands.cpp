#include "gateway/cli/config_commands.hpp"

#include <unistd.h>

#include <cstdlib>
#include <ostream>

#include "gateway/base/failure_table.hpp"
#include "gateway/server/config_text.hpp"

namespace dmpgw::cli {
namespace {

constexpr const char* usual_file = "/etc/dmpgw/dmpgw.toml";

bool is_french() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') return std::string_view(value).starts_with("fr");
    }
    return false;
}

server::ConfigInputs inputs_of(const ConfigFlags& flags) {
    server::ConfigInputs inputs;
    inputs.dev = flags.dev;
    inputs.flags = flags.settings;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view variable = *entry;
        const std::size_t equals = variable.find('=');
        if (!variable.starts_with("DMPGW_") || equals == std::string_view::npos) continue;
        inputs.environment.emplace_back(variable.substr(0, equals), variable.substr(equals + 1));
    }
    if (flags.file) {
        inputs.file = flags.file;
    } else if (const char* named = std::getenv("DMPGW_CONFIG");
               named != nullptr && *named != '\0') {
        inputs.file = named;
    } else if (!flags.dev && std::filesystem::exists(usual_file)) {
        inputs.file = usual_file;
    }
    return inputs;
}

}  // namespace

void print_findings(const Findings& findings, std::ostream& to) {
    const bool french = is_french();
    for (const Finding& f : findings) {
        const std::string& what = french ? f.what.fr : f.what.en;
        const std::string& mend = french ? f.mend.fr : f.mend.en;
        if (!f.where.empty()) to << f.where << ": ";
        if (f.severity != Severity::error) to << to_string(f.severity) << ": ";
        to << what;
        if (!f.value.empty()) to << " [" << f.value << "]";
        to << "\n    " << mend << " (" << f.rule << ")\n";
    }
}

std::optional<server::LoadedConfig> load(const ConfigFlags& flags, Console console) {
    auto loaded = server::load_config(inputs_of(flags));
    if (!loaded) {
        print_findings(loaded.error().findings, console.err);
        return std::nullopt;
    }
    print_findings(loaded->warnings, console.err);
    return *std::move(loaded);
}

int config_check(const ConfigFlags& flags, Console console) {
    const auto loaded = load(flags, console);
    if (!loaded) return 1;
    const Findings findings = server::startup_findings(*loaded);
    print_findings(findings, console.err);
    if (has_errors(findings)) return 1;
    console.out << "The configuration is right.\n";
    return 0;
}

int config_show(const ConfigFlags& flags, bool with_origins, Console console) {
    const auto loaded = load(flags, console);
    if (!loaded) return 1;
    console.out << server::show_config(*loaded, with_origins);
    return 0;
}

int config_sample(Console console) {
    console.out << server::sample_config();
    return 0;
}

int config_reference(Console console) {
    console.out << server::configuration_reference();
    return 0;
}

int doc_failures(Console console) {
    console.out << failure_page();
    return 0;
}

}  // namespace dmpgw::cli

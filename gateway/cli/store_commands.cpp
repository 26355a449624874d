// serve, audit, backup, verify: the commands that open the store of this machine.
#include <ostream>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/config_commands.hpp"
#include "gateway/cli/values.hpp"
#include "gateway/server/run.hpp"
#include "gateway/server/store_commands.hpp"

namespace dmpgw::cli {

int serve(const ConfigFlags& flags, Console console) {
    const auto loaded = load(flags, console);
    if (!loaded) return 1;
    const Findings findings = server::startup_findings(*loaded);
    print_findings(findings, console.err);
    if (has_errors(findings)) return 1;
    return server::run(loaded->config);
}

int audit(const AuditOptions& options, Console console) {
    server::AuditQuery query;
    Findings findings;
    if (!options.since.empty()) {
        const auto since = parse_time(options.since);
        if (since) {
            query.since = *since;
        } else {
            append(findings, since.error().findings);
        }
    }
    if (!options.patient.empty()) {
        const auto patient = parse_patient(options.patient);
        if (patient) {
            query.patient_key = patient->key();
        } else {
            append(findings, patient.error().findings);
        }
    }
    print_findings(findings, console.err);
    if (has_errors(findings)) return 1;
    const auto loaded = load(options.config, console);
    return loaded ? server::print_audit(loaded->config, query, console.out, console.err) : 1;
}

int backup(const ConfigFlags& flags, const std::filesystem::path& to, Console console) {
    const auto loaded = load(flags, console);
    return loaded ? server::back_up(loaded->config, to, console.out, console.err) : 1;
}

int verify(const ConfigFlags& flags, Console console) {
    const auto loaded = load(flags, console);
    return loaded ? server::verify(loaded->config, console.out, console.err) : 1;
}

}  // namespace dmpgw::cli

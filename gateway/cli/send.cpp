// dmpgw send: ITI-41, ITI-42, ITI-43, ITI-18, ITI-65 and Patient, from a file as it is.
#include <ostream>

#include "gateway/cli/answer.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/config_commands.hpp"
#include "gateway/cli/connection.hpp"
#include "gateway/cli/payload.hpp"

namespace dmpgw::cli {

int send(const SendOptions& options, Console console) {
    const auto payload = recognise_file(options.file);
    if (!payload) return print_findings(payload.error().findings, console.err), 1;
    auto connection = connect(options.remote);
    if (!connection) return print_findings(connection.error().findings, console.err), 1;
    const std::vector<http::Field> fields = {{"Content-Type", payload->content_type}};
    const auto response = connection->send(payload->method, payload->target, fields, http::ClientBody::from_file(options.file));
    if (!response) return print_findings(response.error().findings, console.err), 1;

    const Verdict verdict = judge(*response);
    console.out << response->body;
    if (!response->body.empty() && !response->body.ends_with('\n')) console.out << '\n';
    console.err << payload->transaction << ": " << verdict.summary << '\n';
    for (const std::string& line : verdict.lines)
        console.err << "  " << line << '\n';
    return verdict.success ? 0 : 1;
}

}  // namespace dmpgw::cli

// dmpgw find: the approved documents of a patient, one a line.
#include <fmt/format.h>

#include <ostream>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/config_commands.hpp"
#include "gateway/cli/queries.hpp"
#include "gateway/cli/values.hpp"

namespace dmpgw::cli {
namespace {

Result<std::vector<FoundDocument>> search(const FindOptions& options) {
    const auto patient = parse_patient(options.patient);
    if (!patient) return patient.error();
    auto connection = connect(options.remote);
    if (!connection) return connection.error();
    if (options.fhir) {
        const std::string token =
            "urn:oid:" + patient->assigning_authority.universal_id + "|" + patient->id;
        return search_references(
            *connection, "status=current&patient.identifier=" + http::percent_encode(token));
    }
    auto answer = call(*connection, "/xds/registry", find_documents_request(*patient));
    if (!answer) return answer.error();
    return read_entries((*answer)->payload());
}

}  // namespace

int find(const FindOptions& options, Console console) {
    const auto found = search(options);
    if (!found) return print_findings(found.error().findings, console.err), 1;
    for (const FoundDocument& document : *found) {
        console.out << fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", document.unique_id, document.status,
                                   document.creation_time, document.mime_type, document.size,
                                   document.title);
    }
    console.err << found->size() << (found->size() == 1 ? " document\n" : " documents\n");
    return 0;
}

}  // namespace dmpgw::cli

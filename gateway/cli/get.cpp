// dmpgw get: one document by its uniqueId, byte for byte.
#include <fstream>
#include <ostream>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/config_commands.hpp"
#include "gateway/cli/queries.hpp"
#include "gateway/cli/values.hpp"

namespace dmpgw::cli {
namespace {

constexpr Rule no_such_document{"CLI_NO_SUCH_DOCUMENT",
                                FailureKind::not_found,
                                "",
                                "The gateway has no document with this uniqueId.",
                                "La passerelle n'a pas de document avec cet uniqueId.",
                                "Check it with `dmpgw find`.",
                                "Vérifiez-le avec « dmpgw find ».",
                                ""};

constexpr Rule not_delivered{
    "CLI_NOT_DELIVERED",
    FailureKind::unavailable,
    "",
    "The document is known but its content did not come.",
    "Le document est connu mais son contenu n'est pas venu.",
    "Look into the gateway's log under the request's X-Request-Id.",
    "Cherchez dans le journal de la passerelle le X-Request-Id de la requête.",
    ""};

constexpr Rule cannot_write{"CLI_CANNOT_WRITE",
                            FailureKind::unavailable,
                            "",
                            "The file cannot be written.",
                            "Le fichier ne peut pas être écrit.",
                            "Check its folder and its rights.",
                            "Vérifiez son dossier et ses droits.",
                            ""};

/// ITI-18 GetDocuments says which repository has it, ITI-43 fetches it from there.
Result<std::string> get_by_soap(Connection& connection, const std::string& unique_id) {
    auto query = call(connection, "/xds/registry", get_documents_request(unique_id));
    if (!query) return query.error();
    const auto entries = read_entries((*query)->payload());
    if (entries.empty()) return refuse(no_such_document, "", unique_id);
    auto answer = call(connection, "/xds/repository",
                       retrieve_request(entries.front().repository_unique_id, unique_id));
    if (!answer) return answer.error();
    const auto* response = (*answer)->payload().child(ns_xdsb, "DocumentResponse");
    const auto* document = response != nullptr ? response->child(ns_xdsb, "Document") : nullptr;
    if (document == nullptr) return refuse(not_delivered, "", unique_id);
    return (*answer)->document(*document);
}

/// ITI-67 says where the content is, ITI-68 fetches it.
Result<std::string> get_by_fhir(Connection& connection, const std::string& unique_id,
                                std::string_view patient) {
    std::string query =
        "identifier=" + http::percent_encode("urn:ietf:rfc:3986|urn:oid:" + unique_id);
    if (!patient.empty()) {
        const auto cx = parse_patient(patient);
        if (!cx) return cx.error();
        query +=
            "&status=current&patient.identifier=" +
            http::percent_encode("urn:oid:" + cx->assigning_authority.universal_id + "|" + cx->id);
    }
    const auto found = search_references(connection, query);
    if (!found) return found.error();
    if (found->empty()) return refuse(no_such_document, "", unique_id);
    const std::string& url = found->front().url;
    const std::size_t path = url.find("/fhir");
    if (path == std::string::npos) return refuse(not_delivered, url, unique_id);
    auto response = connection.send("GET", std::string_view(url).substr(path), {{"Accept", "*/*"}});
    if (!response) return response.error();
    if (response->status != 200)
        return refuse(not_delivered, url, unique_id, judge(*response).summary);
    return std::move(response->body);
}

Result<void> write(const std::filesystem::path& file, const std::string& content) {
    std::ofstream stream(file, std::ios::binary);
    stream << content;
    stream.close();
    if (!stream) return refuse(cannot_write, file.string());
    return {};
}

Result<std::string> fetch(const GetOptions& options) {
    const auto unique_id = parse_unique_id(options.unique_id);
    if (!unique_id) return unique_id.error();
    auto connection = connect(options.remote);
    if (!connection) return connection.error();
    return options.fhir ? get_by_fhir(*connection, *unique_id, options.patient)
                        : get_by_soap(*connection, *unique_id);
}

}  // namespace

int get(const GetOptions& options, Console console) {
    const auto content = fetch(options);
    if (!content) return print_findings(content.error().findings, console.err), 1;
    if (options.output.empty()) {
        console.out << *content;
        return console.out.good() ? 0 : 1;
    }
    if (auto written = write(options.output, *content); !written) {
        return print_findings(written.error().findings, console.err), 1;
    }
    console.err << options.output.string() << ": " << content->size() << " bytes\n";
    return 0;
}

}  // namespace dmpgw::cli

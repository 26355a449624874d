// dmpgw patients import: registers a list of patients by POST /fhir/Patient, those alone that are
// not known yet.
#include <fstream>
#include <iterator>
#include <ostream>

#include "gateway/cli/answer.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/config_commands.hpp"
#include "gateway/cli/connection.hpp"
#include "gateway/cli/patient_list.hpp"
#include "gateway/cli/payload.hpp"

namespace dmpgw::cli {
namespace {

struct Counts {
    std::size_t added = 0;
    std::size_t known = 0;
};

Result<void> register_one(Connection& connection, const ListedPatient& patient, Counts& counts) {
    const std::string query =
        "/fhir/Patient?identifier=" + http::percent_encode(patient.identifier);
    const auto search = connection.send("GET", query, {{"Accept", "application/fhir+json"}});
    if (!search) return search.error();
    const auto bundle = json::parse(search->body);
    if (search->status != 200 || !bundle) return failure_of(judge(*search));
    if ((*bundle)["total"].as_string() != "0") {
        ++counts.known;
        return {};
    }
    const std::string body = json::write(patient.resource);
    const auto created =
        connection.send("POST", "/fhir/Patient", {{"Content-Type", "application/fhir+json"}}, body);
    if (!created) return created.error();
    if (created->status != 201) return failure_of(judge(*created));
    ++counts.added;
    return {};
}

Result<Counts> import(const ImportOptions& options) {
    std::ifstream file(options.file, std::ios::binary);
    if (!file) return refuse(file_unreadable, "file", options.file.string());
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const auto patients = read_patient_list(text);
    if (!patients) return patients.error();
    auto connection = connect(options.remote);
    if (!connection) return connection.error();
    Counts counts;
    for (const ListedPatient& patient : *patients) {
        if (auto done = register_one(*connection, patient, counts); !done) return done.error();
    }
    return counts;
}

}  // namespace

int import_patients(const ImportOptions& options, Console console) {
    const auto counts = import(options);
    if (!counts) return print_findings(counts.error().findings, console.err), 1;
    console.out << counts->added << " patients registered, " << counts->known << " known already\n";
    return 0;
}

}  // namespace dmpgw::cli

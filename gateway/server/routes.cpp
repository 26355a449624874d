#include "gateway/server/routes.hpp"

#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/transactions/fhir_io.hpp"
#include "gateway/transactions/fhir_patient.hpp"
#include "gateway/transactions/fhir_read.hpp"
#include "gateway/transactions/iti65_provide_document_bundle.hpp"
#include "gateway/transactions/iti66_find_document_lists.hpp"
#include "gateway/transactions/iti67_find_document_references.hpp"
#include "gateway/transactions/iti68_retrieve_document.hpp"
#include "gateway/transactions/soap_description.hpp"
#include "gateway/transactions/soap_endpoint.hpp"

namespace dmpgw::server {
namespace {

constexpr Rule no_such_path{
    "NO_SUCH_PATH", FailureKind::not_found, "XDSRepositoryError",
    "There is nothing at this path", "Il n'y a rien à ce chemin",
    "Use /xds/repository, /xds/registry, /xds/gateway or /fhir; GET /fhir/metadata lists what FHIR offers",
    "Utilisez /xds/repository, /xds/registry, /xds/gateway ou /fhir ; GET /fhir/metadata énumère ce qu'offre FHIR",
    "RFC 9110 15.5.5"};
constexpr Rule method_not_allowed{
    "METHOD_NOT_ALLOWED", FailureKind::unsupported, "XDSRepositoryError",
    "This path does not take this method", "Ce chemin n'accepte pas cette méthode",
    "Use a method that the Allow field names", "Utilisez une méthode nommée dans le champ Allow",
    "RFC 9110 15.5.6"};

bool matches(std::string_view pattern, std::string_view path) {
    if (pattern == path) return true;
    if (pattern.find('{') == std::string_view::npos) return false;
    const auto wanted = split(pattern, '/');
    const auto given = split(path, '/');
    if (wanted.size() != given.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == "{id}" ? given[i].empty() || given[i].starts_with('_') || given[i].starts_with('$')
                                : wanted[i] != given[i]) {
            return false;
        }
    }
    return true;
}

using Interaction = http::Task<http::Response> (*)(http::Request&, transactions::Services&);

/// Search parameters and Patient resources are small; a page of them never reaches this.
constexpr std::uint64_t small_body = 1 * MiB;
/// A GET may have a body, which means nothing and is discarded (RFC 9110 9.3.1).
constexpr std::uint64_t ignored_body = 4 * KiB;

class Table {
  public:
    explicit Table(transactions::Services& services) : services_(services) {}

    /// `transaction` is its name in the audit trail; empty for what is no transaction.
    void add(std::string_view method, std::string_view pattern, std::string_view name, std::string_view transaction,
             std::uint64_t limit, Interaction run) {
        transactions::Services& services = services_;
        http::RouteInfo& route = row(method, pattern, name, limit);
        route.handler = [run, &services](http::Request& request) { return run(request, services); };
        if (!transaction.empty()) route.on_refusal = recorder(transaction);
    }
    void add_soap(std::string_view pattern, std::string_view name, transactions::SoapActor actor) {
        http::RouteInfo& route = row("POST", pattern, name, services_.document_limits.message_bytes);
        route.handler = transactions::soap_endpoint(actor, services_);
        route.on_refusal = recorder(transactions::soap_before_payload);
        row("GET", pattern, "wsdl", ignored_body).handler = transactions::soap_description(actor, services_);
    }
    std::vector<Route> take() { return std::move(rows_); }

  private:
    http::RouteInfo& row(std::string_view method, std::string_view pattern, std::string_view name, std::uint64_t limit) {
        Route& added = rows_.emplace_back();
        added.method = method;
        added.pattern = pattern;
        added.info.name = name;
        added.info.body_limit = limit;
        return added.info;
    }
    // The names are literals: they outlive every task.
    http::RefusalRecorder recorder(std::string_view transaction) {
        return [transaction, &services = services_](const http::Request& request, const Failure& failure) {
            return transactions::record_refusal(request, transaction, failure, services);
        };
    }

    transactions::Services& services_;
    std::vector<Route> rows_;
};

}  // namespace

boost::system::result<const http::RouteInfo*, http::Refusal> Routes::find(const http::RequestHead& head) const {
    const std::string_view method = head.method == "HEAD" ? std::string_view("GET") : std::string_view(head.method);
    std::string_view path = head.path();
    if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    std::string allow;
    for (const Route& row : rows_) {
        if (!matches(row.pattern, path)) continue;
        if (row.method == method) return &row.info;
        allow += (allow.empty() ? "" : ", ") + row.method + (row.method == "GET" ? ", HEAD" : "");
    }
    if (allow.empty()) return http::Refusal{404, refuse(no_such_path, "request target", path), {}};
    return http::Refusal{405, refuse(method_not_allowed, "request line", head.method), {{"Allow", allow}}};
}

std::vector<Route> public_routes(transactions::Services& services) {
    using namespace transactions;
    // A JSON body lies in memory while it is read, a SOAP message does not.
    const std::uint64_t json_limit = services.json_limits.text_bytes;
    Table table(services);
    table.add_soap("/xds/repository", "xds-repository", SoapActor::repository);
    table.add_soap("/xds/registry", "xds-registry", SoapActor::registry);
    table.add_soap("/xds/identity", "xds-identity", SoapActor::identity);
    table.add_soap("/xds/gateway", "xds-gateway", SoapActor::responding_gateway);
    table.add("GET", "/fhir/metadata", "fhir-metadata", "", ignored_body, capabilities);
    table.add("POST", "/fhir", "iti-65", "ITI-65", json_limit, iti65);
    // Many clients post a transaction to /Bundle by mistake; what they mean is clear.
    table.add("POST", "/fhir/Bundle", "iti-65", "ITI-65", json_limit, iti65);
    table.add("GET", "/fhir/DocumentReference", "iti-67", "ITI-67", ignored_body, iti67);
    table.add("POST", "/fhir/DocumentReference/_search", "iti-67", "ITI-67", small_body, iti67);
    table.add("GET", "/fhir/DocumentReference/{id}", "fhir-read", "DocumentReference read", ignored_body, read_document_reference);
    table.add("GET", "/fhir/List", "iti-66", "ITI-66", ignored_body, iti66);
    table.add("POST", "/fhir/List/_search", "iti-66", "ITI-66", small_body, iti66);
    table.add("GET", "/fhir/List/{id}", "fhir-read", "List read", ignored_body, read_list);
    table.add("GET", "/fhir/DocumentManifest", "iti-66", "ITI-66", ignored_body, iti66_of_mhd_3);
    table.add("POST", "/fhir/DocumentManifest/_search", "iti-66", "ITI-66", small_body, iti66_of_mhd_3);
    table.add("GET", "/fhir/DocumentManifest/{id}", "fhir-read", "DocumentManifest read", ignored_body, read_document_manifest);
    table.add("GET", "/fhir/Binary/{id}", "iti-68", "ITI-68", ignored_body, iti68);
    table.add("GET", "/fhir/Patient", "fhir-patient", "Patient search", ignored_body, search_patients);
    table.add("POST", "/fhir/Patient", "fhir-patient", "Patient create", small_body, create_patient);
    table.add("POST", "/fhir/Patient/_search", "fhir-patient", "Patient search", small_body, search_patients);
    table.add("GET", "/fhir/Patient/{id}", "fhir-patient", "Patient read", ignored_body, read_patient);
    table.add("PUT", "/fhir/Patient/{id}", "fhir-patient", "Patient update", small_body, update_patient);
    return table.take();
}

http::RefusalRenderer refusal_renderer(unsigned retry_after) {
    return [retry_after](const http::RequestHead& head, unsigned status, const Failure& failure,
                         std::string_view request_id) {
        const bool soap = head.path().starts_with("/xds");
        http::Response response = soap ? transactions::soap_refusal(head, status, failure, request_id)
                                       : transactions::outcome_response(status, failure, request_id, fhir::representation_of(head));
        if (status == 503) response.set("Retry-After", std::to_string(retry_after));
        return response;
    };
}

}  // namespace dmpgw::server

#include "gateway/transactions/fhir_patient.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "gateway/fhir/reference.hpp"
#include "gateway/transactions/fhir_io.hpp"
#include "gateway/transactions/ins_rules.hpp"
#include "gateway/transactions/patient_identity.hpp"
#include "gateway/transactions/waiting.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule not_a_patient{
    "PATIENT_RESOURCE", FailureKind::invalid, "",
    "The body is not a Patient with at least one identifier", "Le corps n'est pas un Patient avec au moins un identifiant",
    "Send a Patient with identifier.system and identifier.value; for an INS the system is urn:oid: and its OID",
    "Envoyez un Patient avec identifier.system et identifier.value ; pour une INS, le système est urn:oid: suivi de son OID",
    "FHIR R4 patient.html"};
constexpr Rule other_id{
    "PATIENT_ID", FailureKind::malformed, "",
    "The id of the resource is not the id of the URL", "L'id de la ressource n'est pas celui de l'URL",
    "Give Patient.id the id of the URL; letters, digits, '-' and '.', at most 64",
    "Donnez à Patient.id l'id de l'URL ; lettres, chiffres, « - » et « . », 64 au plus", "FHIR R4 http.html#update"};
constexpr Rule no_such_patient{
    "PATIENT_UNKNOWN", FailureKind::not_found, "",
    "There is no such Patient here", "Ce Patient n'existe pas ici",
    "Search it with GET /fhir/Patient?identifier=system|value", "Recherchez-le avec GET /fhir/Patient?identifier=système|valeur",
    "FHIR R4 http.html#read"};
constexpr Rule search_parameter{
    "PATIENT_SEARCH_PARAMETER", FailureKind::malformed, "",
    "Patients are found by one identifier", "Les patients se recherchent par un seul identifiant",
    "Send identifier=system|value exactly once", "Envoyez identifier=système|valeur exactement une fois",
    "FHIR R4 search.html#token"};

std::string location(const storage::PatientRecord& patient, const Services& services) {
    return fmt::format("{}/Patient/{}/_history/{}", services.identity.fhir_base, patient.id, patient.version);
}

// The resource as it is kept: with its id and version.
std::string kept_resource(const json::Value& sent, const storage::PatientRecord& patient) {
    json::Value meta = sent["meta"];
    meta.set("versionId", std::to_string(patient.version)).set("lastUpdated", to_iso8601(patient.updated_at));
    json::Value resource;
    resource.set("resourceType", "Patient").set("id", patient.id).set("meta", std::move(meta));
    for (const auto& [name, value] : sent.as_object()) {
        if (name != "resourceType" && name != "id" && name != "meta") resource.set(name, value);
    }
    return json::write(resource);
}

http::Response patient_response(unsigned status, const storage::PatientRecord& patient, const Caller& caller,
                                const Services& services) {
    // As it is kept, unless it is wanted in another form.
    const auto tree = caller.answer == fhir::Representation{} ? json::Value() : json::parse(patient.resource).value();
    http::Response response(status, fhir::content_type(caller.answer.format),
                            tree.is_null() ? patient.resource : fhir::write(tree, caller.answer));
    response.set("ETag", fmt::format("W/\"{}\"", patient.version)).set("Last-Modified", to_http_date(patient.updated_at));
    if (status == 201) response.set("Location", location(patient, services));
    return response;
}

// The patient of the audit trail, as documents of this Patient name it.
std::string patient_key(const storage::PatientRecord& patient, const Services& services) {
    const auto resource = json::parse(patient.resource);
    return resource ? cx_of_patient(*resource, patient.id, services).key() : std::string();
}

// The version is decided inside the writer, so that two updates at once get two versions.
http::Task<http::Response> keep(json::Value sent, std::string id, Caller caller, Services& services) {
    if (sent["resourceType"].as_string() != "Patient" || identifier_keys(sent).empty()) {
        co_return co_await refuse_interaction(refuse(not_a_patient, "Patient", sent["resourceType"].as_string()), caller, services);
    }
    audit::Event event = event_of(caller, services);
    event.patient = cx_of_patient(sent, id, services).key();
    event.objects.push_back("Patient/" + id);
    auto patient = std::make_shared<storage::PatientRecord>();
    patient->id = std::move(id);
    patient->identifiers = identifier_keys(sent);
    patient->updated_at = services.clock.now();
    const std::vector<InsUse> ins = ins_of(*patient, "Patient.identifier");
    Findings keys = check_ins_keys(ins, services.policy(caller.source).ins_key);
    if (has_errors(keys)) co_return co_await refuse_interaction(Failure::of(std::move(keys)), caller, services);
    auto refusal = std::make_shared<std::optional<Failure>>();
    storage::Unit unit;
    unit.decide = [patient, sent = std::move(sent), event, ins, refusal, &services](const storage::RegistryView& registry) {
        InsVerdict verdict = check_ins_domain(ins, registry, services);
        if (!verdict.findings.empty()) {
            *refusal = Failure::of(std::move(verdict.findings));
            return refusal_changes(event, **refusal);
        }
        storage::Changes changes;
        const auto known = registry.patient_by_id(patient->id);
        patient->version = known ? known->version + 1 : 1;
        patient->resource = kept_resource(sent, *patient);
        changes.patients.push_back(*patient);
        changes.audit.push_back(audit::to_record(event));
        verdict.note(changes);
        return changes;
    };
    if (auto committed = co_await commit(services.store, std::move(unit)); !committed) {
        // The event went with the unit: the failure is recorded by itself.
        co_return co_await refuse_interaction(committed.error(), caller, services);
    }
    if (*refusal) co_return outcome_response(**refusal, caller);
    co_return patient_response(patient->version == 1 ? 201 : 200, *patient, caller, services);
}

}  // namespace

http::Task<http::Response> create_patient(http::Request& request, Services& services) {
    Caller caller = caller_of(request, "Patient create", services);
    if (auto accepted = check_accepts_fhir(request.head); !accepted) {
        co_return co_await refuse_interaction(accepted.error(), caller, services);
    }
    auto body = co_await read_resource_body(request, services);
    if (!body) co_return co_await refuse_interaction(body.error(), caller, services);
    co_return co_await keep(std::move(body->resource), new_uuid(services.clock, services.random), caller, services);
}

http::Task<http::Response> update_patient(http::Request& request, Services& services) {
    Caller caller = caller_of(request, "Patient update", services);
    if (auto accepted = check_accepts_fhir(request.head); !accepted) {
        co_return co_await refuse_interaction(accepted.error(), caller, services);
    }
    auto body = co_await read_resource_body(request, services);
    if (!body) co_return co_await refuse_interaction(body.error(), caller, services);
    const std::string id = last_segment(request.head);
    const json::Value& sent_id = body->resource["id"];
    if (!fhir::is_id(id) || (!sent_id.is_null() && sent_id.as_string() != id)) {
        co_return co_await refuse_interaction(refuse(other_id, "Patient.id", sent_id.as_string()), caller, services);
    }
    co_return co_await keep(std::move(body->resource), id, caller, services);
}

http::Task<http::Response> read_patient(http::Request& request, Services& services) {
    Caller caller = caller_of(request, "Patient read", services);
    if (auto accepted = check_accepts_fhir(request.head); !accepted) {
        co_return co_await refuse_interaction(accepted.error(), caller, services);
    }
    const std::string id = last_segment(request.head);
    const auto patient = services.store.read()->patient_by_id(id);
    if (!patient) co_return co_await refuse_interaction(refuse(no_such_patient, "Patient/" + id, id), caller, services);
    audit::Event event = event_of(caller, services);
    event.patient = patient_key(*patient, services);
    event.objects.push_back("Patient/" + id);
    if (auto recorded = co_await record(std::move(event), services); !recorded) {
        co_return outcome_response(recorded.error(), caller);
    }
    co_return patient_response(200, *patient, caller, services);
}

http::Task<http::Response> search_patients(http::Request& request, Services& services) {
    Caller caller = caller_of(request, "Patient search", services);
    if (auto accepted = check_accepts_fhir(request.head); !accepted) {
        co_return co_await refuse_interaction(accepted.error(), caller, services);
    }
    auto parameters = co_await read_search_parameters(request, caller);
    if (!parameters) co_return co_await refuse_interaction(parameters.error(), caller, services);
    std::optional<std::string> identifier;
    for (const http::Field& p : *parameters) {
        if (p.name == "_format" || p.name == "_pretty") continue;
        if (p.name != "identifier" || identifier || p.value.empty()) {
            co_return co_await refuse_interaction(refuse(search_parameter, "parameter " + p.name, p.value), caller, services);
        }
        identifier = p.value.find('|') == std::string::npos ? "|" + p.value : p.value;
    }
    if (!identifier) co_return co_await refuse_interaction(refuse(search_parameter, "query"), caller, services);

    json::Value bundle;
    json::Array entries;
    audit::Event event = event_of(caller, services);
    event.query = "identifier=" + *identifier;
    for (const storage::PatientRecord& patient : services.store.read()->patients_by_identifier(*identifier)) {
        auto resource = json::parse(patient.resource);
        if (!resource) continue;
        event.patient = cx_of_patient(*resource, patient.id, services).key();
        event.objects.push_back("Patient/" + patient.id);
        json::Value entry;
        json::Value search;
        search.set("mode", "match");
        entry.set("fullUrl", services.identity.fhir_base + "/Patient/" + patient.id)
            .set("resource", std::move(*resource))
            .set("search", std::move(search));
        entries.push_back(std::move(entry));
    }
    json::Value self;
    self.set("relation", "self")
        .set("url", services.identity.fhir_base + "/Patient?identifier=" + http::percent_encode(*identifier));
    bundle.set("resourceType", "Bundle")
        .set("type", "searchset")
        .set("total", static_cast<std::int64_t>(entries.size()))
        .set("link", json::Array{std::move(self)});
    if (!entries.empty()) bundle.set("entry", std::move(entries));
    if (auto recorded = co_await record(std::move(event), services); !recorded) {
        co_return outcome_response(recorded.error(), caller);
    }
    co_return resource_response(200, bundle, caller.answer);
}

}  // namespace dmpgw::transactions

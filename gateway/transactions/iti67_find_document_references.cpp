#include "gateway/transactions/iti67_find_document_references.hpp"

#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/fhir/search.hpp"
#include "gateway/fhir/searchset.hpp"
#include "gateway/mapping/identifiers.hpp"
#include "gateway/mapping/systems.hpp"
#include "gateway/transactions/document_search.hpp"
#include "gateway/transactions/entry_resource.hpp"
#include "gateway/transactions/fhir_io.hpp"
#include "gateway/transactions/patient_identity.hpp"

namespace dmpgw::transactions {
namespace {

/// Results on a page when the caller names no _count.
constexpr std::size_t default_page = 100;

// The key of the patient that the search names; an empty one where it names none; nullopt for one nobody knows.
std::optional<std::string> patient_of(const fhir::DocumentSearch& search, const storage::RegistryView& registry,
                                      const Services& services, std::string_view source) {
    if (search.patient_identifier) {
        model::Cx cx;
        cx.id = search.patient_identifier->code;
        const std::string& system = *search.patient_identifier->scheme;
        cx.assigning_authority = {"", is_oid(system) ? system : mapping::authority_of_system(system).oid, "ISO"};
        return cx.key();
    }
    if (search.patient_reference.empty()) return "";
    std::string reference = search.patient_reference;
    if (reference.find('/') == std::string::npos) reference = "Patient/" + reference;
    const auto cx = resolve_patient(reference, registry, services, source);
    if (!cx) return std::nullopt;
    return cx->key();
}

struct Page {
    std::vector<json::Value> resources;
    std::vector<std::string> unique_ids;
    std::set<std::string> patients;
    std::uint64_t total = 0;
    std::int64_t last_row = 0;
    bool more = false;
};

Page find(const fhir::DocumentSearch& search, const std::string& patient, const storage::RegistryView& registry,
          const Services& services) {
    Page page;
    const std::size_t wanted = search.count.value_or(default_page);
    std::int64_t after = 0;
    std::from_chars(search.cursor.data(), search.cursor.data() + search.cursor.size(), after);
    const auto look = [&](const storage::StoredEntry& stored) {
        const std::string key = stored.entry.patient_id ? stored.entry.patient_id->key() : "";
        if ((!patient.empty() && key != patient) || !matches(stored, search)) return true;
        ++page.total;
        if (stored.row <= after) return true;
        if (page.resources.size() == wanted) {
            page.more = true;
            return true;
        }
        page.resources.push_back(entry_resource(stored, registry, services));
        page.unique_ids.push_back(stored.entry.unique_id);
        page.patients.insert(key);
        page.last_row = stored.row;
        return true;
    };
    if (!patient.empty()) {
        registry.entries_of_patient(patient, look);
        return page;
    }
    // In the order of their rows, as a patient's entries come: pages go on behind the last row shown.
    std::map<std::int64_t, storage::StoredEntry> named;
    const auto note = [&named](storage::StoredEntry entry) { named.emplace(entry.row, std::move(entry)); };
    for (const std::string& id : search.ids) {
        if (auto entry = registry.entry_by_uuid(mapping::entry_uuid_of(id))) note(std::move(*entry));
    }
    for (const fhir::TokenList& list : search.identifier) {
        for (const fhir::Token& token : list) {
            if (auto entry = registry.entry_by_uuid(token.code)) note(std::move(*entry));
            for (const std::string& unique_id : {token.code, unique_id_of(token)}) {
                for (auto& entry : registry.entries_by_unique_id(unique_id)) note(std::move(entry));
            }
        }
    }
    for (const auto& [row, entry] : named) look(entry);
    return page;
}

std::string search_url(const std::vector<http::Field>& parameters, const Services& services, std::int64_t cursor) {
    std::string url = services.identity.fhir_base + "/DocumentReference";
    char separator = '?';
    for (const http::Field& p : parameters) {
        if (p.name == "_page") continue;
        url += separator + http::percent_encode(p.name) + "=" + http::percent_encode(p.value);
        separator = '&';
    }
    if (cursor > 0) url += std::string(1, separator) + "_page=" + std::to_string(cursor);
    return url;
}

}  // namespace

http::Task<http::Response> iti67(http::Request& request, Services& services) {
    Caller caller = caller_of(request, "ITI-67", services);
    if (auto accepted = check_accepts_json(request.head); !accepted) {
        co_return co_await refuse_interaction(accepted.error(), caller, services);
    }
    const auto parameters = co_await read_search_parameters(request);
    if (!parameters) co_return co_await refuse_interaction(parameters.error(), caller, services);
    fhir::SearchOptions options;
    options.scheme_of_system = [](std::string_view system) { return mapping::scheme_of_system(system).text; };
    const auto search = fhir::read_document_search(*parameters, options);
    if (!search) co_return co_await refuse_interaction(search.error(), caller, services);

    audit::Event event = event_of(caller, services);
    Page page;
    {
        const auto registry = services.store.read();
        // A patient that nobody knows has no documents: an empty answer, which says nothing about who is known.
        if (const auto patient = patient_of(*search, *registry, services, caller.source)) {
            event.patient = *patient;
            page = find(*search, *patient, *registry, services);
        }
    }
    event.query = search_url(*parameters, services, 0).substr(services.identity.fhir_base.size());
    event.objects = page.unique_ids;
    // A search by identifier names no patient; the trail of the patient whose document it showed must.
    if (event.patient.empty() && page.patients.size() == 1) event.patient = *page.patients.begin();
    if (auto recorded = co_await record(std::move(event), services); !recorded) {
        co_return outcome_response(recorded.error(), caller.request_id);
    }
    fhir::SearchsetContext context;
    context.base_url = services.identity.fhir_base;
    context.self = search_url(*parameters, services, 0);
    context.total = page.total;
    context.last_updated = to_iso8601(services.clock.now());
    if (page.more) context.next = search_url(*parameters, services, page.last_row);
    co_return resource_response(200, fhir::searchset(std::move(page.resources), context));
}

}  // namespace dmpgw::transactions

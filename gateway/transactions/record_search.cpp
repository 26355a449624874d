#include "gateway/transactions/record_search.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/fhir/findings.hpp"
#include "gateway/fhir/search_rules.hpp"
#include "gateway/fhir/searchset.hpp"
#include "gateway/mapping/identifiers.hpp"
#include "gateway/mapping/systems.hpp"
#include "gateway/transactions/fhir_io.hpp"
#include "gateway/transactions/patient_identity.hpp"
#include "gateway/transactions/search_match.hpp"

namespace dmpgw::transactions {
namespace {

// The key of the patient that the search names; an empty one where it names none; nullopt for one nobody knows.
std::optional<std::string> patient_of(const fhir::RecordSearch& search, const storage::RegistryView& registry,
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

bool prefers_lenient(const http::RequestHead& head) {
    for (const std::string_view preference : split(head.field("Prefer"), ',')) {
        if (equals_ignoring_case(trim(preference), "handling=lenient")) return true;
    }
    return false;
}

// Takes out what the search does not know, for a caller who prefers so, and says it. A modifier stays, to be refused: it
// would say what a known parameter means.
Findings drop_unknown(std::vector<http::Field>& parameters, std::string_view resource) {
    constexpr std::array<std::string_view, 5> of_the_answer = {"_format", "_pretty", "_summary", "_elements", "_page"};
    const auto is_known = [&](const std::string& name) {
        const auto rows = fhir::search_parameters();
        return name.find(':') != std::string::npos || std::count(of_the_answer.begin(), of_the_answer.end(), name) > 0 ||
               std::any_of(rows.begin(), rows.end(),
                           [&](const auto& row) { return row.resource == resource && row.name == name; });
    };
    Findings warnings;
    std::erase_if(parameters, [&](const http::Field& p) {
        if (is_known(p.name)) return false;
        fhir::add_finding(warnings, finding(fhir::rules::search_parameter_unknown, "query " + p.name, p.name, Severity::warning));
        return true;
    });
    return warnings;
}

// The objects that _id and identifier name, each once.
void look_at_named(const SearchRun& search, const storage::RegistryView& registry, SearchPage& page) {
    std::set<std::string> uuids;
    for (const std::string& id : search.asked().ids) uuids.insert(mapping::entry_uuid_of(id));
    for (const fhir::TokenList& list : search.asked().identifier) {
        for (const fhir::Token& token : list) {
            uuids.insert(token.code);
            for (const std::string& unique_id : {token.code, unique_id_of(token)}) {
                for (std::string& uuid : search.uuids_of(registry, unique_id)) uuids.insert(std::move(uuid));
            }
        }
    }
    for (const std::string& uuid : uuids) search.look_at(registry, uuid, page);
}

std::string search_url(std::string_view resource, const std::vector<http::Field>& parameters, const Services& services,
                       std::string_view cursor) {
    std::string url = services.identity.fhir_base + "/" + std::string(resource);
    char separator = '?';
    const auto add = [&](std::string_view name, std::string_view value) {
        url += separator + http::percent_encode(name) + "=" + http::percent_encode(value);
        separator = '&';
    };
    for (const http::Field& p : parameters) {
        if (p.name != "_page") add(p.name, p.value);
    }
    if (!cursor.empty()) add("_page", cursor);
    return url;
}

// Of a List and of a DocumentManifest. A DocumentReference has one content.
std::size_t members_in(const json::Value& resource) {
    return resource["entry"].as_array().size() + resource["content"].as_array().size();
}

struct Found {
    std::vector<json::Value> resources;
    std::string next;  ///< key of the last one shown; empty on the last page
    std::uint64_t total = 0;
};

Found find(const SearchRun& search, const std::string& patient, const storage::RegistryView& registry, audit::Event& event) {
    SearchPage page(search.asked(), patient);
    // Objects that are named are few, whatever else their patient has.
    const bool named = !search.asked().ids.empty() || !search.asked().identifier.empty();
    if (named) look_at_named(search, registry, page);
    else search.look_at_patient(registry, patient, page);

    Found found;
    found.total = page.total();
    std::set<std::string> patients;
    std::size_t references = 0;
    std::string last;
    for (const auto& [key, match] : page.matches()) {
        if (references > SearchPage::max_references) break;
        found.resources.push_back(match.show(registry));
        references += members_in(found.resources.back());
        event.objects.push_back(match.unique_id);
        patients.insert(match.patient);
        last = key;
    }
    if (page.more() || found.resources.size() < page.matches().size()) found.next = last;
    // A search by identifier names no patient; the trail of the patient whose object it showed must.
    event.patient = patient.empty() && patients.size() == 1 ? *patients.begin() : patient;
    return found;
}

}  // namespace

bool SearchPage::count(std::string_view key) {
    ++total_;
    if (key <= after_) return false;
    if (matches_.size() < wanted_) return true;
    more_ = true;
    return !matches_.empty() && key < matches_.rbegin()->first;
}

void SearchPage::keep(std::string key, Match match) {
    matches_.emplace(std::move(key), std::move(match));
    if (matches_.size() > wanted_) matches_.erase(std::prev(matches_.end()));
}

http::Task<http::Response> search_record(http::Request& request, Services& services, SearchKind kind) {
    Caller caller = caller_of(request, kind.transaction, services);
    if (auto accepted = check_accepts_fhir(request.head); !accepted) {
        co_return co_await refuse_interaction(accepted.error(), caller, services);
    }
    auto parameters = co_await read_search_parameters(request, caller);
    if (!parameters) co_return co_await refuse_interaction(parameters.error(), caller, services);
    fhir::SearchsetContext context;
    if (prefers_lenient(request.head)) context.warnings = drop_unknown(*parameters, kind.resource);
    fhir::SearchOptions options;
    options.scheme_of_system = [](std::string_view system) { return mapping::scheme_of_system(system).text; };
    options.now = std::chrono::floor<std::chrono::seconds>(services.clock.now()).time_since_epoch().count();
    const auto search = kind.read(*parameters, options, services);
    if (!search) co_return co_await refuse_interaction(search.error(), caller, services);

    audit::Event event = event_of(caller, services);
    Found found;
    {
        const auto registry = services.store.read();
        // A patient that nobody knows has no documents: an empty answer, which says nothing about who is known.
        if (const auto patient = patient_of((*search)->asked(), *registry, services, caller.source)) {
            found = find(**search, *patient, *registry, event);
        }
    }
    context.base_url = services.identity.fhir_base;
    context.self = search_url(kind.resource, *parameters, services, "");
    context.total = found.total;
    context.last_updated = to_iso8601(services.clock.now());
    if (!found.next.empty()) context.next = search_url(kind.resource, *parameters, services, found.next);
    event.query = context.self.substr(services.identity.fhir_base.size());
    if (auto recorded = co_await record(std::move(event), services); !recorded) {
        co_return outcome_response(recorded.error(), caller);
    }
    co_return resource_response(200, fhir::searchset(std::move(found.resources), context), caller.answer);
}

}  // namespace dmpgw::transactions

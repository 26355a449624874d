#include "gateway/transactions/fhir_read.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/base/version.hpp"
#include "gateway/fhir/capability.hpp"
#include "gateway/transactions/entry_resource.hpp"
#include "gateway/transactions/fhir_io.hpp"
#include "gateway/transactions/list_resource.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule no_such_resource{
    "RESOURCE_UNKNOWN", FailureKind::not_found, "",
    "There is no such resource here", "Cette ressource n'existe pas ici",
    "Take the id from a search or from the answer to a submission",
    "Reprenez l'id d'une recherche ou de la réponse à une soumission", "FHIR R4 http.html#read"};

struct Shown {
    json::Value resource;
    std::string patient;
    std::string object;
};

// What every read does around finding the resource.
http::Task<http::Response> read(http::Request& request, Services& services, std::string transaction,
                                std::function<std::optional<Shown>(const storage::RegistryView&, const std::string&)> find) {
    Caller caller = caller_of(request, transaction, services);
    if (auto accepted = check_accepts_fhir(request.head); !accepted) {
        co_return co_await refuse_interaction(accepted.error(), caller, services);
    }
    const std::string id = to_lower(last_segment(request.head));
    std::optional<Shown> shown;
    if (is_uuid(id)) shown = find(*services.store.read(), "urn:uuid:" + id);
    if (!shown) co_return co_await refuse_interaction(refuse(no_such_resource, "request target", id), caller, services);
    audit::Event event = event_of(caller, services);
    event.patient = shown->patient;
    event.objects.push_back(shown->object);
    if (auto recorded = co_await record(std::move(event), services); !recorded) {
        co_return outcome_response(recorded.error(), caller);
    }
    http::Response response = resource_response(200, shown->resource, caller.answer);
    response.set("ETag", "W/\"1\"");
    co_return response;
}

std::string key_of(const std::optional<model::Cx>& patient) { return patient ? patient->key() : ""; }

std::optional<Shown> find_document_reference(const storage::RegistryView& registry, const std::string& uuid,
                                             const Services& services) {
    const auto stored = registry.entry_by_uuid(uuid);
    if (!stored) return std::nullopt;
    return Shown{entry_resource(*stored, registry, services), key_of(stored->entry.patient_id), stored->entry.unique_id};
}

std::optional<Shown> find_list(const storage::RegistryView& registry, const std::string& uuid, const Services& services) {
    if (const auto set = registry.submission_set_by_uuid(uuid)) {
        return Shown{list_resource(*set, registry, services), key_of(set->patient_id), set->unique_id};
    }
    if (const auto folder = registry.folder_by_uuid(uuid)) {
        return Shown{list_resource(*folder, registry, services), key_of(folder->patient_id), folder->unique_id};
    }
    return std::nullopt;
}

std::optional<Shown> find_manifest(const storage::RegistryView& registry, const std::string& uuid, const Services& services) {
    const auto set = registry.submission_set_by_uuid(uuid);
    if (!set) return std::nullopt;
    return Shown{manifest_resource(*set, registry, services), key_of(set->patient_id), set->unique_id};
}

}  // namespace

http::Task<http::Response> read_document_reference(http::Request& request, Services& services) {
    return read(request, services, "DocumentReference read", [&services](const auto& registry, const std::string& uuid) {
        return find_document_reference(registry, uuid, services);
    });
}

http::Task<http::Response> read_list(http::Request& request, Services& services) {
    return read(request, services, "List read", [&services](const auto& registry, const std::string& uuid) {
        return find_list(registry, uuid, services);
    });
}

http::Task<http::Response> read_document_manifest(http::Request& request, Services& services) {
    return read(request, services, "DocumentManifest read", [&services](const auto& registry, const std::string& uuid) {
        return find_manifest(registry, uuid, services);
    });
}

// Says nothing of any patient, so it is the one interaction without an audit event: health checks poll it.
http::Task<http::Response> capabilities(http::Request& request, Services& services) {
    const Caller caller = caller_of(request, "capabilities", services);
    if (auto accepted = check_accepts_fhir(request.head); !accepted) {
        co_return outcome_response(accepted.error(), caller);
    }
    fhir::CapabilityContext context;
    context.base_url = services.identity.fhir_base;
    context.software_version = version;
    context.date = to_iso8601(services.started_at);
    context.development = services.development;
    co_return resource_response(200, fhir::capability_statement(context), caller.answer);
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/entry_resource.hpp"

#include "gateway/mapping/render.hpp"

namespace dmpgw::transactions {

json::Value entry_resource(const storage::StoredEntry& stored, const storage::RegistryView& registry,
                           const Services& services) {
    mapping::RenderContext context;
    context.base_url = services.identity.fhir_base;
    context.date = to_iso8601(stored.registered_at);
    for (model::Association& a : registry.associations_of({stored.entry.entry_uuid})) {
        if (a.source == stored.entry.entry_uuid) context.associations.push_back(std::move(a));
    }
    if (const auto& patient = stored.entry.patient_id) {
        const std::string key = "urn:oid:" + patient->assigning_authority.universal_id + "|" + patient->id;
        const auto known = registry.patients_by_identifier(key);
        if (!known.empty()) context.patient_reference = "Patient/" + known.front().id;
    }
    return mapping::to_document_reference(stored.entry, context);
}

}  // namespace dmpgw::transactions

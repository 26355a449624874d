#include "gateway/transactions/list_resource.hpp"

#include <set>
#include <string>
#include <vector>

#include "gateway/mapping/render.hpp"

namespace dmpgw::transactions {
namespace {

// Members of a set or folder as references, each once, in the order they were registered.
std::vector<std::string> members_of(const storage::RegistryView& registry, const std::string& uuid) {
    std::vector<std::string> members;
    std::set<std::string> seen;
    for (const model::Association& a : registry.associations_of({uuid})) {
        if (a.type != model::AssociationType::has_member || a.source != uuid || !seen.insert(a.target).second) continue;
        if (registry.entry_by_uuid(a.target)) members.push_back(mapping::document_location(a.target));
        else if (registry.folder_by_uuid(a.target)) members.push_back(mapping::list_location(a.target));
    }
    return members;
}

mapping::RenderContext context_of(const Services& services) {
    mapping::RenderContext context;
    context.base_url = services.identity.fhir_base;
    return context;
}

}  // namespace

json::Value list_resource(const model::SubmissionSet& set, const storage::RegistryView& registry, const Services& services) {
    return mapping::to_list(set, members_of(registry, set.entry_uuid), context_of(services));
}

json::Value list_resource(const model::Folder& folder, const storage::RegistryView& registry, const Services& services) {
    return mapping::to_list(folder, members_of(registry, folder.entry_uuid), context_of(services));
}

json::Value manifest_resource(const model::SubmissionSet& set, const storage::RegistryView& registry,
                              const Services& services) {
    return mapping::to_document_manifest(set, members_of(registry, set.entry_uuid), context_of(services));
}

}  // namespace dmpgw::transactions

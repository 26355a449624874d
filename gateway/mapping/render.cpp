// MHD 4.2 (ITI-66, ITI-67 responses), by the same rows that read ITI-65.
#include "gateway/mapping/render.hpp"

#include "gateway/mapping/associations.hpp"
#include "gateway/mapping/document_manifest.hpp"
#include "gateway/mapping/document_reference.hpp"
#include "gateway/mapping/identifiers.hpp"
#include "gateway/mapping/list.hpp"

namespace dmpgw::mapping {
namespace {

constexpr std::string_view profile_base = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.";

json::Value object() { return json::Value(json::Object{}); }

// The head of a resource: type, id, version and profile.
json::Value head(std::string_view type, std::string_view entry_uuid, bool limited, std::string_view profile) {
    json::Value resource = object();
    resource.set("resourceType", type).set("id", fhir_id_of(entry_uuid));
    std::string canonical(profile_base);
    canonical.append(limited ? "Minimal." : "Comprehensive.").append(profile);
    resource.set("meta", object().set("profile", json::Array{canonical}));
    return resource;
}

void set_subject(json::Value& resource, const std::optional<model::Cx>& patient, const RenderContext& context) {
    if (!patient) return;
    json::Value subject = object();
    if (!context.patient_reference.empty()) subject.set("reference", context.patient_reference);
    subject.set("identifier", identifier_of_cx(*patient));
    resource.set("subject", std::move(subject));
}

void set_members(json::Value& resource, const std::vector<std::string>& members) {
    json::Value list(json::Array{});
    for (const std::string& member : members) {
        list.push(object().set("item", object().set("reference", member)));
    }
    if (list.size() > 0) resource.set("entry", std::move(list));
}

void set_relations(json::Value& resource, const model::DocumentEntry& entry, const RenderContext& context) {
    json::Value list(json::Array{});
    for (const model::Association& association : context.associations) {
        if (association.source != entry.entry_uuid) continue;
        const std::string code = relates_to_code(association.type);
        if (code.empty()) continue;
        list.push(object().set("code", code).set(
            "target", object().set("reference", document_location(association.target))));
    }
    if (list.size() > 0) resource.set("relatesTo", std::move(list));
}

}  // namespace

std::string document_location(std::string_view entry_uuid) { return "DocumentReference/" + fhir_id_of(entry_uuid); }
std::string list_location(std::string_view entry_uuid) { return "List/" + fhir_id_of(entry_uuid); }
std::string binary_location(std::string_view entry_uuid) { return "Binary/" + fhir_id_of(entry_uuid); }

json::Value to_document_reference(const model::DocumentEntry& entry, const RenderContext& context) {
    json::Value resource =
        head("DocumentReference", entry.entry_uuid, entry.limited_metadata, "DocumentReference");
    set_subject(resource, entry.patient_id, context);
    WriteContext write{resource};
    write_document_reference(write, entry);
    if (!context.date.empty()) resource.set("date", context.date);
    set_relations(resource, entry, context);
    if (!resource.has("content")) resource.set("content", json::Array{object()});
    json::Value& content = resource.find("content")->array().front();
    if (!content.has("attachment")) content.set("attachment", object());
    const bool elsewhere = entry.type == model::DocumentEntryType::on_demand && !entry.uri.empty();
    content.find("attachment")->set("url", elsewhere ? entry.uri : context.base_url + "/" + binary_location(entry.entry_uuid));
    return resource;
}

json::Value to_list(const model::SubmissionSet& set, const std::vector<std::string>& members,
                    const RenderContext& context) {
    json::Value resource = head("List", set.entry_uuid, set.limited_metadata, "SubmissionSet");
    set_subject(resource, set.patient_id, context);
    WriteContext write{resource};
    write_submission_set(write, set);
    set_members(resource, members);
    return resource;
}

json::Value to_document_manifest(const model::SubmissionSet& set, const std::vector<std::string>& members,
                                 const RenderContext& context) {
    json::Value resource = object();
    resource.set("resourceType", "DocumentManifest").set("id", fhir_id_of(set.entry_uuid));
    set_subject(resource, set.patient_id, context);
    WriteContext write{resource};
    write_document_manifest(write, set);
    json::Value content(json::Array{});
    for (const std::string& member : members) content.push(object().set("reference", member));
    if (content.size() > 0) resource.set("content", std::move(content));
    return resource;
}

json::Value to_list(const model::Folder& folder, const std::vector<std::string>& members,
                    const RenderContext& context) {
    json::Value resource = head("List", folder.entry_uuid, folder.limited_metadata, "Folder");
    set_subject(resource, folder.patient_id, context);
    WriteContext write{resource};
    write_folder(write, folder);
    set_members(resource, members);
    return resource;
}

}  // namespace dmpgw::mapping

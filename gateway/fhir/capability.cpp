#include "gateway/fhir/capability.hpp"

#include <array>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/search.hpp"

namespace dmpgw::fhir {
namespace {

constexpr std::array<std::string_view, 4> instantiates = {
    "https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentRecipient",
    "https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentRecipient.Comprehensive",
    "https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentResponder",
    "https://interop.esante.gouv.fr/ig/fhir/pdsm/CapabilityStatement/PDSm-Gestionnaire"};

// Lists are words separated by a space.
struct ResourceRow {
    std::string_view type;
    std::string_view interactions;
    std::string_view profiles;
    std::string_view documentation;
};

constexpr std::array<ResourceRow, 5> resources = {{
    {"DocumentReference", "read search-type",
     "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.DocumentReference "
     "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Comprehensive.DocumentReference "
     "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-document-reference",
     "ITI-67 by GET and by POST _search; patient or patient.identifier is required."},
    {"List", "read search-type",
     "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.SubmissionSet "
     "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.Folder",
     "ITI-66 by GET and by POST _search: submission sets and folders; patient or patient.identifier is required."},
    {"DocumentManifest", "read search-type", "", "ITI-66 of MHD 3.x: submission sets, by GET and by POST _search."},
    {"Binary", "read", "", "ITI-68: the document itself, as it was submitted."},
    {"Patient", "create update read search-type", "", "Patients that documents can be about."},
}};

json::Value object() { return json::Value(json::Object{}); }

json::Value search_of(std::string_view type) {
    json::Value list(json::Array{});
    for (const SearchParameter& parameter : search_parameters()) {
        if (parameter.resource != type) continue;
        json::Value item = object();
        item.set("name", parameter.name).set("type", parameter.type);
        if (!parameter.documentation.empty()) item.set("documentation", parameter.documentation);
        list.push(std::move(item));
    }
    return list;
}

json::Value resource_of(const ResourceRow& row) {
    json::Value resource = object();
    resource.set("type", row.type);
    json::Value profiles(json::Array{});
    for (const std::string_view profile : split(row.profiles, ' ')) {
        if (!profile.empty()) profiles.push(profile);
    }
    if (profiles.size() > 0) resource.set("supportedProfile", std::move(profiles));
    resource.set("documentation", row.documentation);
    json::Value interactions(json::Array{});
    for (const std::string_view code : split(row.interactions, ' ')) interactions.push(object().set("code", code));
    resource.set("interaction", std::move(interactions));
    resource.set("versioning", "versioned");
    json::Value parameters = search_of(row.type);
    if (parameters.size() > 0) resource.set("searchParam", std::move(parameters));
    return resource;
}

}  // namespace

json::Value capability_statement(const CapabilityContext& context) {
    json::Value statement = object();
    statement.set("resourceType", "CapabilityStatement").set("status", "active");
    if (!context.date.empty()) statement.set("date", context.date);
    statement.set("kind", "instance");
    json::Value canonicals(json::Array{});
    for (const std::string_view canonical : instantiates) canonicals.push(canonical);
    statement.set("instantiates", std::move(canonicals));
    statement.set("software", object().set("name", "dmpgw").set("version", context.software_version));
    statement.set("implementation",
                  object()
                      .set("description", context.development ? "dmpgw, started for development: any code and any "
                                                                "patient is accepted"
                                                              : "dmpgw, a FHIR and XDS gateway for the French DMP")
                      .set("url", context.base_url));
    statement.set("fhirVersion", "4.0.1");
    statement.set("format", json::Array{"application/fhir+json", "application/fhir+xml", "json", "xml"});

    json::Value rest = object();
    rest.set("mode", "server");
    rest.set("documentation", "ITI-65: POST a transaction Bundle of MHD 4.0.1, 4.1.0, 4.2 or PDSm 3.1.1 to the base.");
    json::Value list(json::Array{});
    for (const ResourceRow& row : resources) list.push(resource_of(row));
    rest.set("resource", std::move(list));
    rest.set("interaction", json::Array{object().set("code", "transaction")});
    statement.set("rest", json::Array{std::move(rest)});
    return statement;
}

}  // namespace dmpgw::fhir

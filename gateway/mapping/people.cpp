// ITI TF-3 4.2.3.1.4 (authorPerson, authorInstitution) and CI-SIS (IDNPS, IDNST); fr-core Practitioner and
// Organization.
#include "gateway/mapping/people.hpp"

#include <string>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/mapping/systems.hpp"
#include "gateway/mapping/telecom.hpp"

namespace dmpgw::mapping {
namespace {

constexpr std::string_view french_types = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203";
constexpr std::string_view hl7_types = "http://terminology.hl7.org/CodeSystem/v2-0203";

json::Value object() { return json::Value(json::Object{}); }

struct NationalId {
    std::string id;
    std::string oid;
    std::string type;
};

std::string type_of(const json::Value& identifier) {
    return std::string(identifier["type"]["coding"][0]["code"].as_string());
}

// The row of the table that fits an identifier by system, kind and length.
const IdentifierSystem* row_of(const json::Value& identifier, std::string_view of) {
    const std::string_view system = identifier["system"].as_string();
    const std::size_t length = identifier["value"].as_string().size();
    for (const IdentifierSystem& row : identifier_systems()) {
        if (row.uri == system && row.of == of && (row.length == 0 || row.length == length)) return &row;
    }
    return nullptr;
}

NationalId national_id(const json::Value& resource, std::string_view of) {
    NationalId best;
    int rank = 0;
    for (const json::Value& identifier : resource["identifier"].as_array()) {
        const std::string_view value = identifier["value"].as_string();
        const std::string_view system = identifier["system"].as_string();
        if (value.empty()) continue;
        const IdentifierSystem* row = row_of(identifier, of);
        const int value_rank = row != nullptr ? (row->prefix.empty() ? 4 : 3) : is_urn_oid(system) ? 2 : 1;
        if (value_rank <= rank) continue;
        rank = value_rank;
        if (row != nullptr) best = {row->prefix + std::string(value), row->oid, row->type};
        else best = {std::string(value), authority_of_system(system).oid, type_of(identifier)};
    }
    return best;
}

json::Value identifiers(std::string_view id, std::string_view oid, std::string_view type) {
    json::Value identifier = object();
    if (!type.empty()) {
        const bool french = type == "IDNPS" || type == "IDNST";
        json::Value codings(json::Array{});
        codings.push(object().set("system", french ? french_types : hl7_types).set("code", type));
        identifier.set("type", object().set("coding", std::move(codings)));
    }
    if (!oid.empty()) identifier.set("system", std::string("urn:oid:").append(oid));
    identifier.set("value", id);
    json::Value all(json::Array{});
    all.push(std::move(identifier));
    return all;
}

void set_component(std::vector<std::string>& components, std::size_t number, std::string_view text) {
    if (text.empty()) return;
    if (components.size() < number) components.resize(number);
    components[number - 1] = text;
}

std::string authority_text(const std::string& oid) { return "&" + oid + "&ISO"; }

std::string words(const json::Value& list) {
    std::string text;
    for (const json::Value& word : list.as_array()) {
        if (!text.empty()) text += ' ';
        text.append(word.as_string());
    }
    return text;
}

model::Xcn plain_xcn(const json::Value& resource) {
    model::Xcn xcn;
    const bool patient = resource["resourceType"].as_string() == "Patient";
    const bool device = resource["resourceType"].as_string() == "Device";
    const NationalId id = national_id(resource, patient ? "patient" : "person");
    const json::Value& name = device ? resource["deviceName"][0] : resource["name"][0];
    set_component(xcn.components, 1, id.id);
    if (device) {
        const std::string_view text = name["name"].as_string();
        set_component(xcn.components, 2, text.empty() ? resource["modelNumber"].as_string() : text);
    } else {
        const std::string_view family = name["family"].as_string();
        set_component(xcn.components, 2, family.empty() ? name["text"].as_string() : family);
        set_component(xcn.components, 3, name["given"][0].as_string());
        const json::Array& given = name["given"].as_array();
        if (given.size() > 1) set_component(xcn.components, 4, words(json::Array(given.begin() + 1, given.end())));
        set_component(xcn.components, 5, words(name["suffix"]));
        set_component(xcn.components, 6, words(name["prefix"]));
    }
    if (!id.oid.empty()) set_component(xcn.components, 9, authority_text(id.oid));
    const bool national = id.type == "IDNPS" || (patient && is_ins_authority(id.oid));
    if (device) set_component(xcn.components, 10, "U");
    else if (national) set_component(xcn.components, 10, "D");
    set_component(xcn.components, 13, patient && national ? "NH" : id.type);
    return xcn;
}

json::Value plain_person(const model::Xcn& xcn) {
    json::Value person = object();
    person.set("resourceType", "Practitioner");
    if (!xcn.id().empty()) {
        person.set("identifier",
                   identifiers(xcn.id(), xcn.assigning_authority().universal_id, xcn.component(13)));
    }
    json::Value name = object();
    if (!xcn.family().empty()) name.set("family", xcn.family());
    json::Value given(json::Array{});
    for (const std::size_t part : {3U, 4U}) {
        if (!xcn.component(part).empty()) given.push(xcn.component(part));
    }
    if (given.size() > 0) name.set("given", std::move(given));
    if (!xcn.component(6).empty()) name.set("prefix", json::Array{xcn.component(6)});
    if (!xcn.component(5).empty()) name.set("suffix", json::Array{xcn.component(5)});
    if (name.size() > 0) person.set("name", json::Array{std::move(name)});
    return person;
}

model::Xon plain_xon(const json::Value& resource) {
    model::Xon xon;
    const NationalId id = national_id(resource, "organization");
    set_component(xon.components, 1, resource["name"].as_string());
    if (!id.id.empty()) {
        if (!id.oid.empty()) set_component(xon.components, 6, authority_text(id.oid));
        set_component(xon.components, 7, id.type);
        set_component(xon.components, 10, id.id);
    }
    return xon;
}

json::Value plain_organization(const model::Xon& xon) {
    json::Value organization = object();
    organization.set("resourceType", "Organization");
    if (!xon.id().empty()) {
        organization.set("identifier", identifiers(xon.id(), xon.assigning_authority().universal_id,
                                                   xon.identifier_type_code()));
    }
    if (!xon.name().empty()) organization.set("name", xon.name());
    return organization;
}

}  // namespace

std::optional<model::Xcn> read_person(const json::Value& resource) {
    model::Xcn plain = plain_xcn(resource);
    if (const std::string_view raw = raw_extension(resource, raw_xcn_url); !raw.empty()) {
        auto xcn = model::read_xcn(raw, "extension");
        if (xcn && plain_xcn(plain_person(*xcn)) == plain) {
            trim_components(xcn->components);
            return *xcn;
        }
    }
    if (plain.id().empty() && plain.family().empty() && plain.given().empty()) return std::nullopt;
    return plain;
}

json::Value write_person(const model::Xcn& xcn) {
    json::Value person = plain_person(xcn);
    if (plain_xcn(person) != xcn) add_raw_extension(person, raw_xcn_url, model::to_string(xcn));
    return person;
}

std::optional<model::Xon> read_organization(const json::Value& resource) {
    model::Xon plain = plain_xon(resource);
    if (const std::string_view raw = raw_extension(resource, raw_xon_url); !raw.empty()) {
        auto xon = model::read_xon(raw, "extension");
        if (xon && plain_xon(plain_organization(*xon)) == plain) {
            trim_components(xon->components);
            return *xon;
        }
    }
    if (plain.name().empty() && plain.id().empty()) return std::nullopt;
    return plain;
}

json::Value write_organization(const model::Xon& xon) {
    json::Value organization = plain_organization(xon);
    if (plain_xon(organization) != xon) add_raw_extension(organization, raw_xon_url, model::to_string(xon));
    return organization;
}

}  // namespace dmpgw::mapping

// ITI TF-3 4.2.3.2.1, 4.2.3.2.13, 4.2.3.3.7; MHD 4.2 author, authenticator, ihe-authorOrg,
// ihe-intendedRecipient; PDSm 3.1.1 pdsm-ext-intended-recipient.
#include "gateway/mapping/author.hpp"

#include "gateway/fhir/reference.hpp"
#include "gateway/mapping/codes.hpp"
#include "gateway/mapping/people.hpp"
#include "gateway/mapping/rules.hpp"
#include "gateway/mapping/telecom.hpp"

namespace dmpgw::mapping {
namespace {

// A PractitionerRole has one organization; further ones of an XDS author go into this extension.
constexpr std::string_view more_organizations_url = "urn:dmpgw:fhir:author-institution";

const json::Value& null_value() {
    static const json::Value null;
    return null;
}

json::Value object() { return json::Value(json::Object{}); }

json::Value reference_to(std::string reference) { return object().set("reference", std::move(reference)); }

// A reference inside a contained resource: to a sibling (#), or to an entry of the Bundle.
const json::Value& follow_inner(const ReadContext& context, const json::Value& reference) {
    const std::string_view text = reference["reference"].as_string();
    if (text.starts_with('#')) return fhir::contained(context.resource, text);
    const fhir::Entry* entry = context.bundle.resolve(text, context.entry);
    return entry == nullptr || entry->resource == nullptr ? null_value() : *entry->resource;
}

void add_organization(const json::Value& organization, model::Author& author) {
    if (auto xon = read_organization(organization)) author.author_institution.push_back(std::move(*xon));
}

void read_role(const ReadContext& context, const json::Value& role, model::Author& author) {
    const json::Value& practitioner = follow_inner(context, role["practitioner"]);
    author.author_person = read_person(practitioner.is_object() ? practitioner : role);
    // A role that names its practitioner only by identifier or display still says who it is.
    if (!author.author_person && role["practitioner"].is_object()) {
        json::Value stand_in = object();
        stand_in.set("identifier", json::Array{role["practitioner"]["identifier"]});
        stand_in.set("name", json::Array{object().set("text", role["practitioner"]["display"])});
        author.author_person = read_person(stand_in);
    }
    const json::Value& organization = follow_inner(context, role["organization"]);
    if (organization.is_object()) {
        add_organization(organization, author);
    } else if (const std::string_view display = role["organization"]["display"].as_string(); !display.empty()) {
        add_organization(object().set("name", display), author);
    }
    for (const json::Value& extension : role["extension"].as_array()) {
        if (extension["url"].as_string() != more_organizations_url) continue;
        add_organization(follow_inner(context, extension["valueReference"]), author);
    }
    for (const json::Value& code : role["code"].as_array()) {
        if (std::string text = mapping::read_role(code); !text.empty()) author.author_role.push_back(std::move(text));
    }
    for (const json::Value& code : role["specialty"].as_array()) {
        if (std::string text = mapping::read_role(code); !text.empty()) {
            author.author_specialty.push_back(std::move(text));
        }
    }
    author.author_telecommunication = read_telecom(role);
    if (author.author_telecommunication.empty()) author.author_telecommunication = read_telecom(practitioner);
}

bool is_empty(const model::Author& author) {
    return !author.author_person && author.author_institution.empty() && author.author_telecommunication.empty();
}

json::Value telecom_of(const std::vector<model::Xtn>& all) {
    json::Value list(json::Array{});
    for (const model::Xtn& xtn : all) list.push(write_contact_point(xtn));
    return list;
}

void add_telecom(json::Value& resource, const std::vector<model::Xtn>& all) {
    if (!all.empty()) resource.set("telecom", telecom_of(all));
}

json::Value person_or_empty(const std::optional<model::Xcn>& person) {
    return person ? write_person(*person) : object().set("resourceType", "Practitioner");
}

json::Value write_role_resource(WriteContext& context, const model::Author& author) {
    json::Value role = object();
    role.set("resourceType", "PractitionerRole");
    if (author.author_person) {
        role.set("practitioner", reference_to(context.contain("practitioner", write_person(*author.author_person))));
    }
    json::Value further(json::Array{});
    for (std::size_t i = 0; i < author.author_institution.size(); ++i) {
        json::Value reference =
            reference_to(context.contain("organization", write_organization(author.author_institution[i])));
        if (i == 0) role.set("organization", std::move(reference));
        else further.push(object().set("url", more_organizations_url).set("valueReference", std::move(reference)));
    }
    if (further.size() > 0) role.set("extension", std::move(further));
    json::Value codes(json::Array{});
    for (const std::string& text : author.author_role) codes.push(mapping::write_role(text));
    if (codes.size() > 0) role.set("code", std::move(codes));
    json::Value specialties(json::Array{});
    for (const std::string& text : author.author_specialty) specialties.push(mapping::write_role(text));
    if (specialties.size() > 0) role.set("specialty", std::move(specialties));
    add_telecom(role, author.author_telecommunication);
    return role;
}

}  // namespace

std::string WriteContext::contain(std::string_view name, json::Value value) {
    std::string id = std::string(name) + "-" + std::to_string(++contained);
    json::Value item = object();
    item.set("resourceType", value["resourceType"]).set("id", id);
    for (json::Member& member : value.object()) {
        if (member.first != "resourceType") item.set(member.first, std::move(member.second));
    }
    if (!resource.has("contained")) resource.set("contained", json::Array{});
    resource.find("contained")->push(std::move(item));
    return "#" + id;
}

const json::Value& follow(const ReadContext& context, const json::Value& reference, const std::string& where) {
    const std::string_view text = reference["reference"].as_string();
    if (text.starts_with('#')) {
        const json::Value& inner = fhir::contained(context.resource, text);
        if (inner.is_null()) context.report(rules::reference_not_contained, where + ".reference", text);
        return inner;
    }
    // Comprehensive MHD asks for contained resources. PDSm says so too, and refers to the directory in its
    // own examples: there it is a warning.
    if (context.profile.level == Level::comprehensive) {
        context.report(rules::reference_outside, where + ".reference", text);
    } else if (context.profile.level == Level::pdsm) {
        context.report(rules::reference_outside, where + ".reference", text, Severity::warning);
    }
    const fhir::Entry* entry = context.bundle.resolve(text, context.entry);
    if (entry != nullptr && entry->resource != nullptr) return *entry->resource;
    return null_value();
}

std::optional<model::Author> read_author(const ReadContext& context, const json::Value& resource,
                                         const std::string& where) {
    model::Author author;
    const std::string_view type = resource["resourceType"].as_string();
    if (type == "Organization") {
        add_organization(resource, author);
        author.author_telecommunication = read_telecom(resource);
    } else if (type == "PractitionerRole") {
        read_role(context, resource, author);
    } else {
        author.author_person = read_person(resource);
        author.author_telecommunication = read_telecom(resource);
        for (const json::Value& qualification : resource["qualification"].as_array()) {
            std::string text = mapping::read_role(qualification["code"]);
            if (!text.empty()) author.author_specialty.push_back(std::move(text));
        }
    }
    if (is_empty(author)) {
        context.report(rules::person_empty, where, type, Severity::warning);
        return std::nullopt;
    }
    return author;
}

json::Value write_author(WriteContext& context, const model::Author& author) {
    const bool plain = author.author_role.empty() && author.author_specialty.empty();
    if (plain && !author.author_person && author.author_institution.size() == 1) {
        json::Value organization = write_organization(author.author_institution.front());
        add_telecom(organization, author.author_telecommunication);
        return reference_to(context.contain("organization", std::move(organization)));
    }
    if (plain && author.author_institution.empty()) {
        json::Value person = person_or_empty(author.author_person);
        add_telecom(person, author.author_telecommunication);
        return reference_to(context.contain("practitioner", std::move(person)));
    }
    return reference_to(context.contain("author", write_role_resource(context, author)));
}

std::optional<model::Xcn> read_authenticator(const ReadContext& context, const json::Value& resource,
                                             const std::string& where) {
    auto author = read_author(context, resource, where);
    if (!author) return std::nullopt;
    if (author->author_person) return author->author_person;
    if (author->author_institution.empty()) {
        context.report(rules::person_empty, where, {}, Severity::warning);
        return std::nullopt;
    }
    const model::Xon& organization = author->author_institution.front();
    model::Xcn person;
    person.components = {std::string(organization.id()), std::string(organization.name())};
    return person;
}

std::optional<model::IntendedRecipient> read_recipient(const ReadContext& context, const json::Value& resource,
                                                       const std::string& where) {
    auto author = read_author(context, resource, where);
    if (!author) return std::nullopt;
    model::IntendedRecipient recipient;
    recipient.person = std::move(author->author_person);
    if (!author->author_institution.empty()) recipient.organization = std::move(author->author_institution.front());
    if (!author->author_telecommunication.empty()) {
        recipient.telecom = std::move(author->author_telecommunication.front());
    }
    return recipient;
}

json::Value write_recipient(WriteContext& context, const model::IntendedRecipient& recipient) {
    model::Author author;
    author.author_person = recipient.person;
    if (recipient.organization) author.author_institution.push_back(*recipient.organization);
    if (recipient.telecom) author.author_telecommunication.push_back(*recipient.telecom);
    return write_author(context, author);
}

json::Value person_resource(const ReadContext& context, const json::Value& reference, const std::string& where) {
    if (!reference["reference"].as_string().empty()) {
        const json::Value& found = follow(context, reference, where);
        if (found.is_object()) return found;
    }
    const bool named = reference["identifier"].is_object() || !reference["display"].as_string().empty();
    if (!named) {
        const std::string_view text = reference["reference"].as_string();
        if (!text.starts_with('#')) context.report(rules::person_unresolved, where, text, Severity::warning);
        return {};
    }
    json::Value person = object();
    const bool organization = reference["type"].as_string() == "Organization" ||
                              reference["reference"].as_string().find("Organization/") != std::string_view::npos;
    person.set("resourceType", organization ? "Organization" : "Practitioner");
    if (reference["identifier"].is_object()) person.set("identifier", json::Array{reference["identifier"]});
    const std::string_view display = reference["display"].as_string();
    if (organization && !display.empty()) person.set("name", display);
    else if (!display.empty()) person.set("name", json::Array{object().set("text", display)});
    return person;
}

std::vector<model::Author> read_authors(const ReadContext& context, const json::Value& references,
                                        const std::string& where) {
    if (!references.is_array()) context.report(rules::attribute_form, where);
    std::vector<model::Author> authors;
    const json::Array& items = references.as_array();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string place = where + "[" + std::to_string(i) + "]";
        const json::Value resource = person_resource(context, items[i], place);
        if (resource.is_null()) continue;
        if (auto author = read_author(context, resource, place)) authors.push_back(std::move(*author));
    }
    return authors;
}

json::Value write_authors(WriteContext& context, const std::vector<model::Author>& authors) {
    json::Value list(json::Array{});
    for (const model::Author& author : authors) list.push(write_author(context, author));
    return list;
}

}  // namespace dmpgw::mapping

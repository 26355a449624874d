// MHD 4.2 IHE.MHD.*.SubmissionSet, IHE.MHD.*.Folder; PDSm 3.1.1.
#include "gateway/mapping/list.hpp"

#include <algorithm>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/fhir/findings.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/mapping/author.hpp"
#include "gateway/mapping/convert.hpp"
#include "gateway/mapping/document_manifest.hpp"
#include "gateway/mapping/document_reference.hpp"
#include "gateway/mapping/identifiers.hpp"

namespace dmpgw::mapping {
namespace {

using model::AvailabilityStatus;
using model::Folder;
using model::SubmissionSet;

constexpr std::string_view oid_prefix = "urn:oid:";
constexpr std::string_view list_types = "https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes";
constexpr std::string_view pdsm_recipient_url =
    "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-intended-recipient";
// Further authors of an XDS SubmissionSet: List.source holds one.
constexpr std::string_view more_authors_url = "urn:dmpgw:fhir:author";

json::Value object() { return json::Value(json::Object{}); }

bool is_recipient_url(std::string_view url) {
    return is_mhd_extension(url, "intendedRecipient") || url == pdsm_recipient_url || url == "PDSmintendedRecipient";
}

std::string_view identifier_kind(const json::Value& identifier) {
    for (const json::Value& coding : identifier["type"]["coding"].as_array()) {
        const std::string_view code = coding["code"].as_string();
        if (code == "uniqueId" || code == "entryUUID") return code;
    }
    const std::string_view use = identifier["use"].as_string();
    if (use == "usual") return "uniqueId";
    return use == "official" ? "entryUUID" : "";
}

// The value that is the uniqueId: by type, by use, else the first identifier that says neither, an OID
// before others.
std::string_view unique_id_value(const json::Array& identifiers) {
    std::string_view unmarked;
    for (const json::Value& identifier : identifiers) {
        const std::string_view value = identifier["value"].as_string();
        const std::string_view kind = identifier_kind(identifier);
        if (kind == "uniqueId" && !value.empty()) return value;
        if (!kind.empty()) continue;
        if (unmarked.empty() || (value.starts_with(oid_prefix) && !unmarked.starts_with(oid_prefix))) unmarked = value;
    }
    return unmarked;
}

template <class T>
void read_identifiers(const ReadContext& context, const Row& row, const Found& found, T& to) {
    if (!found.value->is_array()) context.report(rules::attribute_form, found.where);
    const std::string_view value = unique_id_value(found.value->as_array());
    if (value.empty()) {
        // From MHD 4.2.4 on the uniqueId may be absent; before, it had to be there.
        if (!context.profile.identifier_by_type) {
            fhir::add_finding(context.findings, missing_attribute(row, submission_set_table(), found.where));
        }
        return;
    }
    to.unique_id = oid_of_value(context, value, found.where);
    if (to.unique_id.empty()) context.report(rules::identifier_form, found.where, value);
}

template <class T>
void write_identifiers(WriteContext& context, const Row& row, const T& from) {
    json::Value list(json::Array{});
    if (!from.entry_uuid.empty()) list.push(mhd_identifier("entryUUID", from.entry_uuid));
    if (!from.unique_id.empty()) {
        list.push(mhd_identifier("uniqueId", std::string(oid_prefix).append(from.unique_id)));
    }
    if (list.size() > 0) put(context.resource, row, std::move(list));
}

template <class T>
void read_list_status(const ReadContext& context, const Row&, const Found& found, T& to) {
    const std::string_view text = found.value->as_string();
    const bool archived = fhir::extension(context.resource, is_archived_url)["valueBoolean"].as_bool();
    if (text == "current") to.availability_status = archived ? AvailabilityStatus::archived : AvailabilityStatus::approved;
    else context.report(rules::status_not_mapped, found.where, text);
}

template <class T>
void write_list_status(WriteContext& context, const Row& row, const T& from) {
    const AvailabilityStatus status = from.availability_status.value_or(AvailabilityStatus::approved);
    const bool deleted = status == AvailabilityStatus::deleted;
    const bool retired = status == AvailabilityStatus::deprecated;
    put(context.resource, row, deleted ? "entered-in-error" : retired ? "retired" : "current");
    if (status == AvailabilityStatus::archived) {
        append_item(context.resource, "extension", object().set("url", is_archived_url).set("valueBoolean", true));
    }
}

template <class T>
std::vector<Converter<T>> list_converters() {
    std::vector<Converter<T>> list = shared_converters<T>();
    list.push_back({"list_identifiers", read_identifiers<T>, write_identifiers<T>});
    list.push_back({"list_status", read_list_status<T>, write_list_status<T>});
    list.push_back({"mode",
                    [](const ReadContext& context, const Row&, const Found& found, T&) {
                        const std::string_view mode = found.value->as_string();
                        if (mode != "working") context.report(rules::list_mode, found.where, mode);
                    },
                    [](WriteContext& context, const Row& row, const T&) { put(context.resource, row, "working"); }});
    return list;
}

void read_source_id(const ReadContext& context, const Row&, const Found& found, SubmissionSet& to) {
    const std::string_view value = (*found.value)["value"].as_string();
    const std::string_view system = (*found.value)["system"].as_string();
    to.source_id = oid_of_value(context, value, found.where + ".value");
    if (!to.source_id.empty()) return;
    // PDSm examples give the OID as system and a local name as value.
    const bool local = is_urn_oid(system) && !value.empty();
    if (local) to.source_id = system.substr(oid_prefix.size());
    context.report(rules::source_id_form, found.where + ".value", value, local ? Severity::warning : Severity::error);
}

void write_source_id(WriteContext& context, const Row& row, const SubmissionSet& from) {
    if (from.source_id.empty()) return;
    put(context.resource, row,
        object().set("system", "urn:ietf:rfc:3986").set("value", std::string(oid_prefix).append(from.source_id)));
}

std::optional<model::Author> author_of(const ReadContext& context, const json::Value& reference,
                                       const std::string& where) {
    if (reference["reference"].as_string().empty()) return std::nullopt;
    const json::Value& resource = follow(context, reference, where);
    if (resource.is_object()) return read_author(context, resource, where);
    const std::string_view text = reference["reference"].as_string();
    if (!text.starts_with('#')) context.report(rules::person_unresolved, where, text, Severity::warning);
    return std::nullopt;
}

void read_list_authors(const ReadContext& context, const Row&, const Found& found, SubmissionSet& to) {
    auto author = author_of(context, *found.value, found.where);
    for (const json::Value& extension : (*found.value)["extension"].as_array()) {
        if (!is_mhd_extension(extension["url"].as_string(), "authorOrg")) continue;
        auto organization = author_of(context, extension["valueReference"], found.where + ".extension(authorOrg)");
        if (!organization) continue;
        if (!author) author.emplace();
        for (model::Xon& xon : organization->author_institution) {
            // PDSm gives one organization both here and in its PractitionerRole.
            std::vector<model::Xon>& all = author->author_institution;
            if (std::find(all.begin(), all.end(), xon) == all.end()) all.push_back(std::move(xon));
        }
        if (author->author_telecommunication.empty()) {
            author->author_telecommunication = std::move(organization->author_telecommunication);
        }
    }
    if (author) to.authors.push_back(std::move(*author));
    for (const json::Value& extension : context.resource["extension"].as_array()) {
        if (extension["url"].as_string() != more_authors_url) continue;
        auto further = author_of(context, extension["valueReference"], found.where);
        if (further) to.authors.push_back(std::move(*further));
    }
}

bool is_organization_only(const model::Author& author) {
    return !author.author_person && author.author_role.empty() && author.author_specialty.empty() &&
           author.author_institution.size() == 1;
}

void write_list_authors(WriteContext& context, const Row& row, const SubmissionSet& from) {
    for (std::size_t i = 0; i < from.authors.size(); ++i) {
        json::Value reference = write_author(context, from.authors[i]);
        if (i > 0) {
            append_item(context.resource, "extension",
                        object().set("url", more_authors_url).set("valueReference", std::move(reference)));
        } else if (is_organization_only(from.authors[i])) {
            // List.source cannot be an Organization.
            json::Value extension = object();
            extension.set("url", mhd_extension_url("authorOrg")).set("valueReference", std::move(reference));
            put(context.resource, row, object().set("extension", json::Array{std::move(extension)}));
        } else {
            put(context.resource, row, std::move(reference));
        }
    }
}

void read_recipients(const ReadContext& context, const Row&, const Found& found, SubmissionSet& to) {
    const json::Array& items = found.value->as_array();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!is_recipient_url(items[i]["url"].as_string())) continue;
        const std::string where = found.where + "[" + std::to_string(i) + "].valueReference";
        const json::Value& reference = items[i]["valueReference"];
        const json::Value& resource = follow(context, reference, where);
        if (resource.is_object()) {
            auto recipient = read_recipient(context, resource, where);
            if (recipient) to.intended_recipients.push_back(std::move(*recipient));
        } else if (!reference["reference"].as_string().starts_with('#')) {
            context.report(rules::person_unresolved, where, reference["reference"].as_string(), Severity::warning);
        }
    }
}

void write_recipients(WriteContext& context, const Row&, const SubmissionSet& from) {
    for (const model::IntendedRecipient& recipient : from.intended_recipients) {
        append_item(context.resource, "extension",
                    object()
                        .set("url", mhd_extension_url("intendedRecipient"))
                        .set("valueReference", write_recipient(context, recipient)));
    }
}

void read_folder_codes(const ReadContext& context, const Row&, const Found& found, Folder& to) {
    const json::Array& items = found.value->as_array();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!is_mhd_extension(items[i]["url"].as_string(), "designationType")) continue;
        const std::string where = found.where + "[" + std::to_string(i) + "].valueCodeableConcept";
        auto code = read_concept(items[i]["valueCodeableConcept"], where, context.findings);
        if (code) to.codes.push_back(std::move(*code));
    }
}

void write_folder_codes(WriteContext& context, const Row&, const Folder& from) {
    for (const model::Code& code : from.codes) {
        append_item(context.resource, "extension",
                    object()
                        .set("url", mhd_extension_url("designationType"))
                        .set("valueCodeableConcept", write_concept(code)));
    }
}

// Always the same for the same Bundle, so that a repeated submission is recognised as one.
std::string generated_unique_id(const ReadContext& context) {
    return oid_of_uuid(uuid_of_name(json::write(context.bundle.tree()) + "#" + std::to_string(context.entry.index)));
}

template <class T>
void complete(const ReadContext& context, T& object_read) {
    object_read.limited_metadata = context.profile.level == Level::minimal;
    const bool may_be_absent = context.profile.identifier_by_type || is_absent(context.resource["identifier"]);
    if (!object_read.unique_id.empty() || !may_be_absent) return;
    object_read.unique_id = generated_unique_id(context);
    context.report(rules::unique_id_generated, context.entry.where() + ".identifier", object_read.unique_id,
                   Severity::warning);
}

void set_code(json::Value& resource, std::string_view code) {
    json::Value coding = object();
    coding.set("system", list_types).set("code", code);
    resource.set("code", object().set("coding", json::Array{std::move(coding)}));
}

}  // namespace

template <>
const std::vector<Converter<SubmissionSet>>& converters<SubmissionSet>() {
    static const std::vector<Converter<SubmissionSet>> all = [] {
        std::vector<Converter<SubmissionSet>> list = list_converters<SubmissionSet>();
        list.push_back({"source_id", read_source_id, write_source_id});
        list.push_back({"list_authors", read_list_authors, write_list_authors});
        list.push_back({"recipients", read_recipients, write_recipients});
        list.insert(list.end(), manifest_converters().begin(), manifest_converters().end());
        return list;
    }();
    return all;
}

template <>
const std::vector<Converter<Folder>>& converters<Folder>() {
    static const std::vector<Converter<Folder>> all = [] {
        std::vector<Converter<Folder>> list = list_converters<Folder>();
        list.push_back({"folder_codes", read_folder_codes, write_folder_codes});
        return list;
    }();
    return all;
}

template <>
Attribute<SubmissionSet> attribute<SubmissionSet>(std::string_view name) {
    if (name == "submissionTime") return &SubmissionSet::submission_time;
    if (name == "contentTypeCode") return &SubmissionSet::content_type_code;
    if (name == "title") return &SubmissionSet::title;
    if (name == "comments") return &SubmissionSet::comments;
    if (name == "homeCommunityId") return &SubmissionSet::home_community_id;
    throw std::logic_error("SubmissionSet has no attribute " + std::string(name));
}

template <>
Attribute<Folder> attribute<Folder>(std::string_view name) {
    if (name == "lastUpdateTime") return &Folder::last_update_time;
    if (name == "title") return &Folder::title;
    if (name == "comments") return &Folder::comments;
    if (name == "homeCommunityId") return &Folder::home_community_id;
    throw std::logic_error("Folder has no attribute " + std::string(name));
}

std::optional<ListKind> list_kind_of(const json::Value& list) {
    for (const json::Value& coding : list["code"]["coding"].as_array()) {
        if (coding["code"].as_string() == "submissionset") return ListKind::submission_set;
        if (coding["code"].as_string() == "folder") return ListKind::folder;
    }
    return std::nullopt;
}

SubmissionSet read_submission_set(const ReadContext& context) {
    SubmissionSet set;
    read_rows(submission_set_table(), context, set);
    complete(context, set);
    return set;
}

Folder read_folder(const ReadContext& context) {
    Folder folder;
    read_rows(folder_table(), context, folder);
    complete(context, folder);
    if (folder.codes.empty() && context.profile.at_least(Level::uncontained)) {
        for (const Row& row : folder_table().rows) {
            if (row.convert != "folder_codes") continue;
            fhir::add_finding(context.findings, missing_attribute(row, folder_table(), context.entry.where() + ".extension"));
        }
    }
    return folder;
}

void write_submission_set(WriteContext& context, const SubmissionSet& set) {
    set_code(context.resource, "submissionset");
    write_rows(submission_set_table(), context, set);
}

void write_folder(WriteContext& context, const Folder& folder) {
    set_code(context.resource, "folder");
    write_rows(folder_table(), context, folder);
}

}  // namespace dmpgw::mapping

// MHD 3.2 (FHIR R4) IHE_MHD_*_DocumentManifest; FHIR R4 documentmanifest.html.
#include "gateway/mapping/document_manifest.hpp"

#include <utility>

#include "gateway/mapping/author.hpp"
#include "gateway/mapping/identifiers.hpp"

namespace dmpgw::mapping {
namespace {

using model::AvailabilityStatus;
using model::SubmissionSet;

constexpr std::string_view oid_prefix = "urn:oid:";

void read_master_identifier(const ReadContext& context, const Row&, const Found& found, SubmissionSet& to) {
    const std::string_view value = (*found.value)["value"].as_string();
    to.unique_id = oid_of_value(context, value, found.where + ".value");
    if (to.unique_id.empty()) context.report(rules::identifier_form, found.where + ".value", value);
}

void write_master_identifier(WriteContext& context, const Row& row, const SubmissionSet& from) {
    if (from.unique_id.empty()) return;
    json::Value identifier(json::Object{});
    identifier.set("system", "urn:ietf:rfc:3986").set("value", std::string(oid_prefix).append(from.unique_id));
    put(context.resource, row, std::move(identifier));
}

void write_entry_uuid(WriteContext& context, const Row& row, const SubmissionSet& from) {
    if (!from.entry_uuid.empty()) put(context.resource, row, json::Array{mhd_identifier("entryUUID", from.entry_uuid)});
}

void read_manifest_status(const ReadContext& context, const Row&, const Found& found, SubmissionSet& to) {
    const std::string_view text = found.value->as_string();
    if (text == "current") to.availability_status = AvailabilityStatus::approved;
    else context.report(rules::status_not_mapped, found.where, text);
}

void write_manifest_status(WriteContext& context, const Row& row, const SubmissionSet& from) {
    const bool retired = from.availability_status == AvailabilityStatus::deprecated;
    put(context.resource, row, retired ? "superseded" : "current");
}

void read_source_uri(const ReadContext& context, const Row&, const Found& found, SubmissionSet& to) {
    const std::string_view value = found.value->as_string();
    to.source_id = oid_of_value(context, value, found.where);
    if (to.source_id.empty()) context.report(rules::source_id_form, found.where, value);
}

void write_source_uri(WriteContext& context, const Row& row, const SubmissionSet& from) {
    if (!from.source_id.empty()) put(context.resource, row, std::string(oid_prefix).append(from.source_id));
}

void read_manifest_recipients(const ReadContext& context, const Row&, const Found& found, SubmissionSet& to) {
    const json::Array& items = found.value->as_array();
    if (!found.value->is_array()) context.report(rules::attribute_form, found.where);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string where = found.where + "[" + std::to_string(i) + "]";
        const json::Value resource = person_resource(context, items[i], where);
        if (resource.is_null()) continue;
        if (auto recipient = read_recipient(context, resource, where)) to.intended_recipients.push_back(std::move(*recipient));
    }
}

void write_manifest_recipients(WriteContext& context, const Row& row, const SubmissionSet& from) {
    json::Value list(json::Array{});
    for (const model::IntendedRecipient& recipient : from.intended_recipients) list.push(write_recipient(context, recipient));
    if (list.size() > 0) put(context.resource, row, std::move(list));
}

}  // namespace

const std::vector<Converter<SubmissionSet>>& manifest_converters() {
    static const std::vector<Converter<SubmissionSet>> own = {
        {"master_identifier", read_master_identifier, write_master_identifier},
        {"entry_uuid_identifier", nullptr, write_entry_uuid},
        {"manifest_status", read_manifest_status, write_manifest_status},
        {"source_uri", read_source_uri, write_source_uri},
        {"manifest_authors",
         [](const ReadContext& context, const Row&, const Found& found, SubmissionSet& to) {
             to.authors = read_authors(context, *found.value, found.where);
         },
         [](WriteContext& context, const Row& row, const SubmissionSet& from) {
             if (!from.authors.empty()) put(context.resource, row, write_authors(context, from.authors));
         }},
        {"manifest_recipients", read_manifest_recipients, write_manifest_recipients},
    };
    return own;
}

SubmissionSet read_document_manifest(const ReadContext& context) {
    SubmissionSet set;
    read_rows(document_manifest_table(), context, set);
    set.limited_metadata = context.profile.level == Level::minimal;
    return set;
}

void write_document_manifest(WriteContext& context, const SubmissionSet& set) {
    write_rows(document_manifest_table(), context, set);
}

}  // namespace dmpgw::mapping

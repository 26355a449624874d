// MHD 4.2 IHE.MHD.*.DocumentReference, mapping DocumentEntry-Mapping; PDSm 3.1.1.
#include "gateway/mapping/document_reference.hpp"

#include <array>
#include <charconv>

#include "gateway/base/encoding.hpp"
#include "gateway/base/text.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/mapping/author.hpp"
#include "gateway/mapping/convert.hpp"
#include "gateway/mapping/identifiers.hpp"
#include "gateway/mapping/source_patient.hpp"

namespace dmpgw::mapping {
namespace {

using model::AvailabilityStatus;
using model::DocumentEntry;

constexpr std::size_t sha1_bytes = 20;
constexpr std::size_t sha256_bytes = 32;
constexpr std::array<std::string_view, 3> active_types = {"text/html", "application/xhtml+xml", "image/svg+xml"};

json::Value object() { return json::Value(json::Object{}); }

void read_unique_id(const ReadContext& context, const Row&, const Found& found, DocumentEntry& to) {
    to.unique_id = unique_id_of_identifier(*found.value);
    if (to.unique_id.empty()) context.report(rules::identifier_form, found.where + ".value");
}

// The value is not taken, for the server gives entryUUIDs; MHD 3 has a rule on how it is marked.
void check_entry_uuid(const ReadContext& context, const Row&, const Found& found, DocumentEntry&) {
    if (!context.profile.version.starts_with("MHD 3")) return;
    const json::Array& items = found.value->as_array();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string_view use = items[i]["use"].as_string();
        if (items[i]["value"].as_string().starts_with("urn:uuid:") && use != "official") {
            context.report(rules::entry_uuid_not_official, found.where + "[" + std::to_string(i) + "].use", use);
        }
    }
}

void read_status(const ReadContext& context, const Row&, const Found& found, DocumentEntry& to) {
    const std::string_view text = found.value->as_string();
    const bool archived = fhir::extension(context.resource, is_archived_url)["valueBoolean"].as_bool();
    if (text == "current") to.availability_status = archived ? AvailabilityStatus::archived : AvailabilityStatus::approved;
    else if (text == "superseded") to.availability_status = AvailabilityStatus::deprecated;
    else context.report(rules::status_not_mapped, found.where, text);
}

void write_status(WriteContext& context, const Row& row, const DocumentEntry& from) {
    const AvailabilityStatus status = from.availability_status.value_or(AvailabilityStatus::approved);
    const bool deleted = status == AvailabilityStatus::deleted;
    const bool superseded = status == AvailabilityStatus::deprecated;
    put(context.resource, row, deleted ? "entered-in-error" : superseded ? "superseded" : "current");
    if (status == AvailabilityStatus::archived) {
        append_item(context.resource, "extension", object().set("url", is_archived_url).set("valueBoolean", true));
    }
}

// A hexadecimal SHA-1 is also base64 (of 30 bytes), so the likely mistakes are looked at by name first.
const Rule* hash_mistake(std::string_view text, std::string& hash) {
    if (hex_decode(text)) {
        if (text.size() == 2 * sha1_bytes) return &rules::hash_is_hex;
        if (text.size() == 2 * sha256_bytes) return &rules::hash_is_sha256;
    }
    const auto bytes = base64_decode(text);
    if (!bytes) return &rules::hash_form;
    if (bytes->size() == 2 * sha1_bytes && hex_decode(*bytes)) return &rules::hash_is_base64_of_hex;
    if (bytes->size() == sha256_bytes) return &rules::hash_is_sha256;
    if (bytes->size() != sha1_bytes) return &rules::hash_form;
    hash = hex_encode({reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()});
    return nullptr;
}

void read_hash(const ReadContext& context, const Row&, const Found& found, DocumentEntry& to) {
    const std::string_view text = found.value->as_string();
    if (const Rule* mistake = hash_mistake(text, to.hash)) context.report(*mistake, found.where, text);
}

void read_size(const ReadContext& context, const Row&, const Found& found, DocumentEntry& to) {
    const std::string_view text = found.value->as_string();
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (!found.value->is_number() || error != std::errc() || end != text.data() + text.size()) {
        context.report(rules::size_form, found.where, text);
        return;
    }
    to.size = size;
}

void read_legal_authenticator(const ReadContext& context, const Row&, const Found& found, DocumentEntry& to) {
    // Published examples write an array of one; R4 has an object.
    const json::Value& reference = found.value->is_array() ? (*found.value)[0] : *found.value;
    if (found.value->size() > 1 && found.value->is_array()) context.report(rules::too_many, found.where);
    const json::Value resource = person_resource(context, reference, found.where);
    if (!resource.is_null()) to.legal_authenticator = read_authenticator(context, resource, found.where);
}

void read_source(const ReadContext& context, const Row&, const Found& found, DocumentEntry& to) {
    const json::Value& reference = *found.value;
    const std::string_view text = reference["reference"].as_string();
    const bool outside = !text.empty() && !text.starts_with('#');
    const json::Value& patient = text.empty() ? reference : follow(context, reference, found.where);
    if (!text.empty() && patient.is_object()) {
        if (patient["resourceType"].as_string() != "Patient") {
            context.report(rules::subject_not_patient, found.where + ".reference", text);
            return;
        }
        SourcePatient source = read_source_patient(patient, found.where, context.findings);
        to.source_patient_id = std::move(source.id);
        to.source_patient_info = std::move(source.info);
    }
    if (!to.source_patient_id && reference["identifier"].is_object()) {
        to.source_patient_id = cx_of_identifier(reference["identifier"], found.where + ".identifier", context.findings);
    }
    if (to.source_patient_id || !outside) return;
    // PDSm refers to one Patient from subject and from here.
    if (text == context.resource["subject"]["reference"].as_string()) to.source_patient_id = to.patient_id;
    else to.source_patient_id = context.subjects.resolve(text, reference["identifier"]);
}

void write_source(WriteContext& context, const Row& row, const DocumentEntry& from) {
    if (!from.source_patient_id && from.source_patient_info.empty()) return;
    json::Value patient = write_source_patient({from.source_patient_id, from.source_patient_info});
    put(context.resource, row, object().set("reference", context.contain("sourcePatient", std::move(patient))));
}

void read_references(const ReadContext& context, const Found& found, std::string_view type, DocumentEntry& to) {
    const json::Array& items = found.value->as_array();
    if (!found.value->is_array()) context.report(rules::attribute_form, found.where);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string where = found.where + "[" + std::to_string(i) + "]";
        if (!items[i]["identifier"].is_object()) {
            context.report(rules::related_without_identifier, where, items[i]["reference"].as_string(),
                           Severity::warning);
            continue;
        }
        auto cxi = reference_id_of(items[i]["identifier"], type, where + ".identifier", context.findings);
        if (cxi) to.reference_id_list.push_back(std::move(*cxi));
    }
}

void write_references(WriteContext& context, const Row& row, const DocumentEntry& from, bool encounters) {
    json::Value list(json::Array{});
    for (const model::Cx& cxi : from.reference_id_list) {
        if ((cxi.identifier_type_code == encounter_type) != encounters) continue;
        list.push(object().set("identifier", identifier_of_reference_id(cxi, !encounters)));
    }
    if (list.size() > 0) put(context.resource, row, std::move(list));
}

const std::vector<Converter<DocumentEntry>>& own_converters() {
    static const std::vector<Converter<DocumentEntry>> own = {
        {"unique_id", read_unique_id,
         [](WriteContext& context, const Row& row, const DocumentEntry& from) {
             if (!from.unique_id.empty()) put(context.resource, row, identifier_of_unique_id(from.unique_id));
         }},
        {"entry_uuid", check_entry_uuid,
         [](WriteContext& context, const Row& row, const DocumentEntry& from) {
             if (from.entry_uuid.empty()) return;
             put(context.resource, row, json::Array{mhd_identifier("entryUUID", from.entry_uuid)});
         }},
        {"status", read_status, write_status},
        {"authors",
         [](const ReadContext& context, const Row&, const Found& found, DocumentEntry& to) {
             to.authors = read_authors(context, *found.value, found.where);
         },
         [](WriteContext& context, const Row& row, const DocumentEntry& from) {
             if (!from.authors.empty()) put(context.resource, row, write_authors(context, from.authors));
         }},
        {"authenticator", read_legal_authenticator,
         [](WriteContext& context, const Row& row, const DocumentEntry& from) {
             if (!from.legal_authenticator) return;
             model::Author author;
             author.author_person = from.legal_authenticator;
             put(context.resource, row, write_author(context, author));
         }},
        {"hash", read_hash,
         [](WriteContext& context, const Row& row, const DocumentEntry& from) {
             const auto bytes = hex_decode(from.hash);
             if (bytes && !bytes->empty()) put(context.resource, row, base64_encode(*bytes));
         }},
        {"size", read_size,
         [](WriteContext& context, const Row& row, const DocumentEntry& from) {
             if (from.size) put(context.resource, row, *from.size);
         }},
        {"source_patient", read_source, write_source},
        {"related",
         [](const ReadContext& context, const Row&, const Found& found, DocumentEntry& to) {
             read_references(context, found, unique_id_type, to);
         },
         [](WriteContext& context, const Row& row, const DocumentEntry& from) {
             write_references(context, row, from, false);
         }},
        {"encounter",
         [](const ReadContext& context, const Row&, const Found& found, DocumentEntry& to) {
             read_references(context, found, encounter_type, to);
         },
         [](WriteContext& context, const Row& row, const DocumentEntry& from) {
             write_references(context, row, from, true);
         }},
    };
    return own;
}

}  // namespace

template <>
const std::vector<Converter<DocumentEntry>>& converters<DocumentEntry>() {
    static const std::vector<Converter<DocumentEntry>> all = [] {
        std::vector<Converter<DocumentEntry>> list = shared_converters<DocumentEntry>();
        list.insert(list.end(), own_converters().begin(), own_converters().end());
        return list;
    }();
    return all;
}

template <>
Attribute<DocumentEntry> attribute<DocumentEntry>(std::string_view name) {
    static const std::vector<std::pair<std::string_view, Attribute<DocumentEntry>>> all = {
        {"typeCode", &DocumentEntry::type_code},
        {"classCode", &DocumentEntry::class_code},
        {"formatCode", &DocumentEntry::format_code},
        {"healthcareFacilityTypeCode", &DocumentEntry::healthcare_facility_type_code},
        {"practiceSettingCode", &DocumentEntry::practice_setting_code},
        {"confidentialityCode", &DocumentEntry::confidentiality_codes},
        {"eventCodeList", &DocumentEntry::event_codes},
        {"title", &DocumentEntry::title},
        {"comments", &DocumentEntry::comments},
        {"mimeType", &DocumentEntry::mime_type},
        {"languageCode", &DocumentEntry::language_code},
        {"homeCommunityId", &DocumentEntry::home_community_id},
        {"creationTime", &DocumentEntry::creation_time},
        {"serviceStartTime", &DocumentEntry::service_start_time},
        {"serviceStopTime", &DocumentEntry::service_stop_time},
    };
    for (const auto& [key, member] : all) {
        if (key == name) return member;
    }
    throw std::logic_error("DocumentEntry has no attribute " + std::string(name));
}

DocumentEntry read_document_reference(const ReadContext& context) {
    DocumentEntry entry;
    const std::string where = context.entry.where();
    for (const char* name : {"docStatus", "modifierExtension"}) {
        if (context.resource.has(name)) context.report(rules::element_forbidden, where + "." + name);
    }
    const json::Value& attachment = context.resource["content"][0]["attachment"];
    if (attachment.has("data")) context.report(rules::data_forbidden, where + ".content[0].attachment.data");
    read_rows(document_table(), context, entry);
    entry.limited_metadata = context.profile.level == Level::minimal;
    const std::string mime = to_lower(std::string_view(entry.mime_type).substr(0, entry.mime_type.find(';')));
    for (const std::string_view type : active_types) {
        if (mime == type) {
            context.report(rules::active_content, where + ".content[0].attachment.contentType", entry.mime_type);
        }
    }
    return entry;
}

void write_document_reference(WriteContext& context, const DocumentEntry& entry) {
    write_rows(document_table(), context, entry);
}

}  // namespace dmpgw::mapping

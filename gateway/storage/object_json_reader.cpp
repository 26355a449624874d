// The reading half of object_json.hpp.
#include <charconv>
#include <limits>

#include "gateway/json/value.hpp"
#include "gateway/storage/object_json.hpp"

namespace dmpgw::storage {
namespace {

using namespace model;

constexpr Rule stored_object_unreadable{
    "STORED_OBJECT_UNREADABLE", FailureKind::internal, "",
    "A metadata object of the store cannot be read.",
    "Un objet de métadonnées de l'entrepôt est illisible.",
    "Run `verify` on the store and restore it from a backup.",
    "Lancez `verify` sur l'entrepôt et restaurez-le depuis une sauvegarde.",
    ""};

// Objects passed the limits of the doors when they came in; these only keep a damaged row from doing harm.
constexpr JsonLimits stored_limits{.depth = 16, .members = 4096, .nodes = 10'000'000};

template <class T>
T number(const json::Value& value, T fallback = {}) {
    T result = fallback;
    if (!value.is_number()) return fallback;
    const std::string_view text = value.as_string();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
    return error == std::errc() && end == text.data() + text.size() ? result : fallback;
}

template <class Enum>
Enum enumerator(const json::Value& value, Enum last) {
    const int n = number<int>(value);
    return n >= 0 && n <= static_cast<int>(last) ? static_cast<Enum>(n) : Enum{};
}

std::string text(const json::Value& value) { return std::string(value.as_string()); }

// Declared before the templates that call them: none of them is found by its arguments' namespaces.
void read(const json::Value& value, AvailabilityStatus& to);
void read(const json::Value& value, Xcn& to);
void read(const json::Value& value, Xon& to);
void read(const json::Value& value, Xtn& to);
void read(const json::Value& value, Code& to);
void read(const json::Value& value, Slot& to);
void read(const json::Value& value, Cx& to);
void read(const json::Value& value, Dtm& to);
void read(const json::Value& value, Author& to);
void read(const json::Value& value, IntendedRecipient& to);

void read(const json::Value& value, std::string& to) { to = text(value); }

template <class T>
void read(const json::Value& value, std::vector<T>& to) {
    to.reserve(value.as_array().size());
    for (const auto& item : value.as_array()) read(item, to.emplace_back());
}

template <class T>
void read(const json::Value& value, std::optional<T>& to) {
    if (!value.is_null()) read(value, to.emplace());
}

void read(const json::Value& value, AvailabilityStatus& to) {
    to = enumerator(value, AvailabilityStatus::deleted);
}

void read(const json::Value& value, Xcn& to) { read(value, to.components); }
void read(const json::Value& value, Xon& to) { read(value, to.components); }
void read(const json::Value& value, Xtn& to) { read(value, to.components); }

void read(const json::Value& value, LocalizedString& to) {
    if (value.is_string()) {
        to.value = text(value);
        return;
    }
    to.value = text(value["value"]);
    to.lang = text(value["lang"]);
    to.charset = text(value["charset"]);
}

void read(const json::Value& value, Code& to) {
    to.code = text(value["code"]);
    to.scheme = text(value["scheme"]);
    read(value["display"], to.display);
}

void read(const json::Value& value, Slot& to) {
    to.name = text(value["name"]);
    read(value["values"], to.values);
}

void read(const json::Value& value, Hd& to) {
    to.namespace_id = text(value["namespaceId"]);
    to.universal_id = text(value["universalId"]);
    to.universal_id_type = text(value["universalIdType"]);
}

void read(const json::Value& value, Cx& to) {
    to.id = text(value["id"]);
    read(value["authority"], to.assigning_authority);
    to.identifier_type_code = text(value["type"]);
    read(value["facility"], to.assigning_facility);
    to.effective_date = text(value["effectiveDate"]);
}

void read(const json::Value& value, Dtm& to) {
    to.precision = enumerator(value[0], Dtm::Precision::second);
    to.year = number<int>(value[1]);
    to.month = number<int>(value[2]);
    to.day = number<int>(value[3]);
    to.hour = number<int>(value[4]);
    to.minute = number<int>(value[5]);
    to.second = number<int>(value[6]);
    to.fraction = text(value[7]);
    if (value.size() > 8) to.zone_minutes = number<int>(value[8]);
}

void read(const json::Value& value, Author& to) {
    read(value["authorPerson"], to.author_person);
    read(value["authorInstitution"], to.author_institution);
    read(value["authorRole"], to.author_role);
    read(value["authorSpecialty"], to.author_specialty);
    read(value["authorTelecommunication"], to.author_telecommunication);
    read(value["slots"], to.extra_slots);
}

void read(const json::Value& value, IntendedRecipient& to) {
    read(value["organization"], to.organization);
    read(value["person"], to.person);
    read(value["telecom"], to.telecom);
}

template <class T>
void read_identity(const json::Value& value, T& to) {
    to.entry_uuid = text(value["entryUuid"]);
    to.logical_id = text(value["logicalId"]);
    to.version = number<int>(value["version"], 1);
}

void read(const json::Value& value, DocumentEntry& to) {
    read_identity(value, to);
    to.unique_id = text(value["uniqueId"]);
    to.home_community_id = text(value["homeCommunityId"]);
    to.type = value["onDemand"].as_bool() ? DocumentEntryType::on_demand : DocumentEntryType::stable;
    read(value["availabilityStatus"], to.availability_status);
    read(value["patientId"], to.patient_id);
    read(value["sourcePatientId"], to.source_patient_id);
    read(value["sourcePatientInfo"], to.source_patient_info);
    read(value["authors"], to.authors);
    read(value["legalAuthenticator"], to.legal_authenticator);
    read(value["classCode"], to.class_code);
    read(value["typeCode"], to.type_code);
    read(value["formatCode"], to.format_code);
    read(value["healthcareFacilityTypeCode"], to.healthcare_facility_type_code);
    read(value["practiceSettingCode"], to.practice_setting_code);
    read(value["confidentialityCodes"], to.confidentiality_codes);
    read(value["eventCodes"], to.event_codes);
    read(value["creationTime"], to.creation_time);
    read(value["serviceStartTime"], to.service_start_time);
    read(value["serviceStopTime"], to.service_stop_time);
    to.language_code = text(value["languageCode"]);
    to.mime_type = text(value["mimeType"]);
    to.hash = text(value["hash"]);
    if (value.has("size")) to.size = number<std::uint64_t>(value["size"]);
    to.repository_unique_id = text(value["repositoryUniqueId"]);
    to.uri = text(value["uri"]);
    read(value["title"], to.title);
    read(value["comments"], to.comments);
    read(value["referenceIdList"], to.reference_id_list);
    to.document_availability = text(value["documentAvailability"]);
    to.limited_metadata = value["limitedMetadata"].as_bool();
    read(value["slots"], to.extra_slots);
}

void read(const json::Value& value, SubmissionSet& to) {
    read_identity(value, to);
    to.unique_id = text(value["uniqueId"]);
    to.source_id = text(value["sourceId"]);
    to.home_community_id = text(value["homeCommunityId"]);
    read(value["availabilityStatus"], to.availability_status);
    read(value["patientId"], to.patient_id);
    read(value["submissionTime"], to.submission_time);
    read(value["contentTypeCode"], to.content_type_code);
    read(value["authors"], to.authors);
    read(value["intendedRecipients"], to.intended_recipients);
    read(value["title"], to.title);
    read(value["comments"], to.comments);
    to.limited_metadata = value["limitedMetadata"].as_bool();
    read(value["slots"], to.extra_slots);
}

void read(const json::Value& value, Folder& to) {
    read_identity(value, to);
    to.unique_id = text(value["uniqueId"]);
    to.home_community_id = text(value["homeCommunityId"]);
    read(value["availabilityStatus"], to.availability_status);
    read(value["patientId"], to.patient_id);
    read(value["codes"], to.codes);
    read(value["lastUpdateTime"], to.last_update_time);
    read(value["title"], to.title);
    read(value["comments"], to.comments);
    to.limited_metadata = value["limitedMetadata"].as_bool();
    read(value["slots"], to.extra_slots);
}

void read(const json::Value& value, Association& to) {
    read_identity(value, to);
    to.type = enumerator(value["type"], AssociationType::submit_association);
    to.source = text(value["source"]);
    to.target = text(value["target"]);
    to.submission_set_status = text(value["submissionSetStatus"]);
    read(value["documentCode"], to.document_code);
    read(value["availabilityStatus"], to.availability_status);
    to.previous_version = text(value["previousVersion"]);
    to.original_status = text(value["originalStatus"]);
    to.new_status = text(value["newStatus"]);
    read(value["slots"], to.extra_slots);
}

template <class T>
Result<T> read_object(std::string_view json) {
    const auto tree = json::parse(json, stored_limits);
    if (!tree) return refuse(stored_object_unreadable, "store", {}, tree.error().first().rule);
    if (!tree->is_object()) return refuse(stored_object_unreadable, "store");
    T object;
    read(*tree, object);
    return object;
}

}  // namespace

Result<DocumentEntry> read_document_entry(std::string_view json) { return read_object<DocumentEntry>(json); }
Result<SubmissionSet> read_submission_set(std::string_view json) { return read_object<SubmissionSet>(json); }
Result<Folder> read_folder(std::string_view json) { return read_object<Folder>(json); }
Result<Association> read_association(std::string_view json) { return read_object<Association>(json); }

}  // namespace dmpgw::storage

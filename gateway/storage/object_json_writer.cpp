// The writing half of object_json.hpp: straight into one string, because it runs once for every object of
// every submission.
#include <fmt/format.h>

#include <iterator>
#include <string_view>
#include <unordered_map>

#include "gateway/base/text.hpp"
#include "gateway/storage/object_json.hpp"

namespace dmpgw::storage {
namespace {

using namespace model;

constexpr std::size_t usual_object_bytes = 2048;
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// Enumerators are stored as numbers: these may never change, and new ones go behind the last.
static_assert(static_cast<int>(AvailabilityStatus::approved) == 0);
static_assert(static_cast<int>(AvailabilityStatus::deprecated) == 1);
static_assert(static_cast<int>(AvailabilityStatus::submitted) == 2);
static_assert(static_cast<int>(AvailabilityStatus::archived) == 3);
static_assert(static_cast<int>(AvailabilityStatus::deleted) == 4);
static_assert(static_cast<int>(AssociationType::has_member) == 0);
static_assert(static_cast<int>(AssociationType::submit_association) == 8);
static_assert(static_cast<int>(Dtm::Precision::second) == 5);

void append_string(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, start, i - start);
        start = i + 1;
        if (c >= 0x20) {
            out += '\\';
            out += text[i];
        } else if (c == 0) {
            // No door lets U+0000 in and our reader refuses it: see readable().
            out += replacement;
        } else {
            out += "\\u00";
            out += digits[c >> 4U];
            out += digits[c & 0xFU];
        }
    }
    out.append(text, start, std::string_view::npos);
    out += '"';
}

/// How ids are written: as they are, or for canonical_json().
struct Ids {
    bool kept = true;
    std::unordered_map<std::string_view, std::string> positions;
    std::string_view of(const std::string& id) const {
        const auto found = positions.find(id);
        return found == positions.end() ? std::string_view(id) : std::string_view(found->second);
    }
};

/// Writes one JSON object; members that are empty are left out.
class Members {
  public:
    explicit Members(std::string& out) : out_(out) { out_ += '{'; }
    ~Members() { out_ += '}'; }
    Members(const Members&) = delete;
    Members& operator=(const Members&) = delete;

    std::string& name(std::string_view name) {
        if (!first_) out_ += ',';
        first_ = false;
        out_ += '"';
        out_ += name;
        out_ += "\":";
        return out_;
    }
    void text(std::string_view member, std::string_view value) {
        if (!value.empty()) append_string(name(member), value);
    }
    void number(std::string_view member, std::uint64_t value) {
        fmt::format_to(std::back_inserter(name(member)), "{}", value);
    }
    void integer(std::string_view member, std::int64_t value) {
        fmt::format_to(std::back_inserter(name(member)), "{}", value);
    }
    void flag(std::string_view member, bool value) {
        if (value) name(member) += "true";
    }

    template <class T>
    void object(std::string_view member, const T& value) {
        write(name(member), value);
    }
    template <class T>
    void optional(std::string_view member, const std::optional<T>& value) {
        if (value) write(name(member), *value);
    }
    template <class T>
    void list(std::string_view member, const std::vector<T>& values) {
        if (!values.empty()) write_list(name(member), values);
    }
    void text(std::string_view member, const LocalizedString& value) {
        if (value != LocalizedString{}) write(name(member), value);
    }

  private:
    template <class T>
    static void write_list(std::string& out, const std::vector<T>& values) {
        out += '[';
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i > 0) out += ',';
            write(out, values[i]);
        }
        out += ']';
    }

    static void write(std::string& out, const std::string& value) { append_string(out, value); }
    static void write(std::string& out, const Xcn& value) { write_list(out, value.components); }
    static void write(std::string& out, const Xon& value) { write_list(out, value.components); }
    static void write(std::string& out, const Xtn& value) { write_list(out, value.components); }
    static void write(std::string& out, AvailabilityStatus value) {
        fmt::format_to(std::back_inserter(out), "{}", static_cast<int>(value));
    }

    static void write(std::string& out, const LocalizedString& value) {
        if (value.lang.empty() && value.charset.empty()) return append_string(out, value.value);
        Members members(out);
        members.text("value", value.value);
        members.text("lang", value.lang);
        members.text("charset", value.charset);
    }
    static void write(std::string& out, const Code& value) {
        Members members(out);
        members.text("code", value.code);
        members.text("scheme", value.scheme);
        members.text("display", value.display);
    }
    static void write(std::string& out, const Slot& value) {
        Members members(out);
        members.text("name", value.name);
        members.list("values", value.values);
    }
    static void write(std::string& out, const Hd& value) {
        Members members(out);
        members.text("namespaceId", value.namespace_id);
        members.text("universalId", value.universal_id);
        members.text("universalIdType", value.universal_id_type);
    }
    static void write(std::string& out, const Cx& value) {
        Members members(out);
        members.text("id", value.id);
        if (value.assigning_authority != Hd{}) members.object("authority", value.assigning_authority);
        members.text("type", value.identifier_type_code);
        if (value.assigning_facility != Hd{}) members.object("facility", value.assigning_facility);
        members.text("effectiveDate", value.effective_date);
    }
    static void write(std::string& out, const Dtm& value) {
        // Always all seven numbers: a value is given back as it was, whatever its precision says.
        fmt::format_to(std::back_inserter(out), "[{},{},{},{},{},{},{}", static_cast<int>(value.precision),
                       value.year, value.month, value.day, value.hour, value.minute, value.second);
        if (!value.fraction.empty() || value.zone_minutes) {
            out += ',';
            append_string(out, value.fraction);
            if (value.zone_minutes) fmt::format_to(std::back_inserter(out), ",{}", *value.zone_minutes);
        }
        out += ']';
    }
    static void write(std::string& out, const Author& value) {
        Members members(out);
        members.optional("authorPerson", value.author_person);
        members.list("authorInstitution", value.author_institution);
        members.list("authorRole", value.author_role);
        members.list("authorSpecialty", value.author_specialty);
        members.list("authorTelecommunication", value.author_telecommunication);
        members.list("slots", value.extra_slots);
    }
    static void write(std::string& out, const IntendedRecipient& value) {
        Members members(out);
        members.optional("organization", value.organization);
        members.optional("person", value.person);
        members.optional("telecom", value.telecom);
    }

    std::string& out_;
    bool first_ = true;
};

/// What all four kinds of object begin with.
template <class T>
void write_identity(Members& members, const T& object, const Ids& ids) {
    if (ids.kept) {
        members.text("entryUuid", object.entry_uuid);
        members.text("logicalId", object.logical_id);
    } else if (object.logical_id != object.entry_uuid) {
        members.text("logicalId", ids.of(object.logical_id));
    }
    if (object.version != 1) members.integer("version", object.version);
}

void append(std::string& out, const DocumentEntry& entry, const Ids& ids) {
    Members members(out);
    write_identity(members, entry, ids);
    members.text("uniqueId", entry.unique_id);
    members.text("homeCommunityId", entry.home_community_id);
    members.flag("onDemand", entry.type == DocumentEntryType::on_demand);
    members.optional("availabilityStatus", entry.availability_status);
    members.optional("patientId", entry.patient_id);
    members.optional("sourcePatientId", entry.source_patient_id);
    members.list("sourcePatientInfo", entry.source_patient_info);
    members.list("authors", entry.authors);
    members.optional("legalAuthenticator", entry.legal_authenticator);
    members.optional("classCode", entry.class_code);
    members.optional("typeCode", entry.type_code);
    members.optional("formatCode", entry.format_code);
    members.optional("healthcareFacilityTypeCode", entry.healthcare_facility_type_code);
    members.optional("practiceSettingCode", entry.practice_setting_code);
    members.list("confidentialityCodes", entry.confidentiality_codes);
    members.list("eventCodes", entry.event_codes);
    members.optional("creationTime", entry.creation_time);
    members.optional("serviceStartTime", entry.service_start_time);
    members.optional("serviceStopTime", entry.service_stop_time);
    members.text("languageCode", entry.language_code);
    members.text("mimeType", entry.mime_type);
    members.text("hash", entry.hash);
    if (entry.size) members.number("size", *entry.size);
    members.text("repositoryUniqueId", entry.repository_unique_id);
    members.text("uri", entry.uri);
    members.text("title", entry.title);
    members.text("comments", entry.comments);
    members.list("referenceIdList", entry.reference_id_list);
    members.text("documentAvailability", entry.document_availability);
    members.flag("limitedMetadata", entry.limited_metadata);
    members.list("slots", entry.extra_slots);
}

void append(std::string& out, const SubmissionSet& set, const Ids& ids) {
    Members members(out);
    write_identity(members, set, ids);
    members.text("uniqueId", set.unique_id);
    members.text("sourceId", set.source_id);
    members.text("homeCommunityId", set.home_community_id);
    members.optional("availabilityStatus", set.availability_status);
    members.optional("patientId", set.patient_id);
    members.optional("submissionTime", set.submission_time);
    members.optional("contentTypeCode", set.content_type_code);
    members.list("authors", set.authors);
    members.list("intendedRecipients", set.intended_recipients);
    members.text("title", set.title);
    members.text("comments", set.comments);
    members.flag("limitedMetadata", set.limited_metadata);
    members.list("slots", set.extra_slots);
}

void append(std::string& out, const Folder& folder, const Ids& ids) {
    Members members(out);
    write_identity(members, folder, ids);
    members.text("uniqueId", folder.unique_id);
    members.text("homeCommunityId", folder.home_community_id);
    members.optional("availabilityStatus", folder.availability_status);
    members.optional("patientId", folder.patient_id);
    members.list("codes", folder.codes);
    members.optional("lastUpdateTime", folder.last_update_time);
    members.text("title", folder.title);
    members.text("comments", folder.comments);
    members.flag("limitedMetadata", folder.limited_metadata);
    members.list("slots", folder.extra_slots);
}

void append(std::string& out, const Association& association, const Ids& ids) {
    Members members(out);
    write_identity(members, association, ids);
    members.integer("type", static_cast<int>(association.type));
    members.text("source", ids.of(association.source));
    members.text("target", ids.of(association.target));
    members.text("submissionSetStatus", association.submission_set_status);
    members.optional("documentCode", association.document_code);
    members.optional("availabilityStatus", association.availability_status);
    members.text("previousVersion", association.previous_version);
    members.text("originalStatus", association.original_status);
    members.text("newStatus", association.new_status);
    members.list("slots", association.extra_slots);
}

// The doors let valid UTF-8 in only. Should other bytes come here all the same, they must not make a row
// that cannot be read any more: each becomes U+FFFD.
std::string readable(std::string json) {
    std::size_t bad = find_invalid_utf8(json);
    if (bad == std::string_view::npos) return json;
    std::string out;
    std::string_view rest = json;
    for (; bad != std::string_view::npos; bad = find_invalid_utf8(rest)) {
        out.append(rest.substr(0, bad)).append(replacement);
        rest.remove_prefix(bad + 1);
    }
    return out.append(rest);
}

template <class T>
std::string json_of(const T& object) {
    static const Ids kept;
    std::string out;
    out.reserve(usual_object_bytes);
    append(out, object, kept);
    return readable(std::move(out));
}

template <class T>
void append_all(std::string& out, std::string_view name, const std::vector<T>& objects, const Ids& ids) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":[", name);
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (i > 0) out += ',';
        append(out, objects[i], ids);
    }
    out += ']';
}

template <class T>
void number(Ids& ids, std::string_view kind, const std::vector<T>& objects) {
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (!objects[i].entry_uuid.empty()) {
            ids.positions.emplace(objects[i].entry_uuid, fmt::format("{}[{}]", kind, i));
        }
    }
}

}  // namespace

std::string to_json(const DocumentEntry& entry) { return json_of(entry); }
std::string to_json(const SubmissionSet& set) { return json_of(set); }
std::string to_json(const Folder& folder) { return json_of(folder); }
std::string to_json(const Association& association) { return json_of(association); }

std::string canonical_json(const Submission& submission) {
    Ids ids;
    ids.kept = false;
    if (!submission.submission_set.entry_uuid.empty()) {
        ids.positions.emplace(submission.submission_set.entry_uuid, "submissionSet");
    }
    number(ids, "entries", submission.entries);
    number(ids, "folders", submission.folders);
    number(ids, "associations", submission.associations);
    std::string out = "{\"submissionSet\":";
    append(out, submission.submission_set, ids);
    append_all(out, "entries", submission.entries, ids);
    append_all(out, "folders", submission.folders, ids);
    append_all(out, "associations", submission.associations, ids);
    out += '}';
    return out;
}

}  // namespace dmpgw::storage

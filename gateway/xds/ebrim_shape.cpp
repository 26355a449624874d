#include "gateway/xds/ebrim_shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::xds {
namespace {

constexpr auto de = ObjectKind::document_entry;
constexpr auto ss = ObjectKind::submission_set;
constexpr auto fol = ObjectKind::folder;
constexpr auto assoc = ObjectKind::association;

constexpr std::array attributes{
    Attribute{de, "entryUUID", Carrier::xml_attribute, "id"},
    Attribute{de, "logicalID", Carrier::xml_attribute, "lid"},
    Attribute{de, "homeCommunityId", Carrier::xml_attribute, "home"},
    Attribute{de, "availabilityStatus", Carrier::xml_attribute, "status"},
    Attribute{de, "objectType", Carrier::xml_attribute, "objectType"},
    Attribute{de, "mimeType", Carrier::xml_attribute, "mimeType"},
    Attribute{de, "version", Carrier::child, "VersionInfo"},
    Attribute{de, "title", Carrier::child, "Name"},
    Attribute{de, "comments", Carrier::child, "Description"},
    Attribute{de, "creationTime", Carrier::slot, slot::creation_time},
    Attribute{de, "hash", Carrier::slot, slot::hash},
    Attribute{de, "size", Carrier::slot, slot::size},
    Attribute{de, "languageCode", Carrier::slot, slot::language_code},
    Attribute{de, "legalAuthenticator", Carrier::slot, slot::legal_authenticator},
    Attribute{de, "serviceStartTime", Carrier::slot, slot::service_start},
    Attribute{de, "serviceStopTime", Carrier::slot, slot::service_stop},
    Attribute{de, "sourcePatientId", Carrier::slot, slot::source_patient_id},
    Attribute{de, "sourcePatientInfo", Carrier::slot, slot::source_patient_info},
    Attribute{de, "repositoryUniqueId", Carrier::slot, slot::repository_unique_id},
    Attribute{de, "URI", Carrier::slot, slot::uri},
    Attribute{de, "referenceIdList", Carrier::slot, slot::reference_id_list},
    Attribute{de, "documentAvailability", Carrier::slot, slot::document_availability},
    Attribute{de, "author", Carrier::author, scheme::entry_author},
    Attribute{de, "classCode", Carrier::code, scheme::class_code},
    Attribute{de, "confidentialityCode", Carrier::code, scheme::confidentiality},
    Attribute{de, "eventCodeList", Carrier::code, scheme::event_code},
    Attribute{de, "formatCode", Carrier::code, scheme::format_code},
    Attribute{de, "healthcareFacilityTypeCode", Carrier::code, scheme::facility_type},
    Attribute{de, "practiceSettingCode", Carrier::code, scheme::practice_setting},
    Attribute{de, "typeCode", Carrier::code, scheme::type_code},
    Attribute{de, "patientId", Carrier::identifier, identifier::entry_patient},
    Attribute{de, "uniqueId", Carrier::identifier, identifier::entry_unique},

    Attribute{ss, "entryUUID", Carrier::xml_attribute, "id"},
    Attribute{ss, "logicalID", Carrier::xml_attribute, "lid"},
    Attribute{ss, "homeCommunityId", Carrier::xml_attribute, "home"},
    Attribute{ss, "availabilityStatus", Carrier::xml_attribute, "status"},
    Attribute{ss, "version", Carrier::child, "VersionInfo"},
    Attribute{ss, "title", Carrier::child, "Name"},
    Attribute{ss, "comments", Carrier::child, "Description"},
    Attribute{ss, "submissionTime", Carrier::slot, slot::submission_time},
    Attribute{ss, "intendedRecipient", Carrier::slot, slot::intended_recipient},
    Attribute{ss, "author", Carrier::author, scheme::set_author},
    Attribute{ss, "contentTypeCode", Carrier::code, scheme::content_type},
    Attribute{ss, "patientId", Carrier::identifier, identifier::set_patient},
    Attribute{ss, "uniqueId", Carrier::identifier, identifier::set_unique},
    Attribute{ss, "sourceId", Carrier::identifier, identifier::set_source},

    Attribute{fol, "entryUUID", Carrier::xml_attribute, "id"},
    Attribute{fol, "logicalID", Carrier::xml_attribute, "lid"},
    Attribute{fol, "homeCommunityId", Carrier::xml_attribute, "home"},
    Attribute{fol, "availabilityStatus", Carrier::xml_attribute, "status"},
    Attribute{fol, "version", Carrier::child, "VersionInfo"},
    Attribute{fol, "title", Carrier::child, "Name"},
    Attribute{fol, "comments", Carrier::child, "Description"},
    Attribute{fol, "lastUpdateTime", Carrier::slot, slot::last_update_time},
    Attribute{fol, "codeList", Carrier::code, scheme::folder_code},
    Attribute{fol, "patientId", Carrier::identifier, identifier::folder_patient},
    Attribute{fol, "uniqueId", Carrier::identifier, identifier::folder_unique},

    Attribute{assoc, "entryUUID", Carrier::xml_attribute, "id"},
    Attribute{assoc, "logicalID", Carrier::xml_attribute, "lid"},
    Attribute{assoc, "availabilityStatus", Carrier::xml_attribute, "status"},
    Attribute{assoc, "associationType", Carrier::xml_attribute, "associationType"},
    Attribute{assoc, "sourceObject", Carrier::xml_attribute, "sourceObject"},
    Attribute{assoc, "targetObject", Carrier::xml_attribute, "targetObject"},
    Attribute{assoc, "version", Carrier::child, "VersionInfo"},
    Attribute{assoc, "SubmissionSetStatus", Carrier::slot, slot::submission_set_status},
    Attribute{assoc, "PreviousVersion", Carrier::slot, slot::previous_version},
    Attribute{assoc, "OriginalStatus", Carrier::slot, slot::original_status},
    Attribute{assoc, "NewStatus", Carrier::slot, slot::new_status},
    Attribute{assoc, "documentationCode", Carrier::code, scheme::association_code},
};

std::string nth_value(const std::optional<std::size_t>& occurrence) {
    return occurrence ? fmt::format("/ValueList/Value[{}]", *occurrence + 1) : std::string();
}

std::string nth(const std::optional<std::size_t>& occurrence) {
    return occurrence ? fmt::format("[{}]", *occurrence + 1) : std::string();
}

}  // namespace

std::span<const Attribute> ebrim_attributes() { return attributes; }

const Attribute* find_attribute(ObjectKind kind, std::string_view name) {
    const auto found = std::find_if(attributes.begin(), attributes.end(), [&](const Attribute& a) {
        return a.kind == kind && a.name == name;
    });
    return found == attributes.end() ? nullptr : &*found;
}

const Attribute* find_carried(ObjectKind kind, Carrier carrier, std::string_view key) {
    const auto found = std::find_if(attributes.begin(), attributes.end(), [&](const Attribute& a) {
        return a.kind == kind && a.carrier == carrier && a.key == key;
    });
    return found == attributes.end() ? nullptr : &*found;
}

bool is_known_scheme(std::string_view key) {
    return std::any_of(attributes.begin(), attributes.end(), [&](const Attribute& a) {
        const bool scheme = a.carrier == Carrier::code || a.carrier == Carrier::author ||
                            a.carrier == Carrier::identifier;
        return scheme && a.key == key;
    });
}

std::string ebrim_suffix(const Place& place) {
    if (place.attribute.empty()) return {};
    const Attribute* a = find_attribute(place.kind, place.attribute);
    if (a == nullptr) {
        return fmt::format("/Slot[@name='{}']{}", place.attribute, nth_value(place.occurrence));
    }
    // Schemes are UUIDs that nobody knows by heart: the attribute's name is said beside the XPath.
    switch (a->carrier) {
        case Carrier::slot: return fmt::format("/Slot[@name='{}']{}", a->key, nth_value(place.occurrence));
        case Carrier::code:
            return fmt::format("/Classification[@classificationScheme='{}']{} ({})", a->key,
                               nth(place.occurrence), a->name);
        case Carrier::author: {
            const std::string author = fmt::format("/Classification[@classificationScheme='{}']{}",
                                                   a->key, nth(place.occurrence));
            if (place.part.empty()) return author + " (author)";
            return author + fmt::format("/Slot[@name='{}']{}", place.part,
                                        nth_value(place.part_occurrence));
        }
        case Carrier::identifier:
            return fmt::format("/ExternalIdentifier[@identificationScheme='{}']/@value ({})", a->key,
                               a->name);
        case Carrier::xml_attribute:
            return a->key == a->name ? fmt::format("/@{}", a->key)
                                     : fmt::format("/@{} ({})", a->key, a->name);
        case Carrier::child: return fmt::format("/{} ({})", a->key, a->name);
    }
    return {};
}

}  // namespace dmpgw::xds

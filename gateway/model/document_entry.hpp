// DocumentEntry, ITI TF-3 4.2.3.2, with the French availability statuses of the DMP.
//
// Nullability: every attribute may be absent in a value that has not passed the metadata rules; strings
// are then empty, the rest is nullopt. Lists are never null.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/model/author.hpp"
#include "gateway/model/code.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::model {

enum class AvailabilityStatus : std::uint8_t { approved, deprecated, submitted, archived, deleted };
/// The URN: urn:oasis:names:tc:ebxml-regrep:StatusType:Approved, or urn:asip:ci-sis:2010:StatusType:Archived.
std::string_view to_urn(AvailabilityStatus status);
std::optional<AvailabilityStatus> availability_status_of(std::string_view urn);

enum class DocumentEntryType : std::uint8_t { stable, on_demand };

struct DocumentEntry {
    std::string entry_uuid;            ///< "urn:uuid:…", or the symbolic id of a message before submit assigns one
    std::string logical_id;            ///< lid; equal to entry_uuid in the first version
    int version = 1;
    std::string unique_id;
    std::string home_community_id;     ///< with urn:oid:; empty when none
    DocumentEntryType type = DocumentEntryType::stable;
    std::optional<AvailabilityStatus> availability_status;
    std::optional<Cx> patient_id;
    std::optional<Cx> source_patient_id;
    std::vector<std::string> source_patient_info;  ///< PID lines as sent: "PID-5|NOM^Prénom"
    std::vector<Author> authors;
    std::optional<Xcn> legal_authenticator;
    std::optional<Code> class_code;
    std::optional<Code> type_code;
    std::optional<Code> format_code;
    std::optional<Code> healthcare_facility_type_code;
    std::optional<Code> practice_setting_code;
    std::vector<Code> confidentiality_codes;
    std::vector<Code> event_codes;
    std::optional<Dtm> creation_time;
    std::optional<Dtm> service_start_time;
    std::optional<Dtm> service_stop_time;
    std::string language_code;
    std::string mime_type;
    std::string hash;                  ///< SHA-1, lower-case hexadecimal
    std::optional<std::uint64_t> size; ///< bytes
    std::string repository_unique_id;  ///< OID
    std::string uri;
    LocalizedString title;
    LocalizedString comments;
    std::vector<Cx> reference_id_list;
    std::string document_availability; ///< "", "Online" or "Offline"
    bool limited_metadata = false;
    std::vector<Slot> extra_slots;
    bool operator==(const DocumentEntry&) const = default;
};

}  // namespace dmpgw::model

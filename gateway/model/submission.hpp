// SubmissionSet (ITI TF-3 4.2.3.3), Folder (4.2.3.4), Association (4.2.2) and the Submission that holds
// them: the one shape that every face translates into and that transactions/submit takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/model/author.hpp"
#include "gateway/model/code.hpp"
#include "gateway/model/document_entry.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::model {

/// At least one of the three is there.
struct IntendedRecipient {
    std::optional<Xon> organization;
    std::optional<Xcn> person;
    std::optional<Xtn> telecom;
    bool operator==(const IntendedRecipient&) const = default;
};

struct SubmissionSet {
    std::string entry_uuid;
    std::string logical_id;
    int version = 1;
    std::string unique_id;      ///< OID
    std::string source_id;      ///< OID
    std::string home_community_id;
    std::optional<AvailabilityStatus> availability_status;
    std::optional<Cx> patient_id;
    std::optional<Dtm> submission_time;
    std::optional<Code> content_type_code;
    std::vector<Author> authors;
    std::vector<IntendedRecipient> intended_recipients;
    LocalizedString title;
    LocalizedString comments;
    bool limited_metadata = false;
    std::vector<Slot> extra_slots;
    bool operator==(const SubmissionSet&) const = default;
};

struct Folder {
    std::string entry_uuid;
    std::string logical_id;
    int version = 1;
    std::string unique_id;      ///< OID
    std::string home_community_id;
    std::optional<AvailabilityStatus> availability_status;
    std::optional<Cx> patient_id;
    std::vector<Code> codes;
    std::optional<Dtm> last_update_time;
    LocalizedString title;
    LocalizedString comments;
    bool limited_metadata = false;
    std::vector<Slot> extra_slots;
    bool operator==(const Folder&) const = default;
};

enum class AssociationType : std::uint8_t {
    has_member, replace, append, transform, transform_and_replace, signs, is_snapshot_of,
    update_availability_status, submit_association,
};
std::string_view to_urn(AssociationType type);
std::optional<AssociationType> association_type_of(std::string_view urn);
/// RPLC, APND, XFRM, XFRM_RPLC, signs, IsSnapshotOf: between two DocumentEntries.
bool is_relationship(AssociationType type);

struct Association {
    std::string entry_uuid;
    std::string logical_id;
    int version = 1;
    AssociationType type = AssociationType::has_member;
    std::string source;                       ///< entry_uuid (or symbolic id) of sourceObject
    std::string target;                       ///< entry_uuid (or symbolic id) of targetObject
    std::string submission_set_status;        ///< "", "Original" or "Reference"
    std::optional<Code> document_code;        ///< of a relationship
    std::optional<AvailabilityStatus> availability_status;
    std::string previous_version;             ///< slot PreviousVersion (ITI-57)
    std::string original_status;              ///< slot OriginalStatus
    std::string new_status;                   ///< slot NewStatus
    std::vector<Slot> extra_slots;
    bool operator==(const Association&) const = default;
};

/// One submission. Ids may be symbolic until transactions/submit assigns UUIDs.
struct Submission {
    SubmissionSet submission_set;
    std::vector<DocumentEntry> entries;
    std::vector<Folder> folders;
    std::vector<Association> associations;
    bool operator==(const Submission&) const = default;
};

}  // namespace dmpgw::model

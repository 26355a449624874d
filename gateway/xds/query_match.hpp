// What the Find queries ask of a DocumentEntry, a SubmissionSet and a Folder, as pure predicates; ITI-67 asks with
// the same criteria. ITI TF-2 3.18.4.1.2.3.7.1 to .3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/model/submission.hpp"
#include "gateway/xds/stored_query.hpp"

namespace dmpgw::xds {

struct CodeFilter {
    std::string code;
    std::string scheme;  ///< empty: any
};

/// from <= time < to, in seconds since 1970 UTC. A time of the entry counts as its earliest second, as if
/// the missing digits were zeros; so do the limits.
struct TimeRange {
    std::optional<std::int64_t> from;
    std::optional<std::int64_t> to;
};

/// An empty list asks for nothing. Lists of lists: each inner list must hold, by any of its values.
struct FindDocumentsCriteria {
    std::optional<model::Cx> patient;
    std::vector<model::AvailabilityStatus> statuses;
    std::vector<model::DocumentEntryType> types;
    std::vector<CodeFilter> class_codes;
    std::vector<CodeFilter> type_codes;
    std::vector<CodeFilter> practice_setting_codes;
    std::vector<CodeFilter> facility_type_codes;
    std::vector<CodeFilter> format_codes;
    std::vector<std::vector<CodeFilter>> event_codes;
    std::vector<std::vector<CodeFilter>> confidentiality_codes;
    std::vector<std::string> author_persons;  ///< SQL LIKE patterns on the XCN text
    TimeRange creation_time;
    TimeRange service_start_time;
    TimeRange service_stop_time;
    std::vector<std::vector<std::string>> reference_ids;  ///< CXi texts
    std::vector<std::string> document_availability;       ///< "Online", "Offline"
};

struct FindSubmissionSetsCriteria {
    std::optional<model::Cx> patient;
    std::vector<model::AvailabilityStatus> statuses;
    std::vector<std::string> source_ids;
    TimeRange submission_time;
    std::vector<std::string> author_persons;  ///< SQL LIKE patterns on the XCN text
    std::vector<CodeFilter> content_types;
};

struct FindFoldersCriteria {
    std::optional<model::Cx> patient;
    std::vector<model::AvailabilityStatus> statuses;
    TimeRange last_update_time;
    std::vector<std::vector<CodeFilter>> codes;
};

/// Pure; safe from any thread.
bool matches(const model::DocumentEntry& entry, const FindDocumentsCriteria& criteria);
bool matches(const model::SubmissionSet& set, const FindSubmissionSetsCriteria& criteria);
bool matches(const model::Folder& folder, const FindFoldersCriteria& criteria);

/// % stands for any text, _ for one character; letters of ASCII match in either case.
bool is_like(std::string_view text, std::string_view pattern);

/// The criteria of FindDocuments; or, for GetSubmissionSetAndContents and its like, those that narrow the
/// contents. Without $XDSDocumentEntryType only stable entries are meant. Fails on an unknown status or
/// type, and on a patient that is no CX.
Result<FindDocumentsCriteria> criteria_of(const StoredQuery& query);
Result<FindSubmissionSetsCriteria> submission_set_criteria_of(const StoredQuery& query);
Result<FindFoldersCriteria> folder_criteria_of(const StoredQuery& query);

/// $XDSAssociationStatus; without it Approved alone is meant (ITI TF-2 3.18.4.1.2.3.7, Metadata Update).
Result<std::vector<model::AvailabilityStatus>> association_statuses_of(const StoredQuery& query);

/// The patients of a query that may name several (ITI-51); empty when it names none.
Result<std::vector<model::Cx>> patients_of(const StoredQuery& query, std::string_view parameter);

std::span<const Rule> query_match_rules();

}  // namespace dmpgw::xds

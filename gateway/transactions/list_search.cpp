// MHD 4.2 3.66.4.1.2; MHD 3.2 3.66.4.1.2.
#include "gateway/transactions/list_search.hpp"

#include <algorithm>
#include <string_view>

#include "gateway/transactions/search_match.hpp"

namespace dmpgw::transactions {
namespace {

// Whatever host and path its versions gave to it; PDSm writes http.
constexpr std::string_view list_types = "MHDlistTypes";

bool wants(const fhir::ListSearch& search, std::string_view code) {
    return std::all_of(search.code.begin(), search.code.end(), [&](const fhir::TokenList& any) {
        return std::any_of(any.begin(), any.end(), [&](const fhir::Token& token) {
            return (token.code.empty() || token.code == code) && (!token.scheme || token.scheme->ends_with(list_types));
        });
    });
}

}  // namespace

bool wants_submission_sets(const fhir::ListSearch& search) { return wants(search, "submissionset"); }
bool wants_folders(const fhir::ListSearch& search) { return wants(search, "folder"); }

bool matches(const model::SubmissionSet& set, const fhir::ListSearch& search) {
    return wants_submission_sets(search) &&
           fits_common(search, set.availability_status, set.entry_uuid, set.unique_id) &&
           fits(search.designation_type, set.content_type_code) && fits_oid(search.source_id, set.source_id) &&
           fits(search.date, set.submission_time) && fits(search.source, set.authors) &&
           begins_with(set.title.value, search.title);
}

bool matches(const model::Folder& folder, const fhir::ListSearch& search) {
    return wants_folders(search) && search.source_id.empty() && search.source.empty() &&
           fits_common(search, folder.availability_status, folder.entry_uuid, folder.unique_id) &&
           fits(search.designation_type, folder.codes) && fits(search.date, folder.last_update_time) &&
           begins_with(folder.title.value, search.title);
}

bool matches(const model::SubmissionSet& set, const fhir::ManifestSearch& search) {
    return fits_common(search, set.availability_status, set.entry_uuid, set.unique_id) &&
           fits(search.type, set.content_type_code) && fits_oid(search.source, set.source_id) &&
           fits(search.created, set.submission_time) && fits(search.author, set.authors) &&
           begins_with(set.title.value, search.description);
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/document_search.hpp"

#include <algorithm>
#include <chrono>

#include "gateway/transactions/search_match.hpp"

namespace dmpgw::transactions {
namespace {

using model::DocumentEntry;

bool fits_related(const fhir::TokenLists& lists, const DocumentEntry& entry) {
    return std::all_of(lists.begin(), lists.end(), [&](const fhir::TokenList& any) {
        return std::any_of(any.begin(), any.end(), [&](const fhir::Token& t) {
            return std::any_of(entry.reference_id_list.begin(), entry.reference_id_list.end(), [&](const model::Cx& id) {
                return id.id == t.code && (!t.scheme || t.scheme->empty() || *t.scheme == id.assigning_authority.universal_id);
            });
        });
    });
}

bool fits_date(const fhir::Dates& dates, TimePoint registered) {
    const std::int64_t second = std::chrono::floor<std::chrono::seconds>(registered).time_since_epoch().count();
    return std::all_of(dates.begin(), dates.end(),
                       [&](const fhir::DateCriterion& c) { return fhir::fits(c, second, second + 1); });
}

}  // namespace

bool matches(const storage::StoredEntry& stored, const fhir::DocumentSearch& search) {
    const DocumentEntry& entry = stored.entry;
    return fits_common(search, entry.availability_status, entry.entry_uuid, entry.unique_id) &&
           fits_related(search.related, entry) && fits(search.type, entry.type_code) &&
           fits(search.category, entry.class_code) && fits(search.setting, entry.practice_setting_code) &&
           fits(search.facility, entry.healthcare_facility_type_code) && fits(search.event, entry.event_codes) &&
           fits(search.security_label, entry.confidentiality_codes) && fits(search.format, entry.format_code) &&
           fits(search.creation, entry.creation_time) &&
           fits(search.period, entry.service_start_time, entry.service_stop_time) &&
           fits(search.period_start, entry.service_start_time) && fits(search.period_end, entry.service_stop_time) &&
           fits(search.author, entry.authors) && fits_date(search.date, stored.registered_at);
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/document_search.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/mapping/identifiers.hpp"

namespace dmpgw::transactions {
namespace {

using model::DocumentEntry;

bool fits(const fhir::Token& token, const model::Code& code) {
    return (!token.scheme || *token.scheme == code.scheme) && (token.code.empty() || token.code == code.code);
}

// Each list is one occurrence of the parameter: any of its values fits, and every list must fit.
bool fits(const fhir::TokenLists& lists, const std::vector<model::Code>& codes) {
    return std::all_of(lists.begin(), lists.end(), [&](const fhir::TokenList& any) {
        return std::any_of(any.begin(), any.end(), [&](const fhir::Token& token) {
            return std::any_of(codes.begin(), codes.end(), [&](const model::Code& c) { return fits(token, c); });
        });
    });
}

bool fits(const fhir::TokenLists& lists, const std::optional<model::Code>& code) {
    return lists.empty() || (code && fits(lists, std::vector<model::Code>{*code}));
}

// An identifier parameter names a uniqueId or an entryUUID, with or without its urn.
bool names(const fhir::Token& token, const DocumentEntry& entry) {
    return token.code == entry.entry_uuid || token.code == entry.unique_id || unique_id_of(token) == entry.unique_id;
}

bool fits_identifier(const fhir::TokenLists& lists, const DocumentEntry& entry) {
    return std::all_of(lists.begin(), lists.end(), [&](const fhir::TokenList& any) {
        return std::any_of(any.begin(), any.end(), [&](const fhir::Token& t) { return names(t, entry); });
    });
}

bool fits_related(const fhir::TokenLists& lists, const DocumentEntry& entry) {
    return std::all_of(lists.begin(), lists.end(), [&](const fhir::TokenList& any) {
        return std::any_of(any.begin(), any.end(), [&](const fhir::Token& t) {
            return std::any_of(entry.reference_id_list.begin(), entry.reference_id_list.end(), [&](const model::Cx& id) {
                return id.id == t.code && (!t.scheme || t.scheme->empty() || *t.scheme == id.assigning_authority.universal_id);
            });
        });
    });
}

bool fits(const fhir::Dates& dates, const std::optional<model::Dtm>& from, const std::optional<model::Dtm>& to) {
    if (dates.empty()) return true;
    if (!from && !to) return false;
    const std::int64_t earliest = from ? from->earliest() : to->earliest();
    const std::int64_t latest = to ? to->latest() : from->latest();
    return std::all_of(dates.begin(), dates.end(),
                       [&](const fhir::DateCriterion& c) { return fhir::fits(c, earliest, latest); });
}

bool fits(const fhir::Dates& dates, const std::optional<model::Dtm>& moment) { return fits(dates, moment, moment); }

bool begins_with(std::string_view text, std::string_view beginning) {
    return text.size() >= beginning.size() && equals_ignoring_case(text.substr(0, beginning.size()), beginning);
}

bool fits(const fhir::PersonCriterion& wanted, const std::vector<model::Author>& authors) {
    return wanted.empty() || std::any_of(authors.begin(), authors.end(), [&](const model::Author& a) {
               return a.author_person && begins_with(a.author_person->family(), wanted.family) &&
                      begins_with(a.author_person->given(), wanted.given);
           });
}

bool fits_status(const fhir::DocumentSearch& search, const DocumentEntry& entry) {
    const auto status = entry.availability_status.value_or(model::AvailabilityStatus::approved);
    if (search.status.empty()) {
        // Archived documents are shown to those who ask for them.
        return status == model::AvailabilityStatus::approved ||
               (status == model::AvailabilityStatus::archived && search.is_archived.value_or(false));
    }
    return std::find(search.status.begin(), search.status.end(), status) != search.status.end();
}

bool fits_date(const fhir::Dates& dates, TimePoint registered) {
    const std::int64_t second = std::chrono::floor<std::chrono::seconds>(registered).time_since_epoch().count();
    return std::all_of(dates.begin(), dates.end(),
                       [&](const fhir::DateCriterion& c) { return fhir::fits(c, second, second + 1); });
}

bool fits_id(const std::vector<std::string>& ids, const DocumentEntry& entry) {
    return ids.empty() || std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
               return mapping::entry_uuid_of(id) == entry.entry_uuid;
           });
}

}  // namespace

std::string unique_id_of(const fhir::Token& token) {
    json::Value identifier;
    identifier.set("value", token.code);
    if (token.scheme && !token.scheme->empty()) {
        const bool is_plain_oid = is_oid(*token.scheme);
        identifier.set("system", is_plain_oid ? "urn:oid:" + *token.scheme : *token.scheme);
    }
    return mapping::unique_id_of_identifier(identifier);
}

bool matches(const storage::StoredEntry& stored, const fhir::DocumentSearch& search) {
    const DocumentEntry& entry = stored.entry;
    const bool archived = entry.availability_status == model::AvailabilityStatus::archived;
    return fits_status(search, entry) && fits_id(search.ids, entry) && fits_identifier(search.identifier, entry) &&
           fits_related(search.related, entry) && fits(search.type, entry.type_code) &&
           fits(search.category, entry.class_code) && fits(search.setting, entry.practice_setting_code) &&
           fits(search.facility, entry.healthcare_facility_type_code) && fits(search.event, entry.event_codes) &&
           fits(search.security_label, entry.confidentiality_codes) && fits(search.format, entry.format_code) &&
           fits(search.creation, entry.creation_time) &&
           fits(search.period, entry.service_start_time, entry.service_stop_time) &&
           fits(search.period_start, entry.service_start_time) && fits(search.period_end, entry.service_stop_time) &&
           fits(search.author, entry.authors) && fits_date(search.date, stored.registered_at) &&
           (!search.is_archived || *search.is_archived == archived);
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/search_match.hpp"

#include <algorithm>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/mapping/identifiers.hpp"

namespace dmpgw::transactions {
namespace {

using model::AvailabilityStatus;

bool fits(const fhir::Token& token, const model::Code& code) {
    return (!token.scheme || *token.scheme == code.scheme) && (token.code.empty() || token.code == code.code);
}

bool fits_status(const fhir::RecordSearch& search, AvailabilityStatus status) {
    if (search.status.empty()) {
        // What is archived is shown to those who ask for it.
        return status == AvailabilityStatus::approved ||
               (status == AvailabilityStatus::archived && search.is_archived.value_or(false));
    }
    return std::find(search.status.begin(), search.status.end(), status) != search.status.end();
}

template <class Fits>
bool any_of_each(const fhir::TokenLists& lists, Fits&& fits_token) {
    return std::all_of(lists.begin(), lists.end(), [&](const fhir::TokenList& any) {
        return std::any_of(any.begin(), any.end(), fits_token);
    });
}

}  // namespace

bool begins_with(std::string_view text, std::string_view beginning) {
    return text.size() >= beginning.size() && equals_ignoring_case(text.substr(0, beginning.size()), beginning);
}

bool fits(const fhir::TokenLists& lists, const std::vector<model::Code>& codes) {
    return any_of_each(lists, [&](const fhir::Token& token) {
        return std::any_of(codes.begin(), codes.end(), [&](const model::Code& c) { return fits(token, c); });
    });
}

bool fits(const fhir::TokenLists& lists, const std::optional<model::Code>& code) {
    return lists.empty() || (code && fits(lists, std::vector<model::Code>{*code}));
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

bool fits(const fhir::PersonCriterion& wanted, const std::vector<model::Author>& authors) {
    return wanted.empty() || std::any_of(authors.begin(), authors.end(), [&](const model::Author& a) {
               return a.author_person && begins_with(a.author_person->family(), wanted.family) &&
                      begins_with(a.author_person->given(), wanted.given);
           });
}

bool fits_oid(const fhir::TokenLists& lists, std::string_view oid) {
    return any_of_each(lists, [&](const fhir::Token& token) { return unique_id_of(token) == oid; });
}

bool fits_common(const fhir::RecordSearch& search, const std::optional<AvailabilityStatus>& status,
                 std::string_view entry_uuid, std::string_view unique_id) {
    const AvailabilityStatus known = status.value_or(AvailabilityStatus::approved);
    const bool named = search.ids.empty() || std::any_of(search.ids.begin(), search.ids.end(), [&](const std::string& id) {
                           return mapping::entry_uuid_of(id) == entry_uuid;
                       });
    const bool archived = known == AvailabilityStatus::archived;
    return named && fits_status(search, known) && (!search.is_archived || *search.is_archived == archived) &&
           any_of_each(search.identifier, [&](const fhir::Token& token) {
               return token.code == entry_uuid || token.code == unique_id || unique_id_of(token) == unique_id;
           });
}

std::string unique_id_of(const fhir::Token& token) {
    json::Value identifier;
    identifier.set("value", token.code);
    if (token.scheme && !token.scheme->empty()) {
        const bool is_plain_oid = is_oid(*token.scheme);
        identifier.set("system", is_plain_oid ? "urn:oid:" + *token.scheme : *token.scheme);
    }
    return mapping::unique_id_of_identifier(identifier);
}

}  // namespace dmpgw::transactions

// Criteria of fhir/search against values of the canonical model: what the searches of entries, submission sets and
// folders share. FHIR R4 search.html#token, #date, #string.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/search.hpp"
#include "gateway/model/author.hpp"
#include "gateway/model/code.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::transactions {

/// Each list is one occurrence of the parameter: any of its values fits, and every list must fit.
bool fits(const fhir::TokenLists& lists, const std::vector<model::Code>& codes);
bool fits(const fhir::TokenLists& lists, const std::optional<model::Code>& code);

/// From the beginning of `from` to the end of `to`; where one is missing the other is both. A moment that nobody
/// named fits no criterion.
bool fits(const fhir::Dates& dates, const std::optional<model::Dtm>& from, const std::optional<model::Dtm>& to);
bool fits(const fhir::Dates& dates, const std::optional<model::Dtm>& moment);

/// One author whose names begin so, in either case.
bool fits(const fhir::PersonCriterion& wanted, const std::vector<model::Author>& authors);

/// In either case.
bool begins_with(std::string_view text, std::string_view beginning);

/// An OID as a token: with or without urn:oid:, below urn:ietf:rfc:3986 or alone.
bool fits_oid(const fhir::TokenLists& lists, std::string_view oid);

/// What every search asks: status, archive mark, _id and identifier (of the uniqueId or the entryUUID).
bool fits_common(const fhir::RecordSearch& search, const std::optional<model::AvailabilityStatus>& status,
                 std::string_view entry_uuid, std::string_view unique_id);

/// The uniqueId that an identifier parameter names: without its urn:oid:, or "root^value" of "urn:oid:root|value".
std::string unique_id_of(const fhir::Token& token);

}  // namespace dmpgw::transactions

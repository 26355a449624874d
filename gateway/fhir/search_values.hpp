// Values of search parameters: tokens, dates, lists. Internal to fhir/.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/search.hpp"

namespace dmpgw::fhir {

/// Splits at `separator`, except behind a backslash, and takes the escapes \, \$ \| and \\ out of the parts
/// when `unescape` is set (FHIR R4 search.html#escaping).
std::vector<std::string> split_escaped(std::string_view text, char separator, bool unescape);

/// True for text that may stand in a value: no control character.
bool is_clean(std::string_view text);

/// nullopt for "", "|" and values with control characters.
std::optional<Token> read_token(std::string_view text, const SearchOptions& options);

/// "ge2026-01-01". `bad_prefix` is set when the prefix is none.
std::optional<DateCriterion> read_date(std::string_view text, const SearchOptions& options, bool& bad_prefix);

}  // namespace dmpgw::fhir

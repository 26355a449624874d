// The coding of parameter values in stored queries, ITI TF-2 3.18.4.1.2.3.5.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dmpgw::xds {

/// 'text', with a quote inside written twice; nullopt when it is not one quoted text.
std::optional<std::string> read_quoted(std::string_view value);

/// ('one','two') with white space between; a single quoted text counts as a list of one. nullopt when it is
/// neither, or an empty list.
std::optional<std::vector<std::string>> read_quoted_list(std::string_view value);

}  // namespace dmpgw::xds

// The file layer of the configuration: TOML 1.0 by toml++, every value with its line and column.
#pragma once

#include <string>
#include <string_view>

#include "gateway/server/config.hpp"

namespace dmpgw::server {

/// Applies the TOML text to `loaded`; `file` is the name that findings and origins give. Unknown
/// keys, wrong types and values out of bounds are all reported; a syntax error ends the reading.
void apply_file(std::string_view text, const std::filesystem::path& file, LoadedConfig& loaded,
                Findings& findings);

}  // namespace dmpgw::server

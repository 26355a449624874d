// The configuration as text: what `dmpgw config show`, `config sample` and `config reference`
// print.
#pragma once

#include <string>

#include "gateway/server/config.hpp"

namespace dmpgw::server {

/// The effective configuration as TOML, secrets masked; with the origin of each value as a comment
/// when asked.
std::string show_config(const LoadedConfig& loaded, bool with_origins);

/// samples/dmpgw.toml: every key with its default and a comment.
std::string sample_config();

/// docs/configuration.md.
std::string configuration_reference();

}  // namespace dmpgw::server

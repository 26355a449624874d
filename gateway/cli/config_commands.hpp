// What every command on this machine does first: read the configuration, and say what is wrong with
// it.
#pragma once

#include <iosfwd>
#include <optional>

#include "gateway/cli/commands.hpp"

namespace dmpgw::cli {

/// One finding on two or three lines: place, what, value, mend, rule. In French where the locale of
/// the environment (LC_ALL, LC_MESSAGES, LANG) is French.
void print_findings(const Findings& findings, std::ostream& to);

/// The configuration of all layers: the file named by a flag, else by DMPGW_CONFIG, else
/// /etc/dmpgw/dmpgw.toml where that exists and --dev is not given; DMPGW_ variables; flags. Prints
/// warnings, and all mistakes before it gives nullopt.
std::optional<server::LoadedConfig> load(const ConfigFlags& flags, Console console);

}  // namespace dmpgw::cli

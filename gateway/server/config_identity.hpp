// Who this gateway is where the configuration does not say: OIDs chosen once and kept in the data
// folder.
#pragma once

#include "gateway/base/clock.hpp"
#include "gateway/base/identifiers.hpp"
#include "gateway/server/config.hpp"

namespace dmpgw::server {

/// Name of the file in the data folder. It belongs to the store: a backup without it comes back
/// under other OIDs.
inline constexpr std::string_view identity_file_name = "identity";

/// Fills in the two OIDs of config.identity that are empty: from the identity file of the data
/// folder, which exists already, else with new OIDs below 2.25 that are written there first
/// (durably: rename after fsync). Throws std::system_error when the file cannot be read or written,
/// std::runtime_error when it is damaged.
void settle_identity(Config& config, const Clock& clock, Random& random);

}  // namespace dmpgw::server

// The gateway's own identifiers: as configured, or chosen once and kept in the data folder.
#pragma once

#include <filesystem>

#include "gateway/base/failure.hpp"
#include "gateway/server/config.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::server {

/// A repositoryUniqueId must never change: documents are retrieved by it. What the configuration leaves open
/// is read from `identity.json` of the data folder, made at the first start. Fails when that file is broken.
Result<transactions::GatewayIdentity> gateway_identity(const Config& config, const std::filesystem::path& data);

}  // namespace dmpgw::server

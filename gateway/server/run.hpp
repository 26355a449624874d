// The composition root behind `dmpgw serve`.
#pragma once

#include "gateway/server/config.hpp"

namespace dmpgw::server {

/// Opens the store, listens, and serves until SIGTERM or SIGINT; then finishes what was accepted.
/// Prints the "ready" lines (URLs, repositoryUniqueId, homeCommunityId) on standard output once
/// both listeners accept. Returns the exit code of the process: 0 after an orderly stop, 1 when it
/// could not start (the reason is on standard error) or the store failed. Precondition:
/// startup_findings() has no error. Blocks; call it once.
int run(const Config& config);

}  // namespace dmpgw::server

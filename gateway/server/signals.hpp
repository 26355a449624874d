// Signals as calls: SIGTERM and SIGINT stop, SIGHUP reloads.
#pragma once

#include <functional>

namespace dmpgw::server {

/// Blocks the three signals in this thread and in every thread it starts from now on. Call first.
void block_signals();

/// Waits until SIGTERM or SIGINT; calls `reload` at each SIGHUP. A later SIGTERM or SIGINT ends the process at
/// once.
void wait_for_stop(const std::function<void()>& reload);

}  // namespace dmpgw::server

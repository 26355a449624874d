// The reference point for HTTP: what it costs to take the same bytes over TLS and do nothing with
// them.
#pragma once

#include <cstdint>

namespace dmpgw::bench {

/// Serves POST over TLS 1.3 on 127.0.0.1:`port` until SIGTERM: the head by Beast, the body read
/// straight into a 64 KiB buffer and dropped, a short 200. One io_context and one thread a core, as
/// the gateway has.
int run_bare_server(std::uint16_t port);

}  // namespace dmpgw::bench

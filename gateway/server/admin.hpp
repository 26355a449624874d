// The admin listener: /livez, /readyz, /metrics. Plain HTTP, loopback unless configured otherwise.
#pragma once

#include <atomic>
#include <functional>

#include "gateway/server/routes.hpp"

namespace dmpgw::server {

struct AdminSources {
    std::function<bool()> ready;              ///< false once SIGTERM came, or while the store cannot write
    std::function<std::string()> metrics;     ///< the Prometheus page
};

/// Answers under overload too.
std::vector<Route> admin_routes(AdminSources sources);

}  // namespace dmpgw::server

// The TLS context of the public listener, swapped on SIGHUP without losing a connection.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>

#include "gateway/base/failure.hpp"
#include "gateway/server/config.hpp"

namespace dmpgw::server {

/// Thread-safe.
class TlsReload {
  public:
    explicit TlsReload(const Config& config) : config_(config) {}
    /// Reads the files again (or makes the throw-away certificate of --dev once). On failure the old context
    /// stays in use.
    Result<void> reload();
    /// The context for the next handshake.
    std::shared_ptr<boost::asio::ssl::context> current() const;

  private:
    const Config& config_;
    mutable std::mutex mutex_;
    std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace dmpgw::server

#include "gateway/server/tls_reload.hpp"

#include "gateway/security/tls_context.hpp"

namespace dmpgw::server {

Result<void> TlsReload::reload() {
    std::shared_ptr<boost::asio::ssl::context> fresh;
    if (config_.tls.certificate.empty() && config_.dev) {
        if (current() != nullptr) return {};
        fresh = security::development_context(security::make_throw_away_certificate());
    } else {
        auto loaded = security::server_context({config_.tls.certificate, config_.tls.key, config_.tls.client_ca,
                                                 config_.tls.key_password, config_.tls.minimum_version == "1.3"});
        if (!loaded) return loaded.error();
        fresh = *loaded;
    }
    const std::lock_guard lock(mutex_);
    context_ = std::move(fresh);
    return {};
}

std::shared_ptr<boost::asio::ssl::context> TlsReload::current() const {
    const std::lock_guard lock(mutex_);
    return context_;
}

}  // namespace dmpgw::server

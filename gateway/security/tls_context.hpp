// TLS for the listeners: the profile of ANSSI SDE-NT-35 and IHE ITI-19 (TF-2 3.19), and the throw-away
// certificate of `serve --dev`.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "gateway/base/failure.hpp"

namespace dmpgw::security {

struct TlsFiles {
    std::string certificate;   ///< PEM, leaf first, then its chain
    std::string private_key;   ///< PEM
    std::string client_ca;     ///< PEM; empty: no client certificate is asked for
    std::string key_password;  ///< of an encrypted private key
    bool tls13_only = false;   ///< refuse TLS 1.2
};

/// A server context from files: TLS 1.2 with forward secrecy and AEAD, TLS 1.3; no compression, no
/// renegotiation. With client_ca, a client without a certificate of it is refused in the handshake.
/// Fails with the file's name and OpenSSL's reason.
Result<std::shared_ptr<boost::asio::ssl::context>> server_context(const TlsFiles& files);

struct ThrowAwayCertificate {
    std::string certificate_pem;
    std::string private_key_pem;
};

/// A self-signed ECDSA P-256 certificate for localhost, 127.0.0.1 and ::1, valid for 30 days.
ThrowAwayCertificate make_throw_away_certificate();

/// A server context from PEM text, with the same profile and no client certificates.
std::shared_ptr<boost::asio::ssl::context> development_context(const ThrowAwayCertificate& certificate);

}  // namespace dmpgw::security

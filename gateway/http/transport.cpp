#include "gateway/http/transport.hpp"

#include <openssl/bio.h>
#include <openssl/x509.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <new>
#include <stdexcept>

#include "gateway/base/digest.hpp"
#include "gateway/base/encoding.hpp"

namespace dmpgw::http {
namespace {

namespace asio = boost::asio;

class PlainTransport final : public Transport {
  public:
    explicit PlainTransport(Socket socket) : socket_(std::move(socket)) {}

    Task<boost::system::error_code> handshake() override { co_return boost::system::error_code{}; }
    Task<IoResult> read_some(asio::mutable_buffer to) override {
        return socket_.async_read_some(to, asio::as_tuple(use_task));
    }
    Task<IoResult> write_some(BufferRun from) override {
        return socket_.async_write_some(from, asio::as_tuple(use_task));
    }
    Task<void> shutdown() override {
        boost::system::error_code ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
        co_return;
    }
    Socket& socket() override { return socket_; }

  private:
    Socket socket_;
};

struct CertificateDeleter {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
struct BioDeleter {
    void operator()(BIO* bio) const { BIO_free(bio); }
};

std::string subject_of(const X509* certificate) {
    const std::unique_ptr<BIO, BioDeleter> bio(BIO_new(BIO_s_mem()));
    if (!bio) throw std::bad_alloc();
    // RFC 2253 order and escapes, but UTF-8 as it is: the subject list of a configuration is written that
    // way.
    constexpr unsigned long flags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    if (X509_NAME_print_ex(bio.get(), X509_get_subject_name(certificate), 0, flags) < 0)
        throw std::bad_alloc();
    char* text = nullptr;
    const long length = BIO_get_mem_data(bio.get(), &text);
    return length > 0 ? std::string(text, static_cast<std::size_t>(length)) : std::string();
}

std::string der_of(X509* certificate) {
    unsigned char* der = nullptr;
    const int length = i2d_X509(certificate, &der);
    if (length <= 0) throw std::bad_alloc();
    std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return bytes;
}

class TlsTransport final : public Transport {
  public:
    TlsTransport(Socket socket, std::shared_ptr<asio::ssl::context> context)
        // The record buffers (some 34 KiB) stay with the session: released between records, as
        // SSL_MODE_RELEASE_BUFFERS would have it, they are allocated anew for each one.
        : context_(std::move(context)), stream_(std::move(socket), *context_) {}

    Task<boost::system::error_code> handshake() override {
        boost::system::error_code ec;
        co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(use_task, ec));
        co_return ec;
    }
    Task<IoResult> read_some(asio::mutable_buffer to) override {
        return stream_.async_read_some(to, asio::as_tuple(use_task));
    }
    Task<IoResult> write_some(BufferRun from) override {
        return stream_.async_write_some(from, asio::as_tuple(use_task));
    }
    Task<void> shutdown() override {
        // async_shutdown would wait for the peer's close_notify. Ours goes out with the first step of
        // SSL_shutdown; what the peer still sends is drained from the socket.
        boost::system::error_code ignored;
        co_await stream_.async_shutdown(asio::redirect_error(use_task, ignored));
        stream_.next_layer().shutdown(Socket::shutdown_send, ignored);
    }
    std::optional<PeerCertificate> peer_certificate() const override {
        SSL* ssl = const_cast<asio::ssl::stream<Socket>&>(stream_).native_handle();
        const std::unique_ptr<X509, CertificateDeleter> certificate(SSL_get1_peer_certificate(ssl));
        if (!certificate || SSL_get_verify_result(ssl) != X509_V_OK) return std::nullopt;
        // A context that asks for no certificate verifies none, and X509_V_OK then says nothing.
        if ((SSL_get_verify_mode(ssl) & SSL_VERIFY_PEER) == 0) return std::nullopt;
        return PeerCertificate{subject_of(certificate.get()), hex_encode(sha256(der_of(certificate.get())))};
    }
    Socket& socket() override { return stream_.next_layer(); }

  private:
    std::shared_ptr<asio::ssl::context> context_;  // owns the callbacks of the session
    asio::ssl::stream<Socket> stream_;
};

}  // namespace

std::unique_ptr<Transport> plain_transport(Socket socket) {
    return std::make_unique<PlainTransport>(std::move(socket));
}

std::unique_ptr<Transport> tls_transport(Socket socket, std::shared_ptr<asio::ssl::context> context) {
    if (!context) throw std::invalid_argument("no TLS context to serve with");
    return std::make_unique<TlsTransport>(std::move(socket), std::move(context));
}

}  // namespace dmpgw::http

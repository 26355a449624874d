// Bytes over a connection of one's own, plain or TLS: for requests that no honest client can write
// (RFC 9112, 11.2). Blocking sockets with deadlines; the server's certificate is not checked here,
// since nothing that matters is sent.
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "conformance/rules.hpp"
#include "conformance/transport.hpp"

namespace dmpgw::conformance {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr std::size_t max_answer_bytes = 16U * 1024 * 1024;

class Socket {
  public:
    explicit Socket(int fd = -1) : fd_(fd) {}
    ~Socket() {
        if (fd_ >= 0) ::close(fd_);
    }
    Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Socket& operator=(Socket&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    int fd() const { return fd_; }
    /// False when the deadline passes before the socket can be read.
    bool wait_readable(std::chrono::milliseconds most) const {
        pollfd poll_fd{fd_, POLLIN, 0};
        return ::poll(&poll_fd, 1, static_cast<int>(most.count())) > 0;
    }

  private:
    int fd_;
};

Socket connect_to(const http::ClientOptions& to) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(to.host.c_str(), std::to_string(to.port).c_str(), &hints, &found) != 0)
        return Socket();
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(found, &::freeaddrinfo);
    const timeval limit{to.timeout.count() / 1000, 0};
    for (const addrinfo* a = list.get(); a != nullptr; a = a->ai_next) {
        Socket socket(::socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol));
        if (socket.fd() < 0) continue;
        ::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(socket.fd(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        if (::connect(socket.fd(), a->ai_addr, a->ai_addrlen) == 0) return socket;
    }
    return Socket();
}

using TlsContext = std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)>;
using Tls = std::unique_ptr<SSL, decltype(&::SSL_free)>;

/// The connection: TLS where `ssl` is there.
class Channel {
  public:
    Channel(Socket socket, const http::ClientOptions& to)
        : socket_(std::move(socket)),
          context_(nullptr, &::SSL_CTX_free),
          ssl_(nullptr, &::SSL_free) {
        if (!to.tls) return;
        context_.reset(::SSL_CTX_new(::TLS_client_method()));
        if (!to.certificate.empty())
            ::SSL_CTX_use_certificate_chain_file(context_.get(), to.certificate.c_str());
        if (!to.private_key.empty()) {
            ::SSL_CTX_use_PrivateKey_file(context_.get(), to.private_key.c_str(), SSL_FILETYPE_PEM);
        }
        ssl_.reset(::SSL_new(context_.get()));
        ::SSL_set_tlsext_host_name(ssl_.get(), to.host.c_str());
        ::SSL_set_fd(ssl_.get(), socket_.fd());
        good_ = ::SSL_connect(ssl_.get()) == 1;
    }
    bool good() const { return good_; }

    /// False when the server closed before all was written: its answer may still be there.
    bool write(std::string_view bytes) {
        while (!bytes.empty()) {
            const long n =
                ssl_ ? ::SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                     : ::send(socket_.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    /// Bytes read; 0 at the end or after `most` without any.
    std::size_t read(char* to, std::size_t capacity, std::chrono::milliseconds most) {
        const bool ready = (ssl_ && ::SSL_pending(ssl_.get()) > 0) || socket_.wait_readable(most);
        if (!ready) return 0;
        const long n = ssl_ ? ::SSL_read(ssl_.get(), to, static_cast<int>(capacity))
                            : ::recv(socket_.fd(), to, capacity, 0);
        return n > 0 ? static_cast<std::size_t>(n) : 0;
    }

  private:
    Socket socket_;
    TlsContext context_;
    Tls ssl_;
    bool good_ = true;
};

}  // namespace

Result<std::string> exchange_bytes(const http::ClientOptions& to, std::string_view bytes,
                                   std::chrono::milliseconds quiet) {
    const std::string place = to.host + ":" + std::to_string(to.port);
    Socket socket = connect_to(to);
    if (socket.fd() < 0) return refuse(rules::server_unreachable, place);
    Channel channel(std::move(socket), to);
    if (!channel.good()) return refuse(rules::server_unreachable, place, {}, "TLS handshake");
    channel.write(bytes);
    std::string answer;
    char block[16384];
    while (answer.size() < max_answer_bytes) {
        const std::size_t n =
            channel.read(block, sizeof block, answer.empty() ? to.timeout : quiet);
        if (n == 0) break;
        answer.append(block, n);
    }
    return answer;
}

}  // namespace dmpgw::conformance

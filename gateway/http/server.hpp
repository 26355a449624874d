// An HTTP/1.1 server, plain or TLS: one thread a core, one io_context a thread, one acceptor that hands
// connections out in turn. May be used several times in one process (public listener, admin listener).
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gateway/http/admission.hpp"
#include "gateway/http/deadlines.hpp"
#include "gateway/http/framing_guard.hpp"
#include "gateway/http/handler.hpp"

namespace dmpgw::http {

/// Gives the context for the next handshake; called for every accepted connection, so that a reload shows
/// in the very next one. Connections keep theirs. Thread-safe.
using TlsContextSource = std::function<std::shared_ptr<boost::asio::ssl::context>()>;

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;          ///< 0: any free port, see Server::port()
    unsigned threads = 0;            ///< 0: one a core
    int backlog = 1024;
    FramingPolicy framing;
    HttpDeadlines deadlines;
    AdmissionLimits admission;
    TlsContextSource tls;            ///< empty: plain HTTP
    RefusalRenderer refusal = render_plain;
    Observer observer;               ///< may be empty
};

/// Thread-safe after start(), except for the destructor.
class Server {
  public:
    /// `router` must outlive the server. Throws nothing; the socket is opened by start().
    Server(ServerOptions options, const Router& router);
    /// Drains without waiting where that was not done before.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds, listens, starts the threads. Throws boost::system::system_error when the address is taken.
    void start();
    /// The port listened on, after start().
    std::uint16_t port() const;

    /// Serves what the kernel has accepted already, then closes the listening socket. Requests go on.
    void stop_accepting();

    /// stop_accepting(), closes idle connections, lets requests in flight finish (their answers say
    /// Connection: close), at most until `deadline` from now; then ends all connections and threads. True
    /// when every request was answered. Later calls return at once.
    bool drain(std::chrono::milliseconds deadline);

    const Admission& admission() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dmpgw::http

// A byte stream, plain or TLS, behind one interface, so that the connection is compiled once.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "gateway/http/task.hpp"

namespace dmpgw::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using IoResult = std::tuple<boost::system::error_code, std::size_t>;

/// A run of buffers to send. Refers to them only.
struct BufferRun {
    using value_type = boost::asio::const_buffer;
    using const_iterator = const boost::asio::const_buffer*;
    const_iterator first = nullptr;
    const_iterator last = nullptr;
    const_iterator begin() const { return first; }
    const_iterator end() const { return last; }
};

/// The certificate a client proved to hold.
struct PeerCertificate {
    std::string subject;  ///< RFC 2253, UTF-8
    std::string sha256;   ///< of the DER, lower-case hexadecimal
};

/// Used by one connection, on the thread of its loop. Destruction closes the socket.
class Transport {
  public:
    virtual ~Transport() = default;
    /// Nothing to do on a plain stream.
    virtual Task<boost::system::error_code> handshake() = 0;
    virtual Task<IoResult> read_some(boost::asio::mutable_buffer to) = 0;
    virtual Task<IoResult> write_some(BufferRun from) = 0;
    /// Says that nothing more will be sent (close_notify, then FIN).
    virtual Task<void> shutdown() = 0;
    virtual std::optional<PeerCertificate> peer_certificate() const { return std::nullopt; }
    virtual Socket& socket() = 0;
};

std::unique_ptr<Transport> plain_transport(Socket socket);
/// Throws boost::system::system_error when `context` cannot make a session.
std::unique_ptr<Transport> tls_transport(Socket socket, std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace dmpgw::http

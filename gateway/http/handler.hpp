// The seam to the layers above: what they get of a request, and what they say before its body is read.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/http/body.hpp"
#include "gateway/http/message.hpp"
#include "gateway/http/task.hpp"

namespace dmpgw::http {

/// One request. Lives until its handler has returned.
struct Request {
    RequestHead head;
    std::string request_id;                 ///< X-Request-Id: the caller's when well-formed, else a new UUID
    std::string peer_address;               ///< "192.0.2.1", without port
    std::optional<std::string> tls_subject; ///< RFC 2253 name of the verified client certificate
    std::optional<std::string>
        tls_certificate_sha256;             ///< of its DER, lower-case hexadecimal (RFC 8705 x5t#S256)
    BodyReader* body = nullptr;             ///< never null; empty when the request has no body
    std::uint64_t body_limit = 0;           ///< of the route
    std::chrono::steady_clock::time_point received;  ///< when its head was whole
};

/// Answers a request. A handler need not read the body: what is left of it is discarded, or the connection
/// closed. An exception is answered with 500 and closes the connection. The function object must stay alive
/// while requests run (a coroutine lambda reads its captures through it).
using Handler = std::function<Task<Response>(Request&)>;

/// Told of a request that is refused without its handler, or after it threw. Awaited before the answer.
using RefusalRecorder = std::function<Task<void>(const Request&, const Failure&)>;

struct RouteInfo {
    std::string name;              ///< for metrics and the access log, as "iti-41"
    std::uint64_t body_limit = 0;  ///< bytes; 413 above, before the body is read where its length is declared
    Handler handler;
    bool always_admitted = false;  ///< health and metrics pages answer under overload too
    RefusalRecorder on_refusal{};  ///< may be empty
};

/// A refusal before the body: the status, why, and fields such as Allow.
struct Refusal {
    unsigned status = 404;
    Failure failure;
    std::vector<Field> fields;
};

/// Finds the route of a request before its body is read, so that 404, 405, 406 and 415 cost nothing.
/// Thread-safe: called by every connection. Routes must outlive the server.
class Router {
  public:
    virtual ~Router() = default;
    virtual boost::system::result<const RouteInfo*, Refusal> find(const RequestHead& head) const = 0;
};

/// Renders a refusal in the protocol of its path (a SOAP RegistryResponse, an OperationOutcome). The target
/// of `head` is empty when the request line could not be read. Thread-safe; must not throw.
using RefusalRenderer = std::function<Response(const RequestHead& head, unsigned status,
                                               const Failure& failure, std::string_view request_id)>;

/// The renderer in use where none is given: plain text, English, one line a finding.
Response render_plain(const RequestHead& head, unsigned status, const Failure& failure,
                      std::string_view request_id);

/// What one request came to, for metrics and the access log.
struct Served {
    const RequestHead& head;        ///< empty when the head itself was refused
    std::string_view route;         ///< empty when no route was found
    std::string_view request_id;
    std::string_view peer_address;
    unsigned status;
    std::chrono::microseconds time; ///< from whole head to last byte handed to the kernel
    std::uint64_t bytes_in;         ///< of the body, decoded
    std::uint64_t bytes_out;        ///< head and body
};

/// Called after each answer on the connection's thread. Thread-safe and quick; must not throw.
using Observer = std::function<void(const Served&)>;

}  // namespace dmpgw::http

// A small HTTP/1.1 client for the command line, the demonstration and the conformance bench. Blocking for its
// caller; one connection, kept alive; plain or TLS.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/http/message.hpp"

namespace dmpgw::http {

struct ClientOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 80;
    bool tls = false;
    bool insecure = false;              ///< do not check the server's certificate: loopback development only
    std::filesystem::path ca_file;      ///< PEM; empty: the system's
    std::filesystem::path certificate;  ///< PEM chain of the client; empty: none
    std::filesystem::path private_key;  ///< PEM
    std::string server_name;            ///< SNI and checked name; empty: host
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds timeout{60'000};     ///< of one request without progress
    std::uint64_t max_response_bytes = 256ULL * 1024 * 1024;  ///< of a response kept in memory
};

/// "https://host:port/base" as options and a path prefix ("" when none). nullopt when it is no such URL.
struct Url {
    ClientOptions options;
    std::string path;
};
std::optional<Url> parse_url(std::string_view url);

/// A body to send: text in memory, which must stay alive, or a file that is streamed with its present length.
struct ClientBody {
    std::string_view text;
    std::filesystem::path file;  ///< empty: text

    ClientBody() = default;
    ClientBody(std::string_view t) : text(t) {}
    ClientBody(const std::string& t) : text(t) {}
    ClientBody(const char* t) : text(t) {}
    static ClientBody from_file(std::filesystem::path path) {
        ClientBody body;
        body.file = std::move(path);
        return body;
    }
};

struct ClientResponse {
    unsigned status = 0;
    std::vector<Field> fields;
    std::string body;  ///< empty when it went to a sink
    std::string_view field(std::string_view name) const;
};

/// Takes the response body as it comes; false stops and closes the connection.
using BodySink = std::function<bool(std::string_view piece)>;

/// Not thread-safe: one client a thread.
class Client {
  public:
    explicit Client(ClientOptions options);
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    /// Sends one request and reads its answer, whatever its status; redirects are not followed. Host,
    /// Content-Length and Connection are set here. Fails with kind unavailable when the server cannot be
    /// reached, is not the one it should be, or ends the connection. A kept connection that the server has
    /// closed is replaced; only GET, HEAD, PUT and DELETE are sent again when that shows too late.
    Result<ClientResponse> send(std::string_view method, std::string_view target,
                                const std::vector<Field>& fields = {}, const ClientBody& body = {},
                                const BodySink& sink = {});

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dmpgw::http

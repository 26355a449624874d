// How requests reach the server under test: the seam at which unit tests put canned answers.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "conformance/reply.hpp"
#include "gateway/base/failure.hpp"
#include "gateway/http/client.hpp"

namespace dmpgw::conformance {

class Transport {
  public:
    virtual ~Transport() = default;
    /// Rule server_unreachable, or what the client says, when no answer came.
    virtual Result<Reply> send(const Request& request) = 0;
};

/// How to speak with every server.
struct ConnectionOptions {
    bool insecure = false;
    std::filesystem::path ca_file, certificate, private_key;
    std::chrono::milliseconds timeout{30'000};
};

/// One kept connection a host and port; raw requests get connections of their own. Not thread-safe.
class NetworkTransport final : public Transport {
  public:
    explicit NetworkTransport(ConnectionOptions options) : options_(std::move(options)) {}
    Result<Reply> send(const Request& request) override;

  private:
    ConnectionOptions options_;
    std::map<std::string, http::Client> clients_;
};

/// Sends `bytes` as they are over a new connection and reads until the server closes or is silent
/// for `quiet` after its first answer.
Result<std::string> exchange_bytes(const http::ClientOptions& to, std::string_view bytes,
                                   std::chrono::milliseconds quiet);

/// Status, fields and body of the first answer in `bytes`, and how many answers there are.
Result<Reply> read_raw_reply(std::string_view bytes);

}  // namespace dmpgw::conformance

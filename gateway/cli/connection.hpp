// A connection to a gateway from the flags of a command.
#pragma once

#include <string>

#include "gateway/cli/commands.hpp"
#include "gateway/http/client.hpp"

namespace dmpgw::cli {

struct Connection {
    http::Client client;
    std::string base;  ///< path of the base URL, without a slash at the end

    /// Sends and receives; `target` is below the base URL.
    Result<http::ClientResponse> send(std::string_view method, std::string_view target,
                                      const std::vector<http::Field>& fields = {},
                                      const http::ClientBody& body = std::string_view{},
                                      const http::BodySink& sink = {});
};

/// Nothing is sent yet. Refuses a URL it cannot use, and --insecure but for loopback.
Result<Connection> connect(const Remote& remote);

}  // namespace dmpgw::cli

#include "gateway/cli/connection.hpp"

#include "gateway/base/limits.hpp"

namespace dmpgw::cli {
namespace {

constexpr Rule bad_url{"CLI_URL",
                       FailureKind::invalid,
                       "",
                       "This is not the base URL of a gateway.",
                       "Ce n'est pas l'URL de base d'une passerelle.",
                       "Write it as https://localhost:8443.",
                       "Écrivez-la comme https://localhost:8443.",
                       ""};

constexpr Rule insecure_elsewhere{
    "CLI_INSECURE",
    FailureKind::forbidden,
    "",
    "--insecure is for loopback only: elsewhere anybody could answer in the gateway's place.",
    "--insecure ne vaut que pour l'interface de bouclage : ailleurs, n'importe qui pourrait "
    "répondre à la place de la "
    "passerelle.",
    "Give the authority of the server's certificate with --ca.",
    "Indiquez l'autorité du certificat du serveur avec --ca.",
    ""};

bool is_loopback(const std::string& host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace

Result<Connection> connect(const Remote& remote) {
    auto url = http::parse_url(remote.url);
    if (!url) return refuse(bad_url, "--url", remote.url);
    http::ClientOptions& options = url->options;
    if (remote.insecure && !is_loopback(options.host))
        return refuse(insecure_elsewhere, "--insecure", options.host);
    options.insecure = remote.insecure;
    options.ca_file = remote.ca;
    options.certificate = remote.certificate;
    options.private_key = remote.key;
    // The longest message the gateway can send back: a document of the greatest size as base64, and
    // its envelope.
    options.max_response_bytes = 2 * GiB;
    std::string base = url->path;
    while (base.ends_with('/'))
        base.pop_back();
    return Connection{http::Client(options), std::move(base)};
}

Result<http::ClientResponse> Connection::send(std::string_view method, std::string_view target,
                                              const std::vector<http::Field>& fields,
                                              const http::ClientBody& body,
                                              const http::BodySink& sink) {
    return client.send(method, base + std::string(target), fields, body, sink);
}

}  // namespace dmpgw::cli

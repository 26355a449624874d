#include "gateway/http/client.hpp"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <fstream>
#include <variant>

#include "gateway/base/limits.hpp"
#include "gateway/base/text.hpp"
#include "gateway/http/client_rules.hpp"
#include "gateway/http/framing_guard.hpp"

namespace dmpgw::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using PlainStream = beast::tcp_stream;
// Not beast::ssl_stream: async_write of a small and a large buffer through it stops after the small one with
// Boost 1.81 (measured).
using TlsStream = asio::ssl::stream<beast::tcp_stream>;
using StreamPointer = std::variant<std::monostate, std::unique_ptr<PlainStream>, std::unique_ptr<TlsStream>>;

constexpr auto as_tuple_token = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t piece_bytes = 256 * KiB;
constexpr std::size_t coalesced_bytes = 8 * KiB;  // a body this small goes out with its head, in one packet

bool is_clean(std::string_view text, bool spaces_may) {
    return std::all_of(text.begin(), text.end(), [spaces_may](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 ? byte != 0x7F : spaces_may && (c == ' ' || c == '\t');
    });
}

bool is_address(const std::string& host) {
    error_code ec;
    asio::ip::make_address(host, ec);
    return !ec;
}

std::string host_field(const ClientOptions& o) {
    std::string host = o.host.find(':') == std::string::npos ? o.host : "[" + o.host + "]";
    if (o.port != (o.tls ? 443 : 80)) host += ":" + std::to_string(o.port);
    return host;
}

Failure lost(const Rule& rule, const ClientOptions& o, const error_code& ec) {
    if (ec == beast::error::timeout) return refuse(rules::client_timeout, "server", host_field(o));
    return refuse(rule, "server", host_field(o), ec.message());
}

// One request, ready to be written.
struct Outgoing {
    std::string head;
    std::string_view text;   ///< the body, unless it is a file
    std::ifstream file;
    bool from_file = false;
    bool head_only = false;  ///< HEAD
};

struct Incoming {
    ClientResponse response;
    bool keep = false;
};

// The answer so far decides whether a request may be sent again.
struct Progress {
    bool answer_begun = false;
};

template <class Stream>
asio::awaitable<error_code> write_request(Stream& stream, Outgoing& out, std::chrono::milliseconds timeout) {
    beast::get_lowest_layer(stream).expires_after(timeout);
    if (out.text.size() <= coalesced_bytes) out.head.append(std::exchange(out.text, {}));
    if (!out.from_file) {
        const std::array<asio::const_buffer, 2> buffers = {asio::buffer(out.head), asio::buffer(out.text)};
        const auto [ec, n] = co_await asio::async_write(stream, buffers, as_tuple_token);
        co_return ec;
    }
    auto [ec, n] = co_await asio::async_write(stream, asio::buffer(out.head), as_tuple_token);
    std::vector<char> block(piece_bytes);
    while (!ec && out.file) {
        out.file.read(block.data(), static_cast<std::streamsize>(block.size()));
        const auto got = static_cast<std::size_t>(out.file.gcount());
        if (got == 0) break;
        beast::get_lowest_layer(stream).expires_after(timeout);
        std::tie(ec, n) = co_await asio::async_write(stream, asio::buffer(block.data(), got), as_tuple_token);
    }
    co_return ec;
}

template <class Stream>
asio::awaitable<Result<Incoming>> read_response(Stream& stream, const Outgoing& out,
                                                const ClientOptions& options, const BodySink& sink,
                                                Progress& progress) {
    beast::flat_buffer buffer;
    buffer.reserve(64 * KiB);  // the default reads 512 bytes at a time
    std::optional<beast::http::response_parser<beast::http::buffer_body>> parser;
    unsigned status = 100;
    while (status < 200) {
        parser.emplace();
        parser->body_limit(boost::none);
        parser->skip(out.head_only);
        beast::get_lowest_layer(stream).expires_after(options.timeout);
        const auto [ec, n] = co_await beast::http::async_read_header(stream, buffer, *parser, as_tuple_token);
        progress.answer_begun = progress.answer_begun || n > 0;
        if (ec) co_return lost(rules::client_connection_lost, options, ec);
        status = parser->get().result_int();
    }
    Incoming in;
    in.response.status = status;
    // Copied before the body is read: Beast adds trailers to these fields.
    for (const auto& field : parser->get()) {
        in.response.fields.push_back({std::string(field.name_string()), std::string(field.value())});
    }
    std::vector<char> block(parser->is_done() ? 0 : piece_bytes);
    while (!parser->is_done()) {
        auto& body = parser->get().body();
        body.data = block.data();
        body.size = block.size();
        beast::get_lowest_layer(stream).expires_after(options.timeout);
        auto [ec, n] = co_await beast::http::async_read(stream, buffer, *parser, as_tuple_token);
        if (ec == beast::http::error::need_buffer) ec = {};
        if (ec) co_return lost(rules::client_connection_lost, options, ec);
        const std::string_view piece(block.data(), block.size() - body.size);
        if (sink) {
            if (!sink(piece)) co_return in;
        } else if (in.response.body.size() + piece.size() > options.max_response_bytes) {
            co_return refuse(rules::client_answer_too_large, "answer");
        } else {
            in.response.body.append(piece);
        }
    }
    in.keep = parser->keep_alive();
    co_return in;
}

template <class Stream>
asio::awaitable<Result<Incoming>> exchange(Stream& stream, Outgoing& out, const ClientOptions& options,
                                           const BodySink& sink, Progress& progress) {
    const error_code write_error = co_await write_request(stream, out, options.timeout);
    // A server may answer 413 and close while the body is still being sent: its answer counts, not our error.
    auto answer = co_await read_response(stream, out, options, sink, progress);
    if (!answer && write_error) co_return lost(rules::client_connection_lost, options, write_error);
    if (write_error && answer) answer->keep = false;
    co_return answer;
}

}  // namespace

struct Client::Impl {
    explicit Impl(ClientOptions o) : options(std::move(o)) {}

    // Runs a coroutine to its end on this thread.
    template <class T>
    T run(asio::awaitable<T> task) {
        std::optional<T> value;
        std::exception_ptr thrown;
        asio::co_spawn(io, std::move(task), [&](std::exception_ptr e, T result) {
            thrown = e;
            value.emplace(std::move(result));
        });
        io.restart();
        io.run();
        if (thrown) std::rethrow_exception(thrown);
        return std::move(*value);
    }

    Result<Outgoing> prepare(std::string_view method, std::string_view target,
                             const std::vector<Field>& fields, const ClientBody& body) const;
    Result<void> make_tls();
    asio::awaitable<error_code> connect_tcp(beast::tcp_stream& stream);
    asio::awaitable<std::optional<Failure>> connect();
    bool is_still_open();
    void disconnect() { stream = std::monostate{}; }

    ClientOptions options;
    asio::io_context io{1};
    std::optional<asio::ssl::context> tls;
    StreamPointer stream;
};

Result<Outgoing> Client::Impl::prepare(std::string_view method, std::string_view target,
                                       const std::vector<Field>& fields, const ClientBody& body) const {
    if (!is_token(method)) return refuse(rules::client_request, "method", method);
    if (!target.starts_with('/') || !is_clean(target, false))
        return refuse(rules::client_request, "target", target);
    Outgoing out;
    std::uint64_t length = 0;
    if (body.file.empty()) {
        out.text = body.text;
        length = body.text.size();
    } else {
        std::error_code ec;
        length = std::filesystem::file_size(body.file, ec);
        out.file.open(body.file, std::ios::binary);
        out.from_file = true;
        if (ec || !out.file) return refuse(rules::client_file, body.file.string());
    }
    out.head_only = method == "HEAD";
    out.head.append(method)
        .append(" ")
        .append(target)
        .append(" HTTP/1.1\r\nHost: ")
        .append(host_field(options));
    if (length > 0 || method == "POST" || method == "PUT" || method == "PATCH") {
        out.head.append("\r\nContent-Length: ").append(std::to_string(length));
    }
    for (const Field& field : fields) {
        if (!is_token(field.name) || !is_clean(field.value, true)) {
            return refuse(rules::client_request, "header " + field.name);
        }
        out.head.append("\r\n").append(field.name).append(": ").append(field.value);
    }
    out.head.append("\r\n\r\n");
    return out;
}

Result<void> Client::Impl::make_tls() {
    if (tls) return {};
    tls.emplace(asio::ssl::context::tls_client);
    error_code ec;
    SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
    if (options.insecure) {
        tls->set_verify_mode(asio::ssl::verify_none, ec);
    } else {
        tls->set_verify_mode(asio::ssl::verify_peer, ec);
        if (options.ca_file.empty()) tls->set_default_verify_paths(ec);
        else tls->load_verify_file(options.ca_file.string(), ec);
    }
    if (!ec && !options.certificate.empty())
        tls->use_certificate_chain_file(options.certificate.string(), ec);
    if (!ec && !options.private_key.empty()) {
        tls->use_private_key_file(options.private_key.string(), asio::ssl::context::pem, ec);
    }
    if (!ec) return {};
    tls.reset();
    return refuse(rules::client_tls, "client", {}, ec.message());
}

asio::awaitable<error_code> Client::Impl::connect_tcp(beast::tcp_stream& to) {
    tcp::resolver resolver(io);
    const auto [unresolved, endpoints] =
        co_await resolver.async_resolve(options.host, std::to_string(options.port), as_tuple_token);
    if (unresolved) co_return unresolved;
    to.expires_after(options.connect_timeout);
    const auto [ec, endpoint] = co_await to.async_connect(endpoints, as_tuple_token);
    error_code ignored;
    if (!ec) to.socket().set_option(tcp::no_delay(true), ignored);
    co_return ec;
}

asio::awaitable<std::optional<Failure>> Client::Impl::connect() {
    if (!options.tls) {
        auto plain = std::make_unique<PlainStream>(io);
        if (const auto ec = co_await connect_tcp(*plain))
            co_return lost(rules::client_unreachable, options, ec);
        stream = std::move(plain);
        co_return std::nullopt;
    }
    auto secure = std::make_unique<TlsStream>(io, *tls);
    if (const auto ec = co_await connect_tcp(beast::get_lowest_layer(*secure))) {
        co_return lost(rules::client_unreachable, options, ec);
    }
    const std::string& name = options.server_name.empty() ? options.host : options.server_name;
    if (!is_address(name)) SSL_set_tlsext_host_name(secure->native_handle(), name.c_str());
    if (!options.insecure) secure->set_verify_callback(asio::ssl::host_name_verification(name));
    beast::get_lowest_layer(*secure).expires_after(options.connect_timeout);
    const auto [ec] = co_await secure->async_handshake(asio::ssl::stream_base::client, as_tuple_token);
    if (ec) co_return lost(rules::client_tls, options, ec);
    stream = std::move(secure);
    co_return std::nullopt;
}

// Whether a kept connection is still there: nothing may have arrived on it, neither bytes nor its end.
bool Client::Impl::is_still_open() {
    tcp::socket* socket = nullptr;
    if (auto* plain = std::get_if<std::unique_ptr<PlainStream>>(&stream)) socket = &(*plain)->socket();
    if (auto* secure = std::get_if<std::unique_ptr<TlsStream>>(&stream)) {
        socket = &beast::get_lowest_layer(**secure).socket();
    }
    if (socket == nullptr) return false;
    error_code ec;
    char byte = 0;
    socket->non_blocking(true, ec);
    const std::size_t n = socket->receive(asio::buffer(&byte, 1), tcp::socket::message_peek, ec);
    // TLS 1.3 session tickets may lie there unread.
    return options.tls ? n > 0 || ec == asio::error::would_block : n == 0 && ec == asio::error::would_block;
}

std::optional<Url> parse_url(std::string_view url) {
    Url out;
    if (url.starts_with("https://")) {
        out.options.tls = true;
        out.options.port = 443;
        url.remove_prefix(8);
    } else if (url.starts_with("http://")) {
        url.remove_prefix(7);
    } else {
        return std::nullopt;
    }
    const std::size_t slash = url.find('/');
    std::string_view authority = url.substr(0, slash);
    if (slash != std::string_view::npos) out.path = url.substr(slash);
    while (out.path.ends_with('/')) out.path.pop_back();
    const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
    if (bracket == std::string_view::npos || !is_clean(url, false)) return std::nullopt;
    if (const std::size_t colon = authority.find(':', bracket); colon != std::string_view::npos) {
        const std::string_view port = authority.substr(colon + 1);
        const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), out.options.port);
        if (ec != std::errc{} || end != port.data() + port.size() || out.options.port == 0)
            return std::nullopt;
        authority = authority.substr(0, colon);
    }
    if (bracket > 0) authority = authority.substr(1, bracket - 1);
    if (authority.empty() || authority.find('@') != std::string_view::npos) return std::nullopt;
    out.options.host = authority;
    return out;
}

std::string_view ClientResponse::field(std::string_view name) const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [name](const Field& f) { return equals_ignoring_case(f.name, name); });
    return found == fields.end() ? std::string_view{} : std::string_view(found->value);
}

Client::Client(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Result<ClientResponse> Client::send(std::string_view method, std::string_view target,
                                    const std::vector<Field>& fields, const ClientBody& body,
                                    const BodySink& sink) {
    Impl& c = *impl_;
    if (c.options.tls) {
        if (auto made = c.make_tls(); !made) return made.error();
    }
    const bool idempotent = method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE";
    while (true) {
        auto out = c.prepare(method, target, fields, body);
        if (!out) return out.error();
        const bool kept = c.is_still_open();
        if (!kept) {
            c.disconnect();
            if (auto failure = c.run(c.connect())) return *std::move(failure);
        }
        Progress progress;
        Result<Incoming> answer = [&] {
            if (auto* plain = std::get_if<std::unique_ptr<PlainStream>>(&c.stream)) {
                return c.run(exchange(**plain, *out, c.options, sink, progress));
            }
            return c.run(
                exchange(*std::get<std::unique_ptr<TlsStream>>(c.stream), *out, c.options, sink, progress));
        }();
        if (!answer || !answer->keep) c.disconnect();
        if (!answer && kept && idempotent && !progress.answer_begun) continue;
        if (!answer) return answer.error();
        return std::move(answer->response);
    }
}

}  // namespace dmpgw::http

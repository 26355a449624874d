#include "tests/bench/bare_server.hpp"

#include <algorithm>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gateway/security/tls_context.hpp"

namespace dmpgw::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
template <typename T>
using Task = asio::awaitable<T, Executor>;
constexpr asio::use_awaitable_t<Executor> use_task;

// Reading bodies through a small Beast buffer costs ten times as much: this much at once it must
// be.
constexpr std::size_t read_bytes = 64 * 1024;

Task<void> serve(Socket socket, std::shared_ptr<asio::ssl::context> tls) {
    try {
        asio::ssl::stream<Socket> stream(std::move(socket), *tls);
        co_await stream.async_handshake(asio::ssl::stream_base::server, use_task);
        beast::flat_buffer buffer;
        buffer.reserve(read_bytes);
        std::vector<char> body(read_bytes);
        const std::string answer =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n";
        while (true) {
            beast::http::request_parser<beast::http::empty_body> parser;
            parser.body_limit(boost::none);
            co_await beast::http::async_read_header(stream, buffer, parser, use_task);
            std::uint64_t rest = parser.content_length().value_or(0);
            const auto early =
                static_cast<std::size_t>(std::min<std::uint64_t>(rest, buffer.size()));
            buffer.consume(early);
            rest -= early;
            while (rest > 0) {
                const auto wanted =
                    static_cast<std::size_t>(std::min<std::uint64_t>(rest, read_bytes));
                rest -=
                    co_await stream.async_read_some(asio::buffer(body.data(), wanted), use_task);
            }
            co_await asio::async_write(stream, asio::buffer(answer), use_task);
        }
    } catch (const std::exception&) {
        // The client is gone.
    }
}

Task<void> accept_all(Acceptor& acceptor, std::vector<std::unique_ptr<asio::io_context>>& loops,
                      std::shared_ptr<asio::ssl::context> tls) {
    for (std::size_t next = 0;; ++next) {
        Socket socket(loops[next % loops.size()]->get_executor());
        co_await acceptor.async_accept(socket, use_task);
        socket.set_option(asio::ip::tcp::no_delay(true));
        const Executor executor = socket.get_executor();
        asio::co_spawn(executor, serve(std::move(socket), tls), asio::detached);
    }
}

}  // namespace

int run_bare_server(std::uint16_t port) {
    const auto tls = security::development_context(security::make_throw_away_certificate());
    std::vector<std::unique_ptr<asio::io_context>> loops;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
        loops.push_back(std::make_unique<asio::io_context>(1));
    }
    Acceptor acceptor(loops.front()->get_executor(), {asio::ip::address_v4::loopback(), port});
    asio::co_spawn(loops.front()->get_executor(), accept_all(acceptor, loops, tls), asio::detached);
    asio::signal_set signals(*loops.front(), SIGTERM, SIGINT);
    signals.async_wait([&](auto, int) {
        for (const auto& loop : loops)
            loop->stop();
    });
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < loops.size(); ++i) {
        threads.emplace_back([&loop = *loops[i]] {
            const auto guard = asio::make_work_guard(loop);
            loop.run();
        });
    }
    loops.front()->run();
    return 0;
}

}  // namespace dmpgw::bench

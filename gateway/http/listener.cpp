#include "gateway/http/listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "gateway/base/log.hpp"
#include "gateway/http/body_rules.hpp"
#include "gateway/http/connection.hpp"

namespace dmpgw::http {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

// How long to leave the acceptor alone when the process has no file descriptor left.
constexpr std::chrono::milliseconds accept_pause{100};

// Turning a connection away costs one system call and no coroutine; on TLS there is nobody to talk to yet.
void turn_away(Socket& socket, const Shared& shared, Loop& loop) {
    if (!shared.options.tls) {
        Response response = shared.options.refusal({}, rules::too_many_connections.status,
                                                   refuse(rules::too_many_connections.rule, "server"), {});
        response.set("Retry-After", "2");
        std::string text;
        HeadFacts facts;
        facts.date = loop.date();
        const std::string id = loop.new_request_id();
        facts.request_id = id;
        facts.close = true;
        append_head(text, response, facts);
        for (const BodyPiece& piece : response.body) {
            if (const auto* part = std::get_if<std::string>(&piece)) text += *part;
        }
        boost::system::error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(text), ignored);
        socket.shutdown(Socket::shutdown_send, ignored);
    }
}

void begin(Loop& loop, Socket socket, std::string address, Admission::ConnectionTicket ticket) {
    Shared& shared = loop.shared();
    std::unique_ptr<Transport> transport;
    try {
        transport = shared.options.tls ? tls_transport(std::move(socket), shared.options.tls())
                                       : plain_transport(std::move(socket));
    } catch (const std::exception& e) {
        log::error("tls_session_failed", {{"error", e.what()}});
        return;
    }
    std::make_shared<Connection>(loop, std::move(transport), std::move(address), std::move(ticket))->start();
}

}  // namespace

Listener::Listener(Shared& shared, std::vector<std::unique_ptr<Loop>>& loops)
    : shared_(&shared), loops_(&loops), acceptor_(loops.front()->executor()) {
    const tcp::endpoint endpoint(asio::ip::make_address(shared.options.address), shared.options.port);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(shared.options.backlog);
    port_ = acceptor_.local_endpoint().port();
}

void Listener::start() { asio::co_spawn(loops_->front()->executor(), accept_all(), asio::detached); }

Task<void> Listener::accept_all() {
    asio::basic_waitable_timer<Watch::Clock, asio::wait_traits<Watch::Clock>, Executor> timer(
        acceptor_.get_executor());
    while (acceptor_.is_open()) {
        Socket socket(next_loop().executor());
        const auto [ec] = co_await acceptor_.async_accept(socket, asio::as_tuple(use_task));
        if (ec == asio::error::operation_aborted) co_return;
        if (!ec) {
            try {
                hand_on(std::move(socket));
            } catch (const std::exception& e) {
                log::error("accept_failed", {{"error", e.what()}});
            }
        } else if (ec == asio::error::no_descriptors || ec == asio::error::no_memory ||
                   ec == asio::error::no_buffer_space) {
            log::warning("accept_paused",
                         {{"reason", ec.message()}, {"connections", shared_->admission.connections()}});
            timer.expires_after(accept_pause);
            co_await timer.async_wait(asio::as_tuple(use_task));
        }
    }
}

void Listener::hand_on(Socket socket) {
    boost::system::error_code ec;
    const tcp::endpoint peer = socket.remote_endpoint(ec);
    if (ec) return;  // gone already
    std::string address = peer.address().to_string();
    auto ticket = shared_->admission.admit_connection(address);
    if (!ticket) {
        turn_away(socket, *shared_, *loops_->front());
        return;
    }
    socket.set_option(tcp::no_delay(true), ec);
    // The executor of the socket says whose it is.
    for (const auto& loop : *loops_) {
        if (loop->executor() != socket.get_executor()) continue;
        asio::post(loop->executor(), [&loop = *loop, s = std::move(socket), a = std::move(address),
                                      t = std::move(ticket)]() mutable {
            begin(loop, std::move(s), std::move(a), std::move(t));
        });
        return;
    }
}

void Listener::stop() {
    if (!acceptor_.is_open()) return;
    boost::system::error_code ec;
    acceptor_.cancel(ec);
    acceptor_.non_blocking(true, ec);
    // A client whose connection stands in the queue believes it is connected: closing would reset it.
    while (!ec) {
        Socket socket(next_loop().executor());
        acceptor_.accept(socket, ec);
        if (!ec) hand_on(std::move(socket));
    }
    acceptor_.close(ec);
}

}  // namespace dmpgw::http

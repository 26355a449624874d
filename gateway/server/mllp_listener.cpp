#include "gateway/server/mllp_listener.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "gateway/base/log.hpp"
#include "gateway/transactions/iti8_patient_identity_feed.hpp"

namespace dmpgw::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using http::Task;
using http::use_task;

constexpr char start_byte = '\x0B';
constexpr char end_byte = '\x1C';
constexpr char carriage_return = '\r';

/// A feed may be silent for long; a message that has begun may not.
constexpr std::chrono::minutes idle_deadline{60};
constexpr std::chrono::seconds message_deadline{30};

}  // namespace

class MllpListener::Impl {
  public:
    Impl(transactions::Services& services, const std::string& address, std::uint16_t port)
        : services_(services), acceptor_(io_, tcp::endpoint(asio::ip::make_address(address), port)) {
        asio::co_spawn(io_, accept(), asio::detached);
        thread_ = std::thread([this] { io_.run(); });
    }

    ~Impl() {
        if (thread_.joinable()) stop();
    }

    void stop() {
        asio::post(io_, [this] {
            stopping_ = true;
            boost::system::error_code ignored;
            acceptor_.close(ignored);
            for (Session* session : sessions_) {
                if (!session->busy) session->socket.close(ignored);
            }
        });
        // The thread ends when the last message that came whole is answered; each wait of theirs has a deadline.
        thread_.join();
    }

    std::uint16_t port() const { return acceptor_port_; }

  private:
    struct Session {
        explicit Session(tcp::socket s) : socket(std::move(s)), deadline(socket.get_executor()) {}
        tcp::socket socket;
        asio::steady_timer deadline;
        std::string received;
        bool busy = false;  ///< a message has begun and is not answered yet
        bool timed = false; ///< the deadline of that message runs
    };

    Task<void> accept() {
        while (true) {
            auto [ec, socket] = co_await acceptor_.async_accept(asio::as_tuple(use_task));
            if (ec == asio::error::operation_aborted || stopping_) co_return;
            if (ec) {
                // No descriptors, most likely: wait a moment rather than spin.
                asio::steady_timer pause(io_, std::chrono::milliseconds(100));
                co_await pause.async_wait(asio::as_tuple(use_task));
                continue;
            }
            if (sessions_.size() >= max_mllp_connections) continue;
            asio::co_spawn(io_, serve(std::make_shared<Session>(std::move(socket))), asio::detached);
        }
    }

    Task<void> serve(std::shared_ptr<Session> session) {
        sessions_.insert(session.get());
        try {
            bool open = true;
            while (open && !stopping_) open = co_await answer_one(*session);
        } catch (const std::exception& e) {
            log::error("mllp_connection_failed", {{"error", e.what()}});
        }
        sessions_.erase(session.get());
    }

    // Whether the connection goes on.
    Task<bool> answer_one(Session& session) {
        const auto message = co_await receive(session);
        if (!message) co_return false;
        boost::system::error_code ignored;
        const auto peer = session.socket.remote_endpoint(ignored);
        std::string answer = co_await transactions::iti8(*message, peer.address().to_string(), services_);
        answer.insert(answer.begin(), start_byte);
        answer.push_back(end_byte);
        answer.push_back(carriage_return);
        arm(session, message_deadline);
        const auto [ec, n] = co_await asio::async_write(session.socket, asio::buffer(answer), asio::as_tuple(use_task));
        session.deadline.cancel();
        session.busy = false;
        co_return !ec;
    }

    // The next message without its frame; nothing where the peer went, was too slow or does not speak MLLP.
    Task<std::optional<std::string>> receive(Session& session) {
        while (true) {
            // What some senders write between two messages.
            session.received.erase(0, session.received.find_first_not_of("\r\n"));
            if (!session.received.empty()) {
                session.busy = true;
                if (session.received.front() != start_byte) co_return refuse(session, "no start of a message");
                const std::size_t end = session.received.find(end_byte);
                if (end != std::string::npos) {
                    session.deadline.cancel();
                    session.timed = false;
                    std::string message = session.received.substr(1, end - 1);
                    session.received.erase(0, end + 1);
                    co_return message;
                }
                if (session.received.size() > max_mllp_message) co_return refuse(session, "a message that is too long");
            }
            if (session.received.empty()) {
                arm(session, idle_deadline);
            } else if (!session.timed) {
                arm(session, message_deadline);
                session.timed = true;
            }
            std::array<char, 8192> piece{};
            const auto [ec, n] = co_await session.socket.async_read_some(asio::buffer(piece), asio::as_tuple(use_task));
            if (ec) co_return std::nullopt;
            session.received.append(piece.data(), n);
        }
    }

    static std::optional<std::string> refuse(const Session&, const char* why) {
        log::warning("mllp_refused", {{"reason", why}});
        return std::nullopt;
    }

    static void arm(Session& session, std::chrono::steady_clock::duration time) {
        session.deadline.expires_after(time);
        session.deadline.async_wait([&session](const boost::system::error_code& ec) {
            boost::system::error_code ignored;
            if (!ec) session.socket.close(ignored);
        });
    }

    transactions::Services& services_;
    asio::io_context io_{1};
    tcp::acceptor acceptor_;
    std::uint16_t acceptor_port_ = acceptor_.local_endpoint().port();
    std::set<Session*> sessions_;
    bool stopping_ = false;
    std::thread thread_;
};

MllpListener::MllpListener(transactions::Services& services, const std::string& address, std::uint16_t port)
    : impl_(std::make_unique<Impl>(services, address, port)) {}
MllpListener::~MllpListener() = default;
void MllpListener::stop() { impl_->stop(); }
std::uint16_t MllpListener::port() const { return impl_->port(); }

}  // namespace dmpgw::server

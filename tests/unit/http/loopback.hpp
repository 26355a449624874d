// A server on the loopback with a handful of routes, and a raw client that shows every byte.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "gateway/base/text.hpp"
#include "gateway/http/body_rules.hpp"
#include "gateway/http/server.hpp"

namespace dmpgw::http::test {

using namespace std::chrono_literals;

/// How long a test waits for what must come. Long, because machines that run tests are busy.
inline constexpr std::chrono::milliseconds patience = 30s;

/// `size` bytes of a pattern, never all in memory.
class PatternSource final : public BodySource {
  public:
    PatternSource(std::uint64_t size, std::uint64_t given) : size_(size), left_(given) {}
    std::uint64_t size() const override { return size_; }
    std::size_t read(char* to, std::size_t capacity) override {
        const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, capacity));
        for (std::size_t i = 0; i < n; ++i) to[i] = static_cast<char>('a' + (size_ - left_ + i) % 26);
        left_ -= n;
        return n;
    }

  private:
    std::uint64_t size_;
    std::uint64_t left_;
};

inline constexpr Rule no_route{
    "TEST_NO_ROUTE", FailureKind::not_found,  "",    "No such path.", "Chemin inconnu.",
    "Use another.",  "Utilisez-en un autre.", "test"};

/// GET /hello; POST /echo, /count, /ignore, /small; /throw, /split, /big, /cut, /fields, /slow, /who.
class TestRouter final : public Router {
  public:
    TestRouter() {
        add("/hello", MiB,
            [](Request&) -> Task<Response> { co_return Response(200, "text/plain", "hello"); });
        const Handler echo = [](Request& request) -> Task<Response> {
            std::string all;
            while (true) {
                const auto piece = co_await request.body->read();
                if (!piece) co_return Response(200, "text/plain", "swallowed");
                if (piece->empty()) break;
                all += *piece;
            }
            co_return Response(200, "text/plain", all);
        };
        add("/echo", MiB, echo);
        add("/xds/iti41", MiB, echo);
        add("/fhir/metadata", MiB,
            [](Request&) -> Task<Response> { co_return Response(200, "text/plain", "{}"); });
        add("/small", 10, echo);
        add("/count", GiB, [](Request& request) -> Task<Response> {
            std::uint64_t count = 0;
            while (true) {
                const auto piece = co_await request.body->read();
                if (!piece || piece->empty()) break;
                count += piece->size();
            }
            co_return Response(200, "text/plain", std::to_string(count));
        });
        add("/ignore", GiB,
            [](Request&) -> Task<Response> { co_return Response(200, "text/plain", "ignored"); });
        add("/throw", MiB, [](Request&) -> Task<Response> {
            throw std::runtime_error("a bug");
            co_return Response();
        });
        add("/split", MiB, [](Request&) -> Task<Response> {
            Response response(200, "text/plain", "x");
            response.set("X-Echo", "a\r\nSet-Cookie: b");
            co_return response;
        });
        add("/big", MiB, [](Request& request) -> Task<Response> {
            Response response(200, "text/plain", "begin ");
            const auto size = std::stoull(std::string(request.head.query()));
            response.body.emplace_back(std::make_shared<PatternSource>(size, size));
            response.body.emplace_back(std::string(" end"));
            co_return response;
        });
        add("/cut", MiB, [](Request&) -> Task<Response> {
            Response response(200, "text/plain", "");
            response.body.emplace_back(std::make_shared<PatternSource>(1000, 500));
            co_return response;
        });
        add("/fields", MiB, [](Request& request) -> Task<Response> {
            while (true) {
                const auto piece = co_await request.body->read();
                if (!piece || piece->empty()) break;
            }
            std::string names;
            for (const Field& field : request.head.fields) names += field.name + ",";
            co_return Response(200, "text/plain", names);
        });
        add("/slow", MiB, [this](Request& request) -> Task<Response> {
            ++slow_begun;
            const std::string_view query = request.head.query();
            const int wanted = query.empty() ? 300 : std::stoi(std::string(query));
            const int waited = co_await run_on(pool, [wanted] {
                std::this_thread::sleep_for(std::chrono::milliseconds(wanted));
                return wanted;
            });
            co_return Response(200, "text/plain", std::to_string(waited));
        });
        add("/who", MiB, [](Request& request) -> Task<Response> {
            co_return Response(200, "text/plain",
                               request.tls_subject.value_or("nobody") + " from " + request.peer_address);
        });
        add("/health", MiB, [](Request&) -> Task<Response> { co_return Response(200, "text/plain", "up"); });
        routes_["/health"].always_admitted = true;
    }

    boost::system::result<const RouteInfo*, Refusal> find(const RequestHead& head) const override {
        const auto found = routes_.find(std::string(head.path()));
        if (found == routes_.end())
            return Refusal{404, refuse(no_route, "target", head.target), {{"Allow", "GET"}}};
        return &found->second;
    }

    boost::asio::thread_pool pool{2};
    std::atomic<int> slow_begun = 0;

    /// What on_refusal was told, in order.
    std::vector<std::string> refusals() {
        const std::lock_guard lock(refusals_mutex_);
        return refusals_;
    }

  private:
    void add(const std::string& path, std::uint64_t limit, Handler handler) {
        RouteInfo& route = routes_[path];
        route = RouteInfo{path.substr(1), limit, std::move(handler)};
        route.on_refusal = [this](const Request& request, const Failure& failure) -> Task<void> {
            const std::lock_guard lock(refusals_mutex_);
            refusals_.push_back(std::string(request.head.path()) + " " + failure.first().rule);
            co_return;
        };
    }
    std::map<std::string, RouteInfo> routes_;
    std::mutex refusals_mutex_;
    std::vector<std::string> refusals_;
};

struct TestServer {
    explicit TestServer(ServerOptions options = {}) : server(with_threads(std::move(options)), router) {
        server.start();
    }
    ~TestServer() {
        server.drain(2s);
        router.pool.join();
    }
    static ServerOptions with_threads(ServerOptions options) {
        if (options.threads == 0) options.threads = 2;
        return options;
    }
    TestRouter router;
    Server server;
};

struct RawResponse {
    unsigned status = 0;
    std::string head;
    std::string body;
    bool complete = false;
    std::string field(std::string_view name) const {
        for (std::string_view line : split(head, '\n')) {
            const std::size_t colon = line.find(':');
            if (colon != std::string_view::npos && equals_ignoring_case(line.substr(0, colon), name)) {
                return std::string(trim(line.substr(colon + 1)));
            }
        }
        return {};
    }
};

/// A blocking socket; nothing is interpreted but what read() is asked for.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port, int receive_window = 0) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_window > 0) {
            ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_window, sizeof receive_window);
        }
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawClient() { ::close(fd_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return connected_; }
    bool closed() const { return closed_; }
    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }
    void half_close() { ::shutdown(fd_, SHUT_WR); }

    /// One whole response, or what came of it before `limit` passed or the server closed. `no_body`: to HEAD.
    RawResponse read(std::chrono::milliseconds limit = patience, bool no_body = false) {
        const auto until = std::chrono::steady_clock::now() + limit;
        std::size_t end = 0;
        while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
            if (!receive(until)) return {};
        }
        RawResponse response;
        response.head = received_.substr(0, end + 2);
        received_.erase(0, end + 4);
        response.status = static_cast<unsigned>(std::stoul(response.head.substr(9, 3)));
        const std::string length = response.field("Content-Length");
        const std::size_t wanted = length.empty() || no_body ? 0 : std::stoul(length);
        while (received_.size() < wanted) {
            if (!receive(until)) break;
        }
        response.complete = received_.size() >= wanted;
        response.body = received_.substr(0, wanted);
        received_.erase(0, wanted);
        return response;
    }

    /// True when the server closes within `limit`; what arrives meanwhile is kept.
    bool wait_closed(std::chrono::milliseconds limit = patience) {
        const auto until = std::chrono::steady_clock::now() + limit;
        while (receive(until)) {
        }
        return closed_;
    }
    const std::string& received() const { return received_; }

  private:
    bool receive(std::chrono::steady_clock::time_point until) {
        if (closed_) return false;
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd waited{fd_, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&waited, 1, static_cast<int>(left.count())) <= 0) return false;
        char block[65536];
        const ssize_t n = ::recv(fd_, block, sizeof block, 0);
        if (n <= 0) {
            closed_ = true;
            return false;
        }
        received_.append(block, static_cast<std::size_t>(n));
        return true;
    }

    int fd_;
    bool connected_ = false;
    bool closed_ = false;
    std::string received_;
};

inline std::string get(std::string_view target, std::string_view fields = {}) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: gw.example\r\n" + std::string(fields) + "\r\n";
}

inline std::string post(std::string_view target, std::string_view body, std::string_view fields = {}) {
    return "POST " + std::string(target) + " HTTP/1.1\r\nHost: gw.example\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

inline std::string post_chunked(std::string_view target, std::string_view chunks) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: gw.example\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(chunks);
}

}  // namespace dmpgw::http::test

#include "gateway/http/server.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "loopback.hpp"

namespace dmpgw::http::test {
namespace {

namespace fs = std::filesystem;

TEST(Server, serves_two_listeners_in_one_process) {
    TestServer a;
    TestServer b;
    EXPECT_NE(a.server.port(), b.server.port());
    for (const std::uint16_t port : {a.server.port(), b.server.port()}) {
        RawClient client(port);
        client.send(get("/hello"));
        EXPECT_EQ(client.read().status, 200U);
    }
}

TEST(Server, says_when_its_address_is_taken) {
    TestServer a;
    TestRouter router;
    ServerOptions options;
    options.port = a.server.port();
    Server second(options, router);
    EXPECT_THROW(second.start(), boost::system::system_error);
}

TEST(ServerDrain, finishes_the_request_in_flight_and_says_close) {
    TestServer s;
    RawClient busy(s.server.port());
    busy.send(get("/slow"));
    while (s.router.slow_begun == 0) std::this_thread::sleep_for(1ms);
    RawClient idle(s.server.port());
    idle.send(get("/hello"));
    idle.read();
    std::thread drainer([&] { EXPECT_TRUE(s.server.drain(patience)); });
    EXPECT_TRUE(idle.wait_closed());
    const RawResponse response = busy.read();
    EXPECT_EQ(response.body, "300");
    EXPECT_EQ(response.field("Connection"), "close");
    EXPECT_TRUE(busy.wait_closed());
    drainer.join();
    EXPECT_FALSE(RawClient(s.server.port()).connected());
}

TEST(ServerDrain, says_when_a_request_did_not_finish) {
    TestServer s;
    RawClient busy(s.server.port());
    busy.send("POST /echo HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 50\r\n\r\nhello");
    while (s.server.admission().requests_in_flight() == 0) std::this_thread::sleep_for(1ms);
    EXPECT_FALSE(s.server.drain(200ms));
    EXPECT_TRUE(busy.wait_closed());
}

TEST(ServerDrain, loses_no_accepted_request_under_load) {
    for (int round = 0; round < 3; ++round) {
        std::atomic<int> cut = 0;
        std::atomic<int> answered = 0;
        std::atomic<bool> stop = false;
        std::vector<std::thread> clients;
        {
            TestServer s;
            const std::uint16_t port = s.server.port();
            for (int i = 0; i < 4; ++i) {
                clients.emplace_back([&, port] {
                    while (!stop) {
                        RawClient client(port);
                        // Who connects while the listening socket is being closed may be reset.
                        if (!client.connected() || stop) return;
                        client.send(post("/echo", "hello", "Connection: close\r\n"));
                        const RawResponse response = client.read();
                        if (response.body == "hello") ++answered;
                        else ++cut;
                    }
                });
            }
            const auto start = std::chrono::steady_clock::now();
            while (answered < 20 && std::chrono::steady_clock::now() - start < patience) {
                std::this_thread::sleep_for(1ms);
            }
            stop = true;
            EXPECT_TRUE(s.server.drain(patience));
        }
        for (std::thread& client : clients) client.join();
        EXPECT_GE(answered, 20);
        EXPECT_EQ(cut, 0);
    }
}

TEST(ServerAdmission, refuses_requests_past_the_limit_before_their_body_but_not_the_health_page) {
    ServerOptions options;
    options.admission.requests_in_flight = 1;
    TestServer s(options);
    RawClient busy(s.server.port());
    busy.send(get("/slow"));
    while (s.router.slow_begun == 0) std::this_thread::sleep_for(1ms);
    RawClient other(s.server.port());
    other.send(
        "POST /echo HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    const RawResponse response = other.read();
    EXPECT_EQ(response.status, 503U);
    EXPECT_NE(response.field("Retry-After"), "");
    RawClient health(s.server.port());
    health.send(get("/health"));
    EXPECT_EQ(health.read().status, 200U);
    EXPECT_EQ(busy.read().status, 200U);
}

// Whoever keeps the audit trail learns of a refusal that no handler sees, before it is answered, and of nothing else.
TEST(ServerAdmission, tells_of_what_it_refuses_in_place_of_a_handler) {
    ServerOptions options;
    options.admission.body_bytes_in_flight = 1000;
    TestServer s(options);
    using Refusals = std::vector<std::string>;
    const auto status_of = [&](const std::string& request) {
        RawClient client(s.server.port());
        client.send(request);
        return client.read().status;
    };
    EXPECT_EQ(status_of("POST /echo HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 1001\r\n\r\n"), 503U);
    EXPECT_EQ(s.router.refusals(), Refusals{"/echo " + std::string(rules::overloaded.rule.id)});
    EXPECT_EQ(status_of("POST /small HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 11\r\n\r\n"), 413U);
    EXPECT_EQ(s.router.refusals().back(), "/small " + std::string(rules::body_too_large.rule.id));
    EXPECT_EQ(status_of(get("/throw")), 500U);
    EXPECT_EQ(s.router.refusals().back(), "/throw " + std::string(rules::handler_failed.rule.id));
    EXPECT_EQ(status_of(get("/hello")), 200U);
    EXPECT_EQ(status_of(get("/nowhere")), 404U);
    EXPECT_EQ(s.router.refusals().size(), 3U);
}

TEST(ServerAdmission, refuses_bodies_past_the_bytes_in_flight) {
    ServerOptions options;
    options.admission.body_bytes_in_flight = 1000;
    TestServer s(options);
    RawClient client(s.server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 1001\r\n\r\n");
    EXPECT_EQ(client.read().status, 503U);
    RawClient chunked(s.server.port());
    chunked.send(post_chunked("/echo", "3E9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n"));
    EXPECT_EQ(chunked.read().status, 503U);
    EXPECT_EQ(s.server.admission().body_bytes_in_flight(), 0U);
}

TEST(ServerAdmission, turns_connections_away_past_the_limit) {
    ServerOptions options;
    options.admission.connections = 2;
    TestServer s(options);
    RawClient a(s.server.port());
    RawClient b(s.server.port());
    a.send(get("/hello"));
    b.send(get("/hello"));
    a.read();
    b.read();
    RawClient c(s.server.port());
    EXPECT_EQ(c.read().status, 503U);
    EXPECT_TRUE(c.wait_closed());
}

TEST(Server, survives_hundreds_of_connections_at_once) {
    TestServer s;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 300; ++i) clients.push_back(std::make_unique<RawClient>(s.server.port()));
    for (auto& client : clients) client->send(post("/echo", "hello"));
    for (auto& client : clients) EXPECT_EQ(client->read().body, "hello");
}

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Every raw stream of the corpus against a running server: an accepted one gets exactly one good answer, a
// refused one gets one refusal or none and then the end of the connection.
TEST(ServerCorpus, answers_every_raw_stream_as_its_manifest_says) {
    const char* set = std::getenv("DMPGW_CORPUS");
    const fs::path corpus = set != nullptr ? fs::path(set) : fs::path(DMPGW_SOURCE_DIR) / "../shared/corpus";
    const fs::path raw = corpus / "attack/http-smuggling/raw";
    if (!fs::exists(raw / "manifest.json")) GTEST_SKIP() << "no corpus of raw HTTP streams at " << raw;
    const std::string manifest = read_file(raw / "manifest.json");
    ServerOptions options;
    options.deadlines.body_grace = 1s;
    options.deadlines.head = 1s;
    options.deadlines.linger = 200ms;
    TestServer s(options);
    int seen = 0;
    for (const auto& entry : fs::directory_iterator(raw)) {
        const std::string name = entry.path().filename().string();
        const std::size_t row = manifest.find("\"" + name + "\"");
        if (entry.path().extension() != ".http" || row == std::string::npos) continue;
        const bool accept = manifest.compare(manifest.find("\"right\": \"", row) + 10, 6, "accept") == 0;
        RawClient client(s.server.port());
        client.send(read_file(entry.path()));
        const RawResponse first = client.read();
        if (accept) {
            EXPECT_EQ(first.status, 200U) << name;
            EXPECT_FALSE(client.wait_closed(50ms)) << name;
            client.send(get("/hello"));
            EXPECT_EQ(client.read().body, "hello") << name << " left the connection out of step";
        } else {
            EXPECT_TRUE(first.status == 0 || first.status >= 400) << name << " " << first.status;
            EXPECT_TRUE(client.wait_closed()) << name;
            EXPECT_EQ(client.received().find("HTTP/1.1"), std::string::npos)
                << name << " got a second answer";
        }
        ++seen;
    }
    EXPECT_GT(seen, 0);
}

}  // namespace
}  // namespace dmpgw::http::test

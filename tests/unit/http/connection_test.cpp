#include "gateway/http/connection.hpp"

#include <gtest/gtest.h>

#include "loopback.hpp"

namespace dmpgw::http::test {
namespace {

TEST(Connection, keeps_alive_over_many_requests) {
    TestServer s;
    RawClient client(s.server.port());
    for (int i = 0; i < 5; ++i) {
        client.send(get("/hello"));
        const RawResponse response = client.read();
        EXPECT_EQ(response.status, 200U);
        EXPECT_EQ(response.body, "hello");
        EXPECT_EQ(response.field("Connection"), "");
    }
    EXPECT_FALSE(client.wait_closed(100ms));
}

TEST(Connection, answers_pipelined_requests_in_order) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(post("/echo", "one") + get("/hello") + post("/echo", "two") +
                post_chunked("/echo", "3\r\nabc\r\n0\r\n\r\n") + get("/hello"));
    for (const char* want : {"one", "hello", "two", "abc", "hello"}) EXPECT_EQ(client.read().body, want);
}

TEST(Connection, answers_hundreds_of_pipelined_requests_that_fill_the_buffer) {
    TestServer s;
    RawClient client(s.server.port());
    std::string all;
    for (int i = 0; i < 500; ++i) all += post("/echo", std::string(static_cast<std::size_t>(i), 'x'));
    std::thread sender([&] { client.send(all); });
    for (std::size_t i = 0; i < 500; ++i) ASSERT_EQ(client.read().body.size(), i);
    sender.join();
}

TEST(Connection, closes_when_asked_to) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(get("/hello", "Connection: close\r\n"));
    const RawResponse response = client.read();
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.field("Connection"), "close");
    client.half_close();
    EXPECT_TRUE(client.wait_closed());
}

TEST(Connection, speaks_http_1_0) {
    TestServer s;
    RawClient client(s.server.port());
    client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(client.read().field("Connection"), "keep-alive");
    client.send("GET /hello HTTP/1.0\r\n\r\n");
    EXPECT_EQ(client.read().field("Connection"), "close");
}

TEST(Connection, answers_head_without_a_body) {
    TestServer s;
    RawClient client(s.server.port());
    client.send("HEAD /hello HTTP/1.1\r\nHost: gw.example\r\n\r\n" + get("/hello"));
    const RawResponse head = client.read(patience, true);
    EXPECT_EQ(head.field("Content-Length"), "5");
    EXPECT_EQ(client.read().body, "hello");
}

TEST(Connection, marks_every_answer) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(get("/hello", "X-Request-Id: abc.DEF_1-2\r\n"));
    RawResponse response = client.read();
    EXPECT_EQ(response.field("X-Request-Id"), "abc.DEF_1-2");
    EXPECT_EQ(response.field("X-Content-Type-Options"), "nosniff");
    EXPECT_TRUE(response.field("Date").ends_with(" GMT"));
    EXPECT_EQ(response.field("Server"), "");
    client.send(get("/absent", "X-Request-Id: not/allowed\r\n"));
    response = client.read();
    EXPECT_EQ(response.field("X-Request-Id").size(), 36U);
    client.send("nonsense\r\n\r\n");
    EXPECT_EQ(client.read().field("X-Request-Id").size(), 36U);
}

TEST(Connection, reads_content_length_bodies_of_any_size) {
    TestServer s;
    RawClient client(s.server.port());
    for (std::size_t size : {0UL, 1UL, 4000UL, 4096UL, 65536UL, 300000UL, 1048576UL}) {
        std::string body(size, 'x');
        for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<char>('a' + i % 26);
        std::thread sender([&] { client.send(post("/echo", body)); });
        EXPECT_EQ(client.read().body, body) << size;
        sender.join();
    }
}

TEST(Connection, decodes_chunks_cut_anywhere) {
    TestServer s;
    const std::string chunks = "5\r\nhello\r\n6;a=b\r\n world\r\n1\r\n!\r\n0\r\nX-Note: dropped\r\n\r\n";
    const std::string request = post_chunked("/echo", chunks);
    for (std::size_t cut = request.size() - chunks.size() - 2; cut < request.size(); cut += 3) {
        RawClient client(s.server.port());
        client.send(request.substr(0, cut));
        std::this_thread::sleep_for(2ms);
        client.send(request.substr(cut) + get("/hello"));
        EXPECT_EQ(client.read().body, "hello world!") << cut;
        EXPECT_EQ(client.read().body, "hello") << cut;
    }
}

TEST(Connection, never_makes_a_field_of_a_trailer) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(post_chunked("/fields", "5\r\nhello\r\n0\r\nX-Role: admin\r\n\r\n"));
    EXPECT_EQ(client.read().body, "Host,Transfer-Encoding,");
    client.send(post_chunked("/fields", "5\r\nhello\r\n0\r\nAuthorization: Bearer x\r\n\r\n"));
    const RawResponse response = client.read();
    EXPECT_EQ(response.status, 400U);
    EXPECT_NE(response.body.find("HTTP_TRAILER_FIELD"), std::string::npos);
}

TEST(Connection, answers_a_broken_body_itself_whatever_the_handler_says) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(post_chunked("/echo", "5\r\nhelloXX") + get("/hello"));
    EXPECT_EQ(client.read().status, 400U);
    EXPECT_TRUE(client.wait_closed());
    EXPECT_EQ(client.received(), "");
}

TEST(Connection, sends_100_continue_only_when_the_body_is_read) {
    TestServer s;
    RawClient client(s.server.port());
    const std::string head =
        "POST /echo HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
    client.send(head);
    EXPECT_EQ(client.read().status, 100U);
    client.send("hello");
    EXPECT_EQ(client.read().body, "hello");
    // Who sends the body at once needs no interim answer.
    client.send(head + "hello");
    EXPECT_EQ(client.read().status, 200U);
    // A handler that does not read says its last word at once.
    RawClient refused(s.server.port());
    refused.send(
        "POST /ignore HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    const RawResponse response = refused.read();
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.field("Connection"), "close");
}

TEST(Connection, refuses_too_large_a_body_before_reading_it) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(
        "POST /small HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
    const RawResponse response = client.read();
    EXPECT_EQ(response.status, 413U);
    EXPECT_EQ(response.field("Connection"), "close");
    EXPECT_TRUE(client.wait_closed());
}

TEST(Connection, refuses_too_large_a_chunked_body_at_the_chunk_that_passes_the_limit) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(post_chunked("/small", "5\r\nhello\r\n6\r\n"));
    EXPECT_EQ(client.read().status, 413U);
    EXPECT_TRUE(client.wait_closed());
}

TEST(Connection, discards_a_small_body_that_the_handler_left_and_closes_after_a_large_one) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(post("/ignore", "GET /smuggled HTTP/1.1\r\nHost: gw.example\r\n\r\n") + get("/hello"));
    EXPECT_EQ(client.read().body, "ignored");
    EXPECT_EQ(client.read().body, "hello");
    client.send("POST /ignore HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 1000000\r\n\r\n");
    const RawResponse response = client.read();
    EXPECT_EQ(response.body, "ignored");
    EXPECT_EQ(response.field("Connection"), "close");
}

TEST(Connection, answers_an_exception_with_500_and_lives_on) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(get("/throw"));
    const RawResponse response = client.read();
    EXPECT_EQ(response.status, 500U);
    EXPECT_EQ(response.body.find("a bug"), std::string::npos);
    EXPECT_TRUE(client.wait_closed());
    RawClient next(s.server.port());
    next.send(get("/hello"));
    EXPECT_EQ(next.read().status, 200U);
}

TEST(Connection, never_lets_a_field_value_end_the_head) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(get("/split"));
    const RawResponse response = client.read();
    EXPECT_EQ(response.status, 500U);
    EXPECT_EQ(response.field("Set-Cookie"), "");
}

TEST(Connection, keeps_the_connection_after_a_refusal_without_body) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(get("/absent") + get("/hello"));
    const RawResponse response = client.read();
    EXPECT_EQ(response.status, 404U);
    EXPECT_EQ(response.field("Allow"), "GET");
    EXPECT_EQ(client.read().body, "hello");
}

TEST(Connection, streams_a_large_source_between_strings) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(get("/big?20000000") + get("/hello"));
    const RawResponse response = client.read();
    ASSERT_EQ(response.body.size(), 20000010U);
    EXPECT_TRUE(response.body.starts_with("begin abc"));
    EXPECT_TRUE(response.body.ends_with(" end"));
    EXPECT_EQ(response.body[6 + 19999999], static_cast<char>('a' + 19999999 % 26));
    EXPECT_EQ(client.read().body, "hello");
}

TEST(Connection, cuts_the_answer_when_a_source_ends_early) {
    TestServer s;
    RawClient client(s.server.port());
    client.send(get("/cut"));
    const RawResponse response = client.read();
    EXPECT_FALSE(response.complete);
    EXPECT_TRUE(client.wait_closed());
}

TEST(Connection, closes_when_the_peer_goes_away_in_a_body) {
    TestServer s;
    RawClient client(s.server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 50\r\n\r\nhello");
    client.half_close();
    const RawResponse response = client.read();
    EXPECT_EQ(response.status, 400U);
    EXPECT_TRUE(client.wait_closed());
}

ServerOptions hasty() {
    ServerOptions options;
    options.deadlines.head = 200ms;
    options.deadlines.idle = 400ms;
    options.deadlines.body_grace = 200ms;
    options.deadlines.body_bytes_per_second = 100'000;
    options.deadlines.write = 300ms;
    options.deadlines.linger = 200ms;
    return options;
}

TEST(ConnectionDeadline, ends_a_slow_head_even_when_bytes_keep_coming) {
    TestServer s(hasty());
    RawClient client(s.server.port());
    const auto start = std::chrono::steady_clock::now();
    client.send("GET /hello HTTP/1.1\r\nX-Slow: ");
    while (std::chrono::steady_clock::now() - start < patience && !client.closed()) {
        client.send("a");
        if (client.wait_closed(20ms)) break;
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, patience / 2);
    EXPECT_TRUE(client.received().starts_with("HTTP/1.1 408 "));
}

TEST(ConnectionDeadline, ends_an_idle_connection) {
    TestServer s(hasty());
    RawClient client(s.server.port());
    const auto start = std::chrono::steady_clock::now();
    client.send(get("/hello"));
    client.read();
    EXPECT_TRUE(client.wait_closed());
    EXPECT_GE(std::chrono::steady_clock::now() - start, 400ms);
    EXPECT_EQ(client.received(), "");
}

TEST(ConnectionDeadline, ends_a_slow_body_with_408) {
    TestServer s(hasty());
    RawClient client(s.server.port());
    const auto start = std::chrono::steady_clock::now();
    client.send("POST /echo HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 1000000\r\n\r\n");
    while (std::chrono::steady_clock::now() - start < patience) {
        client.send("a");
        if (client.wait_closed(20ms)) break;
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, patience / 2);
    EXPECT_TRUE(client.received().starts_with("HTTP/1.1 408 "));
}

TEST(ConnectionDeadline, lets_a_steady_body_take_longer_than_the_grace) {
    ServerOptions options = hasty();
    options.deadlines.body_grace = 1s;
    options.deadlines.body_bytes_per_second = 10'000;
    TestServer s(options);
    RawClient client(s.server.port());
    client.send("POST /count HTTP/1.1\r\nHost: gw.example\r\nContent-Length: 100000\r\n\r\n");
    for (int i = 0; i < 10; ++i) {
        client.send(std::string(10000, 'x'));
        std::this_thread::sleep_for(150ms);
    }
    EXPECT_EQ(client.read().body, "100000");
}

TEST(ConnectionDeadline, drops_a_reader_that_does_not_read) {
    TestServer s(hasty());
    RawClient client(s.server.port(), 4096);
    client.send(get("/big?50000000"));
    const auto start = std::chrono::steady_clock::now();
    while (s.server.admission().connections() > 0 && std::chrono::steady_clock::now() - start < patience) {
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, patience / 2);
}

TEST(ConnectionDeadline, never_counts_the_time_of_the_handler) {
    ServerOptions options = hasty();
    options.deadlines.idle = options.deadlines.head = options.deadlines.write = 1s;
    TestServer s(options);
    RawClient client(s.server.port());
    client.send(get("/slow?1500"));
    EXPECT_EQ(client.read().body, "1500");
}

TEST(ConnectionObserver, sees_route_status_and_bytes_of_every_answer) {
    std::mutex mutex;
    std::vector<std::string> lines;
    ServerOptions options;
    options.observer = [&](const Served& served) {
        const std::lock_guard lock(mutex);
        lines.push_back(std::string(served.route) + " " + std::to_string(served.status) + " " +
                        std::to_string(served.bytes_in) + " " + served.head.method);
        EXPECT_GT(served.bytes_out, 50U);
    };
    {
        TestServer s(options);
        RawClient client(s.server.port());
        client.send(post("/echo", "hello") + get("/absent") +
                    post_chunked("/count", "3\r\nabc\r\n0\r\n\r\n") + "x\r\n\r\n");
        client.wait_closed();
    }
    EXPECT_EQ(lines,
              (std::vector<std::string>{"echo 200 5 POST", " 404 0 GET", "count 200 3 POST", " 400 0 "}));
}

TEST(ConnectionRefusal, is_rendered_by_the_layer_above) {
    ServerOptions options;
    options.refusal = [](const RequestHead& head, unsigned status, const Failure& failure,
                         std::string_view id) {
        EXPECT_FALSE(id.empty());
        return Response(status, "application/json", head.target + "|" + failure.first().rule);
    };
    TestServer s(options);
    RawClient client(s.server.port());
    client.send("POST /xds/iti41 HTTP/1.1\r\nHost: gw.example\r\nContent-Length: +5\r\n\r\nhello");
    EXPECT_EQ(client.read().body, "/xds/iti41|HTTP_CONTENT_LENGTH");
}

}  // namespace
}  // namespace dmpgw::http::test

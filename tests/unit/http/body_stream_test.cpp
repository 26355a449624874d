// Answers that are made while they are sent: RFC 9112 6.1, 7.1 and 8 (incomplete messages).
#include "gateway/http/body_stream.hpp"

#include <gtest/gtest.h>

#include "loopback.hpp"

namespace dmpgw::http::test {
namespace {

// What became of a stream; outlives it.
struct Seen {
    std::atomic<int> made = 0;
    std::atomic<int> broken = 0;
    std::atomic<int> destroyed = 0;
};

struct Plan {
    int pieces = 3;
    std::size_t piece_bytes = 5;
    int fails_at = -1;  ///< the piece, from 0, that cannot be made
    std::chrono::milliseconds deadline{60'000};
};

class TestStream final : public BodyStream {
  public:
    TestStream(Plan plan, Seen& seen) : plan_(plan), seen_(seen) {}
    ~TestStream() override { ++seen_.destroyed; }
    Task<std::string> next() override {
        const int number = seen_.made++;
        if (number == plan_.fails_at) throw std::runtime_error("the disk is gone");
        if (number >= plan_.pieces) co_return std::string();
        co_return std::string(plan_.piece_bytes, static_cast<char>('a' + number % 26));
    }
    std::chrono::steady_clock::time_point deadline() const override { return start_ + plan_.deadline; }
    void broke_off() noexcept override { ++seen_.broken; }

  private:
    Plan plan_;
    Seen& seen_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// GET /stream: "begin ", what the plan says, " end". GET /hello.
class StreamRouter final : public Router {
  public:
    StreamRouter() {
        stream_.name = "stream";
        stream_.handler = [this](Request&) -> Task<Response> {
            Response response(200, "text/plain", "begin ");
            response.body.emplace_back(std::make_shared<TestStream>(plan, seen));
            response.body.emplace_back(std::string(" end"));
            co_return response;
        };
        hello_.name = "hello";
        hello_.handler = [](Request&) -> Task<Response> { co_return Response(200, "text/plain", "hello"); };
    }
    boost::system::result<const RouteInfo*, Refusal> find(const RequestHead& head) const override {
        return head.path() == "/stream" ? &stream_ : &hello_;
    }
    Plan plan;
    Seen seen;

  private:
    RouteInfo stream_;
    RouteInfo hello_;
};

class BodyStreams : public testing::Test {
  protected:
    void serve(Plan plan, ServerOptions options = {}) {
        router_.plan = plan;
        server_.emplace(TestServer::with_threads(std::move(options)), router_);
        server_->start();
    }
    void TearDown() override { server_->drain(2s); }

    // All that comes until the server closes, or until it ends with `last`.
    std::string read_all(RawClient& client, std::string_view last = "nothing ends so") {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (!client.closed() && !client.received().ends_with(last) && std::chrono::steady_clock::now() < until) {
            client.wait_closed(20ms);
        }
        return client.received();
    }
    static std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }
    void wait_until_destroyed() {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (seen_.destroyed == 0 && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(1ms);
    }

    StreamRouter router_;
    Seen& seen_ = router_.seen;
    std::optional<Server> server_;
};

TEST_F(BodyStreams, come_in_chunks_and_leave_the_connection_open) {
    serve({});
    RawClient client(server_->port());
    client.send(get("/stream"));
    const std::string answer = read_all(client, "0\r\n\r\n");
    EXPECT_NE(answer.find("Transfer-Encoding: chunked\r\n"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("Content-Length"), std::string::npos) << answer;
    EXPECT_EQ(body_of(answer), "6\r\nbegin \r\n5\r\naaaaa\r\n5\r\nbbbbb\r\n5\r\nccccc\r\n4\r\n end\r\n0\r\n\r\n");
    client.send(get("/hello", "Connection: close\r\n"));
    EXPECT_TRUE(read_all(client).ends_with("hello"));
    EXPECT_EQ(seen_.broken, 0);
    EXPECT_EQ(seen_.destroyed, 1);
}

TEST_F(BodyStreams, end_with_the_connection_for_http_1_0) {
    serve({});
    RawClient client(server_->port());
    client.send("GET /stream HTTP/1.0\r\nHost: gw.example\r\nConnection: keep-alive\r\n\r\n");
    const std::string answer = read_all(client);
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(answer.find("Transfer-Encoding"), std::string::npos) << answer;
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos) << answer;
    EXPECT_EQ(body_of(answer), "begin aaaaabbbbbccccc end");
}

TEST_F(BodyStreams, are_not_made_for_a_head_request) {
    serve({});
    RawClient client(server_->port());
    client.send("HEAD /stream HTTP/1.1\r\nHost: gw.example\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(body_of(read_all(client)), "");
    EXPECT_EQ(seen_.made, 0);
    EXPECT_EQ(seen_.broken, 0);
}

TEST_F(BodyStreams, that_fail_at_any_piece_have_no_last_chunk_and_end_the_connection) {
    for (int fails_at = 0; fails_at <= 3; ++fails_at) {
        StreamRouter router;
        router.plan.fails_at = fails_at;
        Server server(TestServer::with_threads({}), router);
        server.start();
        RawClient client(server.port());
        client.send(get("/stream"));
        const std::string answer = read_all(client);
        EXPECT_TRUE(client.closed()) << fails_at;
        EXPECT_EQ(answer.find("0\r\n\r\n"), std::string::npos) << answer;
        EXPECT_EQ(answer.find(" end"), std::string::npos) << answer;
        server.drain(2s);
        EXPECT_EQ(router.seen.broken, 1) << fails_at;
    }
    serve({});
}

TEST_F(BodyStreams, are_told_when_the_peer_goes_away) {
    serve({.pieces = 1'000'000'000, .piece_bytes = 256});
    {
        RawClient client(server_->port());
        client.send(get("/stream"));
        client.wait_closed(100ms);
    }
    wait_until_destroyed();
    EXPECT_EQ(seen_.broken, 1);
    EXPECT_LT(seen_.made, 1'000'000'000);
}

TEST_F(BodyStreams, are_made_no_faster_than_they_are_read) {
    serve({.pieces = 10'000, .piece_bytes = 64 * KiB});
    RawClient client(server_->port(), 4096);
    client.send(get("/stream"));
    int made = -1;
    // Until the kernel takes no more: the number stands still.
    for (int still = 0; still < 10;) {
        std::this_thread::sleep_for(50ms);
        still = seen_.made == made && made > 0 ? still + 1 : 0;
        made = seen_.made;
    }
    EXPECT_LT(made, 500) << "10,000 pieces are 640 MB: what the kernel buffers is a few";
}

TEST_F(BodyStreams, end_at_their_deadline_however_slowly_they_are_read) {
    serve({.pieces = 10'000, .piece_bytes = 64 * KiB, .deadline = 300ms});
    RawClient client(server_->port(), 4096);
    client.send(get("/stream"));
    wait_until_destroyed();
    EXPECT_EQ(seen_.broken, 1);
    EXPECT_EQ(read_all(client).find("0\r\n\r\n"), std::string::npos);
}

TEST_F(BodyStreams, end_at_their_deadline_for_a_fast_reader_too) {
    serve({.pieces = 2'000'000'000, .piece_bytes = 256, .deadline = 200ms});
    RawClient client(server_->port());
    client.send(get("/stream"));
    EXPECT_TRUE(client.wait_closed());
    wait_until_destroyed();
    EXPECT_EQ(seen_.broken, 1);
}

}  // namespace
}  // namespace dmpgw::http::test

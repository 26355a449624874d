#include "gateway/http/client.hpp"

#include <gtest/gtest.h>

#include "certificates.hpp"
#include "loopback.hpp"

namespace dmpgw::http::test {
namespace {

ClientOptions to(const TestServer& s) {
    ClientOptions options;
    options.port = s.server.port();
    options.timeout = patience;
    return options;
}

std::string rule_of(const Result<ClientResponse>& answer) {
    return answer ? std::to_string(answer->status) : answer.error().first().rule;
}

TEST(Client, keeps_one_connection_over_many_requests) {
    TestServer s;
    Client client(to(s));
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.send("POST", "/echo", {{"X-A", "b"}}, "hello");
        ASSERT_TRUE(answer.has_value());
        EXPECT_EQ(answer->body, "hello");
        EXPECT_EQ(answer->field("x-content-type-options"), "nosniff");
        EXPECT_EQ(s.server.admission().connections(), 1U);
    }
    EXPECT_EQ(rule_of(client.send("GET", "/absent")), "404");
    EXPECT_EQ(client.send("HEAD", "/hello")->body, "");
    EXPECT_EQ(client.send("GET", "/hello")->body, "hello");
}

TEST(Client, sends_a_file_and_streams_an_answer_to_a_sink) {
    TestServer s;
    TemporaryFolder folder;
    const auto file = folder.write("body", std::string(700'000, 'x'));
    Client client(to(s));
    EXPECT_EQ(client.send("POST", "/count", {}, ClientBody::from_file(file))->body, "700000");
    std::uint64_t seen = 0;
    const auto answer = client.send("GET", "/big?5000000", {}, {}, [&](std::string_view piece) {
        seen += piece.size();
        return true;
    });
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->body, "");
    EXPECT_EQ(seen, 5'000'010U);
    // A sink that has enough ends the connection; the next request gets a fresh one.
    EXPECT_TRUE(client.send("GET", "/big?5000000", {}, {}, [](std::string_view) { return false; }));
    EXPECT_EQ(client.send("GET", "/hello")->body, "hello");
}

TEST(Client, reads_the_refusal_of_a_body_that_is_still_being_sent) {
    TestServer s;
    Client client(to(s));
    EXPECT_EQ(rule_of(client.send("POST", "/small", {}, std::string(30'000, 'x'))), "413");
    EXPECT_EQ(client.send("GET", "/hello")->body, "hello");
}

TEST(Client, replaces_a_connection_that_the_server_has_closed) {
    ServerOptions options;
    options.deadlines.idle = 500ms;
    TestServer s(options);
    Client client(to(s));
    EXPECT_EQ(client.send("POST", "/echo", {}, "a")->body, "a");
    std::this_thread::sleep_for(1500ms);
    EXPECT_EQ(client.send("POST", "/echo", {}, "b")->body, "b");
}

TEST(Client, names_what_went_wrong) {
    TestServer s;
    ClientOptions options = to(s);
    EXPECT_EQ(rule_of(Client(options).send("GET", "/a b")), "HTTP_CLIENT_REQUEST");
    EXPECT_EQ(rule_of(Client(options).send("GET", "/a", {{"X", "a\r\nY: b"}})), "HTTP_CLIENT_REQUEST");
    EXPECT_EQ(rule_of(Client(options).send("GET", "/cut")), "HTTP_CLIENT_CONNECTION_LOST");
    EXPECT_EQ(rule_of(Client(options).send("POST", "/echo", {}, ClientBody::from_file("/nowhere"))),
              "HTTP_CLIENT_FILE");
    options.max_response_bytes = 1000;
    EXPECT_EQ(rule_of(Client(options).send("GET", "/big?5000")), "HTTP_CLIENT_ANSWER_TOO_LARGE");
    options.timeout = 100ms;
    EXPECT_EQ(rule_of(Client(options).send("GET", "/slow")), "HTTP_CLIENT_TIMEOUT");
    options.tls = true;
    EXPECT_EQ(rule_of(Client(options).send("GET", "/hello")), "HTTP_CLIENT_TLS");
    options.port = 1;
    EXPECT_EQ(rule_of(Client(options).send("GET", "/hello")), "HTTP_CLIENT_UNREACHABLE");
}

TEST(ClientUrl, is_split) {
    const auto url = parse_url("https://gw.example:8443/fhir/");
    ASSERT_TRUE(url.has_value());
    EXPECT_TRUE(url->options.tls);
    EXPECT_EQ(url->options.host, "gw.example");
    EXPECT_EQ(url->options.port, 8443);
    EXPECT_EQ(url->path, "/fhir");
    EXPECT_EQ(parse_url("http://[::1]")->options.host, "::1");
    EXPECT_EQ(parse_url("http://[::1]:81")->options.port, 81);
    for (const char* bad :
         {"ftp://a", "http://", "http://a:b", "http://u@a", "http://a:0", "http://[::1", "http://a b"}) {
        EXPECT_FALSE(parse_url(bad).has_value()) << bad;
    }
}

// A TLS server whose context can be swapped, as a reload does.
struct TlsFixture : testing::Test {
    static std::shared_ptr<boost::asio::ssl::context> context_of(const Identity& identity) {
        auto context = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
        context->use_certificate_chain(boost::asio::buffer(identity.certificate));
        context->use_private_key(boost::asio::buffer(identity.key), boost::asio::ssl::context::pem);
        return context;
    }
    ServerOptions options() {
        ServerOptions o;
        o.tls = [this] {
            const std::lock_guard lock(mutex);
            return context;
        };
        return o;
    }
    ClientOptions to_tls(const TestServer& s, const Identity& trusted) {
        ClientOptions o = to(s);
        o.tls = true;
        o.ca_file = folder.write("ca.pem", trusted.certificate);
        return o;
    }

    TemporaryFolder folder;
    Identity server_identity = make_identity("gateway");
    std::mutex mutex;
    std::shared_ptr<boost::asio::ssl::context> context = context_of(server_identity);
};

TEST_F(TlsFixture, serves_small_and_large_messages) {
    TestServer s(options());
    Client client(to_tls(s, server_identity));
    EXPECT_EQ(client.send("GET", "/who")->body, "nobody from 127.0.0.1");
    const std::string large(1'000'000, 'x');
    const auto echoed = client.send("POST", "/echo", {}, large);
    ASSERT_TRUE(echoed.has_value()) << rule_of(echoed) << " " << echoed.error().first().what.en;
    EXPECT_EQ(echoed->body, large);
    EXPECT_EQ(client.send("GET", "/big?5000000")->body.size(), 5'000'010U);
    EXPECT_EQ(s.server.admission().connections(), 1U);
}

TEST_F(TlsFixture, is_refused_by_a_client_that_does_not_trust_it) {
    TestServer s(options());
    EXPECT_EQ(rule_of(Client(to_tls(s, make_identity("other"))).send("GET", "/hello")), "HTTP_CLIENT_TLS");
    ClientOptions wrong_name = to_tls(s, server_identity);
    wrong_name.server_name = "other.example";
    EXPECT_EQ(rule_of(Client(wrong_name).send("GET", "/hello")), "HTTP_CLIENT_TLS");
    wrong_name.insecure = true;
    EXPECT_EQ(Client(wrong_name).send("GET", "/hello")->body, "hello");
}

TEST_F(TlsFixture, knows_the_subject_of_a_verified_client_only) {
    const Identity ours = make_identity("clinique");
    context->set_verify_mode(boost::asio::ssl::verify_peer | boost::asio::ssl::verify_fail_if_no_peer_cert);
    context->add_certificate_authority(boost::asio::buffer(ours.certificate));
    TestServer s(options());
    ClientOptions o = to_tls(s, server_identity);
    EXPECT_FALSE(Client(o).send("GET", "/who").has_value());
    o.certificate = folder.write("c.pem", ours.certificate);
    o.private_key = folder.write("k.pem", ours.key);
    EXPECT_EQ(Client(o).send("GET", "/who")->body, "CN=clinique,O=Hôpital d’essai from 127.0.0.1");
    const Identity foreign = make_identity("clinique");
    o.certificate = folder.write("c.pem", foreign.certificate);
    o.private_key = folder.write("k.pem", foreign.key);
    EXPECT_FALSE(Client(o).send("GET", "/who").has_value());
}

TEST_F(TlsFixture, takes_a_new_certificate_for_the_next_handshake_and_keeps_old_connections) {
    TestServer s(options());
    Client old(to_tls(s, server_identity));
    EXPECT_EQ(old.send("GET", "/hello")->body, "hello");
    const Identity renewed = make_identity("renewed");
    {
        const std::lock_guard lock(mutex);
        context = context_of(renewed);
    }
    EXPECT_EQ(Client(to_tls(s, renewed)).send("GET", "/hello")->body, "hello");
    EXPECT_EQ(old.send("GET", "/hello")->body, "hello");
}

TEST_F(TlsFixture, ends_a_handshake_that_does_not_come) {
    ServerOptions o = options();
    o.deadlines.tls_handshake = 150ms;
    TestServer s(o);
    RawClient silent(s.server.port());
    EXPECT_TRUE(silent.wait_closed());
    RawClient plain(s.server.port());
    plain.send(get("/hello"));
    EXPECT_TRUE(plain.wait_closed());
    EXPECT_EQ(plain.received().find("HTTP"), std::string::npos);
}

TEST_F(TlsFixture, survives_a_context_that_cannot_be_had) {
    ServerOptions o;
    o.tls = [] { return std::shared_ptr<boost::asio::ssl::context>(); };
    TestServer s(o);
    RawClient client(s.server.port());
    EXPECT_TRUE(client.wait_closed());
}

}  // namespace
}  // namespace dmpgw::http::test

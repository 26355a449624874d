// HL7 v2.5 appendix C (MLLP): frames in pieces, several on one connection, and what is no frame.
#include "gateway/server/mllp_listener.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "tests/unit/transactions/test_gateway.hpp"

namespace dmpgw::server {
namespace {

std::string adt(int number) {
    return "\x0BMSH|^~\\&|HIS|CHU|DMPGW|GW|20260314||ADT^A01|MSG" + std::to_string(number) + "|P|2.5\rPID|||" +
           std::to_string(number) + "^^^&1.2.250.1.999.3&ISO||FICTIVAL\r\x1C\r";
}

class Peer {
  public:
    explicit Peer(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    ~Peer() { ::close(fd_); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    void send(const std::string& bytes) {
        EXPECT_EQ(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
    }
    /// One answer without its frame; empty when the connection was closed.
    std::string read() {
        while (true) {
            const std::size_t end = received_.find("\x1C\r");
            if (end != std::string::npos) {
                std::string answer = received_.substr(1, end - 1);
                received_.erase(0, end + 2);
                return answer;
            }
            char piece[1000];
            const ssize_t n = ::recv(fd_, piece, sizeof piece, 0);
            if (n <= 0) return {};
            received_.append(piece, static_cast<std::size_t>(n));
        }
    }

  private:
    int fd_;
    std::string received_;
};

class Mllp : public testing::Test {
  protected:
    std::size_t patients(int number) {
        return gateway_.store().read()->patients_by_identifier("urn:oid:1.2.250.1.999.3|" + std::to_string(number)).size();
    }
    transactions::test::TestGateway gateway_;
    std::optional<MllpListener> listener_{std::in_place, gateway_.services(), "127.0.0.1", std::uint16_t{0}};
};

TEST_F(Mllp, each_message_is_answered_on_a_connection_that_stays) {
    Peer peer(listener_->port());
    for (int n = 1; n <= 3; ++n) {
        peer.send(adt(n));
        EXPECT_NE(peer.read().find("MSA|AA|MSG" + std::to_string(n) + "\r"), std::string::npos);
        EXPECT_EQ(patients(n), 1U) << "what is acknowledged is kept";
    }
    EXPECT_EQ(gateway_.audit().size(), 3U);
    EXPECT_EQ(gateway_.audit()[0].transaction, "ITI-8");
}

TEST_F(Mllp, messages_may_come_in_pieces_or_together) {
    Peer peer(listener_->port());
    for (const char c : adt(1)) peer.send(std::string(1, c));
    EXPECT_NE(peer.read().find("MSA|AA|MSG1"), std::string::npos);
    peer.send(adt(2) + "\r\n" + adt(3));
    EXPECT_NE(peer.read().find("MSA|AA|MSG2"), std::string::npos);
    EXPECT_NE(peer.read().find("MSA|AA|MSG3"), std::string::npos);
}

TEST_F(Mllp, a_message_that_is_wrong_is_answered_and_the_connection_stays) {
    Peer peer(listener_->port());
    peer.send("\x0BMSH|^~\\&|HIS|CHU|DMPGW|GW|||ADT^A03|MSG9|P|2.5\r\x1C\r");
    EXPECT_NE(peer.read().find("MSA|AR|MSG9"), std::string::npos);
    peer.send("\x0Bnot HL7\x1C\r");
    EXPECT_NE(peer.read().find("MSA|AR|"), std::string::npos);
    peer.send(adt(1));
    EXPECT_NE(peer.read().find("MSA|AA|MSG1"), std::string::npos);
}

TEST_F(Mllp, what_is_no_frame_closes_the_connection) {
    Peer peer(listener_->port());
    peer.send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(peer.read(), "");
    Peer next(listener_->port());
    next.send(adt(1));
    EXPECT_NE(next.read().find("MSA|AA|MSG1"), std::string::npos) << "the others are served";
}

TEST_F(Mllp, a_message_without_end_is_cut_at_the_limit) {
    Peer peer(listener_->port());
    peer.send("\x0B");
    std::string piece(64 * 1024, 'x');
    for (std::size_t sent = 0; sent < max_mllp_message; sent += piece.size()) peer.send(piece);
    EXPECT_EQ(peer.read(), "");
}

TEST_F(Mllp, the_end_of_the_listener_closes_what_is_idle) {
    Peer peer(listener_->port());
    peer.send(adt(1));
    EXPECT_NE(peer.read(), "");
    listener_->stop();
    EXPECT_EQ(peer.read(), "");
}

}  // namespace
}  // namespace dmpgw::server

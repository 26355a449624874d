// WS-Addressing 1.0 SOAP binding 5.1: answers to an address of their own, for those that the operator allows.
#include "gateway/transactions/reply_elsewhere.hpp"

#include <gtest/gtest.h>

#include "gateway/base/encoding.hpp"
#include "gateway/transactions/soap_endpoint.hpp"
#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

constexpr const char* allowed = "https://pfi.example.org/replies";

class Outbox final : public ReplySender {
  public:
    bool allows(std::string_view address) const override { return address == allowed; }
    std::shared_ptr<void> reserve() override { return room ? std::make_shared<int>(0) : nullptr; }
    void send(ReplyElsewhere reply) override { sent.push_back(std::move(reply)); }
    bool room = true;
    std::vector<ReplyElsewhere> sent;
};

std::string endpoint(const std::string& name, const std::string& address) {
    return "<a:" + name + " xmlns:a='http://www.w3.org/2005/08/addressing'><a:Address>" + address + "</a:Address></a:" + name + ">";
}

class ReplyTo : public testing::Test {
  protected:
    void SetUp() override { gateway_.services().replies = outbox_; }

    // The sample by inline base64, with other endpoints in its header.
    Answer submit(const std::string& headers) {
        Exchange sent = inline_sample("cr-bio-2024.01");
        const std::string close = "</wsa:ReplyTo>";
        const std::size_t at = sent.body.find("<wsa:ReplyTo>");
        sent.body.replace(at, sent.body.find(close) + close.size() - at, headers);
        return exchange(gateway_, soap_endpoint(SoapActor::repository, gateway_.services()), sent);
    }
    bool stored() {
        return !gateway_.store().read()->entries_by_unique_id(
            std::string(sample_metadata("cr-bio-2024.01")["documentEntry"]["uniqueId"].as_string())).empty();
    }

    TestGateway gateway_;
    std::shared_ptr<Outbox> outbox_ = std::make_shared<Outbox>();
};

TEST_F(ReplyTo, an_allowed_address_gets_the_answer_and_the_connection_gets_202) {
    const Answer answer = submit(endpoint("ReplyTo", allowed));
    EXPECT_EQ(answer.status, 202U);
    EXPECT_EQ(answer.body, "");
    EXPECT_TRUE(stored());
    ASSERT_EQ(outbox_->sent.size(), 1U);
    const ReplyElsewhere& reply = outbox_->sent[0];
    EXPECT_EQ(reply.address, allowed);
    EXPECT_EQ(reply.content_type, "application/soap+xml; charset=UTF-8");
    EXPECT_NE(reply.body.find("ResponseStatusType:Success"), std::string::npos) << reply.body;
    EXPECT_NE(reply.body.find("<wsa:RelatesTo>"), std::string::npos) << reply.body;
    EXPECT_EQ(gateway_.audit().size(), 1U);
}

TEST_F(ReplyTo, any_other_address_is_refused_and_nothing_is_done) {
    for (const std::string name : {"ReplyTo", "FaultTo"}) {
        const Answer answer = submit(endpoint(name, "https://pfi.example.org/replies/"));
        EXPECT_EQ(answer.status, 400U) << answer.body;
        EXPECT_TRUE(answer.names("wsa:InvalidAddressingHeader")) << answer.body;
        EXPECT_TRUE(answer.names("wsa:OnlyAnonymousAddressSupported")) << answer.body;
        EXPECT_TRUE(answer.names("/Envelope/Header/" + name + "/Address")) << answer.body;
    }
    EXPECT_FALSE(stored());
    EXPECT_TRUE(outbox_->sent.empty());
    EXPECT_EQ(gateway_.audit().back().outcome, "refused");
}

TEST_F(ReplyTo, without_a_sender_no_address_is_allowed) {
    gateway_.services().replies.reset();
    EXPECT_TRUE(submit(endpoint("ReplyTo", allowed)).names("SOAP_REPLY_ADDRESS"));
    EXPECT_FALSE(stored());
}

TEST_F(ReplyTo, anonymous_is_the_connection_and_none_is_nobody) {
    const Answer here = submit(endpoint("ReplyTo", "http://www.w3.org/2005/08/addressing/anonymous") +
                               endpoint("FaultTo", "http://www.w3.org/2005/08/addressing/anonymous"));
    EXPECT_EQ(here.status, 200U) << here.body;
    EXPECT_TRUE(here.names("ResponseStatusType:Success"));
    for (const char* other : {"http://schemas.microsoft.com/2005/12/ServiceModel/Addressing/Anonymous",
                              "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"}) {
        EXPECT_EQ(submit(endpoint("ReplyTo", other)).status, 200U) << other;
    }
    const Answer nobody = submit(endpoint("ReplyTo", "http://www.w3.org/2005/08/addressing/none"));
    EXPECT_EQ(nobody.status, 202U) << nobody.body;
    EXPECT_TRUE(outbox_->sent.empty());
    EXPECT_EQ(gateway_.audit().size(), 4U);
}

TEST_F(ReplyTo, too_many_that_wait_are_a_refusal_before_the_work) {
    outbox_->room = false;
    const Answer answer = submit(endpoint("ReplyTo", allowed));
    EXPECT_TRUE(answer.names("TOO_MANY_REPLIES_ELSEWHERE")) << answer.body;
    EXPECT_FALSE(stored());
}

TEST_F(ReplyTo, documents_travel_with_the_answer) {
    ASSERT_EQ(submit("").status, 200U);
    const std::string unique_id(sample_metadata("cr-bio-2024.01")["documentEntry"]["uniqueId"].as_string());
    const auto retrieve = [&](bool mtom) {
        Exchange sent = soap_message("/xds/repository",
                                     "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Header>" +
                                         endpoint("ReplyTo", allowed) +
                                         "</e:Header><e:Body><RetrieveDocumentSetRequest xmlns='urn:ihe:iti:xds-b:2007'><DocumentRequest>"
                                         "<RepositoryUniqueId>1.2.250.1.999.1</RepositoryUniqueId><DocumentUniqueId>" + unique_id +
                                         "</DocumentUniqueId></DocumentRequest></RetrieveDocumentSetRequest></e:Body></e:Envelope>");
        if (mtom) sent = as_mtom(sent);
        return exchange(gateway_, soap_endpoint(SoapActor::repository, gateway_.services()), sent);
    };
    EXPECT_EQ(retrieve(true).status, 202U);
    EXPECT_EQ(retrieve(false).status, 202U);
    ASSERT_EQ(outbox_->sent.size(), 2U);
    EXPECT_TRUE(outbox_->sent[0].content_type.starts_with("multipart/related"));
    EXPECT_NE(outbox_->sent[0].body.find(sample_file("documents/cr-bio-2024.01.xml")), std::string::npos);
    EXPECT_NE(outbox_->sent[1].body.find(base64_encode(sample_file("documents/cr-bio-2024.01.xml"))), std::string::npos);
}

// A document of which only the length is asked.
class Endless final : public http::BodySource {
  public:
    std::uint64_t size() const override { return max_reply_elsewhere_bytes + 1; }
    std::size_t read(char*, std::size_t) override { throw std::logic_error("nobody reads what is too large"); }
};

TEST_F(ReplyTo, what_is_too_large_is_not_gathered) {
    http::Response response;
    response.body.emplace_back(std::string("envelope"));
    response.body.emplace_back(std::shared_ptr<http::BodySource>(std::make_shared<Endless>()));
    std::string to;
    EXPECT_FALSE(gateway_.run(gather(response, to, gateway_.services())));
}

}  // namespace
}  // namespace dmpgw::transactions::test

// ITI TF-2 3.41, 3.43, 3.18 and Appendix V: the samples through the SOAP face, and what it says to what it refuses.
#include "gateway/transactions/soap_endpoint.hpp"

#include <gtest/gtest.h>

#include "gateway/base/digest.hpp"
#include "gateway/base/encoding.hpp"
#include "gateway/xml/document.hpp"
#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

constexpr std::string_view ns_soap12 = "http://www.w3.org/2003/05/soap-envelope";
constexpr const char* success = "ResponseStatusType:Success\"";
constexpr const char* failure = "ResponseStatusType:Failure\"";

// What reads an answer: the envelope alone, whether it is the whole body or the root part.
struct Envelope {
    explicit Envelope(const Answer& answer) {
        const std::size_t start = answer.body.find("<?xml");
        const std::size_t end = answer.body.find("Envelope>", answer.body.find(":Body"));
        EXPECT_NE(start, std::string::npos) << answer.body;
        auto parsed = xml::parse(std::string_view(answer.body).substr(start, answer.body.rfind("Envelope>") + 9 - start));
        (void)end;
        EXPECT_TRUE(parsed) << answer.body;
        if (parsed) document.emplace(std::move(*parsed));
    }
    const xml::Element& body() const {
        const xml::Element& root = document->root();
        return *root.child(root.namespace_uri(), "Body")->children()[0];
    }
    std::string header(std::string_view name) const {
        const xml::Element& root = document->root();
        const xml::Element* element =
            root.child(root.namespace_uri(), "Header")->child("http://www.w3.org/2005/08/addressing", name);
        return element == nullptr ? "" : std::string(element->text());
    }
    std::optional<xml::Document> document;
};

class SoapEndpoint : public testing::Test {
  protected:
    Answer send(const Exchange& sent) {
        return exchange(gateway_, sent.target == "/xds/registry" ? registry_ : repository_, sent);
    }
    Answer retrieve(const std::string& unique_id, const std::string& repository = "1.2.250.1.999.1") {
        return send(retrieval(unique_id, repository));
    }
    static Exchange retrieval(const std::string& unique_id, const std::string& repository = "1.2.250.1.999.1") {
        return soap_message("/xds/repository",
                                 "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body>"
                                 "<RetrieveDocumentSetRequest xmlns=\"urn:ihe:iti:xds-b:2007\"><DocumentRequest><RepositoryUniqueId>" +
                                     repository + "</RepositoryUniqueId><DocumentUniqueId>" + unique_id +
                                     "</DocumentUniqueId></DocumentRequest></RetrieveDocumentSetRequest></e:Body></e:Envelope>");
    }
    std::string last_audit() {
        const auto records = gateway_.audit();
        return records.empty() ? "none" : records.back().transaction + " " + records.back().outcome;
    }

    TestGateway gateway_;
    http::Handler repository_ = soap_endpoint(SoapActor::repository, gateway_.services());
    http::Handler registry_ = soap_endpoint(SoapActor::registry, gateway_.services());
};

TEST_F(SoapEndpoint, every_sample_in_every_form_is_registered_and_comes_back_byte_for_byte) {
    for (const std::string& name : sample_names()) {
        for (const Exchange& sent : {mtom_sample(name), inline_sample(name)}) {
            const Answer answer = send(sent);
            EXPECT_EQ(answer.status, 200u);
            EXPECT_TRUE(answer.names(success)) << name << answer.body;
        }
        const std::string unique_id(sample_metadata(name)["documentEntry"]["uniqueId"].as_string());
        const std::string bytes = sample_file("documents/" + name + ".xml");
        const Answer document = send(as_mtom(retrieval(unique_id)));
        EXPECT_TRUE(document.names(success)) << document.body.substr(0, 2000);
        EXPECT_TRUE(document.field("Content-Type").starts_with("multipart/related"));
        EXPECT_TRUE(document.names(bytes)) << name;
        const Answer in_place = retrieve(unique_id);
        EXPECT_EQ(in_place.field("Content-Type"), "application/soap+xml; charset=UTF-8");
        EXPECT_TRUE(in_place.names(">" + base64_encode(bytes) + "</xdsb:Document>")) << name;
        EXPECT_FALSE(in_place.names("xop:Include"));
    }
    EXPECT_EQ(gateway_.audit().size(), 12u) << "one event an exchange";
    EXPECT_EQ(last_audit(), "ITI-43 success");
}

TEST_F(SoapEndpoint, the_cut_of_the_pieces_does_not_matter) {
    const std::string unique_id(sample_metadata("ldl-ses-2022.01")["documentEntry"]["uniqueId"].as_string());
    for (const std::size_t piece : {7u, 997u, 65536u}) {
        for (Exchange sent : {mtom_sample("ldl-ses-2022.01"), inline_sample("ldl-ses-2022.01")}) {
            TestGateway gateway;
            sent.piece = piece;
            const Answer answer = exchange(gateway, soap_endpoint(SoapActor::repository, gateway.services()), sent);
            EXPECT_TRUE(answer.names(success)) << piece << answer.body;
            const auto stored = gateway.store().read()->entries_by_unique_id(unique_id);
            ASSERT_EQ(stored.size(), 1u);
            EXPECT_EQ(stored[0].entry.hash, hex_encode(sha1(sample_file("documents/ldl-ses-2022.01.xml"))));
        }
    }
}

TEST_F(SoapEndpoint, an_answer_is_packed_as_its_request_was_and_refers_to_it) {
    const Answer packed = send(mtom_sample("cda-n1-pdf"));
    EXPECT_TRUE(packed.field("Content-Type").starts_with("multipart/related")) << packed.field("Content-Type");
    EXPECT_EQ(Envelope(packed).header("RelatesTo"), "urn:uuid:5518e7fc-78f0-5da0-a7f1-e2ae21185c40");
    EXPECT_EQ(Envelope(packed).header("Action"), "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-bResponse");
    const Answer plain = send(inline_sample("cda-n1-pdf"));
    EXPECT_EQ(plain.field("Content-Type"), "application/soap+xml; charset=UTF-8");
    EXPECT_EQ(Envelope(plain).body().local_name(), "RegistryResponse");
}

TEST_F(SoapEndpoint, soap_1_1_is_answered_in_soap_1_1_in_both_packagings) {
    constexpr std::string_view ns_soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
    const auto old = [&](std::string text) {
        text.replace(text.find(ns_soap12), ns_soap12.size(), ns_soap11);
        return text;
    };
    Exchange plain = inline_sample("cda-n1-pdf");
    plain.fields = {{"Content-Type", "text/xml; charset=UTF-8"}, {"SOAPAction", "\"urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b\""}};
    plain.body = old(plain.body);
    const Answer one = send(plain);
    EXPECT_TRUE(one.names(success)) << one.body;
    EXPECT_EQ(one.field("Content-Type"), "text/xml; charset=UTF-8");
    EXPECT_EQ(Envelope(one).document->root().namespace_uri(), ns_soap11);

    Exchange packed = mtom_sample("cda-n1-pdf");
    packed.body = old(packed.body);
    const Answer two = send(packed);
    EXPECT_TRUE(two.names(success)) << two.body;
    EXPECT_TRUE(two.names("start-info=\"text/xml\"") || two.field("Content-Type").find("start-info=\"text/xml\"") != std::string::npos)
        << two.field("Content-Type");
    EXPECT_TRUE(two.names("type=\"text/xml\"")) << "the root part says so too";
}

TEST_F(SoapEndpoint, the_samples_of_iti_18_and_iti_43_find_the_sample_of_iti_41) {
    ASSERT_TRUE(send(inline_sample("ldl-ses-2022.01")).names(success));
    const std::string unique_id(sample_metadata("ldl-ses-2022.01")["documentEntry"]["uniqueId"].as_string());
    for (const char* file : {"iti18/find_documents.xml", "iti18/get_documents.xml"}) {
        const Answer answer = send(soap_message("/xds/registry", sample_file(file)));
        EXPECT_EQ(answer.status, 200u);
        EXPECT_EQ(Envelope(answer).body().local_name(), "AdhocQueryResponse");
        EXPECT_TRUE(answer.names(success)) << answer.body;
        EXPECT_TRUE(answer.names(unique_id)) << file;
        EXPECT_TRUE(answer.names("1.2.250.1.999.1")) << "it says where to retrieve";
        EXPECT_EQ(last_audit(), "ITI-18 success");
    }
    // The sample names another gateway's repository.
    const Answer foreign = send(soap_message("/xds/repository", sample_file("iti43/retrieve.xml")));
    EXPECT_TRUE(foreign.names("XDSUnknownRepositoryId")) << foreign.body;
    EXPECT_TRUE(foreign.names(failure));
    EXPECT_EQ(last_audit(), "ITI-43 refused");
}

TEST_F(SoapEndpoint, a_document_that_is_not_there_is_named) {
    const Answer answer = retrieve("1.2.3.4");
    EXPECT_EQ(answer.status, 200u);
    EXPECT_TRUE(answer.names("XDSDocumentUniqueIdError")) << answer.body;
    EXPECT_TRUE(answer.names("1.2.3.4"));
    EXPECT_EQ(gateway_.audit().size(), 1u);
}

// What was shown is in the trail, and only that; its rules say that it was not all.
TEST_F(SoapEndpoint, a_partial_answer_is_recorded_with_what_it_showed) {
    ASSERT_TRUE(send(inline_sample("cr-bio-2024.01")).names(success));
    const std::string unique_id(sample_metadata("cr-bio-2024.01")["documentEntry"]["uniqueId"].as_string());
    const auto wanted = [](const std::string& document) {
        return "<DocumentRequest><RepositoryUniqueId>1.2.250.1.999.1</RepositoryUniqueId><DocumentUniqueId>" + document +
               "</DocumentUniqueId></DocumentRequest>";
    };
    const Answer answer = send(soap_message("/xds/repository",
                                            "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body>"
                                            "<RetrieveDocumentSetRequest xmlns='urn:ihe:iti:xds-b:2007'>" +
                                                wanted("1.2.3.4") + wanted(unique_id) +
                                                "</RetrieveDocumentSetRequest></e:Body></e:Envelope>"));
    EXPECT_TRUE(answer.names("ResponseStatusType:PartialSuccess")) << answer.body.substr(0, 2000);
    EXPECT_TRUE(answer.names("XDSDocumentUniqueIdError"));
    const auto records = gateway_.audit();
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[1].outcome, "success");
    EXPECT_NE(records[1].event.find(unique_id), std::string::npos) << records[1].event;
    EXPECT_EQ(records[1].event.find("1.2.3.4\""), std::string::npos) << "it was not shown";
    EXPECT_NE(records[1].event.find("DOCUMENT_UNKNOWN"), std::string::npos) << records[1].event;
}

TEST_F(SoapEndpoint, a_repeated_message_is_answered_again_and_stored_once) {
    const Answer first = send(mtom_sample("cr-bio-2024.01"));
    const Answer again = send(mtom_sample("cr-bio-2024.01"));
    EXPECT_TRUE(first.names(success));
    EXPECT_TRUE(again.names(success)) << again.body;
    const std::string unique_id(sample_metadata("cr-bio-2024.01")["documentEntry"]["uniqueId"].as_string());
    EXPECT_EQ(gateway_.store().read()->entries_by_unique_id(unique_id).size(), 1u);
    EXPECT_EQ(gateway_.audit().size(), 2u);
    EXPECT_NE(gateway_.audit()[1].event.find("\"repeated\":true"), std::string::npos);
}

struct Refused {
    const char* what;
    Exchange sent;
    unsigned status;
    const char* says;
};

TEST_F(SoapEndpoint, each_refusal_has_its_status_its_word_and_one_audit_event) {
    const Exchange good = inline_sample("cda-n1-pdf");
    const auto changed = [&](std::string_view from, std::string_view to) {
        Exchange sent = good;
        const std::size_t at = sent.body.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        sent.body.replace(at, from.size(), to);
        return sent;
    };
    Exchange json = good;
    json.fields = {{"Content-Type", "application/json"}};
    Exchange no_type = good;
    no_type.fields.clear();
    Exchange wrong_path = good;
    wrong_path.target = "/xds/registry";
    Exchange empty = good;
    empty.body.clear();
    Exchange cut = mtom_sample("cda-n1-pdf");
    cut.body.resize(cut.body.size() - 10);
    const std::vector<Refused> cases = {
        {"no SOAP", json, 415, "SOAP_CONTENT_TYPE"},
        {"no Content-Type", no_type, 415, "SOAP_CONTENT_TYPE"},
        {"another actor's path", wrong_path, 400, "wsa:ActionNotSupported"},
        {"no body", empty, 400, "env:Sender"},
        {"cut off", cut, 400, "MIME_NOT_CLOSED"},
        {"wrong action", changed("ProvideAndRegisterDocumentSet-b<", "RegistryStoredQuery<"), 400, "SOAP_ACTION_NOT_SUPPORTED"},
        {"must understand", changed("<wsa:MessageID>", "<x:Y xmlns:x=\"urn:x\" soap:mustUnderstand=\"1\"/><wsa:MessageID>"), 400,
         "env:MustUnderstand"},
        {"not well-formed", changed("</soap:Body>", ""), 400, "env:Sender"},
        {"a rule of metadata", changed("<rim:Value>fr-FR</rim:Value>", "<rim:Value>fr_FR</rim:Value>"), 200, failure},
        {"another hash", changed("a04f67e3e2b774b3c4c4fc861ad466f0838a29eb", "a04f67e3e2b774b3c4c4fc861ad466f0838a29ec"), 200,
         "XDSRepositoryMetadataError"},
    };
    std::size_t events = 0;
    for (const Refused& c : cases) {
        const Answer answer = send(c.sent);
        EXPECT_EQ(answer.status, c.status) << c.what << answer.body;
        EXPECT_TRUE(answer.names(c.says)) << c.what << answer.body;
        EXPECT_TRUE(answer.names("request-1")) << c.what << ": the request id leads to the log";
        EXPECT_EQ(gateway_.audit().size(), ++events) << c.what;
        EXPECT_TRUE(last_audit().ends_with(" refused")) << c.what << last_audit();
        Envelope whole(answer);
    }
    const std::string unique_id(sample_metadata("cda-n1-pdf")["documentEntry"]["uniqueId"].as_string());
    EXPECT_TRUE(gateway_.store().read()->entries_by_unique_id(unique_id).empty());
}

TEST_F(SoapEndpoint, a_body_that_breaks_off_at_any_piece_stores_nothing_and_is_recorded_once) {
    for (Exchange sent : {mtom_sample("ldl-ses-2022.01"), inline_sample("ldl-ses-2022.01")}) {
        sent.piece = sent.body.size() / 12 + 1;
        for (std::size_t at = 0; at <= 12; ++at) {
            const std::size_t events = gateway_.audit().size();
            sent.fails_at = at;
            const Answer answer = send(sent);
            EXPECT_EQ(answer.status, 400u) << at;
            EXPECT_TRUE(answer.names("BROKEN_OFF")) << at << answer.body;
            EXPECT_EQ(gateway_.audit().size(), events + 1) << at;
        }
    }
    EXPECT_EQ(gateway_.store().statistics().documents, 0u);
    // What was staged gave its space back: the whole message still fits.
    EXPECT_TRUE(send(mtom_sample("ldl-ses-2022.01")).names(success));
}

TEST(SoapTable, each_transaction_has_an_actor_an_action_and_an_answer) {
    EXPECT_EQ(soap_table().size(), 16u);
    for (const SoapRow& row : soap_table()) {
        EXPECT_FALSE(row.action.empty());
        // HL7 V3 has one acknowledgement for all its messages.
        EXPECT_TRUE(row.actor == SoapActor::identity || row.reply_action.starts_with(row.action)) << row.reply_action;
        EXPECT_NE(row.run, nullptr);
    }
}

}  // namespace
}  // namespace dmpgw::transactions::test

// Specifications: SOAP 1.2 part 1 (5, 2.4), SOAP 1.1, XOP 1.0, WS-Addressing 1.0, ITI TF-2 Appendix V.3.
#include "gateway/soap/message.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dmpgw::soap {
namespace {

constexpr std::string_view xdsb = "urn:ihe:iti:xds-b:2007";

// Keeps what it is given: parts by index, inline texts in order of their elements.
class Kept final : public DocumentSinks {
  public:
    struct Sink final : ByteSink {
        std::string bytes;
        bool finished = false;
        bool full = false;
        Result<void> append(std::string_view piece) override {
            static constexpr Rule sink_full{"SINK_FULL", FailureKind::busy, "", "a", "b", "c", "d", "e"};
            if (full) return refuse(sink_full, "");
            bytes += piece;
            return {};
        }
        Result<void> finish() override {
            finished = true;
            return {};
        }
    };
    std::map<std::size_t, std::unique_ptr<Sink>> parts;
    std::vector<std::unique_ptr<Sink>> texts;
    bool full = false;

    Result<ByteSink*> part(std::size_t index) override {
        parts[index] = std::make_unique<Sink>();
        parts[index]->full = full;
        return parts[index].get();
    }
    ByteSink* inline_text(const xml::Element& element) override {
        if (!element.is(xdsb, "Document")) return nullptr;
        texts.push_back(std::make_unique<Sink>());
        texts.back()->full = full;
        return texts.back().get();
    }
    bool takes_include(const xml::Element& parent) const override { return parent.is(xdsb, "Document"); }
};

struct Read {
    std::unique_ptr<Kept> kept = std::make_unique<Kept>();
    std::unique_ptr<MessageReader> reader;
    std::optional<Result<Message>> message;

    std::string rule() const { return *message ? "read" : failure().first().rule; }
    Failure failure() const { return message->error(); }
    Message& operator*() { return message->value(); }
};

struct Http {
    std::string content_type = "application/soap+xml; charset=UTF-8";
    std::string soap_action;
    MimeLimits mime;
    bool full = false;
};

Read read(std::string_view body, const Http& http = {}, std::size_t piece = 1 << 20) {
    Read result;
    result.kept->full = http.full;
    auto reader = MessageReader::open(http.content_type, http.soap_action, XmlLimits{}, http.mime, *result.kept);
    if (!reader) {
        result.message.emplace(reader.error());
        return result;
    }
    result.reader = std::move(*reader);
    for (std::size_t at = 0; at < body.size(); at += piece) {
        if (auto fed = result.reader->feed(body.substr(at, piece)); !fed) {
            result.message.emplace(fed.error());
            return result;
        }
    }
    result.message.emplace(result.reader->finish());
    return result;
}

std::string soap12(const std::string& body, const std::string& header = "") {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
           "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\" "
           "xmlns:x=\"urn:ihe:iti:xds-b:2007\" xmlns:xop=\"http://www.w3.org/2004/08/xop/include\">" +
           (header.empty() ? "" : "<e:Header>" + header + "</e:Header>") + "<e:Body>" + body + "</e:Body></e:Envelope>";
}

std::string soap11(const std::string& body, const std::string& header = "") {
    std::string text = soap12(body, header);
    const std::string_view from = ns_soap12;
    text.replace(text.find(from), from.size(), ns_soap11);
    return text;
}

const std::string include_one = "<x:P><x:Document id=\"d\"><xop:Include href=\"cid:one@test\"/></x:Document></x:P>";

struct Part {
    std::string id;
    std::string bytes;
    std::string type = "application/pdf";
    std::string encoding = "binary";
};

std::string package(const std::vector<Part>& parts) {
    std::string text;
    for (const Part& p : parts) {
        text += "--b\r\nContent-Type: " + p.type + "\r\nContent-Transfer-Encoding: " + p.encoding + "\r\nContent-ID: <" + p.id +
                ">\r\n\r\n" + p.bytes + "\r\n";
    }
    return text + "--b--\r\n";
}

Part root(const std::string& envelope) {
    return {"root@test", envelope, "application/xop+xml; charset=UTF-8; type=\"application/soap+xml\""};
}

Http mtom(const std::string& more = "") {
    Http http;
    http.content_type = "multipart/related; type=\"application/xop+xml\"; boundary=\"b\"; start=\"<root@test>\"; "
                        "start-info=\"application/soap+xml\"" + more;
    return http;
}

TEST(Message, a_plain_soap_1_2_message_is_read_with_its_addressing) {
    auto r = read(soap12("<x:P/>", "<a:Action e:mustUnderstand=\"1\"> urn:do </a:Action><a:MessageID>urn:uuid:1</a:MessageID>"
                                   "<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>"));
    ASSERT_EQ(r.rule(), "read");
    EXPECT_EQ((*r).version, Version::soap12);
    EXPECT_EQ((*r).packaging, Packaging::plain);
    EXPECT_TRUE((*r).payload->is(xdsb, "P"));
    EXPECT_EQ((*r).addressing.action, "urn:do");
    EXPECT_EQ((*r).addressing.message_id, "urn:uuid:1");
    EXPECT_EQ((*r).addressing.reply_to, "http://www.w3.org/2005/08/addressing/anonymous");
}

TEST(Message, soap_1_1_is_read_and_remembered) {
    auto r = read(soap11("<x:P/>"), {"text/xml; charset=utf-8", "\"urn:do\"", {}});
    ASSERT_EQ(r.rule(), "read");
    EXPECT_EQ((*r).version, Version::soap11);
    EXPECT_EQ((*r).addressing.action, "urn:do");
    EXPECT_EQ(r.reader->version_hint(), Version::soap11);
}

TEST(Message, a_fault_for_text_xml_that_cannot_be_read_will_be_soap_1_1) {
    auto r = read("<oops", {"text/xml", "", {}});
    EXPECT_NE(r.rule(), "read");
    EXPECT_EQ(r.reader->version_hint(), Version::soap11);
    EXPECT_EQ(read("<oops").reader->version_hint(), Version::soap12);
}

TEST(Message, the_cut_of_the_pieces_does_not_matter) {
    const std::string plain = soap12("<x:P><x:Document id=\"d\">Zm9v\r\nYmFy</x:Document></x:P>");
    const std::string packed = package({root(soap12(include_one)), {"one@test", "%PDF\r\n--\r\n-b\n"}});
    for (std::size_t piece = 1; piece < 40; ++piece) {
        auto a = read(plain, {}, piece);
        ASSERT_EQ(a.rule(), "read") << piece;
        ASSERT_EQ(a.kept->texts.size(), 1u);
        EXPECT_EQ(a.kept->texts[0]->bytes, "foobar");
        EXPECT_TRUE(a.kept->texts[0]->finished);
        auto b = read(packed, mtom(), piece);
        ASSERT_EQ(b.rule(), "read") << piece << b.failure().first().where;
        EXPECT_EQ(b.kept->parts.at(1)->bytes, "%PDF\r\n--\r\n-b\n");
        EXPECT_TRUE(b.kept->parts.at(1)->finished);
    }
}

TEST(Message, an_mtom_message_joins_includes_and_parts) {
    auto r = read(package({root(soap12(include_one)), {"one@test", "%PDF"}}), mtom());
    ASSERT_EQ(r.rule(), "read");
    EXPECT_EQ((*r).packaging, Packaging::mtom);
    EXPECT_EQ((*r).references.part_of("cid:one@test"), 1u);
    EXPECT_TRUE(r.kept->texts.empty() || !r.kept->texts[0]->finished) << "an Include is no text";
}

TEST(Message, the_root_may_come_second) {
    auto r = read(package({{"one@test", "%PDF"}, root(soap12(include_one))}), mtom());
    ASSERT_EQ(r.rule(), "read");
    EXPECT_EQ((*r).references.part_of("cid:one@test"), 0u);
    EXPECT_EQ(r.kept->parts.at(0)->bytes, "%PDF");
}

TEST(Message, a_part_in_base64_arrives_decoded) {
    auto r = read(package({root(soap12(include_one)), {"one@test", "JVBE\r\nRg==", "application/pdf", "base64"}}), mtom());
    ASSERT_EQ(r.rule(), "read");
    EXPECT_EQ(r.kept->parts.at(1)->bytes, "%PDF");
}

TEST(Message, an_include_stands_alone_in_a_document) {
    const std::string include = "<xop:Include href=\"cid:one@test\"/>";
    for (const std::string& body : {
             "<x:P>" + include + "</x:P>",
             "<x:P><x:Document id=\"d\">" + include + "<x:Other/></x:Document></x:P>",
             "<x:P><x:Document id=\"d\"><x:Other/>" + include + "</x:Document></x:P>",
             "<x:P><x:Document id=\"d\">" + include + "Zm9v</x:Document></x:P>",
             "<x:P><x:Document id=\"d\"><x:Inner>" + include + "</x:Inner></x:Document></x:P>",
             include,
         }) {
        auto r = read(package({root(soap12(body)), {"one@test", "%PDF"}}), mtom());
        EXPECT_EQ(r.rule(), "XOP_INCLUDE_PLACE") << body;
    }
    // Text before an element in a document is refused by the parser already.
    auto r = read(package({root(soap12("<x:P><x:Document id=\"d\">Zm9v" + include + "</x:Document></x:P>")), {"one@test", ""}}), mtom());
    EXPECT_EQ(r.rule(), "XML_ELEMENT_IN_TEXT");
}

TEST(Message, white_space_around_an_include_is_no_content) {
    auto r = read(package({root(soap12("<x:P><x:Document id=\"d\">\n  <xop:Include href=\"cid:one@test\"/>\n</x:Document></x:P>")),
                           {"one@test", "%PDF"}}), mtom());
    EXPECT_EQ(r.rule(), "read");
}

// WSS 1.1, 6.3; XML Encryption 3.3: what WCF and Metro put into parts of their own.
std::string security(const std::string& content) {
    return "<w:Security xmlns:w=\"" + std::string(ns_wsse) + "\" e:mustUnderstand=\"1\">" + content + "</w:Security>";
}
const std::string token = "<w:BinarySecurityToken>\n<xop:Include href=\"cid:token@test\"/></w:BinarySecurityToken>";
const std::string cipher = "<k:EncryptedKey xmlns:k=\"urn:k\"><k:CipherData><k:CipherValue><xop:Include href=\"cid:cipher@test\"/>"
                           "</k:CipherValue></k:CipherData></k:EncryptedKey>";

TEST(Message, includes_of_the_security_header_become_base64) {
    for (const std::size_t piece : {std::size_t{1} << 20, std::size_t{1}}) {
        auto r = read(package({root(soap12(include_one, security(token + cipher))), {"one@test", "%PDF"}, {"cipher@test", "fo"},
                               {"token@test", std::string("\0\x01\xFF", 3)}}),
                      mtom(), piece);
        ASSERT_EQ(r.rule(), "read");
        const xml::Element* header = (*r).header->child(ns_wsse, "Security");
        const xml::Element* held = header->child(ns_wsse, "BinarySecurityToken");
        EXPECT_EQ(held->text(), "AAH/");
        EXPECT_TRUE(held->children().empty());
        const xml::Element* value = header->children()[1]->children()[0]->children()[0];
        EXPECT_EQ(value->local_name(), "CipherValue");
        EXPECT_EQ(value->text(), "Zm8=");
        ASSERT_EQ(r.kept->parts.size(), 1U) << "a token is no document";
        EXPECT_EQ(r.kept->parts.begin()->second->bytes, "%PDF");
    }
}

TEST(Message, parts_of_the_security_header_have_limits) {
    const auto with = [](MimeLimits limits, const std::vector<Part>& parts) {
        Http http = mtom();
        http.mime = limits;
        return read(package(parts), http).rule();
    };
    const std::vector<Part> parts = {root(soap12("<x:P/>", security(token + cipher))), {"token@test", "12345"}, {"cipher@test", "1"}};
    MimeLimits limits;
    limits.security_part_bytes = 5;
    limits.security_parts = 2;
    EXPECT_EQ(with(limits, parts), "read");
    limits.security_part_bytes = 4;
    EXPECT_EQ(with(limits, parts), "SECURITY_PART_TOO_LARGE");
    limits.security_part_bytes = 5;
    limits.security_parts = 1;
    EXPECT_EQ(with(limits, parts), "TOO_MANY_SECURITY_PARTS");
}

TEST(Message, includes_of_the_security_header_are_refused_where_nothing_can_stand_for_them) {
    const Part part{"token@test", "12345"};
    const std::string include = "<xop:Include href=\"cid:token@test\"/>";
    EXPECT_EQ(read(package({part, root(soap12("<x:P/>", security(token)))}), mtom()).rule(), "SECURITY_PART_BEFORE_ROOT");
    EXPECT_EQ(read(package({root(soap12("<x:P/>", security(token)))}), mtom()).rule(), "XOP_PART_MISSING");
    const std::string both = "<x:P><x:Document id=\"d\">" + include + "</x:Document></x:P>";
    EXPECT_EQ(read(package({root(soap12(both, security(token))), part}), mtom()).rule(), "XOP_PART_USED_TWICE");
    for (const std::string& header : {security(include), security("<w:T>" + include + "text</w:T>"), security("<w:T>" + include + "<w:U/></w:T>"),
                                      "<a:To>" + include + "</a:To>"}) {
        EXPECT_EQ(read(package({root(soap12("<x:P/>", header)), part}), mtom()).rule(), "XOP_INCLUDE_PLACE") << header;
    }
    EXPECT_EQ(read(package({root(soap12("<x:P>" + security(token) + "</x:P>")), part}), mtom()).rule(), "XOP_INCLUDE_PLACE")
        << "a header stands in the Header";
    EXPECT_EQ(read(package({root(soap12("<x:P/>", security("<w:T><xop:Include href=\"http://test/token\"/></w:T>"))), part}), mtom()).rule(),
              "XOP_HREF");
}

TEST(Message, parts_and_includes_that_do_not_meet_are_refused) {
    EXPECT_EQ(read(package({root(soap12(include_one))}), mtom()).rule(), "XOP_PART_MISSING");
    EXPECT_EQ(read(package({root(soap12("<x:P/>")), {"one@test", ""}}), mtom()).rule(), "XOP_PART_UNREFERENCED");
    EXPECT_EQ(read(package({root(soap12(include_one + "")), {"one@test", ""}, {"two@test", ""}}), mtom()).rule(),
              "XOP_PART_UNREFERENCED");
    const std::string twice = "<x:P><x:Document id=\"d\"><xop:Include href=\"cid:one@test\"/></x:Document>"
                              "<x:Document id=\"e\"><xop:Include href=\"cid:one@test\"/></x:Document></x:P>";
    EXPECT_EQ(read(package({root(soap12(twice)), {"one@test", ""}}), mtom()).rule(), "XOP_PART_USED_TWICE");
    EXPECT_EQ(read(package({{"one@test", ""}}), mtom()).rule(), "MULTIPART_ROOT_MISSING");
    EXPECT_EQ(read("--b--\r\n", mtom()).rule(), "MIME_NO_PARTS");
}

TEST(Message, wrong_base64_is_named_with_its_place) {
    for (const std::string text : {"Zm9v!", "Zg", "Zg==Zg==", "Zh=="}) {
        auto r = read(soap12("<x:P><x:Document id=\"d\">" + text + "</x:Document></x:P>"));
        ASSERT_EQ(r.rule(), "SOAP_INLINE_BASE64") << text;
        EXPECT_EQ(r.failure().first().where, "/Envelope/Body/P/Document");
    }
}

TEST(Message, an_empty_document_is_empty_base64) {
    auto r = read(soap12("<x:P><x:Document id=\"d\"></x:Document></x:P>"));
    ASSERT_EQ(r.rule(), "read");
    EXPECT_EQ(r.kept->texts.at(0)->bytes, "");
    EXPECT_TRUE(r.kept->texts.at(0)->finished);
}

TEST(Message, base64_elsewhere_stays_text) {
    auto r = read(soap12("<x:P><x:Other>Zm9v</x:Other></x:P>"));
    ASSERT_EQ(r.rule(), "read");
    EXPECT_EQ((*r).payload->children()[0]->text(), "Zm9v");
}

TEST(Message, what_a_sink_refuses_refuses_the_message) {
    Http http;
    http.full = true;
    EXPECT_EQ(read(soap12("<x:P><x:Document id=\"d\">Zm9v</x:Document></x:P>"), http).rule(), "SINK_FULL");
    http = mtom();
    http.full = true;
    EXPECT_EQ(read(package({root(soap12(include_one)), {"one@test", "%PDF"}}), http).rule(), "SINK_FULL");
}

TEST(Message, only_an_envelope_with_one_body_of_one_element_is_read) {
    const std::string env = "xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"";
    const std::vector<std::string> wrong = {
        "<Envelope/>",
        "<e:Body " + env + "/>",
        "<e:Envelope " + env + "/>",
        "<e:Envelope " + env + "><e:Header/></e:Envelope>",
        "<e:Envelope " + env + "><e:Body/></e:Envelope>",
        "<e:Envelope " + env + "><e:Body>text</e:Body></e:Envelope>",
        "<e:Envelope " + env + "><e:Body>text<p/></e:Body></e:Envelope>",
        "<e:Envelope " + env + "><e:Body><p/><q/></e:Body></e:Envelope>",
        "<e:Envelope " + env + "><e:Body><p/></e:Body><e:Body><p/></e:Body></e:Envelope>",
        "<e:Envelope " + env + "><e:Header/><e:Header/><e:Body><p/></e:Body></e:Envelope>",
        "<e:Envelope " + env + "><e:Body><p/></e:Body><e:Header/></e:Envelope>",
        "<e:Envelope " + env + "><other/><e:Body><p/></e:Body></e:Envelope>",
        "<e:Envelope " + env + "><Body><p/></Body></e:Envelope>",
    };
    for (const std::string& text : wrong) {
        const std::string rule = read(text).rule();
        EXPECT_TRUE(rule == "SOAP_ENVELOPE" || rule == "SOAP_VERSION") << rule << text;
    }
}

TEST(Message, an_unknown_namespace_is_another_version) {
    auto r = read("<e:Envelope xmlns:e=\"http://www.w3.org/2001/12/soap-envelope\"><e:Body><p/></e:Body></e:Envelope>");
    EXPECT_EQ(r.rule(), "SOAP_VERSION");
    EXPECT_EQ(r.failure().first().value, "http://www.w3.org/2001/12/soap-envelope");
}

TEST(Message, a_header_that_must_be_understood_and_is_not_refuses) {
    for (const char* yes : {"1", "true"}) {
        auto r = read(soap12("<x:P/>", std::string("<x:Strange e:mustUnderstand=\"") + yes + "\"/>"));
        ASSERT_EQ(r.rule(), "SOAP_MUST_UNDERSTAND");
        EXPECT_EQ(r.failure().first().value, "Strange");
        EXPECT_EQ(read(soap11("<x:P/>", std::string("<x:Strange e:mustUnderstand=\"") + yes + "\"/>"), {"text/xml", "", {}}).rule(),
                  "SOAP_MUST_UNDERSTAND");
    }
    EXPECT_EQ(read(soap12("<x:P/>", "<x:Strange e:mustUnderstand=\"0\"/><x:Strange e:mustUnderstand=\"false\"/><x:S/>")).rule(), "read");
    // The attribute is that of the envelope's own namespace.
    EXPECT_EQ(read(soap12("<x:P/>", "<x:Strange x:mustUnderstand=\"1\" mustUnderstand=\"1\"/>")).rule(), "read");
}

// SOAP 1.2 part 1, 2.2 and 5.2.2; SOAP 1.1, 4.2.2.
TEST(Message, a_header_for_another_node_need_not_be_understood) {
    const auto rule12 = [](const std::string& role) {
        return read(soap12("<x:P/>", "<x:S e:mustUnderstand=\"1\" e:role=\"" + role + "\"/>")).rule();
    };
    const std::string roles(std::string(ns_soap12) + "/role/");
    EXPECT_EQ(rule12("urn:somebody"), "read");
    EXPECT_EQ(rule12(roles + "none"), "read");
    for (const std::string& role : {std::string(), roles + "next", roles + "ultimateReceiver"}) {
        EXPECT_EQ(rule12(role), "SOAP_MUST_UNDERSTAND") << role;
    }
    const auto rule11 = [](const std::string& actor) {
        return read(soap11("<x:P/>", "<x:S e:mustUnderstand=\"1\" e:actor=\"" + actor + "\"/>"), {"text/xml", "", {}}).rule();
    };
    EXPECT_EQ(rule11("urn:somebody"), "read");
    EXPECT_EQ(rule11(""), "SOAP_MUST_UNDERSTAND");
    EXPECT_EQ(rule11("http://schemas.xmlsoap.org/soap/actor/next"), "SOAP_MUST_UNDERSTAND");
}

TEST(Message, a_refused_envelope_still_says_what_a_fault_relates_to) {
    const std::string id = "<a:MessageID> uuid:1 </a:MessageID>";
    EXPECT_EQ(read(soap12("<x:P/>", id + "<x:S e:mustUnderstand=\"1\"/>")).reader->message_id_hint(), "uuid:1");
    EXPECT_EQ(read(soap12("<x:P/><x:Q/>", id)).reader->message_id_hint(), "uuid:1");
    EXPECT_EQ(read(soap12("<x:P/><x:Q/>")).reader->message_id_hint(), "");
    EXPECT_EQ(read("<x:oops xmlns:x=\"urn:x\"/>").reader->message_id_hint(), "");
}

TEST(Message, a_fault_is_of_the_version_of_the_envelope_whatever_the_content_type) {
    EXPECT_EQ(read(soap12("<x:P/><x:Q/>"), {"text/xml", "", {}}).reader->version_hint(), Version::soap12);
    EXPECT_EQ(read(soap11("<x:P/><x:Q/>")).reader->version_hint(), Version::soap11);
}

TEST(Message, addressing_and_security_headers_are_understood) {
    EXPECT_EQ(read(soap12("<x:P/>", "<a:To e:mustUnderstand=\"true\">https://x</a:To>"
                                    "<s:Security e:mustUnderstand=\"true\" xmlns:s=\"http://docs.oasis-open.org/wss/2004/01/"
                                    "oasis-200401-wss-wssecurity-secext-1.0.xsd\"/>")).rule(), "read");
}

TEST(Message, a_processing_instruction_refuses) {
    EXPECT_EQ(read(soap12("<x:P><?php evil ?></x:P>")).rule(), "SOAP_PROCESSING_INSTRUCTION");
    EXPECT_EQ(read("<?xml-stylesheet href=\"x\"?>" + soap12("<x:P/>").substr(38)).rule(), "SOAP_PROCESSING_INSTRUCTION");
}

std::string action_of(Read r) { return r.rule() == "read" ? (*r).addressing.action : r.rule(); }

TEST(Message, the_action_is_that_of_the_nearest_source) {
    const std::string none = soap12("<x:P/>");
    const std::string own = soap12("<x:P/>", "<a:Action>urn:own</a:Action>");
    EXPECT_EQ(action_of(read(own, {"application/soap+xml; action=\"urn:type\"", "urn:field", {}})), "urn:own");
    EXPECT_EQ(action_of(read(none, {"application/soap+xml; action=\"urn:type\"", "urn:field", {}})), "urn:type");
    EXPECT_EQ(action_of(read(none, {"application/soap+xml", "\"urn:field\"", {}})), "urn:field");
    EXPECT_EQ(action_of(read(none, {"application/soap+xml", "urn:field", {}})), "urn:field");
    EXPECT_EQ(action_of(read(none, {"application/soap+xml", "\"\"", {}})), "");
    EXPECT_EQ(action_of(read(none, {"application/soap+xml", "\"", {}})), "\"");
}

TEST(Message, the_action_of_a_package_stands_in_one_of_four_places) {
    const auto with = [](const std::string& more, std::string root_type = "") {
        Part part = root(soap12("<x:P/>"));
        if (!root_type.empty()) part.type = std::move(root_type);
        Http http = mtom();
        http.content_type = "multipart/related; type=\"application/xop+xml\"; boundary=b; start=\"<root@test>\"" + more;
        return action_of(read(package({part}), http));
    };
    EXPECT_EQ(with("; start-info=\"application/soap+xml\"; action=\"urn:type\""), "urn:type");
    EXPECT_EQ(with("; start-info=\"application/soap+xml; action=\\\"urn:info\\\"\""), "urn:info");
    EXPECT_EQ(with("", "application/xop+xml; type=\"application/soap+xml; action=\\\"urn:root\\\"\""), "urn:root");
    EXPECT_EQ(with("", "application/xop+xml; type=\"application/soap+xml\"; action=\"urn:root\""), "urn:root");
    EXPECT_EQ(with(""), "");
}

TEST(Message, media_types_that_are_not_soap_are_refused_before_a_byte_is_read) {
    for (const char* type : {"", "application/xml", "application/json", "text/plain", "text/xml; charset=iso-8859-1",
                             "application/soap+xml; charset=utf-16", "multipart/form-data; boundary=b", "x"}) {
        auto r = read("", {type, "", {}});
        EXPECT_EQ(r.rule(), "SOAP_CONTENT_TYPE") << type;
        EXPECT_EQ(r.failure().kind, FailureKind::unsupported_media) << type;
    }
    EXPECT_EQ(read("", {"multipart/related; type=\"text/xml\"; boundary=b", "", {}}).rule(), "MULTIPART_NOT_XOP");
    EXPECT_EQ(read("", {"multipart/related; type=\"application/xop+xml\"", "", {}}).rule(), "MIME_BOUNDARY");
    EXPECT_EQ(read(soap12("<x:P/>"), {"Application/SOAP+XML; Charset=\"UTF-8\"", "", {}}).rule(), "read");
}

TEST(Message, the_soap_part_has_a_limit) {
    Http http;
    http.mime.root_bytes = 100;
    auto r = read(soap12("<x:P/>"), http);
    EXPECT_EQ(r.rule(), "SOAP_ROOT_TOO_LARGE");
    EXPECT_EQ(r.failure().kind, FailureKind::too_large);
    http = mtom();
    http.mime.root_bytes = 100;
    EXPECT_EQ(read(package({root(soap12("<x:P/>"))}), http).rule(), "SOAP_ROOT_TOO_LARGE");
}

TEST(Message, a_message_that_is_cut_off_is_not_one) {
    const std::string plain = soap12("<x:P/>");
    const std::string packed = package({root(soap12(include_one)), {"one@test", "%PDF"}});
    for (std::size_t n = 0; n < plain.size(); ++n) EXPECT_NE(read(plain.substr(0, n)).rule(), "read") << n;
    // The closing delimiter is whole four bytes before the end of its line.
    for (std::size_t n = 0; n + 2 < packed.size(); ++n) EXPECT_NE(read(packed.substr(0, n), mtom()).rule(), "read") << n;
}

}  // namespace
}  // namespace dmpgw::soap

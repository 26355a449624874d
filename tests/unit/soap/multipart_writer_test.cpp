#include "gateway/soap/multipart_writer.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <stdexcept>

#include "gateway/soap/xop.hpp"

namespace dmpgw::soap {
namespace {

constexpr std::string_view uuid = "019ab0e2-7c5a-7b3e-9d7d-2f4f0b6c1a55";

class Repeated final : public http::BodySource {
  public:
    explicit Repeated(std::uint64_t size) : size_(size) {}
    std::uint64_t size() const override { return size_; }
    std::size_t read(char* to, std::size_t capacity) override {
        const std::size_t n = std::min<std::size_t>(capacity, static_cast<std::size_t>(size_ - given_));
        std::memset(to, '-', n);
        given_ += n;
        return n;
    }

  private:
    std::uint64_t size_;
    std::uint64_t given_ = 0;
};

std::string bytes_of(const std::vector<http::BodyPiece>& body) {
    std::string out;
    for (const http::BodyPiece& piece : body) {
        if (const auto* text = std::get_if<std::string>(&piece)) {
            out += *text;
            continue;
        }
        http::BodySource& source = *std::get<std::shared_ptr<http::BodySource>>(piece);
        char buffer[1000];
        while (const std::size_t n = source.read(buffer, sizeof buffer)) out.append(buffer, n);
    }
    return out;
}

class Parts final : public MimeHandler {
  public:
    std::vector<PartHeader> headers;
    std::vector<std::string> bytes;
    Result<void> begin_part(const PartHeader& header) override {
        headers.push_back(header);
        bytes.emplace_back();
        return {};
    }
    Result<void> part_data(std::string_view data) override {
        bytes.back().append(data);
        return {};
    }
    Result<void> end_part() override { return {}; }
};

TEST(MultipartWriter, what_it_writes_our_reader_reads) {
    std::vector<Attachment> attachments;
    attachments.push_back({"1.a@dmpgw", "text/xml", std::string("<ClinicalDocument/>\r\n")});
    attachments.push_back({"2.a@dmpgw", "application/pdf", std::make_shared<Repeated>(123'456)});
    attachments.push_back({"3.a@dmpgw", "text/plain; charset=utf-8", std::string()});
    const MultipartMessage message = write_multipart("<e/>", std::move(attachments), uuid, "urn:a");

    const auto type = read_multipart_type(message.content_type);
    ASSERT_TRUE(type) << message.content_type;
    EXPECT_EQ(type->type, "application/xop+xml");
    EXPECT_EQ(type->start_info, "application/soap+xml");
    EXPECT_EQ(type->action, "urn:a");

    Parts parts;
    MimeReader reader(type->boundary, parts);
    ASSERT_TRUE(reader.feed(bytes_of(message.body)));
    ASSERT_TRUE(reader.finish());
    ASSERT_EQ(parts.bytes.size(), 4U);
    EXPECT_EQ(parts.headers[0].content_id, type->start);
    EXPECT_EQ(read_root_type(parts.headers[0])->type, "application/soap+xml");
    EXPECT_EQ(parts.bytes[0], "<e/>");
    EXPECT_EQ(parts.bytes[1], "<ClinicalDocument/>\r\n");
    EXPECT_EQ(parts.headers[1].content_id, "1.a@dmpgw");
    EXPECT_EQ(parts.headers[1].content_type, "text/xml");
    EXPECT_EQ(parts.headers[1].content_transfer_encoding, "binary");
    EXPECT_EQ(parts.bytes[2], std::string(123'456, '-'));
    EXPECT_EQ(parts.bytes[3], "");
    EXPECT_EQ(parts.headers[3].content_type, "text/plain; charset=utf-8");
}

TEST(MultipartWriter, documents_stay_streams) {
    const auto source = std::make_shared<Repeated>(5 * GiB);
    std::vector<Attachment> attachments;
    attachments.push_back({"1@dmpgw", "application/pdf", source});
    http::Response response;
    response.body = write_multipart("<e/>", std::move(attachments), uuid).body;
    EXPECT_GT(response.content_length(), 5 * GiB);
    EXPECT_LT(response.content_length(), 5 * GiB + 2000);
    EXPECT_EQ(std::get<std::shared_ptr<http::BodySource>>(response.body.at(3)), source);
}

TEST(MultipartWriter, an_envelope_may_come_in_pieces) {
    const auto text_of = [](const MultipartMessage& message) {
        std::string text;
        for (const http::BodyPiece& piece : message.body) text += std::get<std::string>(piece);
        return text;
    };
    std::vector<http::BodyPiece> pieces;
    pieces.emplace_back(std::string("<e>"));
    pieces.emplace_back(std::string("</e>"));
    EXPECT_EQ(text_of(write_multipart(std::move(pieces), {}, uuid)), text_of(write_multipart("<e></e>", {}, uuid)));
}

TEST(MultipartWriter, an_envelope_of_soap_1_1_is_announced_as_text_xml) {
    const MultipartMessage message = write_multipart("<e/>", {}, uuid, {}, "text/xml");
    EXPECT_EQ(read_multipart_type(message.content_type)->start_info, "text/xml");
    EXPECT_NE(bytes_of(message.body).find("type=\"text/xml\""), std::string::npos);
}

TEST(MultipartWriter, a_hostile_document_type_cannot_start_another_header) {
    for (const char* type : {"text/xml\r\nX: 1", "text/xml\r\n\r\nx", "", "nonsense", "text/\xC3\xA9",
                             "text/xml; a=\"\r\nContent-ID: <root@x>\r\n\""}) {
        std::vector<Attachment> attachments;
        attachments.push_back({"1@dmpgw", type, std::string("x")});
        const MultipartMessage message = write_multipart("<e/>", std::move(attachments), uuid);
        Parts parts;
        MimeReader reader(read_multipart_type(message.content_type)->boundary, parts);
        ASSERT_TRUE(reader.feed(bytes_of(message.body)));
        ASSERT_TRUE(reader.finish());
        EXPECT_EQ(parts.headers.at(1).content_type, "application/octet-stream");
        EXPECT_EQ(parts.bytes.at(1), "x");
    }
}

TEST(MultipartWriter, a_hostile_action_stays_inside_its_quotes) {
    const std::string action = "a\"; boundary=x\r\nSet-Cookie: y\\";
    const MultipartMessage message = write_multipart("<e/>", {}, uuid, action);
    EXPECT_EQ(message.content_type.find('\r'), std::string::npos);
    EXPECT_EQ(message.content_type.find('\n'), std::string::npos);
    const auto type = read_multipart_type(message.content_type);
    ASSERT_TRUE(type);
    EXPECT_NE(type->boundary, "x");
    EXPECT_EQ(type->action, "a\"; boundary=xSet-Cookie: y\\");
}

TEST(MultipartWriter, a_malformed_identifier_of_ours_is_a_bug) {
    for (const char* id : {"", "a b", "a>", "a\r\nX: 1"}) {
        std::vector<Attachment> attachments;
        attachments.push_back({id, "text/xml", std::string("x")});
        EXPECT_THROW(write_multipart("<e/>", std::move(attachments), uuid), std::logic_error);
    }
    EXPECT_THROW(write_multipart("<e/>", {}, "b0"), std::logic_error);
}

}  // namespace
}  // namespace dmpgw::soap

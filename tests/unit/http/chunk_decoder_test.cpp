#include "gateway/http/chunk_decoder.hpp"

#include <gtest/gtest.h>

namespace dmpgw::http {
namespace {

constexpr FramingLimits limits;

// The decoded body, or "!" and the rule, or "..." when more was wanted; `left` is what was not consumed.
std::string decode(std::string_view bytes, std::size_t step = std::string_view::npos,
                   std::uint64_t limit = 1000) {
    ChunkDecoder decoder(limits, limit);
    std::string body;
    std::size_t at = 0;
    for (std::size_t end = 0; !decoder.done() && end < bytes.size();) {
        end = step >= bytes.size() - end ? bytes.size() : end + step;
        while (at < end && !decoder.done()) {
            const auto next = decoder.next(bytes.substr(at, end - at));
            if (!next) return "!" + next.error().failure.first().rule;
            body += next->data;
            at += next->consumed;
        }
    }
    if (!decoder.done()) return body + "...";
    return body + "|" + std::string(bytes.substr(at));
}

TEST(ChunkDecoder, decodes_alike_whatever_the_cuts) {
    const std::string bytes =
        "5\r\nhello\r\nB;n;a=b;c=\"q\\\"\t;\"\r\n big wor\r\nd\r\n000\r\nX-A: b\r\nX-C:\r\n\r\nGET";
    for (std::size_t step = 1; step < bytes.size(); ++step) {
        EXPECT_EQ(decode(bytes, step), "hello big wor\r\nd|GET") << step;
    }
}

TEST(ChunkDecoder, refuses_what_another_reader_could_frame_differently) {
    const std::pair<const char*, const char*> cases[] = {
        {"\r\nhello", "!HTTP_CHUNK_SIZE"},        {"+5\r\nhello", "!HTTP_CHUNK_SIZE"},
        {"-5\r\nhello", "!HTTP_CHUNK_SIZE"},      {"0x5\r\nhello", "!HTTP_CHUNK_SIZE"},
        {"5_0\r\nhello", "!HTTP_CHUNK_SIZE"},     {" 5\r\nhello", "!HTTP_CHUNK_SIZE"},
        {"5 \r\nhello", "!HTTP_CHUNK_SIZE"},      {"5 ;a\r\nhello", "!HTTP_CHUNK_SIZE"},
        {"5\nhello", "!HTTP_BARE_LF"},            {"5\rhello", "!HTTP_BARE_CR"},
        {"00000000000000005\r\n", "!HTTP_CHUNK_SIZE"},
        {"10000000000000005\r\n", "!HTTP_CHUNK_SIZE"},
        {"5;\r\nhello", "!HTTP_CHUNK_EXTENSION"}, {"5;a=\r\nhello", "!HTTP_CHUNK_EXTENSION"},
        {"5;a\nb\r\nhello", "!HTTP_BARE_LF"},     {"5;a=\"\r\n\"\r\nhello", "!HTTP_CHUNK_EXTENSION"},
        {"5;a=\"b\"c\r\n", "!HTTP_CHUNK_EXTENSION"}, {"5; a\r\n", "!HTTP_CHUNK_EXTENSION"},
        {"5\r\nhelloXX0\r\n\r\n", "!HTTP_CHUNK_END"}, {"5\r\nhello\n0\r\n\r\n", "!HTTP_CHUNK_END"},
        {"0\r\n\n", "!HTTP_BARE_LF"},             {"0\r\n\rX", "!HTTP_BARE_CR"},
        {"0\r\nX\r\n\r\n", "!HTTP_TRAILER_SYNTAX"}, {"0\r\n X: a\r\n\r\n", "!HTTP_TRAILER_SYNTAX"},
        {"0\r\nX : a\r\n\r\n", "!HTTP_TRAILER_SYNTAX"}, {"0\r\nX: \x01\r\n\r\n", "!HTTP_TRAILER_SYNTAX"},
        {"0\r\nContent-Length: 5\r\n\r\n", "!HTTP_TRAILER_FIELD"},
        {"0\r\nhost: evil\r\n\r\n", "!HTTP_TRAILER_FIELD"},
        {"0\r\nTransfer_Encoding: chunked\r\n\r\n", "!HTTP_TRAILER_FIELD"},
        {"0\r\nx-forwarded-client-cert: cn=admin\r\n\r\n", "!HTTP_TRAILER_FIELD"},
    };
    for (const auto& [bytes, want] : cases) {
        EXPECT_EQ(decode(bytes), want) << bytes;
        EXPECT_EQ(decode(bytes, 1), want) << bytes;
    }
}

TEST(ChunkDecoder, bounds_lines_trailers_and_the_body) {
    EXPECT_EQ(decode("5;a=" + std::string(200, 'x')), "!HTTP_CHUNK_LINE_TOO_LONG");
    EXPECT_EQ(decode("0\r\nX: " + std::string(9000, 'y')), "!HTTP_TRAILER_TOO_LARGE");
    std::string many = "0\r\n";
    for (int i = 0; i < 1000; ++i) many += "X: yyyyyyyy\r\n";
    EXPECT_EQ(decode(many), "!HTTP_TRAILER_TOO_LARGE");
    EXPECT_EQ(decode("5\r\nhello\r\n6\r\n", 1, 10), "!HTTP_BODY_TOO_LARGE");
    EXPECT_EQ(decode("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", 3, 10), "helloworld|");
    EXPECT_EQ(decode("FFFFFFFFFFFFFFFF\r\n", 1, ~0ULL), "...");
}

TEST(ChunkDecoder, waits_for_the_end) {
    EXPECT_EQ(decode("5\r\nhello\r\n"), "hello...");
    EXPECT_EQ(decode("0\r\n"), "...");
    EXPECT_EQ(decode("0\r\n\r"), "...");
}

}  // namespace
}  // namespace dmpgw::http

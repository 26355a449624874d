// framing_guard and chunk_decoder against Beast: whatever ours accept, Beast must read as the very same request.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gateway/http/chunk_decoder.hpp"
#include "gateway/http/framing_guard.hpp"

namespace beast_http = boost::beast::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const dmpgw::http::FramingPolicy policy;
    const auto length = dmpgw::http::find_head(bytes, policy);

    // Cutting the input anywhere must not change what is decided about it.
    dmpgw::http::HeadScanner scanner(policy.limits);
    auto in_two = scanner.scan(bytes.substr(0, size / 2));
    if (in_two && *in_two == 0) in_two = scanner.scan(bytes);
    if (in_two.has_value() != length.has_value() || (length && *in_two != *length)) std::abort();

    if (!length || *length == 0) return 0;
    const auto head = dmpgw::http::read_head(bytes.substr(0, *length), policy);
    // Beast lets Proxy-Connection, which no RFC defines, decide like Connection; the guard ignores it.
    if (!head || !head->field("Proxy-Connection").empty()) return 0;
    beast_http::request_parser<beast_http::string_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(policy.limits.head_bytes + 1));
    parser.body_limit(boost::none);
    boost::beast::error_code ec;
    const std::size_t used = parser.put(boost::asio::const_buffer(data, *length), ec);
    if (ec || used != *length || !parser.is_header_done()) std::abort();
    if (parser.chunked() != head->chunked || parser.keep_alive() != head->keep_alive) std::abort();
    if (parser.content_length().has_value() != head->content_length.has_value()) std::abort();
    if (head->content_length && *parser.content_length() != *head->content_length) std::abort();
    if (std::string_view(parser.get().target()) != head->target) std::abort();
    if (!head->chunked) return 0;

    dmpgw::http::ChunkDecoder decoder(policy.limits, 1'000'000);
    std::string body;
    std::size_t at = *length;
    while (at < size && !decoder.done()) {
        const auto step = decoder.next(bytes.substr(at));
        if (!step) return 0;
        body += step->data;
        at += step->consumed;
    }
    if (!decoder.done()) return 0;
    parser.eager(true);
    if (parser.put(boost::asio::const_buffer(data + *length, size - *length), ec) != at - *length || ec) std::abort();
    if (!parser.is_done() || parser.get().body() != body) std::abort();
    return 0;
}

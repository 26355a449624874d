// A response on its way out: head and small bodies in one write, large ones gathered, sources in blocks.
#pragma once

#include <boost/asio/buffer.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/body_stream.hpp"
#include "gateway/http/loop.hpp"
#include "gateway/http/message.hpp"
#include "gateway/http/transport.hpp"

namespace dmpgw::http {

/// What the connection adds to a response.
struct HeadFacts {
    std::string_view date;
    std::string_view request_id;
    int minor_version = 1;   ///< of the request
    bool close = false;
    bool with_body = true;   ///< false for HEAD
};

/// Appends the status line and all fields with the empty line. An answer that is streamed gets Transfer-Encoding: chunked
/// instead of a length, or neither where the request was HTTP/1.0: `facts.close` must be set then. Content-Length, Connection, Date, Server,
/// Transfer-Encoding and X-Request-Id of `response` are dropped: they are the connection's.
void append_head(std::string& out, const Response& response, const HeadFacts& facts);

/// False when a field name is no token or a value holds a control character: sent as it is, it could end the
/// head early (response splitting).
bool has_clean_fields(const Response& response);

/// True where the status itself forbids a body.
bool is_bodiless(unsigned status);

/// Writes the responses of one connection, one after the other.
class ResponseWriter {
  public:
    /// All references must outlive the writer.
    ResponseWriter(Transport& transport, Watch& watch, Loop& loop)
        : transport_(&transport), watch_(&watch), loop_(&loop) {}

    /// False when the connection is of no use any more: the peer went away, reads too slowly, or a source
    /// could not be read to its end. What is streamed has no last chunk then.
    Task<bool> write(const Response& response, const HeadFacts& facts);

    /// Bytes of the last response that the kernel has taken.
    std::uint64_t sent() const { return sent_; }

  private:
    Task<bool> write_source(BodySource& source);
    Task<bool> write_stream(BodyStream& stream);
    /// Bytes that stay where they are until the next flush(); a chunk of their own where the answer is chunked.
    void add(std::string_view bytes);
    void add_copy(std::string_view bytes);
    Task<bool> flush();

    Transport* transport_;
    Watch* watch_;
    Loop* loop_;
    std::string head_;
    std::vector<boost::asio::const_buffer> pending_;  ///< the first is head_, until it is sent
    bool chunked_ = false;
    Watch::Clock::time_point until_ = Watch::Clock::time_point::max();  ///< of the stream that is being written
    std::uint64_t sent_ = 0;
    Watch::Clock::duration waited_{};
};

}  // namespace dmpgw::http

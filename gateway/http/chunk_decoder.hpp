// Chunked transfer coding, RFC 9112 7.1, read strictly and without I/O.
//
// Our own rather than Beast's: Beast shows neither the length of a size line (4,096 leading zeroes pass) nor
// a trailer apart from the head, and it wants a whole trailer section in its buffer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/http/framing_guard.hpp"

namespace dmpgw::http {

/// One chunked body. Trailer fields are checked and dropped. Not thread-safe.
class ChunkDecoder {
  public:
    /// `limits` must outlive the decoder. `body_limit` bounds the decoded bytes: a chunk that would pass it
    /// is refused with 413 at its size line.
    ChunkDecoder(const FramingLimits& limits, std::uint64_t body_limit)
        : limits_(&limits), left_(body_limit) {}

    struct Step {
        std::size_t consumed = 0;  ///< bytes of the input that are done with
        std::string_view data;     ///< body bytes, a view into the input; empty when more input is needed
    };

    /// Decodes up to the end of the first run of body bytes. After done() takes nothing more.
    FramingResult<Step> next(std::string_view bytes);

    /// True once the last chunk and the trailer section have ended.
    bool done() const { return state_ == State::done; }

  private:
    enum class State : std::uint8_t {
        size, extension_start, extension_name, extension_value, extension_token, extension_quoted,
        extension_escape, extension_quoted_end, size_lf, data, data_cr, data_lf, trailer, trailer_lf, done
    };

    const HttpRule* line_byte(char c);
    const HttpRule* size_byte(char c);
    const HttpRule* extension_byte(char c);
    const HttpRule* end_of_size();
    const HttpRule* trailer_byte(char c);
    const HttpRule* end_of_trailer_line();

    const FramingLimits* limits_;
    std::uint64_t left_;              ///< body bytes still allowed
    std::uint64_t size_ = 0;          ///< of the present chunk: read so far, then left
    std::size_t digits_ = 0;
    std::size_t line_bytes_ = 0;
    std::size_t trailer_bytes_ = 0;
    std::string trailer_line_;
    State state_ = State::size;
};

}  // namespace dmpgw::http

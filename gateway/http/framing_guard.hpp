// The HTTP head, read before anything else sees it. RFC 9112 read strictly: a byte stream that two
// parsers could frame differently is refused. Pure: bytes in, a checked RequestHead or a refusal out.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/http/framing_rules.hpp"
#include "gateway/http/message.hpp"

namespace dmpgw::http {

/// A refusal before the body: the status to answer with, then close.
struct FramingRefusal {
    unsigned status = 400;
    Failure failure;

    FramingRefusal() = default;
    FramingRefusal(unsigned s, Failure f) : status(s), failure(std::move(f)) {}
    FramingRefusal(const HttpRule& rule, std::string where, std::string_view value = {});
};

template <class T>
using FramingResult = boost::system::result<T, FramingRefusal>;

struct FramingPolicy {
    FramingLimits limits;
    std::vector<std::string> hosts;  ///< allowed Host names without port; empty: any well-formed one
};

/// Looks for the end of a head that arrives in pieces, each byte once, so that a client that sends a byte
/// at a time costs no more than one that sends all at once. Refuses early what can never become a head (a
/// control byte, a line too long), so that an attacker learns soon. One head a scanner; not thread-safe.
class HeadScanner {
  public:
    /// `limits` must outlive the scanner.
    explicit HeadScanner(const FramingLimits& limits) : limits_(&limits) {}

    /// `bytes` is everything since the head began: what was given before, and more. Returns the length of
    /// the head with its empty line, or 0 while more bytes are needed.
    FramingResult<std::size_t> scan(std::string_view bytes);

  private:
    FramingResult<std::size_t> end_of_line(std::string_view bytes);

    const FramingLimits* limits_;
    std::size_t at_ = 0;          ///< first byte not looked at
    std::size_t line_start_ = 0;
    std::size_t lines_ = 0;       ///< whole lines so far, the request line included
};

/// HeadScanner in one step: for a head that is there at once.
FramingResult<std::size_t> find_head(std::string_view bytes, const FramingPolicy& policy);

/// Checks and parses a whole head, the empty line included. Every rule of framing_rules.hpp is checked
/// here, whether find_head was called before or not.
FramingResult<RequestHead> read_head(std::string_view head, const FramingPolicy& policy);

/// True for RFC 9110 5.6.2 tchar.
bool is_token_character(char c);
bool is_token(std::string_view text);

[[noreturn]] void throw_exception_from_error(const FramingRefusal& refusal,
                                             const boost::source_location& where);

}  // namespace dmpgw::http

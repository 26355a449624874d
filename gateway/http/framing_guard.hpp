// The HTTP head, read before Beast sees it. RFC 9112 read strictly: a byte stream that two parsers could
// frame differently is refused. Pure: bytes in, a checked RequestHead or a refusal out.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/http/message.hpp"

namespace dmpgw::http {

/// A refusal before the body: the status to answer with, then close.
struct FramingRefusal {
    unsigned status = 400;
    Failure failure;
};

struct FramingPolicy {
    FramingLimits limits;
    std::vector<std::string> hosts;  ///< allowed Host names without port; empty: any well-formed one
};

/// Looks for the end of the head. Returns its length with the empty line, or 0 while more bytes are
/// needed. Refuses early what can never become a head (a control byte, a line too long), so that a slow
/// attacker learns soon.
boost::system::result<std::size_t, FramingRefusal> find_head(std::string_view bytes, const FramingPolicy& policy);

/// Checks and parses a whole head, the empty line included.
boost::system::result<RequestHead, FramingRefusal> read_head(std::string_view head, const FramingPolicy& policy);

[[noreturn]] void throw_exception_from_error(const FramingRefusal& refusal, const boost::source_location& where);

}  // namespace dmpgw::http

// The body of a request, read piece by piece: constant memory, whatever its length.
#pragma once

#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/http/task.hpp"

namespace dmpgw::http {

/// A body as it arrives. Used by one coroutine at a time, on the thread of its connection.
class BodyReader {
  public:
    virtual ~BodyReader() = default;

    /// The next piece: a view into the connection's buffer (at most 64 KiB), valid until the next call.
    /// Empty at the end of the body, and then always. A failure (bad chunk, past the limit of the route, too
    /// slow, cut short) is final: every later call returns it again, and the connection answers with it
    /// whatever the handler returns, so a handler may simply stop.
    /// The first call answers Expect: 100-continue.
    virtual Task<Result<std::string_view>> read() = 0;
};

}  // namespace dmpgw::http

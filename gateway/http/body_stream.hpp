// A part of an answer whose length nobody knows before its end: sent in chunks (RFC 9112 7.1) while it is made.
#pragma once

#include <chrono>
#include <string>

#include "gateway/http/task.hpp"

namespace dmpgw::http {

/// Made piece by piece, each only when the one before it has been taken by the kernel: a slow reader slows it down, and
/// no more than one piece is in memory. Used by one connection, on the thread of its loop.
///
/// HTTP/1.0 knows no chunks: there the answer ends when the connection does, and only its content can say whether it is
/// whole. Whatever streams must not be well-formed when it is cut.
class BodyStream {
  public:
    virtual ~BodyStream() = default;
    /// The next piece, some ten KiB; empty at the end. Throws when it cannot be made: the connection then ends without a
    /// last chunk, so that nobody takes what was sent for the whole.
    virtual Task<std::string> next() = 0;
    /// When the answer must have been taken whole; the connection is ended then. For streams that hold what others
    /// need.
    virtual std::chrono::steady_clock::time_point deadline() const {
        return std::chrono::steady_clock::time_point::max();
    }
    /// Told once when the answer ends before its end: next() threw, the peer went away, or the deadline passed. Must not
    /// block.
    virtual void broke_off() noexcept {}
};

}  // namespace dmpgw::http

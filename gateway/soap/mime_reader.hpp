// multipart/related as it arrives (RFC 2046 5.1, RFC 2387), without I/O. Strict where two readers could
// differ, tolerant where six SOAP stacks do.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"

namespace dmpgw::soap {

struct PartHeader {
    std::string content_id;                  ///< without angle brackets, percent signs as sent
    std::string content_type;                ///< as sent; "text/plain" when absent
    std::string content_transfer_encoding;   ///< lower case; "binary" when absent
};

/// What the reader tells while it is fed. Calls come in order: begin_part, part_data..., end_part. The bytes are
/// decoded where the transfer encoding is base64, and never empty. A failure given back ends the reading.
class MimeHandler {
  public:
    virtual ~MimeHandler() = default;
    virtual Result<void> begin_part(const PartHeader& header) = 0;
    virtual Result<void> part_data(std::string_view bytes) = 0;
    virtual Result<void> end_part() = 0;
};

/// Push reader of one multipart body. Body bytes are handed on as views into what was fed: no copy but
/// for the few bytes that may be the start of a boundary. Not shared between threads.
class MimeReader {
  public:
    MimeReader(std::string boundary, MimeHandler& handler, const MimeLimits& limits = {});
    ~MimeReader();
    /// A failure is final.
    Result<void> feed(std::string_view bytes);
    /// After the last byte: refuses a body without its closing boundary.
    Result<void> finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace dmpgw::soap

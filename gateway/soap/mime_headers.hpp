// The header lines of one part of a multipart body (RFC 2045 3, RFC 5322 2.2), unfolded and checked.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/soap/mime_reader.hpp"

namespace dmpgw::soap {

/// 1 to 70 characters of RFC 2046's bchars, the last one no space.
bool is_boundary(std::string_view text, const MimeLimits& limits = {});

/// What two identifiers are compared by: percent escapes decoded where they are whole, case kept. A cid: URL
/// is escaped (RFC 2392 2) and a Content-ID is not, yet some stacks write the escaped form in both.
std::string canonical_content_id(std::string_view id);

/// Takes the lines one by one, each without its CR LF. Header lines may be folded. Of the fields that
/// this gateway reads none may come twice; all others are checked for form and forgotten.
class PartHeaderReader {
  public:
    /// `where` names the part in findings, as "part 2".
    PartHeaderReader(std::string where, const MimeLimits& limits)
        : where_(std::move(where)), limits_(limits) {}

    Result<void> line(std::string_view text);
    /// At the empty line.
    Result<PartHeader> finish();

  private:
    Result<void> field();
    Failure refuse_field(const Rule& rule, std::string_view name, std::string_view value) const;

    std::string where_;
    MimeLimits limits_;
    std::string field_;  // the field being unfolded; empty before the first
    std::size_t fields_ = 0;
    std::optional<std::string> content_id_;
    std::optional<std::string> content_type_;
    std::optional<std::string> transfer_encoding_;
};

}  // namespace dmpgw::soap

// The seam for time: what a test can hold still. Deadlines use steady_clock directly and never this.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace dmpgw {

/// Microseconds since 1970-01-01T00:00:00Z.
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

/// Thread-safe: any number of threads may call now() at once.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
  public:
    TimePoint now() const override;
};

/// "2026-11-24T05:51:58.123Z"
std::string to_iso8601(TimePoint time);
/// HL7 DTM in UTC to the second: "20261124055158"
std::string to_dtm(TimePoint time);
/// HTTP date, RFC 9110 5.6.7: "Tue, 24 Nov 2026 05:51:58 GMT"
std::string to_http_date(TimePoint time);

}  // namespace dmpgw

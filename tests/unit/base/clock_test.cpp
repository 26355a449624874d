// Specifications: ISO 8601, HL7 v2.5 2.A.22 (DTM), RFC 9110 5.6.7 (HTTP-date).
#include "gateway/base/clock.hpp"

#include <gtest/gtest.h>

namespace dmpgw {
namespace {

TimePoint at(std::int64_t microseconds) { return TimePoint(std::chrono::microseconds(microseconds)); }

TEST(Clock, a_moment_is_written_in_all_three_ways) {
    const TimePoint time = at(1'773'486'900'007'999);
    EXPECT_EQ(to_iso8601(time), "2026-03-14T11:15:00.007Z");
    EXPECT_EQ(to_dtm(time), "20260314111500");
    EXPECT_EQ(to_http_date(time), "Sat, 14 Mar 2026 11:15:00 GMT");
}

TEST(Clock, the_example_of_rfc_9110) {
    EXPECT_EQ(to_http_date(at(784'111'777'000'000)), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Clock, leap_days_year_ends_and_the_epoch) {
    EXPECT_EQ(to_iso8601(at(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_iso8601(at(1'709'251'199'999'999)), "2024-02-29T23:59:59.999Z");
    EXPECT_EQ(to_dtm(at(1'767'225'599'999'999)), "20251231235959");
    EXPECT_EQ(to_dtm(at(1'767'225'600'000'000)), "20260101000000");
}

TEST(Clock, a_moment_before_the_epoch_is_rounded_down) {
    EXPECT_EQ(to_iso8601(at(-1)), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(to_http_date(at(-1)), "Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST(SystemClock, it_is_the_time_of_day_and_does_not_stand_still) {
    const SystemClock clock;
    const TimePoint first = clock.now();
    EXPECT_GT(to_iso8601(first), "2024-");
    while (clock.now() == first) {}
    EXPECT_GT(clock.now(), first);
}

}  // namespace
}  // namespace dmpgw

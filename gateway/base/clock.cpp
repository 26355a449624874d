#include "gateway/base/clock.hpp"

#include <fmt/format.h>

#include <array>

namespace dmpgw {
namespace {

struct Civil {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<std::chrono::microseconds> time;
    std::chrono::weekday weekday;
};

Civil civil(TimePoint time) {
    const auto days = std::chrono::floor<std::chrono::days>(time);
    return {std::chrono::year_month_day(days), std::chrono::hh_mm_ss(time - days),
            std::chrono::weekday(days)};
}

}  // namespace

TimePoint SystemClock::now() const {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string to_iso8601(TimePoint time) {
    const Civil c = civil(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(c.date.year()),
                       static_cast<unsigned>(c.date.month()), static_cast<unsigned>(c.date.day()),
                       c.time.hours().count(), c.time.minutes().count(), c.time.seconds().count(),
                       c.time.subseconds().count() / 1000);
}

std::string to_dtm(TimePoint time) {
    const Civil c = civil(time);
    return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", static_cast<int>(c.date.year()),
                       static_cast<unsigned>(c.date.month()), static_cast<unsigned>(c.date.day()),
                       c.time.hours().count(), c.time.minutes().count(), c.time.seconds().count());
}

std::string to_http_date(TimePoint time) {
    static constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Civil c = civil(time);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[c.weekday.c_encoding()],
                       static_cast<unsigned>(c.date.day()), months[static_cast<unsigned>(c.date.month()) - 1],
                       static_cast<int>(c.date.year()), c.time.hours().count(), c.time.minutes().count(),
                       c.time.seconds().count());
}

}  // namespace dmpgw

// Points in time with their precision: XDS DTM (ITI TF-3 Table 4.2.3.1.7-2), HL7 `ts` (CDA R2) and FHIR
// date, dateTime and instant (FHIR R4 2.24.0.1).
#include <fmt/format.h>

#include <array>
#include <chrono>

#include "gateway/base/text.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::model {
namespace {

constexpr std::string_view code = "XDSRegistryMetadataError";

constexpr std::array rules{
    Rule{"INVALID_TIME", FailureKind::invalid, code, "The text is not a date and time of XDS",
         "Le texte n'est pas une date et heure de XDS",
         "Write YYYY[MM[DD[hh[mm[ss]]]]] in UTC, digits only: 20260314153000",
         "Écrivez AAAA[MM[JJ[hh[mm[ss]]]]] en temps universel, chiffres seulement : 20260314153000",
         "ITI TF-3 Table 4.2.3.1.7-2, DTM"},
    Rule{"INVALID_TS", FailureKind::invalid, code, "The text is not an HL7 time stamp",
         "Le texte n'est pas un horodatage HL7",
         "Write YYYYMMDDhhmmss+ZZzz, with the offset from UTC: 20260314163000+0100",
         "Écrivez AAAAMMJJhhmmss+ZZzz, avec le décalage au temps universel : 20260314163000+0100",
         "HL7 CDA R2, data type TS"},
    Rule{"INVALID_FHIR_DATE_TIME", FailureKind::invalid, code, "The text is not a FHIR date or time",
         "Le texte n'est pas une date ou heure FHIR",
         "Write 2026, 2026-03, 2026-03-14 or 2026-03-14T15:30:00Z; a time has seconds and an offset",
         "Écrivez 2026, 2026-03, 2026-03-14 ou 2026-03-14T15:30:00Z ; une heure a des secondes et un "
         "décalage",
         "FHIR R4 2.24.0.1, dateTime and instant"},
};
constexpr const Rule& invalid_time = rules[0];
constexpr const Rule& invalid_ts = rules[1];
constexpr const Rule& invalid_fhir = rules[2];

constexpr std::int64_t seconds_a_minute = 60;
constexpr std::int64_t seconds_an_hour = 3600;
constexpr std::int64_t seconds_a_day = 86400;
constexpr int max_zone_minutes = 14 * 60;
constexpr std::size_t max_fraction_digits = 9;

using Precision = Dtm::Precision;

// Takes exactly `digits` digits from the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
    if (text.size() < digits || !is_digits(text.substr(0, digits))) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + (text[i] - '0');
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

std::chrono::sys_days day_of(const Dtm& t) {
    return std::chrono::year(t.year) / t.month / t.day;
}

// A second of 60 is a leap second: CDA and FHIR allow it, DTM of XDS does not.
bool exists(const Dtm& t, int last_second) {
    const std::chrono::year_month_day date = std::chrono::year(t.year) / t.month / t.day;
    return t.year >= 1 && date.ok() && t.hour <= 23 && t.minute <= 59 && t.second <= last_second;
}

// Reads as many of the fields from month to second as there are, each with what must stand before it.
bool take_fields(std::string_view& text, Dtm& t, const std::array<char, 5>& before) {
    const std::array<int*, 5> fields{&t.month, &t.day, &t.hour, &t.minute, &t.second};
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (before[i] != 0 ? !take(text, before[i]) : text.empty() || !is_digits(text.substr(0, 1))) {
            return true;
        }
        const auto value = take_digits(text, 2);
        if (!value) return false;
        *fields[i] = *value;
        t.precision = static_cast<Precision>(i + 1);
    }
    return true;
}

bool take_fraction(std::string_view& text, Dtm& t) {
    if (!take(text, '.')) return true;
    std::size_t digits = 0;
    while (digits < text.size() && is_digits(text.substr(digits, 1))) ++digits;
    if (digits == 0 || digits > max_fraction_digits) return false;
    t.fraction = text.substr(0, digits);
    text.remove_prefix(digits);
    return true;
}

// "+HH:MM" or, without a separator, "+HHMM".
bool take_zone(std::string_view& text, Dtm& t, bool colon) {
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hours = take_digits(text, 2);
    if (!hours || (colon && !take(text, ':'))) return false;
    const auto minutes = take_digits(text, 2);
    if (!minutes || *minutes > 59 || *hours * 60 + *minutes > max_zone_minutes) return false;
    t.zone_minutes = sign * (*hours * 60 + *minutes);
    return true;
}

// Seconds since 1970 of the fields, the zone applied where there is a time of day.
std::int64_t seconds_of(const Dtm& t) {
    std::int64_t seconds = std::int64_t{day_of(t).time_since_epoch().count()} * seconds_a_day +
                           t.hour * seconds_an_hour + t.minute * seconds_a_minute + t.second;
    if (t.zone_minutes && t.precision >= Precision::hour) {
        seconds -= std::int64_t{*t.zone_minutes} * seconds_a_minute;
    }
    return seconds;
}

}  // namespace

std::span<const Rule> date_time_rules() { return rules; }

std::string Dtm::to_xds() const {
    Dtm t = *this;
    // The first and last hours of the calendar cannot be shifted out of it: they are left as they are.
    const bool at_an_end = (year == 1 && month == 1 && day == 1) ||
                           (year == 9999 && month == 12 && day == 31);
    if (precision >= Precision::hour && (zone_minutes || second > 59) && !at_an_end) {
        const std::chrono::sys_seconds utc{std::chrono::seconds(seconds_of(*this))};
        const auto days = std::chrono::floor<std::chrono::days>(utc);
        const std::chrono::year_month_day date{days};
        const std::int64_t rest = (utc - days).count();
        t.year = int(date.year());
        t.month = int(unsigned(date.month()));
        t.day = int(unsigned(date.day()));
        t.hour = int(rest / seconds_an_hour);
        t.minute = int(rest % seconds_an_hour / seconds_a_minute);
        t.second = int(rest % seconds_a_minute);
    }
    std::string out = fmt::format("{:04}", t.year);
    const std::array<int, 5> fields{t.month, t.day, t.hour, t.minute, t.second};
    for (std::size_t i = 0; i < static_cast<std::size_t>(precision); ++i) {
        out += fmt::format("{:02}", fields[i]);
    }
    return out;
}

std::string Dtm::to_fhir() const {
    switch (precision) {
        case Precision::year: return fmt::format("{:04}", year);
        case Precision::month: return fmt::format("{:04}-{:02}", year, month);
        case Precision::day: return fmt::format("{:04}-{:02}-{:02}", year, month, day);
        case Precision::hour:
        case Precision::minute:
        case Precision::second: break;
    }
    std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", year, month, day, hour, minute,
                                  second);
    if (!fraction.empty()) out += '.' + fraction;
    const int zone = zone_minutes.value_or(0);
    if (zone == 0) return out + 'Z';
    const int distance = zone < 0 ? -zone : zone;
    return out + fmt::format("{}{:02}:{:02}", zone < 0 ? '-' : '+', distance / 60, distance % 60);
}

std::int64_t Dtm::earliest() const { return seconds_of(*this); }

std::int64_t Dtm::latest() const {
    const std::int64_t start = seconds_of(*this);
    const auto next_midnight = [&](std::chrono::sys_days next) {
        return std::int64_t{next.time_since_epoch().count()} * seconds_a_day;
    };
    switch (precision) {
        case Precision::year: return next_midnight(std::chrono::year(year + 1) / 1 / 1);
        case Precision::month:
            return next_midnight((std::chrono::year(year) / month + std::chrono::months(1)) / 1);
        case Precision::day: return start + seconds_a_day;
        case Precision::hour: return start + seconds_an_hour;
        case Precision::minute: return start + seconds_a_minute;
        case Precision::second: return start + 1;
    }
    return start;
}

Result<Dtm> read_dtm(std::string_view text, const std::string& where) {
    std::string_view rest = text;
    Dtm t;
    const auto year = take_digits(rest, 4);
    if (!year) return refuse(invalid_time, where, text);
    t.year = *year;
    if (!take_fields(rest, t, {}) || !rest.empty() || !exists(t, 59)) {
        return refuse(invalid_time, where, text);
    }
    return t;
}

Result<Dtm> read_ts(std::string_view text, const std::string& where) {
    std::string_view rest = text;
    Dtm t;
    const auto year = take_digits(rest, 4);
    if (!year) return refuse(invalid_ts, where, text);
    t.year = *year;
    if (!take_fields(rest, t, {}) || !exists(t, 60)) return refuse(invalid_ts, where, text);
    if (t.precision == Precision::second && !take_fraction(rest, t)) {
        return refuse(invalid_ts, where, text);
    }
    if (!rest.empty() && (!take_zone(rest, t, false) || !rest.empty())) {
        return refuse(invalid_ts, where, text);
    }
    return t;
}

Result<Dtm> read_fhir_date_time(std::string_view text, const std::string& where) {
    std::string_view rest = text;
    Dtm t;
    const auto year = take_digits(rest, 4);
    if (!year) return refuse(invalid_fhir, where, text);
    t.year = *year;
    if (!take_fields(rest, t, {'-', '-', 'T', ':', ':'}) || !exists(t, 60)) {
        return refuse(invalid_fhir, where, text);
    }
    if (t.precision == Precision::hour || t.precision == Precision::minute) {
        return refuse(invalid_fhir, where, text);
    }
    if (t.precision == Precision::second) {
        if (!take_fraction(rest, t)) return refuse(invalid_fhir, where, text);
        if (take(rest, 'Z')) {
            t.zone_minutes = 0;
        } else if (!take_zone(rest, t, true)) {
            return refuse(invalid_fhir, where, text);
        }
    }
    if (!rest.empty()) return refuse(invalid_fhir, where, text);
    return t;
}

}  // namespace dmpgw::model

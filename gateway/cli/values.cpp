#include "gateway/cli/values.hpp"

#include <array>
#include <charconv>
#include <optional>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"

namespace dmpgw::cli {
namespace {

constexpr Rule patient_form{
    "CLI_PATIENT",
    FailureKind::invalid,
    "",
    "This is not a patient id with its assigning authority.",
    "Ce n'est pas un identifiant de patient avec son autorité d'affectation.",
    "Write OID|ID, as \"1.2.250.1.213.1.4.10|251042923241772\", or a CX.",
    "Écrivez OID|IDENTIFIANT, comme « 1.2.250.1.213.1.4.10|251042923241772 », ou un CX.",
    "ITI TF-3 Table 4.2.3.1.7-2"};

constexpr Rule time_form{"CLI_TIME",
                         FailureKind::invalid,
                         "",
                         "This is not a date, nor a date and time.",
                         "Ce n'est ni une date, ni une date avec heure.",
                         "Write it as 2026-11-24 or 2026-11-24T05:51:58Z.",
                         "Écrivez-la comme 2026-11-24 ou 2026-11-24T05:51:58Z.",
                         "ISO 8601"};

constexpr Rule unique_id_form{
    "CLI_UNIQUE_ID",
    FailureKind::invalid,
    "",
    "This is not the uniqueId of a document.",
    "Ce n'est pas l'uniqueId d'un document.",
    "Write an OID, with or without urn:oid:, or an OID with an extension after ^.",
    "Écrivez un OID, avec ou sans urn:oid:, ou un OID suivi de ^ et d'une extension.",
    "ITI TF-3 4.2.3.2.26"};

std::string_view without_prefix(std::string_view text) {
    text = without_oid_prefix(text);
    return text;
}

/// Reads fixed-width numbers and literals from the left.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}
    bool take(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::optional<int> number(std::size_t digits) {
        if (rest_.size() < digits || !is_digits(rest_.substr(0, digits))) return std::nullopt;
        int value = 0;
        std::from_chars(rest_.data(), rest_.data() + digits, value);
        rest_.remove_prefix(digits);
        return value;
    }
    /// ".123" as microseconds.
    std::optional<int> fraction() {
        if (!take('.')) return 0;
        const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        if (digits == 0 || digits > 6) return std::nullopt;
        auto value = number(digits);
        for (std::size_t i = digits; i < 6 && value; ++i)
            *value *= 10;
        return value;
    }
    bool at_end() const { return rest_.empty(); }

  private:
    std::string_view rest_;
};

std::optional<TimePoint> read_time(std::string_view text) {
    using namespace std::chrono;
    Reader reader(text);
    const auto y = reader.number(4);
    if (!y || !reader.take('-')) return std::nullopt;
    const auto m = reader.number(2);
    if (!m || !reader.take('-')) return std::nullopt;
    const auto d = reader.number(2);
    if (!d) return std::nullopt;
    const year_month_day date(year{*y}, month{static_cast<unsigned>(*m)},
                              day{static_cast<unsigned>(*d)});
    if (!date.ok()) return std::nullopt;
    TimePoint time = sys_days(date);
    if (reader.at_end()) return time;

    if (!reader.take('T') && !reader.take(' ')) return std::nullopt;
    const auto h = reader.number(2);
    if (!h || *h > 23 || !reader.take(':')) return std::nullopt;
    const auto min = reader.number(2);
    if (!min || *min > 59) return std::nullopt;
    time += hours(*h) + minutes(*min);
    if (reader.take(':')) {
        const auto s = reader.number(2);
        if (!s || *s > 60) return std::nullopt;
        const auto us = reader.fraction();
        if (!us) return std::nullopt;
        time += seconds(*s) + microseconds(*us);
    }
    if (reader.at_end() || (reader.take('Z') && reader.at_end())) return time;
    const bool east = reader.take('+');
    if (!east && !reader.take('-')) return std::nullopt;
    const auto zone_hours = reader.number(2);
    reader.take(':');
    const auto zone_minutes = reader.number(2);
    if (!zone_hours || !zone_minutes || *zone_hours > 14 || *zone_minutes > 59 || !reader.at_end())
        return std::nullopt;
    const auto offset = hours(*zone_hours) + minutes(*zone_minutes);
    return east ? time - offset : time + offset;
}

}  // namespace

Result<model::Cx> parse_patient(std::string_view text) {
    model::Cx patient;
    if (const std::size_t bar = text.find('|'); bar != std::string_view::npos) {
        patient.id = text.substr(bar + 1);
        patient.assigning_authority.universal_id = without_prefix(text.substr(0, bar));
    } else {
        const auto components = split(text, '^');
        if (components.size() < 4) return refuse(patient_form, "", text);
        const auto authority = split(components[3], '&');
        if (authority.size() != 3 || authority[2] != "ISO") return refuse(patient_form, "", text);
        patient.id = components[0];
        patient.assigning_authority.universal_id = authority[1];
    }
    patient.assigning_authority.universal_id_type = "ISO";
    if (patient.id.empty() || patient.id.find_first_of("|^&'\"") != std::string::npos ||
        !is_oid(patient.assigning_authority.universal_id)) {
        return refuse(patient_form, "", text);
    }
    return patient;
}

Result<TimePoint> parse_time(std::string_view text) {
    const auto time = read_time(text);
    if (!time) return refuse(time_form, "", text);
    return *time;
}

Result<std::string> parse_unique_id(std::string_view text) {
    const std::string_view id = without_prefix(text);
    const std::size_t caret = id.find('^');
    if (!is_oid(id.substr(0, caret)) || id.find_first_of("'\"|&<> ") != std::string_view::npos) {
        return refuse(unique_id_form, "", text);
    }
    return std::string(id);
}

}  // namespace dmpgw::cli

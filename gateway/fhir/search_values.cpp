// FHIR R4 search.html#token, #date, #escaping.
#include "gateway/fhir/search_values.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace dmpgw::fhir {
namespace {

constexpr std::array<std::pair<std::string_view, Prefix>, 9> prefixes = {{{"eq", Prefix::eq},
                                                                          {"ne", Prefix::ne},
                                                                          {"gt", Prefix::gt},
                                                                          {"ge", Prefix::ge},
                                                                          {"lt", Prefix::lt},
                                                                          {"le", Prefix::le},
                                                                          {"sa", Prefix::sa},
                                                                          {"eb", Prefix::eb},
                                                                          {"ap", Prefix::ap}}};

// A search may name a minute, which a dateTime may not: "2026-03-14T15:30Z".
constexpr std::size_t minute_end = std::string_view("YYYY-MM-DDThh:mm").size();
bool lacks_seconds(std::string_view text) {
    return text.size() > minute_end && text[10] == 'T' && text[13] == ':' && text[minute_end] != ':';
}
std::string with_seconds(std::string_view text) {
    std::string whole(text);
    if (lacks_seconds(text)) whole.insert(minute_end, ":00");
    return whole;
}

}  // namespace

std::string_view to_string(Prefix prefix) {
    for (const auto& [name, value] : prefixes) {
        if (value == prefix) return name;
    }
    return "eq";
}

bool fits(const DateCriterion& criterion, std::int64_t earliest, std::int64_t latest) {
    const std::int64_t from = criterion.time.earliest();
    const std::int64_t to = criterion.time.latest();
    const bool covers = from <= earliest && latest <= to;
    switch (criterion.prefix) {
        case Prefix::eq: return covers;
        case Prefix::ne: return !covers;
        case Prefix::gt: return latest > to;
        case Prefix::ge: return latest > to || covers;
        case Prefix::lt: return earliest < from;
        case Prefix::le: return earliest < from || covers;
        case Prefix::sa: return earliest >= to;
        case Prefix::eb: return latest <= from;
        case Prefix::ap: return earliest < to + criterion.margin && latest > from - criterion.margin;
    }
    return false;
}

std::vector<std::string> split_escaped(std::string_view text, char separator, bool unescape) {
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            const bool escape = std::string_view(",$|\\").find(text[i + 1]) != std::string_view::npos;
            if (!unescape || !escape) parts.back() += text[i];
            parts.back() += text[++i];
        } else if (text[i] == separator) {
            parts.emplace_back();
        } else {
            parts.back() += text[i];
        }
    }
    return parts;
}

bool is_clean(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
}

std::optional<Token> read_token(std::string_view text, const SearchOptions& options) {
    constexpr std::string_view oid_prefix = "urn:oid:";
    if (text.empty() || !is_clean(text)) return std::nullopt;
    std::vector<std::string> parts = split_escaped(text, '|', true);
    if (parts.size() > 2) return std::nullopt;
    Token token;
    token.code = std::move(parts.back());
    if (parts.size() == 2) {
        std::string& system = parts.front();
        if (system.empty() && token.code.empty()) return std::nullopt;
        if (system.starts_with(oid_prefix)) token.scheme = system.substr(oid_prefix.size());
        else if (!system.empty() && options.scheme_of_system) token.scheme = options.scheme_of_system(system);
        else token.scheme = std::move(system);
    }
    return token;
}

std::optional<DateCriterion> read_date(std::string_view text, const SearchOptions& options, bool& bad_prefix) {
    DateCriterion criterion;
    if (text.size() > 2 && text[0] >= 'a' && text[0] <= 'z') {
        const auto known = std::find_if(prefixes.begin(), prefixes.end(),
                                        [&](const auto& row) { return row.first == text.substr(0, 2); });
        bad_prefix = known == prefixes.end();
        if (bad_prefix) return std::nullopt;
        criterion.prefix = known->second;
        text.remove_prefix(2);
    }
    auto time = model::read_fhir_date_time(with_seconds(text), "query");
    if (!time) return std::nullopt;
    criterion.time = std::move(*time);
    if (lacks_seconds(text)) criterion.time.precision = model::Dtm::Precision::minute;
    if (criterion.prefix == Prefix::ap) criterion.margin = std::abs(options.now - criterion.time.earliest()) / 10;
    return criterion;
}

}  // namespace dmpgw::fhir

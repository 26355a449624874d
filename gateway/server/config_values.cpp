// One value of the configuration: from the text or TOML value a layer gave to the struct, and back
// to text.
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/server/config_options.hpp"
#include "gateway/server/config_rules.hpp"

namespace dmpgw::server {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};
// Largest last: printing takes the largest that divides the value.
constexpr std::array size_units = {Unit{"B", 1}, Unit{"KiB", KiB}, Unit{"MiB", MiB},
                                   Unit{"GiB", GiB}};
constexpr std::array duration_units = {Unit{"ms", 1}, Unit{"s", 1000}, Unit{"min", 60'000},
                                       Unit{"h", 3'600'000}};

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

/// "128 MiB" or "128MiB"; the largest 64-bit number where the product does not fit.
std::optional<std::uint64_t> parse_quantity(std::string_view written, std::span<const Unit> units) {
    const std::string_view text = trim(written);
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = parse_number(text.substr(0, digits));
    const std::string_view name = trim(text.substr(digits));
    const auto unit =
        std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == name; });
    if (!number || unit == units.end()) return std::nullopt;
    if (*number > std::numeric_limits<std::uint64_t>::max() / unit->factor) {
        return std::numeric_limits<std::uint64_t>::max();
    }
    return *number * unit->factor;
}

std::string print_quantity(std::uint64_t value, std::span<const Unit> units) {
    const Unit* best = &units.front();
    for (const Unit& unit : units) {
        if (value != 0 && value % unit.factor == 0) best = &unit;
    }
    return fmt::format("{} {}", value / best->factor, best->name);
}

bool is_address(const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
           inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

bool is_host_name(std::string_view text) {
    return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.' || c == ':' || c == '[' || c == ']';
    });
}

bool is_url(std::string_view text) {
    for (const std::string_view scheme :
         {std::string_view("https://"), std::string_view("http://")}) {
        if (!text.starts_with(scheme)) continue;
        const std::string_view rest = text.substr(scheme.size());
        const std::string_view host = rest.substr(0, rest.find('/'));
        return is_host_name(host) && rest.find_first_of("?#@ \"<>\\") == std::string_view::npos &&
               std::all_of(rest.begin(), rest.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    }
    return false;
}

std::string quoted(const RawValue& raw) {
    struct Printer {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(const std::string& v) const { return v; }
        std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
        std::string operator()(bool v) const { return v ? "true" : "false"; }
        std::string operator()(double v) const { return fmt::format("{}", v); }
        std::string operator()(const std::vector<std::string>&) const { return "[...]"; }
    };
    return std::visit(Printer{}, raw);
}

/// Both languages' sentence of what an option of that kind looks like, as the mend of a finding.
Text form_of(OptionKind kind, std::string_view choices) {
    switch (kind) {
        case OptionKind::text:
        case OptionKind::path:
            return {"Write a string.", "Écrivez une chaîne de caractères."};
        case OptionKind::url:
            return {
                R"(Write an http or https URL without query, as "https://dmp.example.org".)",
                R"(Écrivez une URL http ou https sans requête, comme "https://dmp.example.org".)"};
        case OptionKind::oid:
            return {R"(Write an OID of at most 64 characters, as "1.2.250.1.213.1".)",
                    R"(Écrivez un OID de 64 caractères au plus, comme "1.2.250.1.213.1".)"};
        case OptionKind::address:
            return {
                R"(Write an IP address, as "127.0.0.1" or "::1"; names are not resolved here.)",
                R"(Écrivez une adresse IP, comme "127.0.0.1" ou "::1" ; les noms ne sont pas résolus ici.)"};
        case OptionKind::hosts:
            return {R"(Write a list of host names without port, as ["dmp.example.org"].)",
                    R"(Écrivez une liste de noms d'hôte sans port, comme ["dmp.example.org"].)"};
        case OptionKind::lists:
            return {R"(Write a list of files, as ["codes.xml"]; "ci-sis" names the lists of this version.)",
                    R"(Écrivez une liste de fichiers, comme ["codes.xml"] ; "ci-sis" désigne les listes de cette version.)"};
        case OptionKind::urls:
            return {R"(Write a list of https URLs without query, as ["https://pfi.example.org/replies"].)",
                    R"(Écrivez une liste d'URL https sans requête, comme ["https://pfi.example.org/replies"].)"};
        case OptionKind::port:
        case OptionKind::integer:
            return {"Write a whole number without quotes.",
                    "Écrivez un nombre entier sans guillemets."};
        case OptionKind::size:
            return {
                R"(Write a number of bytes, or a string with one of the units B, KiB, MiB, GiB, as "128 MiB".)",
                R"(Écrivez un nombre d'octets, ou une chaîne avec une unité B, KiB, MiB ou GiB, comme "128 MiB".)"};
        case OptionKind::duration:
            return {R"(Write a string with one of the units ms, s, min, h, as "30 s".)",
                    R"(Écrivez une chaîne avec une des unités ms, s, min ou h, comme "30 s".)"};
        case OptionKind::choice: {
            std::string list(choices);
            std::replace(list.begin(), list.end(), '|', ' ');
            return {fmt::format("Write one of: {}.", list),
                    fmt::format("Écrivez une de ces valeurs : {}.", list)};
        }
    }
    return {};
}

std::string print_bound(OptionKind kind, std::uint64_t bound) {
    if (kind == OptionKind::size) return print_quantity(bound, size_units);
    if (kind == OptionKind::duration) return print_quantity(bound, duration_units);
    return fmt::format("{}", bound);
}

/// Collects what is wrong with one value.
struct Checker {
    OptionKind kind;
    std::string_view choices;
    bool secret;
    const std::string& where;
    const RawValue& raw;
    Findings& findings;

    void refuse(const Rule& rule) {
        Finding f = finding(rule, where, secret ? std::string() : quoted(raw));
        f.mend = form_of(kind, choices);
        findings.push_back(std::move(f));
    }

    /// The text of a string option in its canonical form.
    std::optional<std::string> text() {
        const auto* value = std::get_if<std::string>(&raw);
        if (value == nullptr) return refuse(rules::config_wrong_type), std::nullopt;
        std::string out = *value;
        // The empty string means "not set" for every string that may be absent.
        if (out.empty() && kind != OptionKind::address && kind != OptionKind::choice) return out;
        bool good = out.find('\0') == std::string::npos;
        if (kind == OptionKind::oid) {
            out = std::string(without_oid_prefix(out));
            good = is_oid(out) && out.size() <= max_oid_length;
        } else if (kind == OptionKind::url) {
            while (out.ends_with('/'))
                out.pop_back();
            good = is_url(out);
        } else if (kind == OptionKind::address) {
            good = good && is_address(out);
        } else if (kind == OptionKind::choice) {
            const auto allowed = split(choices, '|');
            good = std::find(allowed.begin(), allowed.end(), out) != allowed.end();
        }
        if (!good) return refuse(rules::config_bad_value), std::nullopt;
        return out;
    }

    std::optional<std::uint64_t> number(std::uint64_t minimum, std::uint64_t maximum) {
        std::optional<std::uint64_t> value;
        const auto* integer = std::get_if<std::int64_t>(&raw);
        const auto* written = std::get_if<std::string>(&raw);
        if (integer != nullptr && kind != OptionKind::duration) {
            if (*integer < 0) return out_of_range(minimum, maximum), std::nullopt;
            value = static_cast<std::uint64_t>(*integer);
        } else if (written != nullptr &&
                   (kind == OptionKind::size || kind == OptionKind::duration)) {
            value = kind == OptionKind::size ? parse_quantity(*written, size_units)
                                             : parse_quantity(*written, duration_units);
            if (!value) return refuse(rules::config_bad_value), std::nullopt;
        } else {
            return refuse(rules::config_wrong_type), std::nullopt;
        }
        if (*value < minimum || *value > maximum)
            return out_of_range(minimum, maximum), std::nullopt;
        return value;
    }

    void out_of_range(std::uint64_t minimum, std::uint64_t maximum) {
        findings.push_back(finding(
            rules::config_out_of_range, where, quoted(raw),
            fmt::format("{} – {}", print_bound(kind, minimum), print_bound(kind, maximum))));
    }

    bool is_item(std::string_view item) const {
        if (kind == OptionKind::hosts) return is_host_name(item);
        if (kind == OptionKind::lists) return !item.empty();
        // A reply holds what a patient's record says: over plain HTTP it does not leave the machine.
        const bool local = item.starts_with("http://localhost:") || item.starts_with("http://127.0.0.1:");
        return is_url(item) && (item.starts_with("https://") || local);
    }

    std::optional<std::vector<std::string>> list() {
        const auto* value = std::get_if<std::vector<std::string>>(&raw);
        if (value == nullptr) return refuse(rules::config_wrong_type), std::nullopt;
        for (const std::string& host : *value) {
            if (!is_item(host)) {
                Finding f = finding(rules::config_bad_value, where, host);
                f.mend = form_of(kind, choices);
                return findings.push_back(std::move(f)), std::nullopt;
            }
        }
        return *value;
    }
};

constexpr std::array levels = {"debug", "info", "warning", "error"};
constexpr std::array policies = {"refuse", "warn", "accept", "auto"};

template <class Enum, std::size_t N>
Enum enum_of(const std::array<const char*, N>& names, std::string_view text) {
    return static_cast<Enum>(
        std::distance(names.begin(), std::find(names.begin(), names.end(), text)));
}

}  // namespace

std::string_view to_string(Policy policy) {
    return policies.at(static_cast<std::size_t>(policy));
}

void assign(const Option& option, Config& config, const RawValue& raw, const std::string& where,
            const std::filesystem::path& base, Findings& findings) {
    Checker checker{option.kind, option.choices, option.secret, where, raw, findings};
    struct Visitor {
        const Option& option;
        Config& config;
        const std::filesystem::path& base;
        Checker& checker;

        void operator()(std::string& (*access)(Config&)) {
            auto value = checker.text();
            if (!value) return;
            if (option.kind == OptionKind::path && !value->empty() && !base.empty()) {
                *value = (base / *value).lexically_normal().string();
            }
            access(config) = *value;
        }
        void operator()(std::vector<std::string>& (*access)(Config&)) {
            auto value = checker.list();
            if (!value) return;
            for (std::string& item : *value) {
                const bool file = option.kind == OptionKind::lists && item != built_in_codes;
                if (file && !base.empty()) item = (base / item).lexically_normal().string();
            }
            access(config) = *value;
        }
        void operator()(std::uint16_t& (*access)(Config&)) {
            if (auto value = checker.number(option.minimum, option.maximum)) {
                access(config) = static_cast<std::uint16_t>(*value);
            }
        }
        void operator()(std::uint64_t& (*access)(Config&)) {
            if (auto value = checker.number(option.minimum, option.maximum))
                access(config) = *value;
        }
        void operator()(std::chrono::milliseconds& (*access)(Config&)) {
            if (auto value = checker.number(option.minimum, option.maximum)) {
                access(config) = std::chrono::milliseconds(*value);
            }
        }
        void operator()(log::Level& (*access)(Config&)) {
            if (auto value = checker.text()) access(config) = enum_of<log::Level>(levels, *value);
        }
        void operator()(Policy& (*access)(Config&)) {
            if (auto value = checker.text()) access(config) = enum_of<Policy>(policies, *value);
        }
    };
    std::visit(Visitor{option, config, base, checker}, option.access);
}

void assign(const SourceOption& option, Source& source, const RawValue& raw,
            const std::string& where, Findings& findings) {
    Checker checker{option.kind, option.choices, false, where, raw, findings};
    const auto value = checker.text();
    if (!value) return;
    if (const auto* member = std::get_if<std::string Source::*>(&option.access)) {
        source.*(*member) = *value;
    } else {
        source.policy.*(std::get<Policy SourcePolicy::*>(option.access)) =
            enum_of<Policy>(policies, *value);
    }
}

RawValue raw_from_text(const Option& option, std::string_view text) {
    const bool numeric = option.kind == OptionKind::port || option.kind == OptionKind::integer ||
                         option.kind == OptionKind::size;
    if (numeric) {
        const auto number = parse_number(text);
        if (number &&
            *number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            return static_cast<std::int64_t>(*number);
        }
    }
    if (option.kind == OptionKind::hosts || option.kind == OptionKind::lists || option.kind == OptionKind::urls) {
        std::vector<std::string> list;
        for (const std::string_view part : split(text, ',')) {
            if (!trim(part).empty()) list.emplace_back(trim(part));
        }
        return list;
    }
    return std::string(text);
}

std::string toml_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
        } else {
            out.push_back(c);
        }
    }
    return out + '"';
}

std::string toml_value(const Option& option, const Config& config) {
    // The accessors give writable references, so that one row serves both directions; nothing is
    // written here.
    auto& readable = const_cast<Config&>(config);
    struct Printer {
        const Option& option;
        Config& config;
        std::string operator()(std::string& (*access)(Config&)) const {
            return toml_string(access(config));
        }
        std::string operator()(std::vector<std::string>& (*access)(Config&)) const {
            std::string out;
            for (const std::string& item : access(config)) {
                out += out.empty() ? toml_string(item) : ", " + toml_string(item);
            }
            return "[" + out + "]";
        }
        std::string operator()(std::uint16_t& (*access)(Config&)) const {
            return fmt::format("{}", access(config));
        }
        std::string operator()(std::uint64_t& (*access)(Config&)) const {
            if (option.kind == OptionKind::size)
                return toml_string(print_quantity(access(config), size_units));
            return fmt::format("{}", access(config));
        }
        std::string operator()(std::chrono::milliseconds& (*access)(Config&)) const {
            return toml_string(
                print_quantity(static_cast<std::uint64_t>(access(config).count()), duration_units));
        }
        std::string operator()(log::Level& (*access)(Config&)) const {
            return toml_string(levels.at(static_cast<std::size_t>(access(config))));
        }
        std::string operator()(Policy& (*access)(Config&)) const {
            return toml_string(to_string(access(config)));
        }
    };
    return std::visit(Printer{option, readable}, option.access);
}

std::string print_bounds(const Option& option) {
    if (!option.choices.empty()) {
        std::string list;
        for (const std::string_view choice : split(option.choices, '|')) {
            if (!list.empty()) list += ", ";
            list += choice;
        }
        return list;
    }
    if (option.maximum == 0) return {};
    return fmt::format("{} to {}", print_bound(option.kind, option.minimum),
                       print_bound(option.kind, option.maximum));
}

std::optional<std::string> nearest_key(std::string_view key,
                                       std::span<const std::string_view> known) {
    constexpr std::size_t longest = 64;
    if (key.size() > longest) return std::nullopt;
    std::optional<std::string> best;
    std::size_t best_distance = std::max<std::size_t>(2, key.size() / 3) + 1;
    const std::string_view leaf = key.substr(key.rfind('.') + 1);
    for (const std::string_view candidate : known) {
        // A key in the wrong table counts as near: the last part alone is compared too, at the
        // price of one.
        std::size_t d = edit_distance(key, candidate);
        if (leaf.size() > 3)
            d = std::min(d, edit_distance(leaf, candidate.substr(candidate.rfind('.') + 1)) + 1);
        if (d < best_distance) {
            best_distance = d;
            best = candidate;
        }
    }
    return best;
}

}  // namespace dmpgw::server

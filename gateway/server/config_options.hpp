// The one table of configuration options. Parsing, `dmpgw config show`, samples/dmpgw.toml and
// docs/configuration.md are all made from it; tests hold the two files against it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/server/config.hpp"

namespace dmpgw::server {

enum class OptionKind : std::uint8_t {
    text,     ///< any string
    path,     ///< a file or folder; in the file, relative to the file's folder
    url,      ///< http or https, without query
    oid,      ///< with or without "urn:oid:"
    address,  ///< an IPv4 or IPv6 address
    hosts,    ///< a list of host names
    urls,     ///< a list of https URLs; http for loopback only
    lists,    ///< a list of files, or names of lists that are part of the program
    port,     ///< 0 to 65535
    integer,
    size,      ///< bytes, or a string with a unit: "128 MiB"
    duration,  ///< a string with its unit: "30 s"
    choice,    ///< one of Option::choices
};

/// Where an option lives in the struct. A size_t is a uint64_t on every platform the gateway is
/// built for.
using Access = std::variant<std::string& (*)(Config&), std::vector<std::string>& (*)(Config&),
                            std::uint16_t& (*)(Config&), std::uint64_t& (*)(Config&),
                            std::chrono::milliseconds& (*)(Config&), log::Level& (*)(Config&),
                            Policy& (*)(Config&)>;

struct Option {
    std::string_view key;  ///< dotted, as in TOML: "listen.port"
    OptionKind kind;
    Access access;
    std::string_view doc;  ///< one or two English sentences
    /// Bounds of integer, size (bytes) and duration (milliseconds), both included.
    std::uint64_t minimum = 0;
    std::uint64_t maximum = 0;
    std::string_view choices = {};  ///< separated by '|'
    bool secret = false;            ///< never printed
};

/// In the order of the sample file: options of one table lie together.
std::span<const Option> options();

/// The tables of the file ("listen", "limits.xml") with one sentence each, in order.
struct Section {
    std::string_view name;
    std::string_view doc;
};
std::span<const Section> sections();

/// A key of a [[source]] table.
struct SourceOption {
    std::string_view key;
    OptionKind kind;
    std::variant<std::string Source::*, Policy SourcePolicy::*> access;
    std::string_view doc;
    std::string_view example;  ///< as TOML
    std::string_view choices = {};  ///< of a policy, separated by '|'
};
std::span<const SourceOption> source_options();

/// "DMPGW_LISTEN_PORT" for "listen.port".
std::string environment_name(std::string_view key);

/// A value as a layer gave it: a TOML value, or text from an environment variable or a flag.
/// monostate is what no option takes: a table, a date, a list of anything but strings.
using RawValue =
    std::variant<std::monostate, std::string, std::int64_t, bool, double, std::vector<std::string>>;

/// Checks `raw` and stores it; appends a finding at `where` and stores nothing when it does not
/// fit. `base` is what a relative path is relative to; empty: left as it is.
void assign(const Option& option, Config& config, const RawValue& raw, const std::string& where,
            const std::filesystem::path& base, Findings& findings);
void assign(const SourceOption& option, Source& source, const RawValue& raw,
            const std::string& where, Findings& findings);

/// Text of an environment variable or a flag as a raw value: a number where one is wanted, a list
/// at commas.
RawValue raw_from_text(const Option& option, std::string_view text);

/// The value as TOML writes it: `8443`, `"30 s"`, `["a", "b"]`.
std::string toml_value(const Option& option, const Config& config);
std::string toml_string(std::string_view text);
/// "1 to 65535", "refuse, warn, accept"; empty when there are no bounds.
std::string print_bounds(const Option& option);

/// The known key nearest to `key`, when one is near enough to be meant.
std::optional<std::string> nearest_key(std::string_view key,
                                       std::span<const std::string_view> known);

}  // namespace dmpgw::server

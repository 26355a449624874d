#include "gateway/server/config_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gateway/base/text.hpp"
#include "gateway/server/config_options.hpp"
#include "gateway/server/config_rules.hpp"

namespace dmpgw::server {
namespace {

constexpr std::string_view mask = R"("********")";

std::string print_origin(const Origin& origin) {
    switch (origin.layer) {
        case Layer::built_in:
            return "default";
        case Layer::dev:
            return "--dev";
        case Layer::file:
            return origin.place;
        case Layer::environment:
            return "environment " + origin.place;
        case Layer::flag:
            return "flag " + origin.place;
    }
    return {};
}

std::string_view kind_name(OptionKind kind) {
    switch (kind) {
        case OptionKind::text:
            return "string";
        case OptionKind::path:
            return "path";
        case OptionKind::url:
            return "URL";
        case OptionKind::oid:
            return "OID";
        case OptionKind::address:
            return "IP address";
        case OptionKind::hosts:
            return "list of host names";
        case OptionKind::lists:
            return "list of files";
        case OptionKind::urls:
            return "list of URLs";
        case OptionKind::port:
        case OptionKind::integer:
            return "integer";
        case OptionKind::size:
            return "size";
        case OptionKind::duration:
            return "duration";
        case OptionKind::choice:
            return "choice";
    }
    return {};
}

std::string_view section_of(std::string_view key) {
    return key.substr(0, key.rfind('.'));
}
std::string_view leaf_of(std::string_view key) {
    return key.substr(key.rfind('.') + 1);
}

/// `text` as comment lines of at most 100 columns.
std::string comment(std::string_view text, std::string_view prefix) {
    constexpr std::size_t width = 98;
    std::string out;
    std::string line;
    for (const std::string_view word : split(text, ' ')) {
        if (!line.empty() && line.size() + 1 + word.size() > width) {
            out += fmt::format("{}{}\n", prefix, line);
            line.clear();
        }
        if (!line.empty()) line.push_back(' ');
        line += word;
    }
    return out + fmt::format("{}{}\n", prefix, line);
}

std::string bounds_sentence(const Option& option) {
    const std::string bounds = print_bounds(option);
    if (bounds.empty()) return {};
    return option.choices.empty() ? fmt::format(" From {}.", bounds)
                                  : fmt::format(" One of {}.", bounds);
}

constexpr std::string_view sample_head =
    R"(# Configuration of dmpgw: every key with its default. Only what you change needs to be in your file.
# Layers: defaults < this file < environment (DMPGW_LISTEN_PORT for listen.port) < flags.
# Check it with `dmpgw config check --config FILE`; `dmpgw config show --origin` prints what is in force.
# Sizes are bytes, or strings in B, KiB, MiB, GiB; durations are strings in ms, s, min, h.
# Relative paths are relative to the folder of the file. An empty string means: not set.
)";

constexpr std::string_view reference_head = R"(# Configuration

Printed by `dmpgw config reference` from the table of options in
`gateway/server/config_options.cpp`; a test keeps the two equal.

`dmpgw serve` reads, each layer above the one before it:

1. the defaults below;
2. the TOML file: `--config FILE`, else the file that `DMPGW_CONFIG` names, else
   `/etc/dmpgw/dmpgw.toml` where that exists (under `--dev` only a file that is named is read);
3. environment variables, named in the tables;
4. flags: those of `dmpgw serve --help`, and `--set KEY=VALUE` for every key.

`dmpgw config check` reports every mistake at once, with line and column, and names the key that was
probably meant. `dmpgw config show --origin` prints every value in force and where it comes from;
secrets are masked.

Sizes are numbers of bytes, or strings in `B`, `KiB`, `MiB` or `GiB`. Durations are strings in `ms`,
`s`, `min` or `h`. Relative paths of the file are relative to its folder. An empty string means: not
set. Lists in environment variables and flags are separated by commas.

Without `--dev` the gateway starts only with `tls.certificate`, `tls.key` and `tls.client_ca`. With
`--dev` it asks for neither certificate nor assertion, accepts any patient and any code, and listens on
loopback only.
)";

constexpr std::string_view source_text = R"(
## [[source]]

A sender the gateway knows by name, as often as needed. A request belongs to the source whose
`tls_subject` is that of its client certificate (among several, the one with the same `source_id`); else
to the one with its `SubmissionSet.sourceId`; else `[default_source]` applies.

| key | type | what it does |
|---|---|---|
)";

constexpr std::array all_rules = {&rules::config_file_unreadable,
                                  &rules::config_file_too_long,
                                  &rules::config_syntax,
                                  &rules::config_unknown_key,
                                  &rules::config_unknown_variable,
                                  &rules::config_wrong_type,
                                  &rules::config_bad_value,
                                  &rules::config_out_of_range,
                                  &rules::config_source_incomplete,
                                  &rules::config_source_repeated,
                                  &rules::config_same_port,
                                  &rules::config_dev_not_loopback,
                                  &rules::config_certificate_required,
                                  &rules::config_client_ca_required,
                                  &rules::config_file_of_key_unreadable,
                                  &rules::config_too_many};

std::string escaped_cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out.push_back('\\');
        out.push_back(c);
    }
    return out;
}

}  // namespace

std::string show_config(const LoadedConfig& loaded, bool with_origins) {
    std::string out;
    const auto all = options();
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::string value = toml_value(all[i], loaded.config);
        if (all[i].secret && value != R"("")") value = mask;
        const std::string line = fmt::format("{} = {}", all[i].key, value);
        out += with_origins ? fmt::format("{:<60} # {}\n", line, print_origin(loaded.origins[i]))
                            : line + "\n";
    }
    for (std::size_t i = 0; i < loaded.config.sources.size(); ++i) {
        const Source& source = loaded.config.sources[i];
        out += with_origins
                   ? fmt::format("\n[[source]] # {}\n", print_origin(loaded.source_origins[i]))
                   : "\n[[source]]\n";
        for (const SourceOption& option : source_options()) {
            const auto* member = std::get_if<std::string Source::*>(&option.access);
            const std::string value =
                member != nullptr
                    ? source.*(*member)
                    : std::string(to_string(source.policy.*std::get<1>(option.access)));
            out += fmt::format("{} = {}\n", option.key, toml_string(value));
        }
    }
    return out;
}

std::string sample_config() {
    std::string out(sample_head);
    const Config defaults;
    for (const Section& section : sections()) {
        out += "\n" + comment(section.doc, "# ") + fmt::format("[{}]\n", section.name);
        for (const Option& option : options()) {
            if (section_of(option.key) != section.name) continue;
            out += comment(std::string(option.doc) + bounds_sentence(option), "# ");
            out += fmt::format("{} = {}\n", leaf_of(option.key), toml_value(option, defaults));
        }
    }
    out +=
        "\n# A sender the gateway knows by name; repeat the table for each, without the leading "
        "#.\n#[[source]]\n";
    for (const SourceOption& option : source_options()) {
        out += comment(option.doc, "# ");
        out += fmt::format("#{} = {}\n", option.key, option.example);
    }
    return out;
}

std::string configuration_reference() {
    std::string out(reference_head);
    const Config defaults;
    for (const Section& section : sections()) {
        out += fmt::format("\n## [{}]\n\n{}\n\n", section.name, section.doc);
        out +=
            "| key | type | default | bounds | environment | what it does "
            "|\n|---|---|---|---|---|---|\n";
        for (const Option& option : options()) {
            if (section_of(option.key) != section.name) continue;
            out += fmt::format("| `{}` | {}{} | `{}` | {} | `{}` | {} |\n", option.key,
                               kind_name(option.kind), option.secret ? ", secret" : "",
                               toml_value(option, defaults), print_bounds(option),
                               environment_name(option.key), escaped_cell(option.doc));
        }
    }
    out += source_text;
    for (const SourceOption& option : source_options()) {
        out += fmt::format("| `{}` | {} | {} Example: `{}` |\n", option.key, kind_name(option.kind),
                           escaped_cell(option.doc), option.example);
    }
    out += "\n## What can be wrong\n\n| rule | what | mend | en français |\n|---|---|---|---|\n";
    for (const Rule* rule : all_rules) {
        out += fmt::format("| {} | {} | {} | {} {} |\n", rule->id, rule->what_en,
                           escaped_cell(rule->mend_en), rule->what_fr, escaped_cell(rule->mend_fr));
    }
    return out;
}

}  // namespace dmpgw::server

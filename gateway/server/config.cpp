// The layers of the configuration, the checks that look at several keys, and what is derived from
// it.
#include "gateway/server/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <tuple>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/server/code_lists.hpp"
#include "gateway/server/config_file.hpp"
#include "gateway/server/config_options.hpp"
#include "gateway/server/config_rules.hpp"

namespace dmpgw::server {
namespace {

constexpr std::string_view variable_prefix = "DMPGW_";

// Variables with this prefix that are not settings of the gateway: the path of the file, and what
// the project's own tests and scripts use.
constexpr std::array<std::string_view, 6> other_variables = {"DMPGW_CONFIG",     "DMPGW_CORPUS",
                                                             "DMPGW_SOURCE_DIR", "DMPGW_BINARY",
                                                             "DMPGW_FAULT",      "DMPGW_TEST_LONG"};

bool is_loopback(std::string_view address) {
    return address == "::1" || address.starts_with("127.");
}
bool is_wildcard(std::string_view address) {
    return address == "0.0.0.0" || address == "::";
}

Origin& origin_of(LoadedConfig& loaded, std::string_view key) {
    const auto all = options();
    const auto row =
        std::find_if(all.begin(), all.end(), [&](const Option& o) { return o.key == key; });
    return loaded.origins.at(static_cast<std::size_t>(row - all.begin()));
}

void set_for_dev(Config& config, LoadedConfig& loaded) {
    config.dev = true;
    config.listen.address = "127.0.0.1";
    origin_of(loaded, "listen.address") = {Layer::dev, "--dev"};
    config.storage.data = "var/dmpgw";
    origin_of(loaded, "storage.data") = {Layer::dev, "--dev"};
}

std::optional<std::string> read_file(const std::filesystem::path& file, Findings& findings) {
    std::error_code error;
    std::ifstream stream(file, std::ios::binary);
    if (std::filesystem::is_directory(file, error) || !stream) {
        findings.push_back(finding(rules::config_file_unreadable, file.string()));
        return std::nullopt;
    }
    std::string text(max_config_file_bytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > max_config_file_bytes) {
        findings.push_back(finding(rules::config_file_too_long, file.string()));
        return std::nullopt;
    }
    return text;
}

void apply_environment(const ConfigInputs& inputs, LoadedConfig& loaded, Findings& findings) {
    const auto all = options();
    std::vector<std::string> names;
    names.reserve(all.size());
    for (const Option& option : all)
        names.push_back(environment_name(option.key));
    for (const auto& [name, value] : inputs.environment) {
        if (!name.starts_with(variable_prefix)) continue;
        const auto row = std::find(names.begin(), names.end(), name);
        if (row != names.end()) {
            const auto index = static_cast<std::size_t>(row - names.begin());
            assign(all[index], loaded.config, raw_from_text(all[index], value), name, {}, findings);
            loaded.origins[index] = {Layer::environment, name};
        } else if (std::find(other_variables.begin(), other_variables.end(), name) ==
                   other_variables.end()) {
            // Only a warning: the environment is shared with other programs, a file is ours alone.
            Finding f = finding(rules::config_unknown_variable, name, {}, Severity::warning);
            const std::vector<std::string_view> known(names.begin(), names.end());
            if (const auto near = nearest_key(name, known)) {
                f.mend = {fmt::format("Write {}, if that is meant, or remove the variable.", *near),
                          fmt::format(
                              "Écrivez {} si c'est ce que vous vouliez, ou supprimez la variable.",
                              *near)};
            }
            loaded.warnings.push_back(std::move(f));
        }
    }
}

void apply_flags(const ConfigInputs& inputs, LoadedConfig& loaded, Findings& findings) {
    const auto all = options();
    for (const Setting& flag : inputs.flags) {
        const auto row = std::find_if(all.begin(), all.end(),
                                      [&](const Option& o) { return o.key == flag.key; });
        if (row == all.end()) {
            std::vector<std::string_view> known;
            for (const Option& option : all)
                known.push_back(option.key);
            Finding f = finding(rules::config_unknown_key, flag.place, flag.key);
            if (const auto near = nearest_key(flag.key, known)) {
                f.mend = {fmt::format("Write {}, if that is meant.", *near),
                          fmt::format("Écrivez {} si c'est ce que vous vouliez.", *near)};
            }
            findings.push_back(std::move(f));
            continue;
        }
        assign(*row, loaded.config, raw_from_text(*row, flag.value), flag.place, {}, findings);
        loaded.origins[static_cast<std::size_t>(row - all.begin())] = {Layer::flag, flag.place};
    }
}

/// A subject as find_source compares it: no space around separators, attribute types in lower case.
std::string canonical_subject(std::string_view subject) {
    std::string out;
    std::string attribute;
    const auto flush = [&] {
        const std::size_t equals = attribute.find('=');
        const std::string_view type = trim(std::string_view(attribute).substr(0, equals));
        if (!out.empty()) out.push_back(',');
        out += to_lower(type);
        if (equals != std::string::npos) {
            out.push_back('=');
            out += trim(std::string_view(attribute).substr(equals + 1));
        }
        attribute.clear();
    };
    for (std::size_t i = 0; i < subject.size(); ++i) {
        if (subject[i] == '\\' && i + 1 < subject.size()) {
            attribute.push_back(subject[i]);
            attribute.push_back(subject[++i]);
        } else if (subject[i] == ',') {
            flush();
        } else {
            attribute.push_back(subject[i]);
        }
    }
    flush();
    return out;
}

void check_sources(const LoadedConfig& loaded, Findings& findings) {
    std::set<std::string> names;
    std::set<std::pair<std::string, std::string>> marks;
    for (std::size_t i = 0; i < loaded.config.sources.size(); ++i) {
        const Source& source = loaded.config.sources[i];
        const std::string& where = loaded.source_origins[i].place;
        if (source.name.empty() || (source.tls_subject.empty() && source.source_id.empty())) {
            findings.push_back(finding(rules::config_source_incomplete, where, source.name));
            continue;
        }
        const bool new_name = names.insert(source.name).second;
        const bool new_mark =
            marks.emplace(canonical_subject(source.tls_subject), source.source_id).second;
        if (!new_name || !new_mark) {
            findings.push_back(finding(rules::config_source_repeated, where, source.name));
        }
    }
}

void check_together(LoadedConfig& loaded, Findings& findings) {
    const ListenConfig& listen = loaded.config.listen;
    if (listen.port != 0 && listen.port == listen.admin_port &&
        (listen.address == listen.admin_address || is_wildcard(listen.address) ||
         is_wildcard(listen.admin_address))) {
        findings.push_back(finding(rules::config_same_port,
                                   origin_of(loaded, "listen.admin_port").place,
                                   fmt::format("{}", listen.port)));
    }
    if (loaded.config.dev) {
        for (const auto& [key, value] :
             {std::pair<std::string_view, std::string_view>{"listen.address", listen.address},
              {"listen.admin_address", listen.admin_address},
              {"listen.mllp_address", listen.mllp_address}}) {
            if (!is_loopback(value)) {
                findings.push_back(
                    finding(rules::config_dev_not_loopback, origin_of(loaded, key).place, value));
            }
        }
    }
    check_sources(loaded, findings);
}

}  // namespace

Result<LoadedConfig> load_config(const ConfigInputs& inputs) {
    LoadedConfig loaded;
    loaded.origins.resize(options().size());
    Findings findings;
    if (inputs.dev) set_for_dev(loaded.config, loaded);
    if (inputs.file) {
        if (const auto text = read_file(*inputs.file, findings))
            apply_file(*text, *inputs.file, loaded, findings);
    }
    apply_environment(inputs, loaded, findings);
    apply_flags(inputs, loaded, findings);
    check_together(loaded, findings);
    if (inputs.dev) {
        const auto open = [](SourcePolicy& policy) {
            policy.unknown_subjects = policy.minimal_metadata = Policy::accept;
        };
        open(loaded.config.default_policy);
        for (const char* key : {"default_source.unknown_subjects", "default_source.minimal_metadata"}) {
            origin_of(loaded, key) = {Layer::dev, "--dev"};
        }
        if (Origin& origin = origin_of(loaded, "default_source.ins_key"); origin.layer == Layer::built_in) {
            loaded.config.default_policy.ins_key = Policy::warn;
            origin = {Layer::dev, "--dev"};
        }
        for (Source& source : loaded.config.sources) open(source.policy);
    }
    if (findings.empty()) return loaded;
    if (findings.size() > max_config_findings) {
        findings.erase(findings.begin() + max_config_findings, findings.end());
        findings.push_back(finding(rules::config_too_many, findings.back().where));
    }
    return Failure::of(std::move(findings));
}

Findings startup_findings(const LoadedConfig& loaded) {
    Findings findings;
    const TlsConfig& tls = loaded.config.tls;
    if (!loaded.config.dev) {
        if (tls.certificate.empty() || tls.key.empty()) {
            findings.push_back(finding(rules::config_certificate_required,
                                       tls.certificate.empty() ? "tls.certificate" : "tls.key"));
        }
        if (tls.client_ca.empty())
            findings.push_back(finding(rules::config_client_ca_required, "tls.client_ca"));
    }
    for (const auto& [key, path] :
         {std::pair<std::string_view, const std::string&>{"tls.certificate", tls.certificate},
          {"tls.key", tls.key},
          {"tls.client_ca", tls.client_ca},
          {"soap.reply_ca", loaded.config.soap.reply_ca}}) {
        std::error_code error;
        if (path.empty()) continue;
        if (std::filesystem::is_directory(path, error) || !std::ifstream(path, std::ios::binary)) {
            findings.push_back(
                finding(rules::config_file_of_key_unreadable, std::string(key), path));
        }
    }
    if (auto lists = load_code_lists(loaded.config.codes)) {
        append(findings, std::move(lists->warnings));
    } else {
        append(findings, lists.error().findings);
    }
    return findings;
}

Policy code_policy(const Config& config, const SourcePolicy& policy) {
    if (policy.codes != Policy::automatic) return policy.codes;
    if (!config.codes.files.empty()) return Policy::refuse;
    return config.dev ? Policy::accept : Policy::warn;
}

std::string public_url(const Config& config) {
    const ListenConfig& listen = config.listen;
    if (!listen.public_url.empty()) return listen.public_url;
    if (is_loopback(listen.address) || is_wildcard(listen.address)) {
        return fmt::format("https://localhost:{}", listen.port);
    }
    const bool six = listen.address.find(':') != std::string::npos;
    return fmt::format(fmt::runtime(six ? "https://[{}]:{}" : "https://{}:{}"), listen.address,
                       listen.port);
}

const Source* find_source(const Config& config, std::string_view tls_subject,
                          std::string_view source_id) {
    source_id = without_oid_prefix(source_id);
    const Source* best = nullptr;
    if (!tls_subject.empty()) {
        const std::string subject = canonical_subject(tls_subject);
        for (const Source& source : config.sources) {
            if (source.tls_subject.empty() || canonical_subject(source.tls_subject) != subject)
                continue;
            if (source.source_id == source_id && !source_id.empty()) return &source;
            // Without a source of exactly that sourceId, one that names none is meant for the whole
            // subject.
            if (best == nullptr || (!best->source_id.empty() && source.source_id.empty()))
                best = &source;
        }
        if (best != nullptr) return best;
    }
    if (source_id.empty()) return nullptr;
    const auto found =
        std::find_if(config.sources.begin(), config.sources.end(), [&](const Source& source) {
            return source.source_id == source_id &&
                   (source.tls_subject.empty() || tls_subject.empty());
        });
    return found == config.sources.end() ? nullptr : &*found;
}

}  // namespace dmpgw::server

// toml++ stays in this file: it is slow to compile. It bounds the nesting of values by itself (256
// levels), and the walk below descends only into tables that options() knows.
#include "gateway/server/config_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <set>

#include "gateway/server/config_options.hpp"
#include "gateway/server/config_rules.hpp"

namespace dmpgw::server {
namespace {

/// "dmpgw.toml:12:3"
std::string place(const std::filesystem::path& file, const toml::source_position& position) {
    return fmt::format("{}:{}:{}", file.string(), position.line, position.column);
}

RawValue raw_value(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return number->get();
    if (const auto* flag = node.as_boolean()) return flag->get();
    if (const auto* real = node.as_floating_point()) return real->get();
    if (const auto* array = node.as_array()) {
        std::vector<std::string> list;
        for (const toml::node& item : *array) {
            const auto* text = item.as_string();
            if (text == nullptr) return std::monostate{};
            list.push_back(text->get());
        }
        return list;
    }
    return {};
}

class FileReader {
  public:
    FileReader(const std::filesystem::path& file, LoadedConfig& loaded, Findings& findings)
        : file_(file),
          base_(std::filesystem::absolute(file).parent_path()),
          loaded_(loaded),
          findings_(findings) {
        for (const Option& option : options()) {
            keys_.push_back(option.key);
            for (std::size_t dot = option.key.find('.'); dot != std::string_view::npos;
                 dot = option.key.find('.', dot + 1)) {
                tables_.insert(option.key.substr(0, dot));
            }
        }
        keys_.insert(keys_.end(), tables_.begin(), tables_.end());
        keys_.emplace_back("source");
        for (const SourceOption& option : source_options())
            source_keys_.push_back(option.key);
    }

    void read_table(const toml::table& table, const std::string& prefix) {
        for (const auto& [key, node] : table) {
            if (findings_.size() > max_config_findings) return;
            const std::string name = prefix + std::string(key.str());
            if (name == "source") {
                read_sources(node);
            } else if (tables_.contains(name)) {
                if (const auto* inner = node.as_table()) {
                    read_table(*inner, name + ".");
                } else {
                    wrong_type(node, fmt::format("Write a table: [{}].", name),
                               fmt::format("Écrivez une table : [{}].", name));
                }
            } else {
                read_value(name, key, node);
            }
        }
    }

  private:
    void read_value(const std::string& name, const toml::key& key, const toml::node& node) {
        const auto all = options();
        const auto option =
            std::find_if(all.begin(), all.end(), [&](const Option& o) { return o.key == name; });
        if (option == all.end()) return unknown(name, key, keys_);
        const std::string where = place(file_, node.source().begin);
        assign(*option, loaded_.config, raw_value(node), where, base_, findings_);
        loaded_.origins[static_cast<std::size_t>(option - all.begin())] = {Layer::file, where};
    }

    void read_sources(const toml::node& node) {
        const auto* array = node.as_array();
        if (array == nullptr) {
            return wrong_type(node, "Write [[source]] with two brackets for each sender.",
                              "Écrivez [[source]] avec deux crochets pour chaque émetteur.");
        }
        for (const toml::node& item : *array) {
            if (findings_.size() > max_config_findings) return;
            const auto* table = item.as_table();
            if (table == nullptr) {
                wrong_type(item, "Write [[source]] with two brackets for each sender.",
                           "Écrivez [[source]] avec deux crochets pour chaque émetteur.");
                continue;
            }
            read_source(*table);
        }
    }

    void read_source(const toml::table& table) {
        Source source;
        source.policy = SourcePolicy{};
        const std::string where = place(file_, table.source().begin);
        for (const auto& [key, node] : table) {
            const auto all = source_options();
            const auto option =
                std::find_if(all.begin(), all.end(),
                             [&, k = key.str()](const SourceOption& o) { return o.key == k; });
            if (option == all.end()) {
                unknown(std::string(key.str()), key, source_keys_);
                continue;
            }
            assign(*option, source, raw_value(node), place(file_, node.source().begin), findings_);
        }
        loaded_.config.sources.push_back(std::move(source));
        loaded_.source_origins.push_back({Layer::file, where});
    }

    void unknown(const std::string& name, const toml::key& key,
                 std::span<const std::string_view> known) {
        Finding f = finding(rules::config_unknown_key, place(file_, key.source().begin), name);
        if (const auto near = nearest_key(name, known)) {
            f.mend = {fmt::format("Write {}, if that is meant, or remove the key.", *near),
                      fmt::format("Écrivez {} si c'est ce que vous vouliez, ou supprimez la clé.",
                                  *near)};
        }
        findings_.push_back(std::move(f));
    }

    void wrong_type(const toml::node& node, std::string en, std::string fr) {
        Finding f = finding(rules::config_wrong_type, place(file_, node.source().begin));
        f.mend = {std::move(en), std::move(fr)};
        findings_.push_back(std::move(f));
    }

    const std::filesystem::path& file_;
    std::filesystem::path base_;
    LoadedConfig& loaded_;
    Findings& findings_;
    std::set<std::string_view, std::less<>> tables_;
    std::vector<std::string_view> keys_;
    std::vector<std::string_view> source_keys_;
};

}  // namespace

void apply_file(std::string_view text, const std::filesystem::path& file, LoadedConfig& loaded,
                Findings& findings) {
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& error) {
        findings.push_back(finding(rules::config_syntax, place(file, error.source().begin), {},
                                   error.description()));
        return;
    }
    FileReader(file, loaded, findings).read_table(table, {});
}

}  // namespace dmpgw::server

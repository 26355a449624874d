// Reads the embedded tables and walks their paths.
#include "gateway/mapping/tables.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <stdexcept>

#include "gateway/base/text.hpp"
#include "gateway/fhir/findings.hpp"
#include "gateway/mapping/rules.hpp"

namespace dmpgw::mapping {

std::string_view embedded_file(std::string_view name);  // generated, see CMakeLists.txt

namespace {

constexpr std::string_view extension_base = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-";
constexpr std::string_view old_extension_base = "http://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-";
constexpr std::array<std::string_view, 4> level_names = {"minimal", "uncontained", "comprehensive", "pdsm"};

const json::Value& null_value() {
    static const json::Value null;
    return null;
}

Step read_step(std::string_view text) {
    Step step;
    if (const std::size_t open = text.find('('); open != std::string_view::npos) {
        step.extension = text.substr(open + 1, text.size() - open - 2);
        text = text.substr(0, open);
    } else if (text.ends_with("[0]")) {
        step.indexed = true;
        text.remove_suffix(3);
    }
    step.member = text;
    return step;
}

Table read_table(std::string_view name) {
    const json::Value& tree = embedded_json(name);
    Table table;
    table.name = name;
    table.what = tree["what"].as_string();
    table.fhir = tree["fhir"].as_string();
    table.xds = tree["xds"].as_string();
    table.source = tree["source"].as_string();
    for (const json::Value& item : tree["rows"].as_array()) {
        Row row;
        row.xds = item["xds"].as_string();
        row.fhir = item["fhir"].as_string();
        row.convert = item["convert"].as_string();
        row.nist = item["nist"].as_string();
        row.loss = item["loss"].as_string();
        if (item["missing"].as_string() == "warning") row.missing = Severity::warning;
        if (item.has("required")) {
            row.required = level_of(item["required"].as_string());
            if (!row.required) throw std::logic_error("unknown level in table " + table.name);
        }
        for (const std::string_view part : split(row.fhir, '.')) row.steps.push_back(read_step(part));
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace

std::string_view to_string(Level level) { return level_names[static_cast<std::size_t>(level)]; }

std::optional<Level> level_of(std::string_view name) {
    for (std::size_t i = 0; i < level_names.size(); ++i) {
        if (level_names[i] == name) return static_cast<Level>(i);
    }
    return std::nullopt;
}

std::string_view embedded_table(std::string_view name) {
    const std::string_view text = embedded_file(std::string(name) + ".json");
    if (text.data() == nullptr) throw std::logic_error("no such mapping table");
    return text;
}

const json::Value& embedded_json(std::string_view name) {
    static std::mutex mutex;
    static std::map<std::string, json::Value, std::less<>> trees;
    const std::lock_guard lock(mutex);
    if (const auto found = trees.find(name); found != trees.end()) return found->second;
    auto tree = json::parse(embedded_table(name));
    if (!tree) throw std::logic_error("mapping table " + std::string(name) + " is not JSON");
    return trees.emplace(name, std::move(*tree)).first->second;
}

const Table& document_table() {
    static const Table table = read_table("document_reference");
    return table;
}

const Table& submission_set_table() {
    static const Table table = read_table("submission_set");
    return table;
}

const Table& folder_table() {
    static const Table table = read_table("folder");
    return table;
}

const Table& document_manifest_table() {
    static const Table table = read_table("document_manifest");
    return table;
}

std::string mhd_extension_url(std::string_view name) { return std::string(extension_base).append(name); }

bool is_mhd_extension(std::string_view url, std::string_view name) {
    for (const std::string_view base : {extension_base, old_extension_base}) {
        if (url.starts_with(base) && url.substr(base.size()) == name) return true;
    }
    return false;
}

void check_single(const json::Value& resource, const Table& table, const std::string& where, Findings& findings) {
    std::vector<std::string_view> seen;
    for (const Row& row : table.rows) {
        const Step& step = row.steps.front();
        if (!step.indexed || std::find(seen.begin(), seen.end(), step.member) != seen.end()) continue;
        seen.push_back(step.member);
        const json::Value& member = resource[step.member];
        const std::string place = where + "." + step.member;
        if (member.is_null()) continue;
        if (!member.is_array()) fhir::add_finding(findings, finding(rules::attribute_form, place));
        else if (member.size() > 1) {
            fhir::add_finding(findings, finding(rules::too_many, place, std::to_string(member.size())));
        }
    }
}

bool is_absent(const json::Value& value) {
    if (value.is_null()) return true;
    if (value.is_string()) return value.as_string().empty();
    return (value.is_array() || value.is_object()) && value.size() == 0;
}

Found find(const json::Value& resource, const Row& row, const std::string& where) {
    const json::Value* at = &resource;
    std::string place = where;
    for (const Step& step : row.steps) {
        const json::Value& member = (*at)[step.member];
        place += "." + step.member;
        at = &member;
        if (!step.extension.empty()) {
            const json::Array& items = member.as_array();
            at = &null_value();
            place += "(" + mhd_extension_url(step.extension) + ")";
            for (const json::Value& item : items) {
                if (is_mhd_extension(item["url"].as_string(), step.extension)) {
                    at = &item;
                    break;
                }
            }
        } else if (step.indexed && !member.is_null()) {
            place += "[0]";
            at = &member[0];
        }
    }
    return {at, std::move(place)};
}

void put(json::Value& resource, const Row& row, json::Value value) {
    json::Value* at = &resource;
    for (std::size_t i = 0; i < row.steps.size(); ++i) {
        const Step& step = row.steps[i];
        const bool last = i + 1 == row.steps.size();
        if (at->find(step.member) == nullptr) at->set(step.member, json::Value());
        json::Value* member = at->find(step.member);
        if (!step.extension.empty()) {
            json::Value item(json::Object{});
            item.set("url", mhd_extension_url(step.extension));
            member->push(std::move(item));
            at = &member->array().back();
        } else if (step.indexed) {
            if (member->size() == 0) member->push(json::Value(json::Object{}));
            at = &member->array().front();
        } else {
            at = member;
        }
        if (last) *at = std::move(value);
        else at->object();
    }
}

}  // namespace dmpgw::mapping

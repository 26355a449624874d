// What the tests of the XML form share.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gateway/fhir/xml_reader.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::fhir {

inline std::filesystem::path source_folder() { return DMPGW_SOURCE_DIR; }

inline std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Files of a folder whose names end with `ending` and not with `but_not`, sorted.
inline std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, std::string_view ending,
                                                   std::string_view but_not = "?") {
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::exists(folder)) return files;
    for (const auto& item : std::filesystem::directory_iterator(folder)) {
        const std::string name = item.path().filename().string();
        if (name.ends_with(ending) && !name.ends_with(but_not)) files.push_back(item.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

inline Result<XmlResource> read_text(const std::string& text) {
    const auto document = xml::parse(text, resource_limits({}));
    if (!document) return document.error();
    return read_xml(document->root());
}

/// The same tree with the members of every object by their names: JSON objects have no order.
inline json::Value sorted(const json::Value& value) {
    if (value.is_array()) {
        json::Array items;
        for (const json::Value& item : value.as_array()) items.push_back(sorted(item));
        return items;
    }
    if (!value.is_object()) return value;
    json::Object members;
    for (const auto& [name, member] : value.as_object()) members.emplace_back(name, sorted(member));
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return members;
}

}  // namespace dmpgw::fhir

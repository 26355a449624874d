// A tree as text, one node a line, so that two trees can be compared and a wanted one kept in a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/xml/document.hpp"

namespace dmpgw::xml {

inline std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            default: out += c;
        }
    }
    return out + "\"";
}

inline std::string full_name(std::string_view uri, std::string_view local) {
    return (uri.empty() ? std::string() : "{" + std::string(uri) + "}") + std::string(local);
}

/// Each element with its line, its attributes and its text, indented by depth.
inline std::string dump(const Element& root) {
    std::string out;
    std::vector<std::pair<const Element*, std::size_t>> todo{{&root, 0}};
    while (!todo.empty()) {
        const auto [e, depth] = todo.back();
        todo.pop_back();
        out += std::string(depth * 2, ' ') + full_name(e->namespace_uri(), e->local_name());
        out += " line " + std::to_string(e->line()) + "\n";
        for (const Attribute& a : e->attributes()) {
            out += std::string(depth * 2 + 2, ' ') + "@" + full_name(a.namespace_uri, a.local_name);
            out += " " + quoted(a.value) + "\n";
        }
        if (!e->text().empty()) out += std::string(depth * 2 + 2, ' ') + quoted(e->text()) + "\n";
        for (auto it = e->children().rbegin(); it != e->children().rend(); ++it) todo.emplace_back(*it, depth + 1);
    }
    return out;
}

}  // namespace dmpgw::xml

// FHIR R4 references.html#literal and datatypes.html#id.
#include "gateway/fhir/reference.hpp"

#include <algorithm>

#include "gateway/base/text.hpp"

namespace dmpgw::fhir {
namespace {

constexpr std::size_t max_id_length = 64;

const json::Value& null_value() {
    static const json::Value null;
    return null;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What may stand in a base URL that we compare as text: no escape, no user information, no query.
bool is_base(std::string_view text) {
    if (!text.starts_with("http://") && !text.starts_with("https://")) return false;
    const std::string_view rest = text.substr(text.find("//") + 2);
    if (rest.empty() || rest.front() == '/') return false;
    if (rest.find("//") != std::string_view::npos || rest.find("/.") != std::string_view::npos) return false;
    return std::all_of(rest.begin(), rest.end(), [](char c) {
        return is_letter(c) || is_digit(c) || std::string_view("-._~:/[]").find(c) != std::string_view::npos;
    });
}

}  // namespace

bool is_id(std::string_view text) {
    if (text.empty() || text.size() > max_id_length || text == "." || text == "..") return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.'; });
}

bool is_type_name(std::string_view text) {
    if (text.empty() || text.size() > max_id_length || text.front() < 'A' || text.front() > 'Z') return false;
    return std::all_of(text.begin(), text.end(), is_letter);
}

std::optional<RestReference> read_rest_reference(std::string_view text) {
    std::vector<std::string_view> parts = split(text, '/');
    RestReference reference;
    if (parts.size() >= 4 && parts[parts.size() - 2] == "_history") {
        if (!is_id(parts.back())) return std::nullopt;
        reference.version = parts.back();
        text.remove_suffix(parts.back().size() + std::string_view("/_history/").size());
        parts.resize(parts.size() - 2);
    }
    if (parts.size() < 2) return std::nullopt;
    const std::string_view id = parts.back();
    const std::string_view type = parts[parts.size() - 2];
    if (!is_id(id) || !is_type_name(type)) return std::nullopt;
    if (parts.size() > 2) {
        const std::string_view base = text.substr(0, text.size() - id.size() - type.size() - 2);
        if (!is_base(base)) return std::nullopt;
        reference.base = base;
    }
    reference.type = type;
    reference.id = id;
    return reference;
}

const json::Value& contained(const json::Value& resource, std::string_view reference) {
    if (reference.size() < 2 || reference.front() != '#') return null_value();
    const json::Array& items = resource["contained"].as_array();
    for (std::size_t i = 0; i < std::min(items.size(), max_contained); ++i) {
        if (items[i]["id"].as_string() == reference.substr(1)) return items[i];
    }
    return null_value();
}

const json::Value& extension(const json::Value& element, std::string_view url) {
    for (const json::Value& item : element["extension"].as_array()) {
        if (item["url"].as_string() == url) return item;
    }
    return null_value();
}

}  // namespace dmpgw::fhir

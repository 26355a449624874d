#include "gateway/xml/reference.hpp"

#include <algorithm>
#include <cstdint>

#include "gateway/xml/characters.hpp"
#include "gateway/xml/names.hpp"
#include "gateway/xml/rules.hpp"

namespace dmpgw::xml {
namespace {

bool is_digit_of(char c, unsigned base) {
    return (c >= '0' && c <= '9') || (base == 16 && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
}

}  // namespace

const Rule* check_reference(std::string_view name) {
    if (name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos") return nullptr;
    if (!name.starts_with('#')) {
        return name.empty() || !starts_name(name.front()) || name.find('#') != std::string_view::npos
                   ? &rule_reference : &rule_entity;
    }
    name.remove_prefix(1);
    const unsigned base = name.starts_with('x') ? 16 : 10;
    if (base == 16) name.remove_prefix(1);
    if (name.empty()) return &rule_reference;
    std::uint32_t code = 0;
    for (const char c : name) {
        if (!is_digit_of(c, base)) return &rule_reference;
        const auto digit = static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        code = std::min<std::uint32_t>(code * base + digit, 0x110000);
    }
    return is_xml_character(code) ? nullptr : &rule_reference;
}

}  // namespace dmpgw::xml

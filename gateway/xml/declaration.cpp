#include "gateway/xml/declaration.hpp"

#include "gateway/base/text.hpp"
#include "gateway/xml/characters.hpp"
#include "gateway/xml/rules.hpp"

namespace dmpgw::xml {
namespace {

bool skip_space(std::string_view& text) {
    const std::size_t before = text.size();
    while (!text.empty() && is_xml_space(text.front())) text.remove_prefix(1);
    return text.size() != before;
}

// Takes `name = "value"` off the front; false when it is not there.
bool take(std::string_view& text, std::string_view name, std::string_view& value) {
    std::string_view rest = text;
    if (!rest.starts_with(name)) return false;
    rest.remove_prefix(name.size());
    skip_space(rest);
    if (!rest.starts_with('=')) return false;
    rest.remove_prefix(1);
    skip_space(rest);
    if (!rest.starts_with('"') && !rest.starts_with('\'')) return false;
    const std::size_t end = rest.find(rest.front(), 1);
    if (end == std::string_view::npos) return false;
    value = rest.substr(1, end - 1);
    text = rest.substr(end + 1);
    return true;
}

}  // namespace

DeclarationCheck check_declaration(std::string_view text) {
    const DeclarationCheck malformed{&rule_declaration, {}};
    std::string_view value;
    if (!skip_space(text) || !take(text, "version", value)) return malformed;
    if (value != "1.0") return {&rule_version, value};
    bool spaced = skip_space(text);
    if (spaced && take(text, "encoding", value)) {
        // The bytes are UTF-8 whatever is said here; a sender that names another encoding is mistaken
        // about its own bytes, or wants two parsers to read two documents.
        if (!equals_ignoring_case(value, "UTF-8")) return {&rule_encoding, value};
        spaced = skip_space(text);
    }
    if (spaced && take(text, "standalone", value)) {
        if (value != "yes" && value != "no") return malformed;
        skip_space(text);
    }
    return text.empty() ? DeclarationCheck{} : malformed;
}

}  // namespace dmpgw::xml

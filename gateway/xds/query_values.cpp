#include "gateway/xds/query_values.hpp"

#include "gateway/base/text.hpp"

namespace dmpgw::xds {
namespace {

// Takes one quoted text from the front of `rest`.
std::optional<std::string> take_quoted(std::string_view& rest) {
    if (rest.empty() || rest.front() != '\'') return std::nullopt;
    std::string text;
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (rest[i] != '\'') {
            text += rest[i];
        } else if (i + 1 < rest.size() && rest[i + 1] == '\'') {
            text += '\'';
            ++i;
        } else {
            rest.remove_prefix(i + 1);
            return text;
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> read_quoted(std::string_view value) {
    std::string_view rest = trim(value);
    auto text = take_quoted(rest);
    return rest.empty() ? text : std::nullopt;
}

std::optional<std::vector<std::string>> read_quoted_list(std::string_view value) {
    std::string_view rest = trim(value);
    if (rest.empty() || rest.front() != '(') {
        auto text = read_quoted(rest);
        if (!text) return std::nullopt;
        return std::vector<std::string>{std::move(*text)};
    }
    std::vector<std::string> texts;
    do {
        rest = trim(rest.substr(1));  // what stood before: '(' or ','
        auto text = take_quoted(rest);
        if (!text) return std::nullopt;
        texts.push_back(std::move(*text));
        rest = trim(rest);
    } while (rest.starts_with(','));
    if (rest != ")") return std::nullopt;
    return texts;
}

}  // namespace dmpgw::xds

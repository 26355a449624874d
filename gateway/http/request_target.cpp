#include "gateway/http/request_target.hpp"

namespace dmpgw::http {
namespace {

// RFC 3986 3.3 pchar without the percent escape, and the slash.
bool is_path_character(char c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
    return std::string_view("/-._~!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

// What a segment counts as, once decoded: servers drop path parameters (";x") before they resolve dots.
struct Segment {
    std::size_t dots = 0;
    bool others = false;
    bool parameters = false;

    void add(char c) {
        if (c == ';') parameters = true;
        if (parameters) return;
        if (c == '.') ++dots;
        else others = true;
    }
    bool is_dot_segment() const { return !others && (dots == 1 || dots == 2); }
};

const HttpRule* check_path(std::string_view path) {
    Segment segment;
    for (std::size_t i = 1; i < path.size(); ++i) {
        char c = path[i];
        if (c == '%') {
            const int value = percent_escape(path, i);
            if (value < 0) return &rules::target_escape;
            if (value < 0x20 || value == 0x7F || value == '/' || value == '\\') {
                return &rules::target_hidden_character;
            }
            c = static_cast<char>(value);
            i += 2;
        } else if (c == '/') {
            if (segment.is_dot_segment()) return &rules::target_dot_segment;
            segment = Segment{};
            continue;
        } else if (!is_path_character(c)) {
            return &rules::target_character;
        }
        segment.add(c);
    }
    return segment.is_dot_segment() ? &rules::target_dot_segment : nullptr;
}

const HttpRule* check_query(std::string_view query) {
    for (std::size_t i = 0; i < query.size(); ++i) {
        if (query[i] != '%') continue;
        const int value = percent_escape(query, i);
        if (value < 0) return &rules::target_escape;
        if (value == 0) return &rules::target_hidden_character;
        i += 2;
    }
    return nullptr;
}

}  // namespace

const HttpRule* check_target(std::string_view target) {
    // "//host/path" is a path here and an authority elsewhere.
    if (!target.starts_with('/') || target.starts_with("//")) return &rules::target_form;
    if (target.find('#') != std::string_view::npos) return &rules::target_fragment;
    const std::size_t question = target.find('?');
    if (const HttpRule* broken = check_path(target.substr(0, question))) return broken;
    return question == std::string_view::npos ? nullptr : check_query(target.substr(question + 1));
}

}  // namespace dmpgw::http

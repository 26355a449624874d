// Values back to text. Recursion is as deep as the tree: parse() accepts at most JsonLimits::depth (64)
// levels, and so do the trees this gateway builds, so a few kilobytes of stack are the most it takes.
#include "gateway/json/scan.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::json {
namespace {

void append_string(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out.push_back('"');
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        const char* const stop = find_special(at, end);
        out.append(at, stop);
        if (stop == end) break;
        at = stop + 1;
        const auto c = static_cast<unsigned char>(*stop);
        out.push_back('\\');
        switch (c) {
            case '"': out.push_back('"'); break;
            case '\\': out.push_back('\\'); break;
            case '\b': out.push_back('b'); break;
            case '\f': out.push_back('f'); break;
            case '\n': out.push_back('n'); break;
            case '\r': out.push_back('r'); break;
            case '\t': out.push_back('t'); break;
            default:
                out.append("u00");
                out.push_back(hex[c >> 4U]);
                out.push_back(hex[c & 15U]);
        }
    }
    out.push_back('"');
}

// `indent` below zero: compact.
void append_value(std::string& out, const Value& value, int indent);

void line_break(std::string& out, int indent) {
    if (indent < 0) return;
    out.push_back('\n');
    out.append(static_cast<std::size_t>(indent) * 2, ' ');
}

void append_array(std::string& out, const Array& items, int indent) {
    const int inner = indent < 0 ? indent : indent + 1;
    out.push_back('[');
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out.push_back(',');
        line_break(out, inner);
        append_value(out, items[i], inner);
    }
    if (!items.empty()) line_break(out, indent);
    out.push_back(']');
}

void append_object(std::string& out, const Object& members, int indent) {
    const int inner = indent < 0 ? indent : indent + 1;
    out.push_back('{');
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0) out.push_back(',');
        line_break(out, inner);
        append_string(out, members[i].first);
        out.append(indent < 0 ? ":" : ": ");
        append_value(out, members[i].second, inner);
    }
    if (!members.empty()) line_break(out, indent);
    out.push_back('}');
}

void append_value(std::string& out, const Value& value, int indent) {
    if (value.is_null()) {
        out.append("null");
    } else if (value.is_bool()) {
        out.append(value.as_bool() ? "true" : "false");
    } else if (value.is_number()) {
        out.append(value.as_string());
    } else if (value.is_string()) {
        append_string(out, value.as_string());
    } else if (value.is_array()) {
        append_array(out, value.as_array(), indent);
    } else {
        append_object(out, value.as_object(), indent);
    }
}

}  // namespace

std::string write(const Value& value) {
    std::string out;
    append_value(out, value, -1);
    return out;
}

std::string write_pretty(const Value& value) {
    std::string out;
    append_value(out, value, 0);
    return out;
}

}  // namespace dmpgw::json

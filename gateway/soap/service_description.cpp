#include "gateway/soap/service_description.hpp"

namespace dmpgw::soap {

std::string_view embedded_description(std::string_view name);  // generated, see CMakeLists.txt

namespace {

// An address comes from the configuration and goes into an attribute.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '"') out += "&quot;";
        else out += c;
    }
    return out;
}

// Puts `what` before the value of every attribute of that name.
std::string with_prefixed(std::string text, std::string_view attribute, std::string_view what) {
    const std::string start = ' ' + std::string(attribute) + "=\"";
    for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, at)) {
        at += start.size();
        text.insert(at, what);
    }
    return text;
}

std::optional<std::string> served(std::string_view file, std::string_view actor, std::string_view base) {
    const std::string_view text = embedded_description(file);
    if (text.data() == nullptr) return std::nullopt;
    const std::string address = escaped(base) + '/';
    std::string out = with_prefixed(std::string(text), "schemaLocation", address + std::string(actor) + "?xsd=");
    return with_prefixed(std::move(out), "location", address);
}

}  // namespace

std::optional<std::string> wsdl_of(std::string_view actor, std::string_view base) {
    return served(std::string(actor) + ".wsdl", actor, base);
}

std::optional<std::string> schema_of(std::string_view actor, std::string_view name, std::string_view base) {
    if (!name.ends_with(".xsd")) return std::nullopt;
    return served(name, actor, base);
}

}  // namespace dmpgw::soap

// ITI TF-3 Appendix E.3 (OIDs and URIs), CI-SIS NOS.
#include "gateway/mapping/systems.hpp"

#include <stdexcept>
#include <unordered_map>

#include "gateway/base/identifiers.hpp"
#include "gateway/base/text.hpp"
#include "gateway/http/message.hpp"
#include "gateway/mapping/tables.hpp"

namespace dmpgw::mapping {
namespace {

constexpr std::string_view oid_prefix = "urn:oid:";
// Schemes that are neither OID nor URI ("Connect-a-thon formatCodes") need a form that FHIR accepts.
constexpr std::string_view word_prefix = "urn:dmpgw:coding-scheme:";

using TextMap = std::unordered_map<std::string, std::string, StringHash, std::equal_to<>>;

struct CodeSystems {
    TextMap oid_of_uri;
    TextMap uri_of_oid;

    CodeSystems() {
        for (const json::Value& row : embedded_json("code_systems")["rows"].as_array()) {
            const std::string uri(row["uri"].as_string());
            const std::string oid(row["oid"].as_string());
            if (!oid_of_uri.emplace(uri, oid).second) throw std::logic_error("code system twice: " + uri);
            uri_of_oid.emplace(oid, uri);
        }
    }
};

const CodeSystems& code_systems() {
    static const CodeSystems systems;
    return systems;
}

bool is_uri(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    if (text.find_first_of(" \t\r\n\"<>^`{}|\\") != std::string_view::npos) return false;
    for (const char c : text.substr(0, colon)) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && (c < '0' || c > '9') && c != '+' && c != '-' && c != '.') return false;
    }
    return true;
}

}  // namespace

Scheme scheme_of_system(std::string_view uri) {
    if (uri.starts_with(oid_prefix)) return {std::string(uri.substr(oid_prefix.size())), true};
    if (uri.starts_with(word_prefix)) {
        if (const auto word = http::percent_decode(uri.substr(word_prefix.size()), false)) return {*word, true};
    }
    const auto found = code_systems().oid_of_uri.find(uri);
    if (found != code_systems().oid_of_uri.end()) return {found->second, true};
    const bool web = uri.starts_with("http://") || uri.starts_with("https://");
    return {std::string(uri), !web};
}

std::string system_of_scheme(std::string_view scheme) {
    const auto found = code_systems().uri_of_oid.find(scheme);
    if (found != code_systems().uri_of_oid.end()) return found->second;
    if (is_oid(scheme)) return std::string(oid_prefix).append(scheme);
    // Something that would be read back as another scheme goes through the private URN as well.
    if (is_uri(scheme) && scheme_of_system(scheme).text == scheme) return std::string(scheme);
    return std::string(word_prefix).append(http::percent_encode(scheme));
}

const std::vector<IdentifierSystem>& identifier_systems() {
    static const std::vector<IdentifierSystem> systems = [] {
        std::vector<IdentifierSystem> rows;
        for (const json::Value& row : embedded_json("identifier_systems")["rows"].as_array()) {
            const auto text = [&](const char* name) { return std::string(row[name].as_string()); };
            rows.push_back({text("uri"), text("oid"), text("prefix"),
                            static_cast<std::size_t>(std::stoul(text("length"))), text("type"), text("of"),
                            text("name")});
        }
        return rows;
    }();
    return systems;
}

Authority authority_of_system(std::string_view uri) {
    if (uri.empty()) return {};
    if (is_urn_oid(uri)) return {std::string(uri.substr(oid_prefix.size())), false};
    if (is_urn_uuid(uri)) return {oid_of_uuid(uri.substr(std::string_view("urn:uuid:").size())), false};
    for (const IdentifierSystem& row : identifier_systems()) {
        if (row.uri == uri && row.prefix.empty()) return {row.oid, false};
    }
    return {oid_of_uuid(uuid_of_name(uri)), true};
}

bool is_ins_authority(std::string_view oid) {
    for (const IdentifierSystem& row : identifier_systems()) {
        if (row.of == "patient" && row.oid == oid) return true;
    }
    return false;
}

}  // namespace dmpgw::mapping

// Readers and writers of CX, XCN, XON and XTN: HL7 v2.5 chapter 2.10 (delimiters) and 2.A (types), ITI
// TF-3 Table 4.2.3.1.7-2.
//
// Components are split at raw delimiters first and escapes are resolved after, so an escaped delimiter
// is never a separator. The subcomponent delimiter '&' separates only inside the parts that have
// subcomponents in XDS (the authorities, and the family name); elsewhere it is text and is escaped on the
// way out.
#include "gateway/model/hl7_types.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text.hpp"

namespace dmpgw::model {
namespace {

constexpr std::size_t max_cx_components = 7;
constexpr std::size_t max_xcn_components = 23;
constexpr std::size_t max_xon_components = 10;
constexpr std::size_t max_xtn_components = 12;
constexpr std::size_t max_hd_components = 3;

constexpr std::string_view code = "XDSRegistryMetadataError";
constexpr std::string_view data_types = "ITI TF-3 Table 4.2.3.1.7-2";

constexpr std::array rules{
    Rule{"CX_TOO_MANY_COMPONENTS", FailureKind::invalid, code,
         "The identifier has components that a CX of XDS does not have",
         "L'identifiant comporte des composants qu'un CX de XDS ne possède pas",
         "Send only id^^^&authority&ISO; the type (CX.5) and the date (CX.7) may follow it",
         "N'envoyez que id^^^&autorité&ISO ; le type (CX.5) et la date (CX.7) peuvent suivre",
         data_types},
    Rule{"HD_TOO_MANY_COMPONENTS", FailureKind::invalid, code,
         "The authority has more than three parts separated by '&'",
         "L'autorité comporte plus de trois parties séparées par « & »",
         "Write the authority as &OID&ISO, and an ampersand that is text as \\T\\",
         "Écrivez l'autorité sous la forme &OID&ISO, et une esperluette de texte sous la forme \\T\\",
         data_types},
    Rule{"PERSON_TOO_MANY_COMPONENTS", FailureKind::invalid, code,
         "The person has more than the 23 components of an XCN",
         "La personne comporte plus que les 23 composants d'un XCN",
         "Remove what follows component 23, and write a circumflex that is text as \\S\\",
         "Retirez ce qui suit le composant 23, et écrivez \\S\\ un accent circonflexe de texte",
         data_types},
    Rule{"ORGANIZATION_TOO_MANY_COMPONENTS", FailureKind::invalid, code,
         "The organisation has components that an XON of XDS does not have",
         "L'organisation comporte des composants qu'un XON de XDS ne possède pas",
         "Keep the name (1), the authority (6), the type IDNST (7) and the identifier (10) only",
         "Ne gardez que le nom (1), l'autorité (6), le type IDNST (7) et l'identifiant (10)",
         data_types},
    Rule{"TELECOM_TOO_MANY_COMPONENTS", FailureKind::invalid, code,
         "The telecommunication address has more than the 12 components of an XTN",
         "L'adresse de télécommunication comporte plus que les 12 composants d'un XTN",
         "Remove what follows component 12, and write a circumflex that is text as \\S\\",
         "Retirez ce qui suit le composant 12, et écrivez \\S\\ un accent circonflexe de texte",
         data_types},
};
constexpr const Rule& cx_too_many_components = rules[0];
constexpr const Rule& hd_too_many_components = rules[1];
constexpr const Rule& person_too_many_components = rules[2];
constexpr const Rule& organization_too_many_components = rules[3];
constexpr const Rule& telecom_too_many_components = rules[4];

struct Escape {
    char character;
    char letter;
};
constexpr std::array escapes{Escape{'|', 'F'}, Escape{'^', 'S'}, Escape{'&', 'T'}, Escape{'~', 'R'},
                             Escape{'\\', 'E'}};

// What `\letter\` stands for; 0 for a letter that is no delimiter. Other HL7 sequences (\H\, \X0D\) are
// about presentation and stay as they are.
char meaning_of(char letter) {
    for (const Escape& e : escapes) {
        if (e.letter == letter) return e.character;
    }
    return 0;
}

char letter_of(char character) {
    for (const Escape& e : escapes) {
        if (e.character == character) return e.letter;
    }
    return 0;
}

std::string unescape(std::string_view text, bool keep_ampersand_escaped = false) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size() && text[i + 2] == '\\') {
            const char meant = meaning_of(text[i + 1]);
            if (meant != 0 && !(keep_ampersand_escaped && meant == '&')) {
                out += meant;
                i += 2;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

// A backslash is escaped only where the reader would take it for the start of an escape, so that texts
// with foreign sequences come out as they went in. Where '&' separates, an escaped one is still escaped in
// memory and is written as it is.
std::string escape(std::string_view text, bool ampersand_separates = false) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const char letter = letter_of(c);
        const bool plain = letter == 0 || (c == '&' && ampersand_separates) ||
                           (c == '\\' && (i + 1 == text.size() || meaning_of(text[i + 1]) == 0));
        if (ampersand_separates && text.substr(i).starts_with("\\T\\")) {
            out += "\\T\\";
            i += 2;
        } else if (plain) {
            out += c;
        } else {
            out.append({'\\', letter, '\\'});
        }
    }
    return out;
}

// The components as written, trailing empty ones dropped.
std::vector<std::string_view> components_of(std::string_view text) {
    std::vector<std::string_view> parts = split(text, '^');
    while (!parts.empty() && parts.back().empty()) parts.pop_back();
    return parts;
}

Hd hd_of(std::string_view text) {
    Hd hd;
    const std::vector<std::string_view> parts = split(text, '&');
    if (!parts.empty()) hd.namespace_id = unescape(parts[0]);
    if (parts.size() > 1) hd.universal_id = unescape(parts[1]);
    if (parts.size() > 2) hd.universal_id_type = unescape(parts[2]);
    return hd;
}

bool has_too_many_parts(std::string_view text) {
    std::vector<std::string_view> parts = split(text, '&');
    while (!parts.empty() && parts.back().empty()) parts.pop_back();
    return parts.size() > max_hd_components;
}

// What the readers and writers must know of a type. Numbers of components are 1-based.
struct Grammar {
    std::size_t max_components;
    const Rule& too_many;
    std::array<std::size_t, 2> authorities;  ///< their '&' separates, in three parts at most
    std::size_t family_name;                 ///< its '&' separates too (prefix and own name)

    bool has_parts(std::size_t number) const {
        return number == family_name || is_authority(number);
    }
    bool is_authority(std::size_t number) const {
        return number == authorities[0] || number == authorities[1];
    }
};
constexpr Grammar xcn_grammar{max_xcn_components, person_too_many_components, {9, 14}, 2};
constexpr Grammar xon_grammar{max_xon_components, organization_too_many_components, {6, 8}, 0};
constexpr Grammar xtn_grammar{max_xtn_components, telecom_too_many_components, {0, 0}, 0};

Result<std::vector<std::string>> read_components(std::string_view text, const std::string& where,
                                                 const Grammar& grammar) {
    const std::vector<std::string_view> parts = components_of(text);
    if (parts.size() > grammar.max_components) return refuse(grammar.too_many, where, text);
    std::vector<std::string> components;
    components.reserve(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (grammar.is_authority(i + 1) && has_too_many_parts(parts[i])) {
            return refuse(hd_too_many_components, where, text);
        }
        components.push_back(unescape(parts[i], grammar.has_parts(i + 1)));
    }
    return components;
}

std::string join(const std::vector<std::string>& components, const Grammar& grammar) {
    std::string out;
    std::size_t separators = 0;
    for (std::size_t i = 0; i < components.size(); ++i) {
        if (!components[i].empty()) {
            out.append(separators, '^');
            separators = 0;
            out += escape(components[i], grammar.has_parts(i + 1));
        }
        ++separators;
    }
    return out;
}

std::string_view component_of(const std::vector<std::string>& components, std::size_t number) {
    if (number == 0 || number > components.size()) return {};
    return components[number - 1];
}

}  // namespace

std::span<const Rule> hl7_rules() { return rules; }

std::string Cx::key() const {
    return escape(id) + "^^^&" + escape(assigning_authority.universal_id) + "&ISO";
}

std::string_view Xcn::component(std::size_t number) const { return component_of(components, number); }
Hd Xcn::assigning_authority() const { return hd_of(component(9)); }

std::string_view Xon::component(std::size_t number) const { return component_of(components, number); }
Hd Xon::assigning_authority() const { return hd_of(component(6)); }

std::string_view Xtn::component(std::size_t number) const { return component_of(components, number); }

Result<Cx> read_cx(std::string_view text, const std::string& where) {
    const std::vector<std::string_view> parts = components_of(text);
    const auto part = [&](std::size_t number) {
        return number <= parts.size() ? parts[number - 1] : std::string_view{};
    };
    // CX.2 and CX.3 (check digit and its scheme) are not used in XDS and would be lost.
    if (parts.size() > max_cx_components || !part(2).empty() || !part(3).empty()) {
        return refuse(cx_too_many_components, where, text);
    }
    if (has_too_many_parts(part(4)) || has_too_many_parts(part(6))) {
        return refuse(hd_too_many_components, where, text);
    }
    Cx cx;
    cx.id = unescape(part(1));
    cx.assigning_authority = hd_of(part(4));
    cx.identifier_type_code = unescape(part(5));
    cx.assigning_facility = hd_of(part(6));
    cx.effective_date = unescape(part(7));
    return cx;
}

Result<Xcn> read_xcn(std::string_view text, const std::string& where) {
    auto components = read_components(text, where, xcn_grammar);
    if (!components) return components.error();
    return Xcn{std::move(*components)};
}

Result<Xon> read_xon(std::string_view text, const std::string& where) {
    auto components = read_components(text, where, xon_grammar);
    if (!components) return components.error();
    return Xon{std::move(*components)};
}

Result<Xtn> read_xtn(std::string_view text, const std::string& where) {
    auto components = read_components(text, where, xtn_grammar);
    if (!components) return components.error();
    return Xtn{std::move(*components)};
}

std::string to_string(const Hd& hd) {
    std::string out = escape(hd.namespace_id);
    if (hd.universal_id.empty() && hd.universal_id_type.empty()) return out;
    out += '&' + escape(hd.universal_id);
    if (!hd.universal_id_type.empty()) out += '&' + escape(hd.universal_id_type);
    return out;
}

std::string to_string(const Cx& cx) {
    std::string out = escape(cx.id) + "^^^" + to_string(cx.assigning_authority) + '^' +
                      escape(cx.identifier_type_code) + '^' + to_string(cx.assigning_facility) + '^' +
                      escape(cx.effective_date);
    while (!out.empty() && out.back() == '^') out.pop_back();
    return out;
}

std::string to_string(const Xcn& xcn) { return join(xcn.components, xcn_grammar); }
std::string to_string(const Xon& xon) { return join(xon.components, xon_grammar); }
std::string to_string(const Xtn& xtn) { return join(xtn.components, xtn_grammar); }

}  // namespace dmpgw::model

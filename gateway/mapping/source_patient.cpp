// ITI TF-3 4.2.3.2.22 and .23; HL7 v2.5 PID-3, PID-5, PID-7, PID-8, PID-11; FHIR R4 patient.html.
#include "gateway/mapping/source_patient.hpp"

#include <array>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/mapping/identifiers.hpp"
#include "gateway/mapping/rules.hpp"
#include "gateway/mapping/systems.hpp"
#include "gateway/mapping/telecom.hpp"

namespace dmpgw::mapping {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> genders = {
    {{"M", "male"}, {"F", "female"}, {"O", "other"}, {"U", "unknown"}}};

json::Value object() { return json::Value(json::Object{}); }

// A value inside a PID line: its delimiters are escaped as HL7 v2.5 2.7 says.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '^': out += "\\S\\"; break;
            case '&': out += "\\T\\"; break;
            case '~': out += "\\R\\"; break;
            case '|': out += "\\F\\"; break;
            case '\\': out += "\\E\\"; break;
            default: out += c;
        }
    }
    return out;
}

std::string join(const std::vector<std::string>& components) {
    std::size_t used = components.size();
    while (used > 0 && components[used - 1].empty()) --used;
    std::string text;
    for (std::size_t i = 0; i < used; ++i) {
        if (i > 0) text += '^';
        text += escaped(components[i]);
    }
    return text;
}

std::string text_at(const json::Value& list, std::size_t index) { return std::string(list[index].as_string()); }

std::string joined_given(const json::Value& name) {
    std::string text;
    const json::Array& given = name["given"].as_array();
    for (std::size_t i = 1; i < given.size(); ++i) {
        if (i > 1) text += ' ';
        text.append(given[i].as_string());
    }
    return text;
}

std::string pid5(const json::Value& name) {
    const std::string_view use = name["use"].as_string();
    // PID-5.7: D usual name, L legal name (CI-SIS: nom utilisé, nom de naissance).
    const std::string kind = use == "official" ? "L" : use == "usual" ? "D" : "";
    std::string family(name["family"].as_string());
    if (family.empty() && name["given"].size() == 0) family = name["text"].as_string();
    return join({std::move(family), text_at(name["given"], 0), joined_given(name), text_at(name["suffix"], 0),
                 text_at(name["prefix"], 0), "", kind});
}

std::string pid11(const json::Value& address) {
    return join({text_at(address["line"], 0), text_at(address["line"], 1), std::string(address["city"].as_string()),
                 std::string(address["state"].as_string()), std::string(address["postalCode"].as_string()),
                 std::string(address["country"].as_string())});
}

// The lines that the elements of a Patient say, without PID-3.
std::vector<std::string> plain_lines(const json::Value& patient) {
    std::vector<std::string> lines;
    for (const json::Value& name : patient["name"].as_array()) {
        if (std::string text = pid5(name); !text.empty()) lines.push_back("PID-5|" + text);
    }
    if (const std::string_view date = patient["birthDate"].as_string(); !date.empty()) {
        if (const auto time = model::read_fhir_date_time(date, "birthDate")) lines.push_back("PID-7|" + time->to_xds());
    }
    for (const auto& [v2, fhir] : genders) {
        if (patient["gender"].as_string() == fhir) lines.push_back("PID-8|" + std::string(v2));
    }
    for (const json::Value& address : patient["address"].as_array()) {
        if (std::string text = pid11(address); !text.empty()) lines.push_back("PID-11|" + text);
    }
    return lines;
}

void set_text(json::Value& element, const char* name, std::string_view text) {
    if (!text.empty()) element.set(name, text);
}

// XCN, XPN and XAD share the component grammar, so the XCN reader takes them apart: it resolves escapes.
std::vector<std::string> components_of(std::string_view text) {
    auto read = model::read_xcn(text, "PID");
    return read ? std::move(read->components) : std::vector<std::string>{};
}

std::string at(const std::vector<std::string>& components, std::size_t number) {
    return number <= components.size() ? components[number - 1] : std::string();
}

json::Value name_of(std::string_view text) {
    const std::vector<std::string> parts = components_of(text);
    json::Value name = object();
    if (at(parts, 7) == "L") name.set("use", "official");
    if (at(parts, 7) == "D") name.set("use", "usual");
    set_text(name, "family", at(parts, 1));
    json::Value given(json::Array{});
    for (const std::size_t part : {2U, 3U}) {
        if (!at(parts, part).empty()) given.push(at(parts, part));
    }
    if (given.size() > 0) name.set("given", std::move(given));
    if (!at(parts, 5).empty()) name.set("prefix", json::Array{at(parts, 5)});
    if (!at(parts, 4).empty()) name.set("suffix", json::Array{at(parts, 4)});
    return name;
}

json::Value address_of(std::string_view text) {
    const std::vector<std::string> parts = components_of(text);
    json::Value address = object();
    json::Value lines(json::Array{});
    for (const std::size_t part : {1U, 2U}) {
        if (!at(parts, part).empty()) lines.push(at(parts, part));
    }
    if (lines.size() > 0) address.set("line", std::move(lines));
    set_text(address, "city", at(parts, 3));
    set_text(address, "state", at(parts, 4));
    set_text(address, "postalCode", at(parts, 5));
    set_text(address, "country", at(parts, 6));
    return address;
}

void push(json::Value& patient, const char* member, json::Value item) {
    if (item.size() == 0) return;
    if (!patient.has(member)) patient.set(member, json::Array{});
    patient.find(member)->push(std::move(item));
}

void add_line(json::Value& patient, std::string_view line) {
    const std::size_t bar = line.find('|');
    if (bar == std::string_view::npos) return;
    const std::string_view name = line.substr(0, bar);
    const std::string_view text = line.substr(bar + 1);
    if (name == "PID-5") push(patient, "name", name_of(text));
    if (name == "PID-11") push(patient, "address", address_of(text));
    if (name == "PID-7") {
        const auto time = model::read_dtm(text.substr(0, 8), "PID-7");
        if (time && !patient.has("birthDate")) patient.set("birthDate", time->to_fhir());
    }
    for (const auto& [v2, fhir] : genders) {
        if (name == "PID-8" && text == v2) patient.set("gender", fhir);
    }
}

json::Value plain_patient(const std::vector<std::string>& lines) {
    json::Value patient = object();
    for (const std::string& line : lines) add_line(patient, line);
    return patient;
}

// A source whose system is a URL without OID: the URL is kept in a PID-3 line beside the derived OID.
std::string url_line(std::string_view value, std::string_view system) {
    return "PID-3|" + escaped(value) + "^^^&" + escaped(system) + "&URI";
}

// The URL of such a line, if it is the one that stands for `id`.
std::string url_of_line(std::string_view line, const model::Cx& id) {
    constexpr std::string_view end = "&URI";
    const std::string start = "PID-3|" + escaped(id.id) + "^^^&";
    if (!line.starts_with(start) || !line.ends_with(end) || line.size() < start.size() + end.size()) return {};
    const std::string_view url = line.substr(start.size(), line.size() - start.size() - end.size());
    const Authority authority = authority_of_system(url);
    return authority.derived && authority.oid == id.assigning_authority.universal_id ? std::string(url) : "";
}

}  // namespace

SourcePatient read_source_patient(const json::Value& patient, const std::string& where, Findings& findings) {
    SourcePatient source;
    const json::Array& identifiers = patient["identifier"].as_array();
    for (std::size_t i = 0; i < identifiers.size(); ++i) {
        const std::string place = where + ".identifier[" + std::to_string(i) + "]";
        auto cx = cx_of_identifier(identifiers[i], place, findings);
        if (!cx) continue;
        const std::string_view system = identifiers[i]["system"].as_string();
        const bool derived = authority_of_system(system).derived;
        if (derived) source.info.push_back(url_line(cx->id, system));
        else if (source.id) source.info.push_back("PID-3|" + model::to_string(*cx));
        if (!source.id) source.id = std::move(*cx);
    }
    std::vector<std::string> plain = plain_lines(patient);
    std::vector<std::string> raw;
    for (const json::Value& extension : patient["extension"].as_array()) {
        if (extension["url"].as_string() == raw_pid_url) raw.emplace_back(extension["valueString"].as_string());
    }
    if (!raw.empty() && plain_lines(plain_patient(raw)) == plain) {
        // The raw lines hold the PID-3 lines too, each in its place.
        source.info = std::move(raw);
        return source;
    }
    source.info.insert(source.info.end(), std::make_move_iterator(plain.begin()),
                       std::make_move_iterator(plain.end()));
    return source;
}

json::Value write_source_patient(const SourcePatient& source) {
    json::Value patient = object();
    patient.set("resourceType", "Patient");
    if (source.id) {
        json::Value identifier = identifier_of_cx(*source.id);
        for (const std::string& line : source.info) {
            if (std::string url = url_of_line(line, *source.id); !url.empty()) identifier.set("system", url);
        }
        patient.set("identifier", json::Array{std::move(identifier)});
    }
    json::Value elements = plain_patient(source.info);
    for (json::Member& member : elements.object()) patient.set(member.first, std::move(member.second));
    Findings ignored;
    if (read_source_patient(patient, "Patient", ignored).info != source.info) {
        for (const std::string& line : source.info) add_raw_extension(patient, raw_pid_url, line);
    }
    return patient;
}

}  // namespace dmpgw::mapping

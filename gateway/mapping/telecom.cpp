// ITI TF-3 4.2.3.1.4.5 (authorTelecommunication), FHIR R4 datatypes.html#ContactPoint.
#include "gateway/mapping/telecom.hpp"

#include "gateway/fhir/reference.hpp"

namespace dmpgw::mapping {
namespace {

enum : std::size_t { number_text = 1, use = 2, equipment = 3, address = 4, unformatted = 12 };

void set_component(std::vector<std::string>& components, std::size_t number, std::string_view text) {
    if (components.size() < number) components.resize(number);
    components[number - 1] = text;
}

model::Xtn plain_xtn(const json::Value& contact) {
    model::Xtn xtn;
    const std::string_view system = contact["system"].as_string();
    const std::string_view value = contact["value"].as_string();
    const std::string_view place = contact["use"].as_string();
    if (value.empty()) return xtn;
    if (place == "work") set_component(xtn.components, use, "WPN");
    if (place == "home") set_component(xtn.components, use, "PRN");
    if (system == "email" || system == "url") {
        set_component(xtn.components, equipment, "Internet");
        set_component(xtn.components, address, value);
    } else {
        const bool fax = system == "fax";
        set_component(xtn.components, equipment, fax ? "FX" : place == "mobile" ? "CP" : "PH");
        set_component(xtn.components, unformatted, value);
    }
    return xtn;
}

std::string digits_of(const model::Xtn& xtn) {
    if (!xtn.component(unformatted).empty()) return std::string(xtn.component(unformatted));
    std::string number;
    for (const std::size_t part : {5U, 6U, 7U}) number.append(xtn.component(part));
    return number.empty() ? std::string(xtn.component(number_text)) : number;
}

json::Value plain_contact(const model::Xtn& xtn) {
    json::Value contact(json::Object{});
    const std::string_view kind = xtn.equipment_type();
    const bool internet = !xtn.address().empty();
    if (internet) {
        contact.set("system", xtn.address().find('@') != std::string_view::npos ? "email" : "url");
        contact.set("value", xtn.address());
    } else {
        contact.set("system", kind == "FX" ? "fax" : "phone");
        const std::string number = digits_of(xtn);
        if (!number.empty()) contact.set("value", number);
    }
    if (!internet && kind == "CP") contact.set("use", "mobile");
    else if (xtn.use() == "WPN") contact.set("use", "work");
    else if (xtn.use() == "PRN") contact.set("use", "home");
    return contact;
}

}  // namespace

void trim_components(std::vector<std::string>& components) {
    while (!components.empty() && components.back().empty()) components.pop_back();
}

std::string_view raw_extension(const json::Value& element, std::string_view url) {
    return fhir::extension(element, url)["valueString"].as_string();
}

void add_raw_extension(json::Value& element, std::string_view url, std::string text) {
    if (!element.has("extension")) element.set("extension", json::Array{});
    element.find("extension")->push(
        json::Value(json::Object{}).set("url", url).set("valueString", std::move(text)));
}

std::optional<model::Xtn> read_contact_point(const json::Value& contact) {
    model::Xtn plain = plain_xtn(contact);
    if (const std::string_view raw = raw_extension(contact, raw_xtn_url); !raw.empty()) {
        auto xtn = model::read_xtn(raw, "extension");
        if (xtn && plain_xtn(plain_contact(*xtn)) == plain) {
            trim_components(xtn->components);
            return *xtn;
        }
    }
    if (plain.components.empty()) return std::nullopt;
    return plain;
}

json::Value write_contact_point(const model::Xtn& xtn) {
    json::Value contact = plain_contact(xtn);
    if (plain_xtn(contact) != xtn) add_raw_extension(contact, raw_xtn_url, model::to_string(xtn));
    return contact;
}

std::vector<model::Xtn> read_telecom(const json::Value& resource) {
    std::vector<model::Xtn> all;
    for (const json::Value& contact : resource["telecom"].as_array()) {
        if (auto xtn = read_contact_point(contact)) all.push_back(std::move(*xtn));
    }
    return all;
}

}  // namespace dmpgw::mapping

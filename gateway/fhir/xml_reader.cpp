#include "gateway/fhir/xml_reader.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/fhir/element_table.hpp"
#include "gateway/fhir/xhtml.hpp"
#include "gateway/fhir/xml_rules.hpp"
#include "gateway/xml/characters.hpp"

namespace dmpgw::fhir {
namespace {

/// The root object is one level of JSON, each element below it at most two: an array and its item.
constexpr std::size_t resource_depth = JsonLimits{}.depth / 2;

/// Kept of each severity. The place of a finding costs a walk along its siblings, so there are fewer than elsewhere.
constexpr std::size_t most_findings = 100;

constexpr std::string_view schema_instance = "http://www.w3.org/2001/XMLSchema-instance";

bool is_blank(std::string_view text) { return std::all_of(text.begin(), text.end(), xml::is_xml_space); }

// The grammar of numbers of RFC 8259, 6.
bool is_json_number(std::string_view text) {
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t from = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        return at - from;
    };
    if (at < text.size() && text[at] == '-') ++at;
    const bool leading_zero = at < text.size() && text[at] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (leading_zero && whole > 1)) return false;
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (digits() == 0) return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        if (digits() == 0) return false;
    }
    return at == text.size();
}

// The JSON value of a primitive; nullopt when it is not of its type. FHIR allows a plus sign before integers, JSON does not.
std::optional<json::Value> primitive_value(std::string_view text, ElementKind kind) {
    if (kind == ElementKind::text) return json::Value(text);
    if (kind == ElementKind::boolean) {
        if (text == "true" || text == "false") return json::Value(text == "true");
        return std::nullopt;
    }
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    if (text.size() > JsonLimits{}.number_bytes || !is_json_number(text)) return std::nullopt;
    return json::Value(json::Number{std::string(text)});
}

// All elements of one name inside one parent, in their order.
struct Group {
    const ElementRule* rule;
    std::vector<const xml::Element*> elements;
};

class Reader {
  public:
    json::Value resource(const xml::Element& element) {
        if (!check_namespace(element)) return {};
        const TypeRule* type = element_table().resource(element.local_name());
        if (type == nullptr) {
            add(rules::xml_resource, element.path(), element.local_name());
            return {};
        }
        json::Value object(json::Object{});
        object.set("resourceType", element.local_name());
        content(element, *type, object, false);
        return object;
    }

    Findings take() { return std::move(findings_); }

  private:
    bool has_room(Severity severity) const {
        return (severity == Severity::error ? errors_ : remarks_) < most_findings;
    }

    void add(const Rule& rule, std::string where, std::string_view value, Severity severity = Severity::error) {
        if (!has_room(severity)) return;
        ++(severity == Severity::error ? errors_ : remarks_);
        findings_.push_back(finding(rule, std::move(where), value, severity));
    }

    bool check_namespace(const xml::Element& element) {
        if (element.namespace_uri() == fhir_namespace) return true;
        if (has_room(Severity::error)) add(rules::xml_namespace, element.path(), element.namespace_uri());
        return false;
    }

    // Attributes and child elements of `element` into `object`.
    void content(const xml::Element& element, const TypeRule& type, json::Value& object, bool primitive) {
        attributes(element, type, object, primitive);
        if (!is_blank(element.text())) add(rules::xml_text, element.path(), element.text());
        for (const Group& group : groups_of(element, type)) {
            if (group.rule->repeats) array(group, object);
            else single(*group.rule, *group.elements.front(), object);
        }
    }

    void attributes(const xml::Element& element, const TypeRule& type, json::Value& object, bool primitive) {
        for (const xml::Attribute& a : element.attributes()) {
            if (a.namespace_uri == schema_instance) continue;  // xsi:schemaLocation says nothing of the resource
            const std::string name(a.local_name);
            if (primitive && a.namespace_uri.empty() && name == "value") continue;
            const ElementRule* rule = a.namespace_uri.empty() ? type.find(name) : nullptr;
            if (rule == nullptr || rule->kind != ElementKind::attribute) {
                add(rules::xml_attribute, element.path() + "/@" + name, a.value);
                continue;
            }
            object.set(name, a.value);
        }
    }

    std::vector<Group> groups_of(const xml::Element& element, const TypeRule& type) {
        std::vector<Group> groups;
        std::size_t last = 0;
        bool in_order = true;
        for (const xml::Element* child : element.children()) {
            if (!has_room(Severity::error)) break;
            // The div of a narrative has a namespace of its own, which its reader looks at.
            const ElementRule* rule = type.find(child->local_name());
            const bool narrative = rule != nullptr && rule->kind == ElementKind::xhtml;
            if (!narrative && !check_namespace(*child)) continue;
            if (rule == nullptr || rule->kind == ElementKind::attribute) {
                add(rules::xml_element, child->path(), child->local_name());
                continue;
            }
            // Once for each parent: what follows the first one is seldom in order either.
            if (rule->order < last && in_order && has_room(Severity::warning)) {
                add(rules::xml_order, child->path(), child->local_name(), Severity::warning);
                in_order = false;
            }
            last = std::max(last, rule->order);
            const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.rule->order == rule->order; });
            if (same == groups.end()) {
                groups.push_back({rule, {child}});
            } else if (same->rule == rule && rule->repeats) {
                same->elements.push_back(child);
            } else if (same->rule == rule && type.name == "Coding") {
                // Senders in the field write the display as a second code. Which code is meant stays clear, and
                // the code lists look at it; anywhere else two values could mean two patients.
                if (has_room(Severity::warning)) add(rules::xml_second_in_coding, child->path(), child->attribute("value"), Severity::warning);
            } else {
                add(rules::xml_repeated, child->path(), child->local_name());
            }
        }
        return groups;
    }

    void array(const Group& group, json::Value& object) {
        json::Array values;
        json::Array extras;
        bool any_value = false;
        bool any_extra = false;
        for (const xml::Element* element : group.elements) {
            json::Value extra;
            values.push_back(value_of(*group.rule, *element, extra));
            any_value = any_value || !values.back().is_null();
            any_extra = any_extra || !extra.is_null();
            extras.push_back(std::move(extra));
        }
        if (any_value) object.set(group.rule->name, std::move(values));
        if (any_extra) object.set("_" + group.rule->name, std::move(extras));
    }

    void single(const ElementRule& rule, const xml::Element& element, json::Value& object) {
        json::Value extra;
        json::Value value = value_of(rule, element, extra);
        if (!value.is_null()) object.set(rule.name, std::move(value));
        if (!extra.is_null()) object.set("_" + rule.name, std::move(extra));
    }

    // Null where there is none. `extra` takes id and extensions of a primitive.
    json::Value value_of(const ElementRule& rule, const xml::Element& element, json::Value& extra) {
        switch (rule.kind) {
            case ElementKind::xhtml: return narrative(element);
            case ElementKind::resource: return inner_resource(element);
            case ElementKind::complex: {
                json::Value object(json::Object{});
                content(element, *rule.type, object, false);
                if (object.size() == 0 && element.children().empty()) add(rules::xml_empty, element.path(), element.local_name());
                return object;
            }
            default: return primitive(rule, element, extra);
        }
    }

    json::Value primitive(const ElementRule& rule, const xml::Element& element, json::Value& extra) {
        json::Value object(json::Object{});
        content(element, element_table().type("Element"), object, true);
        if (object.size() > 0) extra = std::move(object);
        const auto text = element.find_attribute("value");
        if (!text) {
            if (extra.is_null() && element.children().empty()) add(rules::xml_empty, element.path(), element.local_name());
            return {};
        }
        auto value = primitive_value(*text, rule.kind);
        if (value) return std::move(*value);
        add(rules::xml_value, element.path() + "/@value", *text);
        return {};
    }

    json::Value narrative(const xml::Element& div) {
        if (is_xhtml(div)) return write_xhtml(div);
        add(rules::xml_namespace, div.path(), div.namespace_uri());
        return {};
    }

    json::Value inner_resource(const xml::Element& element) {
        if (element.children().size() == 1 && element.attributes().empty() && is_blank(element.text())) {
            return resource(*element.children().front());
        }
        add(rules::xml_one_resource, element.path(), element.local_name());
        return {};
    }

    Findings findings_;
    std::size_t errors_ = 0;
    std::size_t remarks_ = 0;
};

}  // namespace

XmlLimits resource_limits(XmlLimits limits) {
    limits.start_tag_bytes = limits.text_bytes;
    limits.depth = std::min(limits.depth, resource_depth);
    return limits;
}

Result<XmlResource> read_xml(const xml::Element& root) {
    Reader reader;
    XmlResource read;
    read.resource = reader.resource(root);
    read.remarks = reader.take();
    if (has_errors(read.remarks)) return Failure::of(std::move(read.remarks));
    return read;
}

}  // namespace dmpgw::fhir

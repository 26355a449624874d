#include "gateway/fhir/xml_writer.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/fhir/element_table.hpp"
#include "gateway/fhir/xhtml.hpp"
#include "gateway/fhir/xml_reader.hpp"
#include "gateway/fhir/xml_rules.hpp"
#include "gateway/xml/writer.hpp"

namespace dmpgw::fhir {
namespace {

constexpr std::size_t most_findings = 100;

const json::Value nothing;

// What one object says of one element: its value, and its id and extensions where it is a primitive.
struct Slot {
    const ElementRule* rule;
    const json::Value* value = &nothing;
    const json::Value* extra = &nothing;
};

bool is_primitive(ElementKind kind) {
    return kind == ElementKind::boolean || kind == ElementKind::number || kind == ElementKind::text;
}

class Writer {
  public:
    explicit Writer(bool pretty) : xml_(true), pretty_(pretty) {}

    void resource(const json::Value& value, const std::string& where, bool root) {
        const TypeRule* type = element_table().resource(value["resourceType"].as_string());
        if (type == nullptr) return leave_out(where, value["resourceType"].as_string());
        begin(type->name);
        if (root) xml_.attribute("xmlns", fhir_namespace);
        content(value, *type, where);
        end();
    }

    XmlText finish() {
        std::string text = xml_.finish();
        if (pretty_) text += '\n';
        return {std::move(text), std::move(left_out_)};
    }

  private:
    void leave_out(const std::string& where, std::string_view value) {
        if (left_out_.size() < most_findings) {
            left_out_.push_back(finding(rules::json_without_xml, where, value, Severity::warning));
        }
    }

    void begin(std::string_view name) {
        if (pretty_ && depth_ > 0) xml_.raw("\n" + std::string(depth_ * 2, ' '));
        xml_.open(name);
        ++depth_;
        leaf_ = true;
    }

    void end() {
        --depth_;
        if (pretty_ && !leaf_) xml_.raw("\n" + std::string(depth_ * 2, ' '));
        xml_.close();
        leaf_ = false;
    }

    std::vector<Slot> slots_of(const json::Value& object, const TypeRule& type, const std::string& where) {
        std::vector<Slot> slots;
        for (const auto& [name, value] : object.as_object()) {
            if (type.is_resource && name == "resourceType") continue;
            const bool underscored = name.starts_with('_');
            const ElementRule* rule = type.find(std::string_view(name).substr(underscored ? 1 : 0));
            if (rule == nullptr || (underscored && !is_primitive(rule->kind))) {
                leave_out(where + "." + name, {});
                continue;
            }
            auto slot = std::find_if(slots.begin(), slots.end(), [&](const Slot& s) { return s.rule == rule; });
            if (slot == slots.end()) slot = slots.insert(slots.end(), Slot{rule});
            (underscored ? slot->extra : slot->value) = &value;
        }
        std::stable_sort(slots.begin(), slots.end(), [](const Slot& a, const Slot& b) { return a.rule->order < b.rule->order; });
        return slots;
    }

    void content(const json::Value& object, const TypeRule& type, const std::string& where) {
        const std::vector<Slot> slots = slots_of(object, type, where);
        // Attributes belong to the start tag, so they come before every element.
        for (const Slot& slot : slots) {
            if (slot.rule->kind != ElementKind::attribute) continue;
            if (slot.value->is_string()) xml_.attribute(slot.rule->name, slot.value->as_string());
            else leave_out(where + "." + slot.rule->name, {});
        }
        for (const Slot& slot : slots) {
            if (slot.rule->kind != ElementKind::attribute) repeat(slot, where + "." + slot.rule->name);
        }
    }

    // One value where the table has an array is written as the one element it means.
    void repeat(const Slot& slot, const std::string& where) {
        const bool many = slot.value->is_array() || slot.extra->is_array();
        if (!many) return element(slot, where);
        if (!slot.rule->repeats) return leave_out(where, {});
        const std::size_t count = std::max(slot.value->as_array().size(), slot.extra->as_array().size());
        for (std::size_t i = 0; i < count; ++i) {
            element({slot.rule, &(*slot.value)[i], &(*slot.extra)[i]}, where + "[" + std::to_string(i) + "]");
        }
    }

    void element(const Slot& slot, const std::string& where) {
        const json::Value& value = *slot.value;
        switch (slot.rule->kind) {
            case ElementKind::xhtml:
                if (!value.is_string()) return leave_out(where, {});
                if (pretty_) xml_.raw("\n" + std::string(depth_ * 2, ' '));
                xml_.raw(embed_xhtml(value.as_string()));
                leaf_ = false;
                return;
            case ElementKind::resource:
                if (element_table().resource(value["resourceType"].as_string()) == nullptr) {
                    return leave_out(where, value["resourceType"].as_string());
                }
                begin(slot.rule->name);
                resource(value, where, false);
                return end();
            case ElementKind::complex:
                if (!value.is_object()) return leave_out(where, value.as_string());
                begin(slot.rule->name);
                content(value, *slot.rule->type, where);
                return end();
            default: return primitive(slot, where);
        }
    }

    void primitive(const Slot& slot, const std::string& where) {
        const json::Value& value = *slot.value;
        // A string where FHIR has a number is what senders mean by it, so it is kept.
        const bool has_value = value.is_string() || value.is_number() || value.is_bool();
        if (!has_value && !value.is_null()) leave_out(where, {});
        if (!has_value && !slot.extra->is_object()) return;
        begin(slot.rule->name);
        if (value.is_bool()) xml_.attribute("value", value.as_bool() ? "true" : "false");
        else if (has_value) xml_.attribute("value", value.as_string());
        if (slot.extra->is_object()) content_of_primitive(*slot.extra, where);
        end();
    }

    void content_of_primitive(const json::Value& extra, const std::string& where) {
        content(extra, element_table().type("Element"), where);
    }

    xml::Writer xml_;
    const bool pretty_;
    bool leaf_ = true;
    std::size_t depth_ = 0;
    Findings left_out_;
};

}  // namespace

XmlText write_xml(const json::Value& resource, bool pretty) {
    Writer writer(pretty);
    std::string where(resource["resourceType"].as_string());
    writer.resource(resource, where, true);
    return writer.finish();
}

}  // namespace dmpgw::fhir

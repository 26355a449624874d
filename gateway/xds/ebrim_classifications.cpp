// rim:Classification: codes and authors, ITI TF-3 4.2.3.1.2 and 4.2.3.1.4.
#include "gateway/base/text.hpp"
#include "gateway/xds/ebrim_parts.hpp"
#include "gateway/xds/ebrim_rules.hpp"
#include "gateway/xds/ebrim_shape.hpp"
#include "gateway/xds/shared_rules.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::xds {
namespace {

std::string_view attribute_of(const Place& object, Carrier carrier, std::string_view scheme) {
    const Attribute* attribute = find_carried(object.kind, carrier, scheme);
    return attribute == nullptr ? scheme : attribute->name;
}

std::vector<std::string> strings_of(const std::vector<std::string_view>& values) {
    return {values.begin(), values.end()};
}

}  // namespace

Classifications::Classifications(const xml::Element& owner, const Place& object, ReadingState& state)
    : object_(object), owner_id_(trimmed_attribute(owner, "id")), state_(state) {
    for (const xml::Element* child : owner.children()) {
        if (!child->is(ns::rim, "Classification")) continue;
        entries_.push_back({child, trimmed_attribute(*child, "classificationScheme"),
                            trimmed_attribute(*child, "classificationNode")});
    }
}

void Classifications::check_owner(const Entry& entry, const Place& place) {
    const std::string_view named = trimmed_attribute(*entry.element, "classifiedObject");
    if (named.empty()) {
        state_.report(rules::no_classified_object, place);
    } else if (named != owner_id_) {
        state_.report(rules::wrong_classified_object, place, named);
    }
}

model::Code Classifications::read_code(const xml::Element& element, const Place& place) {
    model::Code code;
    code.code = trimmed_attribute(element, "nodeRepresentation");
    code.display = read_localized(element, "Name");
    if (code.display.empty()) {
        state_.report(rules::no_classification_name, place, code.code);
    }
    // The scheme is part of the code: a fault of its slot is a fault of the code.
    const xml::Element* only_slot = nullptr;
    std::size_t values = 0;
    for (const xml::Element* slot : element.children_named(ns::rim, "Slot")) {
        if (trimmed_attribute(*slot, "name") != slot::coding_scheme) continue;
        for (const xml::Element* list : slot->children_named(ns::rim, "ValueList")) {
            for (const xml::Element* value : list->children_named(ns::rim, "Value")) {
                if (values++ == 0) only_slot = value;
            }
        }
    }
    if (values != 1) {
        state_.report(rules::wrong_number_of_slot_values, place, code.code, slot::coding_scheme);
        return code;
    }
    code.scheme = trim(only_slot->text());
    if (code.scheme.empty()) {
        state_.report(rules::empty_slot_value, place, code.code, slot::coding_scheme);
    } else if (utf8_length(code.scheme) > 256) {
        state_.report(rules::slot_value_too_long, place, code.scheme, slot::coding_scheme);
    }
    return code;
}

model::Author Classifications::read_author(const xml::Element& element, const Place& place) {
    model::Author author;
    const std::string_view node = trimmed_attribute(element, "nodeRepresentation");
    if (!node.empty()) state_.report(rules::node_representation_prohibited, place, node);
    Slots slots(element, place, state_);
    author.author_person = slots.read(slot::author_person, model::read_xcn);
    if (!author.author_person && !slots.raw_values(slot::author_person).empty()) {
        author.author_person.emplace();  // there, and reported: not a second time as missing
    }
    author.author_institution = slots.read_all(slot::author_institution, model::read_xon);
    author.author_role = strings_of(slots.values(slot::author_role));
    author.author_specialty = strings_of(slots.values(slot::author_specialty));
    author.author_telecommunication = slots.read_all(slot::author_telecommunication, model::read_xtn);
    author.extra_slots = slots.rest();
    return author;
}

std::optional<model::Code> Classifications::one(std::string_view scheme) {
    const std::string_view name = attribute_of(object_, Carrier::code, scheme);
    std::optional<model::Code> code;
    for (Entry& entry : entries_) {
        if (entry.scheme != scheme) continue;
        entry.taken = true;
        if (code) {
            state_.report(rules::wrong_number_of_classifications, object_.of(name),
                          trimmed_attribute(*entry.element, "nodeRepresentation"), name);
            continue;
        }
        check_owner(entry, object_.of(name));
        code = read_code(*entry.element, object_.of(name));
    }
    return code;
}

std::vector<model::Code> Classifications::many(std::string_view scheme) {
    const std::string_view name = attribute_of(object_, Carrier::code, scheme);
    std::vector<model::Code> codes;
    for (Entry& entry : entries_) {
        if (entry.scheme != scheme) continue;
        entry.taken = true;
        const Place place = object_.of(name).nth(codes.size());
        check_owner(entry, place);
        codes.push_back(read_code(*entry.element, place));
    }
    return codes;
}

std::vector<model::Author> Classifications::authors(std::string_view scheme) {
    const std::string_view name = attribute_of(object_, Carrier::author, scheme);
    std::vector<model::Author> authors;
    for (Entry& entry : entries_) {
        if (entry.scheme != scheme) continue;
        entry.taken = true;
        const Place place = object_.of(name).nth(authors.size());
        check_owner(entry, place);
        authors.push_back(read_author(*entry.element, place));
    }
    return authors;
}

bool Classifications::has_node(std::string_view node) {
    bool found = false;
    for (Entry& entry : entries_) {
        // The limited-metadata mark is written with either attribute in the field.
        if (entry.node != node && entry.scheme != node) continue;
        entry.taken = true;
        found = true;
    }
    return found;
}

void Classifications::finish() {
    for (const Entry& entry : entries_) {
        if (entry.taken) continue;
        const std::string_view value = entry.scheme.empty() ? entry.node : entry.scheme;
        if (is_known_scheme(entry.scheme)) {
            state_.report_at(rules::illegal_classification, *entry.element, value);
        } else {
            state_.report_at(rules::extra_metadata_not_saved, *entry.element, value, Severity::warning);
        }
    }
}

ExternalIdentifiers::ExternalIdentifiers(const xml::Element& owner, const Place& object,
                                         ReadingState& state)
    : object_(object), owner_id_(trimmed_attribute(owner, "id")), state_(state) {
    for (const xml::Element* child : owner.children()) {
        if (!child->is(ns::rim, "ExternalIdentifier")) continue;
        entries_.push_back({child, trimmed_attribute(*child, "identificationScheme")});
    }
}

std::optional<std::string_view> ExternalIdentifiers::value(std::string_view scheme) {
    const std::string_view name = attribute_of(object_, Carrier::identifier, scheme);
    std::optional<std::string_view> found;
    for (Entry& entry : entries_) {
        if (entry.scheme != scheme) continue;
        entry.taken = true;
        if (found) {
            state_.report(rules::duplicate_external_identifier, object_.of(name),
                          entry.element->attribute("value"));
            continue;
        }
        const std::string_view named = trimmed_attribute(*entry.element, "registryObject");
        // Absent, it is tolerated: the identifier lies inside its object, and real messages leave it out.
        if (!named.empty() && named != owner_id_) {
            state_.report(rules::wrong_registry_object, object_.of(name), named);
        }
        if (const auto text = entry.element->find_attribute("value")) found = trim(*text);
    }
    return found;
}

void ExternalIdentifiers::finish() {
    for (const Entry& entry : entries_) {
        if (entry.taken) continue;
        if (is_known_scheme(entry.scheme)) {
            state_.report_at(rules::illegal_classification, *entry.element, entry.scheme);
        } else {
            state_.report_at(rules::extra_metadata_not_saved, *entry.element, entry.scheme,
                             Severity::warning);
        }
    }
}

}  // namespace dmpgw::xds

// rim:Slot: names present and unique, values trimmed, present and at most 256 characters (ebRIM 3.0 2.10).
#include "gateway/base/text.hpp"
#include "gateway/xds/ebrim_parts.hpp"
#include "gateway/xds/ebrim_rules.hpp"
#include "gateway/xds/shared_rules.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::xds {
namespace {

constexpr std::size_t max_slot_value_length = 256;

// The values in the message's memory, trimmed: pretty-printed messages have line ends around them.
std::vector<std::string_view> values_of(const xml::Element& slot) {
    std::vector<std::string_view> values;
    for (const xml::Element* list : slot.children()) {
        if (!list->is(ns::rim, "ValueList")) continue;
        for (const xml::Element* value : list->children()) {
            if (value->is(ns::rim, "Value")) values.push_back(trim(value->text()));
        }
    }
    return values;
}

}  // namespace

Slots::Slots(const xml::Element& owner, const Place& base, ReadingState& state)
    : base_(base), state_(state) {
    for (const xml::Element* child : owner.children()) {
        if (!child->is(ns::rim, "Slot")) continue;
        const std::string_view name = trimmed_attribute(*child, "name");
        if (name.empty()) {
            state_.report_at(rules::missing_slot_name, *child);
        } else if (!index_.emplace(name, slots_.size()).second) {
            state_.report_at(rules::duplicate_slot_name, *child, name);
        } else {
            slots_.push_back({name, values_of(*child)});
        }
    }
}

Slots::Entry* Slots::find(std::string_view name) {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : &slots_[found->second];
}

Place Slots::place(std::string_view name, std::string_view attribute,
                   std::optional<std::size_t> n) const {
    const std::string_view called = attribute.empty() ? name : attribute;
    Place p = base_.attribute.empty() ? base_.of(called) : base_.in(called);
    return n ? p.nth(*n) : p;
}

std::vector<std::string_view> Slots::values(std::string_view name, std::string_view attribute) {
    std::vector<std::string_view> found = raw_values(name);
    for (std::size_t i = 0; i < found.size(); ++i) {
        // A slot with one value is one attribute: a fault of the value is a fault of the attribute.
        const Place at = place(name, attribute, found.size() > 1 ? std::optional(i) : std::nullopt);
        if (found[i].empty()) state_.report(rules::empty_slot_value, at, {}, name);
        // Bytes first: counting characters is only needed where there are too many bytes.
        if (found[i].size() > max_slot_value_length && utf8_length(found[i]) > max_slot_value_length) {
            state_.report(rules::slot_value_too_long, at, found[i], name);
        }
    }
    return found;
}

std::optional<std::string_view> Slots::value(std::string_view name, std::string_view attribute) {
    const std::vector<std::string_view> found = values(name, attribute);
    if (found.empty()) return std::nullopt;
    if (found.size() > 1) {
        state_.report(rules::wrong_number_of_slot_values, place(name, attribute, std::nullopt), found[1],
                      name);
    }
    return found[0];
}

std::vector<std::string_view> Slots::raw_values(std::string_view name) {
    Entry* entry = find(name);
    if (entry == nullptr) return {};
    entry->taken = true;
    return entry->values;
}

std::vector<model::Slot> Slots::rest() {
    std::vector<model::Slot> extra;
    for (const Entry& entry : slots_) {
        if (entry.taken) continue;
        const std::vector<std::string_view> found = values(entry.name);
        extra.push_back({std::string(entry.name), {found.begin(), found.end()}});
    }
    return extra;
}

}  // namespace dmpgw::xds

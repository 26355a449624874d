#include "gateway/json/value.hpp"

#include <algorithm>
#include <utility>

namespace dmpgw::json {
namespace {

const Value null_value;
const Array empty_array;
const Object empty_object;

}  // namespace

std::string_view Value::as_string() const {
    if (const auto* s = std::get_if<std::string>(&data_)) return *s;
    if (const auto* n = std::get_if<Number>(&data_)) return n->text;
    return {};
}

const Array& Value::as_array() const {
    const auto* a = std::get_if<Array>(&data_);
    return a != nullptr ? *a : empty_array;
}

const Object& Value::as_object() const {
    const auto* o = std::get_if<Object>(&data_);
    return o != nullptr ? *o : empty_object;
}

Array& Value::array() {
    if (!is_array()) data_ = Array{};
    return std::get<Array>(data_);
}

Object& Value::object() {
    if (!is_object()) data_ = Object{};
    return std::get<Object>(data_);
}

std::string Value::take_string() {
    if (auto* s = std::get_if<std::string>(&data_)) return std::exchange(*s, {});
    return {};
}

// A scan from the front: FHIR objects have a handful of members, and order must be kept.
const Value& Value::operator[](std::string_view key) const {
    for (const auto& [name, value] : as_object()) {
        if (name == key) return value;
    }
    return null_value;
}

const Value& Value::operator[](std::size_t index) const {
    const Array& items = as_array();
    return index < items.size() ? items[index] : null_value;
}

bool Value::has(std::string_view key) const {
    const Object& members = as_object();
    return std::any_of(members.begin(), members.end(), [&](const Member& m) { return m.first == key; });
}

Value* Value::find(std::string_view key) {
    auto* members = std::get_if<Object>(&data_);
    if (members == nullptr) return nullptr;
    for (auto& [name, value] : *members) {
        if (name == key) return &value;
    }
    return nullptr;
}

Value& Value::set(std::string key, Value value) {
    if (Value* present = find(key)) {
        *present = std::move(value);
    } else {
        object().emplace_back(std::move(key), std::move(value));
    }
    return *this;
}

Value& Value::push(Value value) {
    array().push_back(std::move(value));
    return *this;
}

std::size_t Value::size() const {
    return is_object() ? as_object().size() : as_array().size();
}

}  // namespace dmpgw::json

// JSON as a tree of our own: members in order, numbers as the text they were sent as (FHIR decimals keep
// their precision), no duplicate keys.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"

namespace dmpgw::json {

class Value;
struct Number {
    std::string text;
    bool operator==(const Number&) const = default;
};
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;
using Object = std::vector<Member>;

/// A regular value type. Reading a member that is not there, or of another kind, gives null or empty:
/// readers of hostile trees need no exceptions.
class Value {
  public:
    Value() = default;  ///< null
    Value(bool b) : data_(b) {}
    Value(Number n) : data_(std::move(n)) {}
    Value(std::int64_t n) : data_(Number{std::to_string(n)}) {}
    Value(int n) : Value(static_cast<std::int64_t>(n)) {}
    Value(std::uint64_t n) : data_(Number{std::to_string(n)}) {}
    Value(std::string s) : data_(std::move(s)) {}
    Value(std::string_view s) : data_(std::string(s)) {}
    Value(const char* s) : data_(std::string(s)) {}
    Value(Array a) : data_(std::move(a)) {}
    Value(Object o) : data_(std::move(o)) {}

    bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
    bool is_bool() const { return std::holds_alternative<bool>(data_); }
    bool is_number() const { return std::holds_alternative<Number>(data_); }
    bool is_string() const { return std::holds_alternative<std::string>(data_); }
    bool is_array() const { return std::holds_alternative<Array>(data_); }
    bool is_object() const { return std::holds_alternative<Object>(data_); }

    bool as_bool() const { return is_bool() && std::get<bool>(data_); }
    std::string_view as_string() const;   ///< of a string or the text of a number; else empty
    const Array& as_array() const;        ///< empty when not an array
    const Object& as_object() const;      ///< empty when not an object
    Array& array();                       ///< makes it one if it is not
    Object& object();                     ///< makes it one if it is not
    std::string take_string();            ///< moves a string out; empty when not one

    /// Member of an object; a null value when absent.
    const Value& operator[](std::string_view key) const;
    /// Item of an array; a null value when absent.
    const Value& operator[](std::size_t index) const;
    const Value& operator[](int index) const { return (*this)[static_cast<std::size_t>(index)]; }
    bool has(std::string_view key) const;
    Value* find(std::string_view key);
    /// Sets or replaces a member and returns this object, so that trees can be written in one expression.
    Value& set(std::string key, Value value);
    /// Appends to an array.
    Value& push(Value value);
    std::size_t size() const;

    bool operator==(const Value&) const = default;

  private:
    std::variant<std::monostate, bool, Number, std::string, Array, Object> data_;
};

/// Reads exactly one JSON text (RFC 8259) over the whole input: UTF-8 without BOM, depth, key, number and
/// node limits, no duplicate keys (after unescaping), no NUL or trailing bytes.
/// Findings name the place as a FHIRPath-like path (Bundle.entry[0].resource) or a byte offset.
Result<Value> parse(std::string_view bytes, const JsonLimits& limits = {});

/// Compact text. Iterative or depth-bounded: a tree that parse() accepted never overflows the stack.
std::string write(const Value& value);
/// Indented by two spaces.
std::string write_pretty(const Value& value);

}  // namespace dmpgw::json

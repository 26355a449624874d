// Structured logs, one JSON object a line on standard error. Fields come from an allow-list of names and
// never hold patient data: no identifier, no name, no document content.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace dmpgw::log {

enum class Level : std::uint8_t { debug, info, warning, error };

struct Field {
    std::string_view name;
    std::variant<std::int64_t, double, bool, std::string_view> value;
    Field(std::string_view n, std::string_view v) : name(n), value(v) {}
    Field(std::string_view n, const std::string& v) : name(n), value(std::string_view(v)) {}
    Field(std::string_view n, const char* v) : name(n), value(std::string_view(v)) {}
    Field(std::string_view n, bool v) : name(n), value(v) {}
    Field(std::string_view n, double v) : name(n), value(v) {}
    template <std::integral T>
    Field(std::string_view n, T v) : name(n), value(static_cast<std::int64_t>(v)) {}
};

/// Lines below this level are dropped. Thread-safe, as is write().
void set_level(Level level);
bool enabled(Level level);
/// `event` is a stable snake_case name that an operator can search for.
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

inline void debug(std::string_view event, std::initializer_list<Field> f = {}) { write(Level::debug, event, f); }
inline void info(std::string_view event, std::initializer_list<Field> f = {}) { write(Level::info, event, f); }
inline void warning(std::string_view event, std::initializer_list<Field> f = {}) { write(Level::warning, event, f); }
inline void error(std::string_view event, std::initializer_list<Field> f = {}) { write(Level::error, event, f); }

/// `text` as the inside of a JSON string, invalid UTF-8 replaced.
std::string escape_json(std::string_view text);

}  // namespace dmpgw::log

#include "gateway/base/log.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <iterator>
#include <stdexcept>

#include "gateway/base/clock.hpp"
#include "gateway/base/text.hpp"

namespace dmpgw::log {
namespace {

// A field that is not here is a programming error: the list is what keeps patient data out of the logs.
constexpr std::array<std::string_view, 44> allowed_fields = {
    "request_id", "method",      "route",      "status",      "duration_us", "bytes_in",  "bytes_out",
    "peer",       "transaction", "outcome",    "rule",        "rules",       "port",      "admin_port",
    "version",    "error",       "path",       "count",       "signal",      "reason",    "documents",
    "segment",    "bytes",       "schema",     "listener",    "connections", "in_flight", "level",
    "file",       "line",        "column",     "key",         "subject",     "expires",   "commit",
    "seconds",    "public_url",  "repository_unique_id",      "home_community_id",        "data",
    "group",      "queue",       "source",     "kind"};

std::atomic<Level>& current_level() {
    static std::atomic<Level> level{Level::info};
    return level;
}

spdlog::logger& sink() {
    static spdlog::logger logger = [] {
        spdlog::logger l("dmpgw", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        l.set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
        l.set_level(spdlog::level::trace);
        l.flush_on(spdlog::level::info);
        return l;
    }();
    return logger;
}

constexpr std::string_view name(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warning: return "warning";
        case Level::error: return "error";
    }
    return "error";
}

}  // namespace

void set_level(Level level) { current_level() = level; }
bool enabled(Level level) { return level >= current_level().load(std::memory_order_relaxed); }

std::string escape_json(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 8);
    std::size_t bad = find_invalid_utf8(text);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (i == bad) {
            out += "\\ufffd";
            const std::size_t next = find_invalid_utf8(text.substr(i + 1));
            bad = next == std::string_view::npos ? next : i + 1 + next;
        } else if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out.push_back(c);
        }
    }
    return out;
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (!enabled(level)) return;
    fmt::memory_buffer line;
    auto out = std::back_inserter(line);
    fmt::format_to(out, R"({{"time":"{}","level":"{}","event":"{}")", to_iso8601(SystemClock().now()),
                   name(level), event);
    for (const Field& field : fields) {
        if (std::find(allowed_fields.begin(), allowed_fields.end(), field.name) == allowed_fields.end()) {
            throw std::logic_error("log field not in the allow-list: " + std::string(field.name));
        }
        fmt::format_to(out, R"(,"{}":)", field.name);
        if (const auto* text = std::get_if<std::string_view>(&field.value)) {
            fmt::format_to(out, R"("{}")", escape_json(*text));
        } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
            fmt::format_to(out, "{}", *number);
        } else if (const auto* flag = std::get_if<bool>(&field.value)) {
            fmt::format_to(out, "{}", *flag);
        } else {
            fmt::format_to(out, "{:.3f}", std::get<double>(field.value));
        }
    }
    line.push_back('}');
    sink().log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace dmpgw::log

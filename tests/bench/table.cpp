#include "tests/bench/table.hpp"

#include <fmt/format.h>

namespace dmpgw::bench {
namespace {

std::string number(const std::optional<double>& value, const char* unit = "") {
    return value ? fmt::format("{:.1f}{}", *value, unit) : "-";
}

std::string json(const std::optional<double>& value) {
    return value ? fmt::format("{:.3f}", *value) : "null";
}

// Our own texts only: quotes and backslashes are all they could need escaped.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + "\"";
}

std::string scale_to_markdown(const Report& report) {
    if (report.scale.empty()) return {};
    std::string out =
        "\n| query | entries in the store | p50 ms | p99 ms | CPU µs/query | p50 to smallest | p99 to smallest | CPU "
        "to smallest |\n|---|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const ScaleRow& r : report.scale) {
        out += fmt::format("| {} | {} | {:.2f} | {:.2f} | {:.0f} | {:.2f} x | {:.2f} x | {:.2f} x |\n", r.name,
                           r.entries, r.p50_ms, r.p99_ms, r.cpu_us, r.p50_to_smallest, r.p99_to_smallest,
                           r.cpu_to_smallest);
    }
    for (const ScaleRow& r : report.scale) {
        if (r.failed > 0) out += fmt::format("\n{}, {} entries: {} queries failed.\n", r.name, r.entries, r.failed);
    }
    return out;
}

std::string scale_to_json(const Report& report) {
    std::string out;
    for (const ScaleRow& r : report.scale) {
        out += fmt::format(
            "{}\n    {{\"id\": {}, \"entries\": {}, \"p50_ms\": {:.3f}, \"p99_ms\": {:.3f}, \"cpu_us\": {:.1f}, "
            "\"p50_to_smallest\": {:.3f}, \"p99_to_smallest\": {:.3f}, \"cpu_to_smallest\": {:.3f}, \"failed\": {}}}",
            &r == report.scale.data() ? "" : ",", quoted(r.id), r.entries, r.p50_ms, r.p99_ms, r.cpu_us,
            r.p50_to_smallest, r.p99_to_smallest, r.cpu_to_smallest, r.failed);
    }
    return out;
}

}  // namespace

std::string to_markdown(const Report& report) {
    std::string out;
    for (const std::string& fact : report.facts)
        out += "- " + fact + "\n";
    if (!report.rows.empty()) out +=
        "\n| row | documents/s | p50 ms | p99 ms | CPU µs/document | peak MiB | CPU to bare POST "
        "| CPU to SQLite alone |\n|---|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const Row& r : report.rows) {
        out += fmt::format("| {} | {:.0f} | {:.2f} | {:.2f} | {:.0f} | {} | {} | {} |\n", r.name,
                           r.per_second, r.p50_ms, r.p99_ms, r.cpu_us, number(r.peak_mib),
                           number(r.to_bare, " x"), number(r.to_sqlite, " x"));
    }
    for (const Row& r : report.rows) {
        if (r.failed == 0 && r.unsent == 0) continue;
        out += fmt::format("\n{}: {} requests failed, {} were due and never sent.\n", r.name,
                           r.failed, r.unsent);
    }
    out += scale_to_markdown(report);
    out += "\n";
    for (const Aim& aim : report.aims) {
        out += fmt::format("- {}: {} ({:.1f}, aim {} {:.0f})\n", aim.met() ? "met" : "missed",
                           aim.text, aim.found, aim.at_most ? "at most" : "at least", aim.limit);
    }
    return out;
}

std::string to_json(const Report& report) {
    std::string out = "{\n  \"facts\": [";
    for (const std::string& fact : report.facts) {
        out += fmt::format("{}{}", &fact == report.facts.data() ? "" : ", ", quoted(fact));
    }
    out += "],\n  \"rows\": [\n";
    for (const Row& r : report.rows) {
        out += fmt::format(
            "    {{\"id\": {}, \"documents_per_second\": {:.1f}, \"p50_ms\": {:.3f}, \"p99_ms\": "
            "{:.3f}, "
            "\"cpu_us\": {:.1f}, \"peak_mib\": {}, \"to_bare\": {}, \"to_sqlite\": {}, \"failed\": "
            "{}, "
            "\"unsent\": {}}}{}\n",
            quoted(r.id), r.per_second, r.p50_ms, r.p99_ms, r.cpu_us, json(r.peak_mib),
            json(r.to_bare), json(r.to_sqlite), r.failed, r.unsent,
            &r == &report.rows.back() ? "" : ",");
    }
    out += "  ],\n  \"scale\": [" + scale_to_json(report) + "\n  ],\n  \"aims\": [\n";
    for (const Aim& a : report.aims) {
        out += fmt::format(
            "    {{\"aim\": {}, \"limit\": {:.1f}, \"found\": {:.3f}, \"met\": {}}}{}\n",
            quoted(a.text), a.limit, a.found, a.met(), &a == &report.aims.back() ? "" : ",");
    }
    return out + "  ]\n}\n";
}

}  // namespace dmpgw::bench

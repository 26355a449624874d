// What the benchmark found, and how it is printed: a Markdown table, the aims, and JSON for a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dmpgw::bench {

struct Row {
    std::string id;  ///< for JSON
    std::string name;
    double per_second = 0;  ///< documents
    double p50_ms = 0;
    double p99_ms = 0;
    double cpu_us = 0;  ///< of the measured process, a document
    std::optional<double> peak_mib;
    std::optional<double>
        to_bare;  ///< its CPU a document, as a multiple of the bare POST of the same bytes
    std::optional<double> to_sqlite;  ///< the same, of SQLite alone in groups of 16
    std::uint64_t failed = 0;
    std::uint64_t unsent = 0;
};

/// One query on a store of one size, beside the same query on the smallest.
struct ScaleRow {
    std::string id;  ///< for JSON
    std::string name;
    std::uint64_t entries = 0;
    double p50_ms = 0;
    double p99_ms = 0;
    double cpu_us = 0;  ///< of the gateway, a query
    std::uint64_t failed = 0;
    /// As multiples of the row of the same query with the fewest entries.
    double p50_to_smallest = 1;
    double p99_to_smallest = 1;
    double cpu_to_smallest = 1;
};

struct Aim {
    std::string text;
    double limit = 0;
    double found = 0;
    bool at_most = true;
    bool met() const { return found > 0 && (at_most ? found <= limit : found >= limit); }
};

struct Report {
    std::vector<std::string> facts;  ///< of the machine and the run
    std::vector<Row> rows;
    std::vector<ScaleRow> scale;
    std::vector<Aim> aims;
};

std::string to_markdown(const Report& report);
std::string to_json(const Report& report);

}  // namespace dmpgw::bench

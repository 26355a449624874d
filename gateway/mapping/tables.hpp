// The tables of /mappings: one row, three uses. The engine runs a row from FHIR to XDS and back, a test
// round-trips it, and mappings/README.md is printed from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::mapping {

/// How much metadata a profile asks for, in rising order.
enum class Level : std::uint8_t { minimal, uncontained, comprehensive, pdsm };
std::string_view to_string(Level level);
/// The profile that a level is written as, for readers ("MHD Comprehensive").
std::optional<Level> level_of(std::string_view name);

/// One step of a path in a resource: a member, its first item when `indexed`, or the extension `extension`.
struct Step {
    std::string member;
    bool indexed = false;
    std::string extension;  ///< short name of an MHD extension, as "sourceId"
};

struct Row {
    std::string xds;
    std::string fhir;      ///< path as written in the table
    std::string convert;
    std::optional<Level> required;
    Severity missing = Severity::error;
    std::string nist;
    std::string loss;
    std::vector<Step> steps;
};

struct Table {
    std::string name;
    std::string what;
    std::string fhir;
    std::string xds;
    std::string source;
    std::vector<Row> rows;
};

/// Tables are read once, at first use, and never change: thread-safe. A broken table throws
/// std::logic_error: it is part of the program.
const Table& document_table();
const Table& submission_set_table();
const Table& folder_table();
const Table& document_manifest_table();

/// The JSON text of mappings/NAME.json as it was at build time.
std::string_view embedded_table(std::string_view name);
/// The same, parsed.
const json::Value& embedded_json(std::string_view name);

/// What a path leads to.
struct Found {
    const json::Value* value;  ///< never null; a null Value when absent
    std::string where;
};

/// Walks the path of a row in `resource`.
Found find(const json::Value& resource, const Row& row, const std::string& where);

/// Members that a table reads only the first item of, and that have more (too_many) or are no array
/// (attribute_form).
void check_single(const json::Value& resource, const Table& table, const std::string& where, Findings& findings);

/// Creates what the path needs and sets its end.
void put(json::Value& resource, const Row& row, json::Value value);

/// True for null, "", [] and {}: FHIR forbids empty elements, so they count as absent.
bool is_absent(const json::Value& value);

/// "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId" for "sourceId".
std::string mhd_extension_url(std::string_view name);
/// Both spellings, that of MHD 4.0.1 (http) included.
bool is_mhd_extension(std::string_view url, std::string_view name);

}  // namespace dmpgw::mapping

// Prints the tables as Markdown: the integrator's view of what becomes what.
#include "gateway/mapping/readme.hpp"

#include "gateway/mapping/tables.hpp"

namespace dmpgw::mapping {
namespace {

constexpr std::string_view intro = R"(# Mappings between FHIR and XDS

This file is printed from the JSON tables beside it; a test fails when it is stale. The tables are embedded
in the program at build time and run in both directions: ITI-65 Bundles become XDS metadata, and metadata,
whichever face it came by, reads back as DocumentReference and List, or DocumentManifest.

Levels: *minimal* (MHD Minimal), *uncontained* (MHD UnContained Comprehensive), *comprehensive* (MHD
Comprehensive), *pdsm* (PDSm 3.1.1). An element required at a level is required at all higher ones.

)";

constexpr std::string_view losses = R"(
## Named losses

What one form cannot say, beyond the losses named in the tables:

- Time: the fraction of a second and the zone are not kept (XDS is UTC to the second); an XDS time of hour or
  minute precision comes back with minutes and seconds 00.
- Code: the language of a display name; codings beyond the one chosen; a code system known under several URLs
  comes back under the first.
- Person: a Device or Patient as author comes back as a Practitioner; components that FHIR has no element for
  are kept in extensions of this gateway (urn:dmpgw:fhir:...), which are only believed when the elements
  beside them say the same.
- Identifier: a system that is a URL without a known OID becomes an OID below 2.25 derived from it; only the
  source patient's gets its URL back (from a PID-3 line).
- uniqueId of a List, sourceId: an OID past 64 characters becomes a derived one below 2.25.
- referenceIdList: encounters come after the others.
- Narrative (text), meta.security, custodian and unknown extensions are not kept; neither are extra slots.
)";

void add_rows(std::string& text, const Table& table) {
    text += "## " + table.fhir + " and " + table.xds + "\n\n" + table.what + "\n\nSource: " + table.source + ".\n\n";
    text += "| " + table.fhir + " | " + table.xds + " | converter | required from | NIST | loss |\n";
    text += "|---|---|---|---|---|---|\n";
    for (const Row& row : table.rows) {
        std::string required;
        if (row.required) required = to_string(*row.required);
        if (row.required && row.missing == Severity::warning) required += " (warning)";
        text += "| " + row.fhir + " | " + row.xds + " | " + row.convert + " | " + required + " | " + row.nist + " | " +
                row.loss + " |\n";
    }
    text += "\n";
}

// A table whose rows are printed member by member.
void add_plain(std::string& text, std::string_view title, std::string_view name,
               std::initializer_list<const char*> columns) {
    const json::Value& tree = embedded_json(name);
    text.append("## ").append(title).append("\n\n").append(tree["what"].as_string());
    text.append("\n\nSource: ").append(tree["source"].as_string()).append(".\n\n");
    std::string rule = "|";
    text += "|";
    for (const char* column : columns) {
        text.append(" ").append(column).append(" |");
        rule += "---|";
    }
    text += "\n" + rule + "\n";
    for (const json::Value& row : tree["rows"].as_array()) {
        text += "|";
        for (const char* column : columns) {
            const json::Value& cell = row[column];
            const std::string_view flag = cell.as_bool() ? "yes" : "no";
            text.append(" ").append(cell.is_bool() ? flag : cell.as_string()).append(" |");
        }
        text += "\n";
    }
    text += "\n";
}

}  // namespace

std::string mappings_readme() {
    std::string text(intro);
    add_plain(text, "Profiles", "profiles", {"canonical", "level", "version"});
    for (const Table* table : {&document_table(), &submission_set_table(), &folder_table(), &document_manifest_table()}) add_rows(text, *table);
    add_plain(text, "relatesTo", "relates_to", {"fhir", "xds", "read"});
    add_plain(text, "Code systems", "code_systems", {"uri", "oid", "name"});
    add_plain(text, "Identifier systems", "identifier_systems", {"uri", "oid", "prefix", "length", "type", "name"});
    text.pop_back();
    return text + std::string(losses);
}

}  // namespace dmpgw::mapping

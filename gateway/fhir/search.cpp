// The parameters of each search. MHD 4.2 ITI-66 and ITI-67, MHD 3.2 ITI-66; PDSm 3.1.1 flux 5 (isArchived,
// period-start, period-end, title).
#include "gateway/fhir/search.hpp"

#include <array>

#include "gateway/fhir/search_reader.hpp"

namespace dmpgw::fhir {
namespace {

constexpr std::string_view document = "DocumentReference";
constexpr std::string_view list = "List";
constexpr std::string_view manifest = "DocumentManifest";
constexpr std::string_view patient = "Patient";

using D = DocumentSearch;
constexpr auto document_rows = std::to_array<SearchRow<D>>({
    {{document, "patient", "reference", "Required, unless patient.identifier, identifier or _id is given."}},
    {{document, "patient.identifier", "token", "system|value; the system is the urn:oid: of the INS or of the IPP."}},
    {{document, "status", "token", "Default: current."}},
    {{document, "type", "token", ""}, &D::type},
    {{document, "category", "token", ""}, &D::category},
    {{document, "setting", "token", ""}, &D::setting},
    {{document, "facility", "token", ""}, &D::facility},
    {{document, "event", "token", ""}, &D::event},
    {{document, "security-label", "token", ""}, &D::security_label},
    {{document, "format", "token", ""}, &D::format},
    {{document, "identifier", "token", "entryUUID or uniqueId."}},
    {{document, "related", "reference", "An identifier of the referenceIdList, as system|value."}, &D::related},
    {{document, "creation", "date", "creationTime; every prefix of FHIR, as all dates."}, &D::creation},
    {{document, "date", "date", "When the document was registered."}, &D::date},
    {{document, "period", "date", ""}, &D::period},
    {{document, "period-start", "date", "PDSm."}, &D::period_start},
    {{document, "period-end", "date", "PDSm."}, &D::period_end},
    {{document, "author.family", "string", ""}, &D::author},
    {{document, "author.given", "string", ""}, &D::author},
    {{document, "isArchived", "token", "PDSm."}},
    {{document, "targetCommunityIdList", "token", ""}, &D::communities},
    {{document, "_id", "token", ""}},
    {{document, "_count", "number", "Page size."}},
});

using L = ListSearch;
constexpr auto list_rows = std::to_array<SearchRow<L>>({
    {{list, "patient", "reference", "Required, unless patient.identifier, identifier or _id is given."}},
    {{list, "patient.identifier", "token", "system|value; the system is the urn:oid: of the INS or of the IPP."}},
    {{list, "status", "token", "current, retired or entered-in-error. Default: current."}},
    {{list, "code", "token", "submissionset or folder. Default: both."}, &L::code},
    {{list, "designationType", "token", "contentTypeCode of a submission set, a code of a folder."}, &L::designation_type},
    {{list, "identifier", "token", "entryUUID or uniqueId."}},
    {{list, "sourceId", "token", "OID of the source of a submission set."}, &L::source_id},
    {{list, "date", "date", "submissionTime of a submission set, lastUpdateTime of a folder."}, &L::date},
    {{list, "source.family", "string", "An author of a submission set."}, &L::source},
    {{list, "source.given", "string", ""}, &L::source},
    {{list, "title", "string", "PDSm. The beginning of the title."}, &L::title},
    {{list, "isArchived", "token", "PDSm."}},
    {{list, "_id", "token", ""}},
    {{list, "_count", "number", "Page size."}},
});

using M = ManifestSearch;
constexpr auto manifest_rows = std::to_array<SearchRow<M>>({
    {{manifest, "patient", "reference", "Required, unless patient.identifier, identifier or _id is given."}},
    {{manifest, "patient.identifier", "token", "system|value; the system is the urn:oid: of the INS or of the IPP."}},
    {{manifest, "status", "token", "current, superseded or entered-in-error. Default: current."}},
    {{manifest, "type", "token", "contentTypeCode."}, &M::type},
    {{manifest, "identifier", "token", "entryUUID or uniqueId."}},
    {{manifest, "source", "uri", "sourceId, as urn:oid:."}, &M::source},
    {{manifest, "created", "date", "submissionTime."}, &M::created},
    {{manifest, "author.family", "string", ""}, &M::author},
    {{manifest, "author.given", "string", ""}, &M::author},
    {{manifest, "description", "string", "The beginning of the title."}, &M::description},
    {{manifest, "_id", "token", ""}},
    {{manifest, "_count", "number", "Page size."}},
});

// Patients are no part of a record: transactions/fhir_patient reads these.
constexpr std::array<SearchParameter, 4> patient_parameters = {{
    {patient, "identifier", "token", ""},
    {patient, "family", "string", ""},
    {patient, "given", "string", ""},
    {patient, "_id", "token", ""},
}};

}  // namespace

std::span<const SearchParameter> search_parameters() {
    static const std::vector<SearchParameter> all = [] {
        std::vector<SearchParameter> rows;
        for (const auto& row : document_rows) rows.push_back(row.parameter);
        for (const auto& row : list_rows) rows.push_back(row.parameter);
        for (const auto& row : manifest_rows) rows.push_back(row.parameter);
        rows.insert(rows.end(), patient_parameters.begin(), patient_parameters.end());
        return rows;
    }();
    return all;
}

Result<DocumentSearch> read_document_search(const std::vector<http::Field>& fields, const SearchOptions& options) {
    return read_search<DocumentSearch>(fields, document_rows, "superseded", options);
}

Result<ListSearch> read_list_search(const std::vector<http::Field>& fields, const SearchOptions& options) {
    return read_search<ListSearch>(fields, list_rows, "retired", options);
}

Result<ManifestSearch> read_manifest_search(const std::vector<http::Field>& fields, const SearchOptions& options) {
    return read_search<ManifestSearch>(fields, manifest_rows, "superseded", options);
}

}  // namespace dmpgw::fhir

#include "gateway/transactions/fhir_places.hpp"

#include <string>
#include <string_view>

#include "gateway/mapping/tables.hpp"

namespace dmpgw::transactions {
namespace {

const mapping::Table* table_of(xds::ObjectKind kind) {
    switch (kind) {
        case xds::ObjectKind::document_entry: return &mapping::document_table();
        case xds::ObjectKind::submission_set: return &mapping::submission_set_table();
        case xds::ObjectKind::folder: return &mapping::folder_table();
        default: return nullptr;
    }
}

// The table writes "DocumentEntry.creationTime" or "creationTime".
std::string_view fhir_path(const mapping::Table& table, std::string_view attribute) {
    for (const mapping::Row& row : table.rows) {
        const std::string_view xds = row.xds;
        if (xds == attribute || (xds.size() > attribute.size() && xds.ends_with(attribute) &&
                                 xds[xds.size() - attribute.size() - 1] == '.')) {
            return row.fhir;
        }
    }
    return {};
}

const std::string* id_of(const xds::Place& place, const model::Submission& submission) {
    switch (place.kind) {
        case xds::ObjectKind::document_entry:
            return place.index < submission.entries.size() ? &submission.entries[place.index].entry_uuid : nullptr;
        case xds::ObjectKind::folder:
            return place.index < submission.folders.size() ? &submission.folders[place.index].entry_uuid : nullptr;
        case xds::ObjectKind::submission_set: return &submission.submission_set.entry_uuid;
        default: return nullptr;
    }
}

// submit() takes the submission away; what places need of it is its ids, in order.
model::Submission ids_only(const model::Submission& submission) {
    model::Submission ids;
    ids.submission_set.entry_uuid = submission.submission_set.entry_uuid;
    for (const auto& e : submission.entries) ids.entries.emplace_back().entry_uuid = e.entry_uuid;
    for (const auto& f : submission.folders) ids.folders.emplace_back().entry_uuid = f.entry_uuid;
    return ids;
}

}  // namespace

xds::Locate fhir_places(const fhir::Bundle& bundle, const mapping::MappedSubmission& mapped) {
    return [&bundle, &mapped, ids = ids_only(mapped.submission)](const xds::Place& place) {
        if (place.kind == xds::ObjectKind::association && place.index < mapped.association_places.size()) {
            return mapped.association_places[place.index];
        }
        const std::string* id = id_of(place, ids);
        const mapping::Table* table = table_of(place.kind);
        if (id == nullptr || table == nullptr) return describe(place);
        for (std::size_t i = 0; i < bundle.entries().size() && i < mapped.ids.size(); ++i) {
            const fhir::Entry& entry = bundle.entries()[i];
            const bool is_document = entry.type == "DocumentReference";
            if (mapped.ids[i] != *id || is_document != (place.kind == xds::ObjectKind::document_entry)) continue;
            if (entry.type == "DocumentManifest") table = &mapping::document_manifest_table();
            std::string where = entry.where();
            const std::string_view path = fhir_path(*table, place.attribute);
            if (!path.empty()) where.append(".").append(path);
            else if (!place.attribute.empty()) where.append(" (").append(describe(place)).append(")");
            if (place.occurrence && !path.empty()) where.append("[").append(std::to_string(*place.occurrence)).append("]");
            return where;
        }
        return describe(place);
    };
}

}  // namespace dmpgw::transactions

// DocumentReference and DocumentEntry, by the rows of mappings/document_reference.json.
#pragma once

#include "gateway/mapping/context.hpp"
#include "gateway/model/document_entry.hpp"

namespace dmpgw::mapping {

inline constexpr std::string_view is_archived_url =
    "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived";

/// The metadata of one DocumentReference. entry_uuid, document and associations are the caller's.
model::DocumentEntry read_document_reference(const ReadContext& context);

/// Sets the members that rows say; id, subject, url and relatesTo are the caller's.
void write_document_reference(WriteContext& context, const model::DocumentEntry& entry);

}  // namespace dmpgw::mapping

// DocumentManifest and SubmissionSet, MHD 3.x, by the rows of mappings/document_manifest.json.
#pragma once

#include <vector>

#include "gateway/mapping/context.hpp"
#include "gateway/mapping/convert.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::mapping {

/// entry_uuid and members are the caller's.
model::SubmissionSet read_document_manifest(const ReadContext& context);
void write_document_manifest(WriteContext& context, const model::SubmissionSet& set);

/// What the rows convert with, beyond what a List has too.
const std::vector<Converter<model::SubmissionSet>>& manifest_converters();

}  // namespace dmpgw::mapping

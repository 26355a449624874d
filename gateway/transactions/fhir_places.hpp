// How a place of the canonical model is called in the bundle it came from: OperationOutcome.issue.expression.
#pragma once

#include "gateway/fhir/bundle.hpp"
#include "gateway/mapping/submission.hpp"
#include "gateway/xds/place.hpp"

namespace dmpgw::transactions {

/// "Bundle.entry[1].resource.content[0].attachment.creation" for DocumentEntry.creationTime, by the mapping
/// tables. Keeps references to both arguments.
xds::Locate fhir_places(const fhir::Bundle& bundle, const mapping::MappedSubmission& mapped);

}  // namespace dmpgw::transactions

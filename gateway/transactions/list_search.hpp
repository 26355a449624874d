// Which submission sets and folders fit a search of ITI-66: the criteria of fhir/search against the canonical model.
#pragma once

#include "gateway/fhir/search.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::transactions {

/// Everything but the patient and the page: those select the candidates.
bool matches(const model::SubmissionSet& set, const fhir::ListSearch& search);
/// A folder has neither a source nor an author: a search that names one finds no folder.
bool matches(const model::Folder& folder, const fhir::ListSearch& search);
bool matches(const model::SubmissionSet& set, const fhir::ManifestSearch& search);

/// False when `code` rules the kind out.
bool wants_submission_sets(const fhir::ListSearch& search);
bool wants_folders(const fhir::ListSearch& search);

}  // namespace dmpgw::transactions

// Metadata objects as JSON text, both ways and without loss: the form in which the store keeps them and over
// which the exactly-once digest is taken. Names are those of ITI TF-3 4.2.3 in camel case; what is empty
// is left out.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/model/document_entry.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::storage {

std::string to_json(const model::DocumentEntry& entry);
std::string to_json(const model::SubmissionSet& set);
std::string to_json(const model::Folder& folder);
std::string to_json(const model::Association& association);

// The inverse of to_json: read(to_json(x)) == x. A failure (internal) means that the text was not written
// by to_json: a damaged store.
Result<model::DocumentEntry> read_document_entry(std::string_view json);
Result<model::SubmissionSet> read_submission_set(std::string_view json);
Result<model::Folder> read_folder(std::string_view json);
Result<model::Association> read_association(std::string_view json);

/// The submission as one text that is equal for equal submissions. Ids of objects (entry_uuid, and
/// logical_id where it repeats it) are left out and references between objects of the submission become
/// their positions, because senders make new symbolic ids or UUIDs at each attempt; references to objects
/// outside stay. The order of objects counts. Call it always at the same stage of the work: it holds what
/// the submission holds, also what the gateway fills in.
std::string canonical_json(const model::Submission& submission);

}  // namespace dmpgw::storage

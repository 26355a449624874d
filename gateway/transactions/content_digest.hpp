// When two submissions with the same uniqueId are the same submission (exactly-once rule).
#pragma once

#include <string>
#include <vector>

#include "gateway/base/digest.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::transactions {

struct DocumentDigest {
    std::string entry_id;
    Sha256Digest sha256{};
};

/// A digest of what a submission says, independent of the face it came through: of uniqueIds, patients,
/// codes with their schemes, times in UTC, titles, media types, languages, authors' ids, associations by
/// the uniqueIds they join, and the bytes of every document. Left out: ids that the sender or we make up
/// for one message (entryUUIDs), display names and languages of codes, which the two faces write
/// differently for the same submission.
Sha256Digest content_digest(const model::Submission& submission, const std::vector<DocumentDigest>& documents);

}  // namespace dmpgw::transactions

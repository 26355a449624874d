// An ITI-65 Bundle as a model::Submission: the FHIR face of the one submission that this gateway knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/fhir/bundle.hpp"
#include "gateway/mapping/context.hpp"
#include "gateway/mapping/profile.hpp"
#include "gateway/mapping/subject_resolver.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::mapping {

/// Where the bytes of one DocumentEntry come from.
struct MappedDocument {
    std::string entry_id;          ///< DocumentEntry::entry_uuid (symbolic)
    std::size_t binary_index = 0;  ///< index of the Binary in the Bundle; meaningless when `existing` is set
    std::string_view base64;       ///< Binary.data, in the JSON tree; its syntax has been checked
    std::string existing;          ///< FHIR id of a Binary of this server that attachment.url names, else empty
};

struct MappedSubmission {
    model::Submission submission;
    std::vector<MappedDocument> documents;
    /// For each entry of the Bundle, the id of its object in `submission` (for a Binary, that of the entry it
    /// feeds; for a PUT List/id "urn:uuid:id"; empty for Patient and PATCH entries). Symbolic ids start with
    /// "bundle:" followed by the fullUrl, never with urn:uuid:, for a fullUrl is not an entryUUID: MHD
    /// servers assign those, and sources reuse their fullUrls.
    std::vector<std::string> ids;
    /// For each association of `submission`, the element of the Bundle that says it.
    std::vector<std::string> association_places;
    std::vector<std::size_t> patients;  ///< indexes of Patient entries to create or update (POST, PUT)
    Profile profile;
    Findings warnings;                  ///< no errors among them
};

/// Maps a whole Bundle, or reports everything that is wrong with it at once. Nothing is fetched: a reference
/// is resolved in the Bundle, on this server (options.base_url) or not at all. Linear in the Bundle's size.
Result<MappedSubmission> to_submission(const fhir::Bundle& bundle, const SubjectResolver& subjects,
                                       const MappingOptions& options = {});

}  // namespace dmpgw::mapping

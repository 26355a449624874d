// lcm:SubmitObjectsRequest in, model::Submission out: ITI TF-3 4.2 (ebRIM representation), ITI TF-2 3.41,
// 3.42, 3.57, 3.61.
//
// Two steps share the rules. read_ebrim() refuses what the model could not hold: the shape of slots,
// classifications and external identifiers, text that is no value of its data type, too many of a thing.
// check() of metadata_rules.hpp judges the model and serves the FHIR face too. What the first has
// reported, the second passes over, so nothing is found twice; each finds all it can, not only the first.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/model/submission.hpp"
#include "gateway/xds/metadata_rules.hpp"
#include "gateway/xds/place.hpp"
#include "gateway/xml/document.hpp"

namespace dmpgw::xds {

/// How a place of the model is called in the message it was read from. Lives no longer than the message.
class EbrimPlaces {
  public:
    /// "/SubmitObjectsRequest/RegistryObjectList/ExtrinsicObject[2]/Slot[@name='hash']"
    std::string operator()(const Place& place) const;
    const xml::Element* element_of(const Place& place) const;

    const xml::Element* list = nullptr;
    const xml::Element* submission_set = nullptr;
    std::vector<const xml::Element*> entries;
    std::vector<const xml::Element*> folders;
    std::vector<const xml::Element*> associations;
};

struct EbrimReading {
    /// Whole when there is no error finding; otherwise what could be read (for the audit record), or
    /// nothing when the message holds no list of objects or is past the limit.
    std::optional<model::Submission> submission;
    Findings findings;
    Reported reported;
    bool associations_complete = true;  ///< false: some association could not be held
    EbrimPlaces places;
};

/// Shape and data types only. Symbolic ids are kept as they are.
EbrimReading read_ebrim(const xml::Element& submit_objects_request, const DocumentLimits& limits = {});

struct ReadOptions {
    RuleContext rules{};  ///< transaction and policy; places and reported are filled in
    DocumentLimits limits{};
};

struct ReadSubmission {
    /// Valid when has_errors(findings) is false.
    std::optional<model::Submission> submission;
    Findings findings;  ///< errors and warnings, in the order of the message, then of the rules
};

/// Both steps: what the SOAP face calls.
ReadSubmission read_submission(const xml::Element& submit_objects_request, const ReadOptions& options);

/// The rules of the first step, for the documentation.
std::span<const Rule> ebrim_rules();

}  // namespace dmpgw::xds

// The registry's objects as FHIR resources, so that what came in by SOAP reads back by FHIR.
#pragma once

#include <string>
#include <vector>

#include "gateway/json/value.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::mapping {

struct RenderContext {
    std::string base_url;           ///< public base of this server, without a slash at the end
    std::string patient_reference;  ///< "Patient/…" when the subject is known as a Patient here, else empty
    std::string date;               ///< when the resource was registered, a FHIR instant; may be empty
    std::vector<model::Association> associations;  ///< those whose source is the entry; others are ignored
};

/// "DocumentReference/…" and "List/…" of an object of the registry.
std::string document_location(std::string_view entry_uuid);
std::string list_location(std::string_view entry_uuid);
std::string binary_location(std::string_view entry_uuid);

json::Value to_document_reference(const model::DocumentEntry& entry, const RenderContext& context);
/// `members` are relative references, as document_location() gives them.
json::Value to_list(const model::SubmissionSet& set, const std::vector<std::string>& members,
                    const RenderContext& context);
/// The same as MHD 3.x has it.
json::Value to_document_manifest(const model::SubmissionSet& set, const std::vector<std::string>& members,
                                 const RenderContext& context);
json::Value to_list(const model::Folder& folder, const std::vector<std::string>& members,
                    const RenderContext& context);

}  // namespace dmpgw::mapping

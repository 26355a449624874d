// Associations from List.entry and DocumentReference.relatesTo.
#pragma once

#include <string>
#include <vector>

#include "gateway/mapping/context.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::mapping {

/// A FHIR reference as an id of the submission or of the registry.
struct Target {
    std::string id;             ///< symbolic id, or "urn:uuid:…" (or the text of a foreign id) on this server
    std::string type;           ///< DocumentReference or List
    bool in_bundle = false;
    const fhir::Entry* entry = nullptr;
};

/// nullopt when the reference is neither in the Bundle nor on this server.
std::optional<Target> find_target(const ReadContext& context, const json::Value& reference,
                                  const std::vector<std::string>& ids);

/// An association, and the FHIR element that says it.
struct MappedAssociation {
    model::Association association;
    std::string where;  ///< "Bundle.entry[1].resource.relatesTo[0].target"
};

/// HasMember associations of a SubmissionSet (Original or Reference) or a Folder. `only_new` leaves out what
/// lies on this server already: a PUT of a known Folder repeats its members.
std::vector<MappedAssociation> read_members(const ReadContext& context, const std::string& source, bool folder,
                                            bool only_new, const std::vector<std::string>& ids);

/// HasMember associations of a SubmissionSet that is a DocumentManifest (MHD 3.x), from its content.
std::vector<MappedAssociation> read_content(const ReadContext& context, const std::string& source,
                                            const std::vector<std::string>& ids);

/// One association for each relatesTo of a DocumentReference.
std::vector<MappedAssociation> read_relations(const ReadContext& context, const std::string& source,
                                              const std::vector<std::string>& ids);

/// relatesTo code of an association type; empty for one that FHIR does not show there.
std::string relates_to_code(model::AssociationType type);

}  // namespace dmpgw::mapping

// Which MHD or PDSm profile a Bundle follows: by Bundle.meta.profile (mappings/profiles.json), else by shape.
#pragma once

#include <string>

#include "gateway/base/failure.hpp"
#include "gateway/fhir/bundle.hpp"
#include "gateway/mapping/tables.hpp"

namespace dmpgw::mapping {

struct Profile {
    Level level = Level::comprehensive;
    std::string version;               ///< as "MHD 4.1.0 to 4.2.x" or "PDSm 3.1.1"
    std::string canonical;             ///< as declared; empty when recognised by shape
    bool identifier_by_type = false;   ///< MHD 4.2.4: identifiers carry MHDIdentifierType
    bool at_least(Level other) const { return level >= other; }
};

/// A version that is not taken is a failure. With `required`, a Bundle without profile gets an error
/// finding, else a warning; the level is then that of its resources' profiles, else that of the metadata
/// it holds, so that the other rules can still be checked.
Result<Profile> recognise_profile(const fhir::Bundle& bundle, bool required, Findings& findings);

}  // namespace dmpgw::mapping

// The seam between subject references and the patients this gateway knows.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/json/value.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::mapping {

/// Implemented on the store. Called from the thread that maps the Bundle.
class SubjectResolver {
  public:
    virtual ~SubjectResolver() = default;
    /// The patient id (CX) that `reference` (as sent: "Patient/12", an absolute URL, or the fullUrl of a
    /// Patient of the Bundle) or `identifier` (an Identifier object, or null) means. nullopt when unknown:
    /// an identifier whose system is an OID is then still taken as it is.
    virtual std::optional<model::Cx> resolve(std::string_view reference, const json::Value& identifier) const = 0;
};

}  // namespace dmpgw::mapping

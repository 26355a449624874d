// The CapabilityStatement of [base]/metadata (FHIR R4 capabilitystatement.html): what this gateway serves.
#pragma once

#include <string>

#include "gateway/json/value.hpp"

namespace dmpgw::fhir {

struct CapabilityContext {
    std::string base_url;          ///< public base
    std::string software_version;
    std::string date;              ///< FHIR dateTime of the build or the start
    bool development = false;      ///< started with --dev: says so in the description
};

/// Names exactly what the gateway does: the search parameters are those of search_parameters().
json::Value capability_statement(const CapabilityContext& context);

}  // namespace dmpgw::fhir

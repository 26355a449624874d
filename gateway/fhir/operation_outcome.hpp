// Findings as a FHIR R4 OperationOutcome. Each issue speaks both languages: details.text is French with an
// English translation extension, diagnostics is English with rule, value and mend.
#pragma once

#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::fhir {

/// System of issue.details.coding for the rules of this gateway (Rule::id).
inline constexpr std::string_view rule_system = "urn:dmpgw:rule";
/// System of issue.details.coding for XDS error codes (ITI TF-3 Table 4.2.4.1-2).
inline constexpr std::string_view xds_error_system = "urn:dmpgw:xds-error-code";

/// issue.code for a finding: by its XDS error code where that says more, else by its kind.
std::string_view issue_code(const Finding& finding);

json::Value issue(const Finding& finding);

/// The whole resource. With no finding it holds one information issue "all is well", as FHIR demands at
/// least one.
json::Value operation_outcome(const Findings& findings);

}  // namespace dmpgw::fhir

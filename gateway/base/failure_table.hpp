// The one table from a failure to what each protocol says of it: HTTP status, OperationOutcome issue
// code, XDS error code, SOAP fault. docs/failures.md is printed from it (a test holds the page to it).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/base/failure.hpp"

namespace dmpgw {

/// One row a kind: what is said where no rule names an XDS code.
struct KindRow {
    FailureKind kind;
    unsigned http;
    std::string_view issue_code;   ///< http://hl7.org/fhir/issue-type
    std::string_view xds_code;     ///< default RegistryError errorCode
    std::string_view soap;         ///< "Sender", "Receiver", or "Failure" for a RegistryResponse
    std::string_view meaning;
};

/// One row an XDS error code, ITI TF-3 Table 4.2.4.1-2: what FHIR and HTTP say of it. No specification
/// defines this side (IHE/ITI.MHD issue 155); it is ours.
struct XdsCodeRow {
    std::string_view xds_code;
    std::string_view where;        ///< the transactions that use it
    std::string_view issue_code;
    unsigned http;
};

std::span<const KindRow> kind_table();
std::span<const XdsCodeRow> xds_code_table();

const KindRow& row_of(FailureKind kind);

/// The RegistryError errorCode of a finding: its own, or that of its kind.
std::string_view xds_code_of(const Finding& finding);
/// The OperationOutcome issue.code of a finding: by its XDS code, or by its kind.
std::string_view issue_code_of(const Finding& finding);
/// The HTTP status of a failure: that of its first error finding.
unsigned http_status_of(const Failure& failure);

/// docs/failures.md
std::string failure_page();

}  // namespace dmpgw

#include "gateway/base/failure_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>

namespace dmpgw {
namespace {

constexpr std::array<KindRow, 14> kinds = {{
    {FailureKind::malformed, 400, "structure", "XDSRepositoryError", "Sender",
     "the bytes do not follow the grammar of their format"},
    {FailureKind::invalid, 422, "invalid", "XDSRegistryMetadataError", "Failure",
     "well-formed, but a rule of content is broken"},
    {FailureKind::unauthenticated, 401, "login", "XDSRepositoryError", "Sender",
     "nobody said who speaks, or the proof does not hold"},
    {FailureKind::forbidden, 403, "forbidden", "XDSRegistryError", "Failure", "known, but may not"},
    {FailureKind::not_found, 404, "not-found", "XDSDocumentUniqueIdError", "Failure",
     "what is asked for is not here"},
    {FailureKind::duplicate, 409, "duplicate", "XDSDuplicateUniqueIdInRegistry", "Failure",
     "known already, and not the same"},
    {FailureKind::conflict, 409, "conflict", "XDSRegistryError", "Failure", "contradicts the present state"},
    {FailureKind::unsupported, 400, "not-supported", "XDSRepositoryError", "Sender",
     "a thing this gateway does not do"},
    {FailureKind::unsupported_media, 415, "not-supported", "XDSRepositoryError", "Sender",
     "bytes in a format or encoding that this gateway does not read"},
    {FailureKind::not_acceptable, 406, "not-supported", "XDSRepositoryError", "Sender",
     "the caller accepts no representation there is"},
    {FailureKind::too_large, 413, "too-costly", "XDSRepositoryOutOfResources", "Failure", "past a limit of size"},
    {FailureKind::busy, 503, "throttled", "XDSRepositoryBusy", "Failure", "past a limit of load: try again later"},
    {FailureKind::unavailable, 503, "transient", "XDSRegistryNotAvailable", "Failure",
     "something the gateway needs is down"},
    {FailureKind::internal, 500, "exception", "XDSRepositoryError", "Receiver", "a fault of the gateway"},
}};

constexpr std::array<XdsCodeRow, 52> xds_codes = {{
    {"XDSMissingDocument", "ITI-41", "required", 400},
    {"XDSMissingDocumentMetadata", "ITI-41", "structure", 400},
    {"XDSRegistryMetadataError", "ITI-41, 42", "invalid", 422},
    {"XDSRepositoryMetadataError", "ITI-41", "invalid", 422},
    {"XDSRegistryDuplicateUniqueIdInMessage", "ITI-42", "duplicate", 422},
    {"XDSRepositoryDuplicateUniqueIdInMessage", "ITI-41", "duplicate", 422},
    {"XDSDuplicateUniqueIdInRegistry", "ITI-41, 42", "duplicate", 409},
    {"XDSNonIdenticalHash", "ITI-41, 42", "conflict", 409},
    {"XDSNonIdenticalSize", "ITI-41, 42", "conflict", 409},
    {"XDSUnknownPatientId", "ITI-41, 42", "not-found", 422},
    {"XDSPatientIdDoesNotMatch", "ITI-41, 42", "business-rule", 422},
    {"XDSRegistryDeprecatedDocumentError", "ITI-41, 42", "business-rule", 409},
    {"UnresolvedReferenceException", "ITI-42, 57, 62", "not-found", 422},
    {"ReferencesExistException", "ITI-62", "conflict", 409},
    {"XDSUnreferencedObjectException", "ITI-62", "conflict", 409},
    {"XDSRemoveDocumentsError", "ITI-86", "processing", 500},
    {"XDSDocumentUniqueIdError", "ITI-43", "not-found", 404},
    {"XDSUnknownRepositoryId", "ITI-43", "not-found", 404},
    {"XDSUnknownCommunity", "ITI-18, 43", "not-found", 404},
    {"XDSMissingHomeCommunityId", "ITI-18, 43", "required", 400},
    {"XDSUnavailableCommunity", "ITI-18, 43", "transient", 503},
    {"XDSRegistryNotAvailable", "ITI-41", "transient", 503},
    {"XDSRegistryBusy", "all", "throttled", 503},
    {"XDSRepositoryBusy", "all", "throttled", 503},
    {"XDSRegistryOutOfResources", "all", "no-store", 507},
    {"XDSRepositoryOutOfResources", "all", "no-store", 507},
    {"XDSTooManyResults", "ITI-18", "too-costly", 400},
    {"XDSUnknownStoredQuery", "ITI-18", "not-supported", 400},
    {"XDSStoredQueryMissingParam", "ITI-18", "required", 400},
    {"XDSStoredQueryParamNumber", "ITI-18", "invalid", 400},
    {"XDSResultNotSinglePatient", "ITI-18, 43", "multiple-matches", 403},
    {"XDSRegistryError", "all", "exception", 500},
    {"XDSRepositoryError", "all", "exception", 500},
    {"XDSExtraMetadataNotSaved", "ITI-41, 42 (warning)", "informational", 200},
    {"DocumentQueued", "ITI-41 (warning)", "informational", 202},
    {"InvalidDocumentContent", "ITI-41", "invalid", 422},
    {"XDSMetadataUpdateError", "ITI-57, 92", "invalid", 422},
    {"XDSMetadataUpdateOperationError", "ITI-57, 92", "invalid", 422},
    {"XDSMetadataVersionError", "ITI-57, 92", "conflict", 412},
    {"XDSMetadataIdentifierError", "ITI-57, 92", "invalid", 422},
    {"XDSMetadataAnnotationError", "ITI-57, 92", "invalid", 422},
    {"XDSObjectTypeError", "ITI-57, 92", "invalid", 422},
    {"XDSInvalidRequestException", "ITI-57, 92", "invalid", 422},
    {"XDSPatientIDReconciliationError", "ITI-57, 92", "invalid", 422},
    {"XDSReplaceFailed", "ITI-57, 92", "invalid", 422},
    {"UnmodifiableMetadataError", "ITI-92", "business-rule", 422},
    {"LocalPolicyRestrictionError", "ITI-92", "forbidden", 403},
    {"UnknownRecipient", "ITI-65", "not-found", 422},
    {"UnavailableRecipient", "ITI-65", "transient", 503},
    {"FHIRDocumentNotSupported", "ITI-65", "not-supported", 422},
    {"TranscodingError", "–", "processing", 500},
    {"XDSDuplicateUUIDInRegistry", "ITI-41, 42", "duplicate", 409},
}};

const XdsCodeRow* find_xds_code(std::string_view code) {
    const auto* row = std::find_if(xds_codes.begin(), xds_codes.end(),
                                   [&](const XdsCodeRow& r) { return r.xds_code == code; });
    return row == xds_codes.end() ? nullptr : row;
}

// A rule may name an XDS code that is only a family ("an error of the registry"): then the kind says more.
bool kind_says_more(const Finding& finding) {
    return finding.xds_code.empty() || finding.xds_code == "XDSRegistryError" ||
           finding.xds_code == "XDSRepositoryError" || finding.kind == FailureKind::malformed ||
           finding.kind == FailureKind::too_large;
}

}  // namespace

std::span<const KindRow> kind_table() { return kinds; }
std::span<const XdsCodeRow> xds_code_table() { return xds_codes; }

const KindRow& row_of(FailureKind kind) {
    const auto* row = std::find_if(kinds.begin(), kinds.end(), [&](const KindRow& r) { return r.kind == kind; });
    if (row == kinds.end()) throw std::logic_error("a failure kind without a row");
    return *row;
}

std::string_view xds_code_of(const Finding& finding) {
    return finding.xds_code.empty() ? row_of(finding.kind).xds_code : std::string_view(finding.xds_code);
}

std::string_view issue_code_of(const Finding& finding) {
    if (!kind_says_more(finding)) {
        if (const XdsCodeRow* row = find_xds_code(finding.xds_code)) return row->issue_code;
    }
    return row_of(finding.kind).issue_code;
}

unsigned http_status_of(const Failure& failure) {
    const auto first = std::find_if(failure.findings.begin(), failure.findings.end(),
                                    [](const Finding& f) { return f.severity == Severity::error; });
    if (first == failure.findings.end()) return row_of(failure.kind).http;
    if (!kind_says_more(*first)) {
        if (const XdsCodeRow* row = find_xds_code(first->xds_code)) return row->http;
    }
    return row_of(first->kind).http;
}

std::string failure_page() {
    std::string page =
        "# Failures: one table for every protocol\n\n"
        "Printed from `gateway/base/failure_table.cpp` by `dmpgw doc failures`.\n\n"
        "A refusal has a kind. The kind decides what each protocol says, unless the rule that was broken "
        "names an XDS error code of its own.\n\n"
        "## By kind\n\n"
        "| kind | meaning | HTTP | OperationOutcome issue.code | XDS errorCode | SOAP |\n"
        "|---|---|---|---|---|---|\n";
    for (const KindRow& r : kinds) {
        fmt::format_to(std::back_inserter(page), "| {} | {} | {} | {} | {} | {} |\n", to_string(r.kind),
                       r.meaning, r.http, r.issue_code, r.xds_code,
                       r.soap == "Failure" ? "RegistryResponse Failure, HTTP 200" : fmt::format("{} fault", r.soap));
    }
    page +=
        "\nBefore a body is read, too large and busy are HTTP 413 and 503 with Retry-After on every path, with a "
        "RegistryResponse as body on SOAP paths and an OperationOutcome on FHIR paths.\n\n"
        "## By XDS error code\n\n"
        "| XDS errorCode | used by | OperationOutcome issue.code | HTTP on the FHIR face |\n|---|---|---|---|\n";
    for (const XdsCodeRow& r : xds_codes) {
        fmt::format_to(std::back_inserter(page), "| {} | {} | {} | {} |\n", r.xds_code, r.where, r.issue_code, r.http);
    }
    return page;
}

}  // namespace dmpgw

// Failures as values: a closed list of kinds, and findings that name rule, place, value and mend.
//
// Errors in what was sent are values (Result<T>); broken machinery (a bug, a failed fsync) throws and is
// caught once per connection. A Failure holds every finding of its step, not only the first.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dmpgw {

/// What went wrong, seen from outside. transactions/failure_table.hpp maps each kind to HTTP status,
/// OperationOutcome issue code, XDS error code and SOAP fault code.
enum class FailureKind : std::uint8_t {
    malformed,        ///< the bytes do not follow the grammar of their format
    invalid,          ///< well-formed, but a rule of content is broken
    unauthenticated,  ///< nobody said who speaks, or the proof does not hold
    forbidden,        ///< known, but may not
    not_found,        ///< what is asked for is not here
    duplicate,        ///< known already, and not the same
    conflict,         ///< contradicts the present state (a version, a hash, a reference)
    unsupported,      ///< a thing this gateway does not do
    unsupported_media,///< bytes in a format or encoding that this gateway does not read
    not_acceptable,   ///< the caller accepts no representation this gateway has
    too_large,        ///< past a limit of size
    busy,             ///< past a limit of load: try again later
    unavailable,      ///< something this gateway needs is down
    internal,         ///< our own fault
};

enum class Severity : std::uint8_t { information, warning, error };

/// One sentence in both languages of the gateway's users.
struct Text {
    std::string en;
    std::string fr;
    bool operator==(const Text&) const = default;
};

/// A rule of some clause, stated once as a constant beside the code that checks it.
struct Rule {
    std::string_view id;        ///< stable name, as SLOT_VALUE_TOO_LONG
    FailureKind kind;           ///< what a breach of it is
    std::string_view xds_code;  ///< XDS error code; empty: the default of the kind
    std::string_view what_en;   ///< what is wrong, one sentence
    std::string_view what_fr;
    std::string_view mend_en;   ///< how to mend it, one sentence
    std::string_view mend_fr;
    std::string_view source;    ///< the clause it comes from
};

/// One breach of one rule at one place.
struct Finding {
    std::string rule;      ///< Rule::id
    Severity severity = Severity::error;
    FailureKind kind = FailureKind::invalid;
    std::string where;     ///< indexed path: XPath-like for XML, FHIRPath for JSON, "header Host" for HTTP
    std::string value;     ///< the offending value, cut to max_quoted_value bytes; never document content
    Text what;
    Text mend;
    std::string xds_code;  ///< empty: the default of the kind
    std::string source;    ///< the clause
};
using Findings = std::vector<Finding>;

/// Longest value quoted in a finding, in bytes.
inline constexpr std::size_t max_quoted_value = 200;

/// The breach of `rule` at `where`. `value` is cut to max_quoted_value bytes at a character boundary.
Finding finding(const Rule& rule, std::string where, std::string_view value = {},
                Severity severity = Severity::error);

/// Same, with a detail appended to both languages' `what` (a number, a name; no sentence).
Finding finding(const Rule& rule, std::string where, std::string_view value, std::string_view detail,
                Severity severity = Severity::error);

struct Failure {
    FailureKind kind = FailureKind::internal;
    Findings findings;  ///< at least one

    Failure() = default;  ///< no finding: only what Result::error() returns where there is no error
    Failure(FailureKind k, Findings f) : kind(k), findings(std::move(f)) {}
    explicit Failure(Finding f) : kind(f.kind) { findings.push_back(std::move(f)); }
    /// All error findings of a step; the kind is that of the first error. Precondition: there is one.
    static Failure of(Findings findings);
    const Finding& first() const { return findings.front(); }
};

bool has_errors(const Findings& findings);
void append(Findings& to, Findings from);

/// Shorthand for `return Failure(finding(...))`.
Failure refuse(const Rule& rule, std::string where, std::string_view value = {});
Failure refuse(const Rule& rule, std::string where, std::string_view value, std::string_view detail);

template <class T>
using Result = boost::system::result<T, Failure>;

/// Called by Result<T>::value() on a failure: using a value without looking is a bug of ours.
[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location& where);

std::string_view to_string(FailureKind kind);
std::string_view to_string(Severity severity);

}  // namespace dmpgw

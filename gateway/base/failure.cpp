#include "gateway/base/failure.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace dmpgw {
namespace {

// A quoted value must stay valid UTF-8 wherever it is cut.
std::string quoted(std::string_view value) {
    if (value.size() <= max_quoted_value) return std::string(value);
    std::size_t end = max_quoted_value;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U) --end;
    return std::string(value.substr(0, end)) + "…";
}

// Rules are written as sentences with or without their full stop; findings always end with one. A detail
// goes before it.
std::string sentence(std::string_view text, std::string_view detail = {}) {
    if (text.empty()) return {};
    std::string out(text.ends_with('.') ? text.substr(0, text.size() - 1) : text);
    if (!detail.empty()) out.append(" (").append(detail).append(")");
    return out + '.';
}

}  // namespace

Finding finding(const Rule& rule, std::string where, std::string_view value, Severity severity) {
    Finding f;
    f.rule = rule.id;
    f.severity = severity;
    f.kind = rule.kind;
    f.where = std::move(where);
    f.value = quoted(value);
    f.what = {sentence(rule.what_en), sentence(rule.what_fr)};
    f.mend = {sentence(rule.mend_en), sentence(rule.mend_fr)};
    f.xds_code = rule.xds_code;
    f.source = rule.source;
    return f;
}

Finding finding(const Rule& rule, std::string where, std::string_view value, std::string_view detail,
                Severity severity) {
    Finding f = finding(rule, std::move(where), value, severity);
    f.what = {sentence(rule.what_en, detail), sentence(rule.what_fr, detail)};
    return f;
}

Failure Failure::of(Findings findings) {
    auto first = std::find_if(findings.begin(), findings.end(),
                              [](const Finding& f) { return f.severity == Severity::error; });
    if (first == findings.end()) throw std::logic_error("Failure::of without an error finding");
    const FailureKind kind = first->kind;
    return {kind, std::move(findings)};
}

bool has_errors(const Findings& findings) {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& f) { return f.severity == Severity::error; });
}

void append(Findings& to, Findings from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

Failure refuse(const Rule& rule, std::string where, std::string_view value) {
    return Failure(finding(rule, std::move(where), value));
}

Failure refuse(const Rule& rule, std::string where, std::string_view value, std::string_view detail) {
    return Failure(finding(rule, std::move(where), value, detail));
}

void throw_exception_from_error(const Failure& failure, const boost::source_location& where) {
    throw std::logic_error("unchecked failure " + failure.first().rule + " at " + where.to_string());
}

std::string_view to_string(FailureKind kind) {
    switch (kind) {
        case FailureKind::malformed: return "malformed";
        case FailureKind::invalid: return "invalid";
        case FailureKind::unauthenticated: return "unauthenticated";
        case FailureKind::forbidden: return "forbidden";
        case FailureKind::not_found: return "not_found";
        case FailureKind::duplicate: return "duplicate";
        case FailureKind::conflict: return "conflict";
        case FailureKind::unsupported: return "unsupported";
        case FailureKind::unsupported_media: return "unsupported_media";
        case FailureKind::not_acceptable: return "not_acceptable";
        case FailureKind::too_large: return "too_large";
        case FailureKind::busy: return "busy";
        case FailureKind::unavailable: return "unavailable";
        case FailureKind::internal: return "internal";
    }
    return "internal";
}

std::string_view to_string(Severity severity) {
    switch (severity) {
        case Severity::information: return "information";
        case Severity::warning: return "warning";
        case Severity::error: return "error";
    }
    return "error";
}

}  // namespace dmpgw

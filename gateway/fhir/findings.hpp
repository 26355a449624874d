// Collecting findings within a bound: a hostile Bundle must not make an answer that outweighs it.
#pragma once

#include <utility>

#include "gateway/base/failure.hpp"

namespace dmpgw::fhir {

inline constexpr std::size_t max_remarks = 500;    ///< warnings and informations kept
inline constexpr std::size_t max_findings = 1000;  ///< findings of any severity kept

/// Keeps `f` while there is room. Remarks stop earlier than errors, so that however many of them there are,
/// an error that follows is never lost.
inline void add_finding(Findings& to, Finding f) {
    const std::size_t room = f.severity == Severity::error ? max_findings : max_remarks;
    if (to.size() < room) to.push_back(std::move(f));
}

}  // namespace dmpgw::fhir

// Codes against the affinity domain, ITI TF-3 4.2.3.1.2 and ITI TF-2 3.42.4.1.3: whether each coded attribute of a
// submission holds a code of its value sets. Which sets those are is the domain's (terminology/affinity_domain.hpp).
#pragma once

#include <span>

#include "gateway/base/failure.hpp"
#include "gateway/model/submission.hpp"
#include "gateway/terminology/affinity_domain.hpp"
#include "gateway/xds/place.hpp"
#include "gateway/xds/strictness.hpp"

namespace dmpgw::xds {

/// Codes whose nearest allowed ones are looked up in one submission: that costs the length of a list each time.
inline constexpr std::size_t max_nearest_lookups = 20;

/// One finding for each code outside its sets (error or warning by policy), and a warning for each whose sets are not
/// at hand. authorRole and authorSpecialty are judged where they are written "code^display^scheme", as in French use.
Findings check_codes(const model::Submission& submission, const terminology::AffinityDomain& domain, Strictness policy,
                     const Locate& locate = {});

std::span<const Rule> code_rules();

}  // namespace dmpgw::xds

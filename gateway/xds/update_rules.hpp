// How an update message says which version of which object it replaces, ITI TF-2 3.57.4.1.2.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::xds {

/// The HasMember of the submission set and this object; null when there is none.
const model::Association* membership_of(const model::Submission& submission, std::string_view entry_uuid);

/// Slot PreviousVersion as a number from 1 on.
std::optional<int> previous_version_of(const model::Association& membership);

/// Slot AssociationPropagation: true unless it says no.
bool propagates(const model::Association& membership);

std::span<const Rule> update_rules();

}  // namespace dmpgw::xds

// Attributes of a DocumentEntry that an update must leave as they are.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "gateway/model/document_entry.hpp"

namespace dmpgw::transactions {

struct FixedAttribute {
    std::string_view name;
    bool (*same)(const model::DocumentEntry& before, const model::DocumentEntry& after);
};

/// What no update changes, ITI TF-2 3.57.4.1.3.3.1.
std::span<const FixedAttribute> unmodifiable_in_update();

/// What describes bytes that lie here: it says what is, not what a sender would like.
std::span<const FixedAttribute> unmodifiable_where_bytes_lie_here();

/// What else ITI-92 does not change, ITI TF-2 3.92.4.1.3.
std::span<const FixedAttribute> unmodifiable_in_restricted_update();

/// Names of those that differ.
std::vector<std::string_view> differences_in(std::span<const FixedAttribute> attributes, const model::DocumentEntry& before,
                                             const model::DocumentEntry& after);

}  // namespace dmpgw::transactions

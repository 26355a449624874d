#include "gateway/transactions/unmodifiable.hpp"

#include <array>

namespace dmpgw::transactions {
namespace {

using Entry = model::DocumentEntry;

// Attributes that a sender may leave out are fixed where it gives them.
constexpr std::array in_update = {
    FixedAttribute{"objectType", [](const Entry& a, const Entry& b) { return a.type == b.type; }},
    FixedAttribute{"homeCommunityId",
                   [](const Entry& a, const Entry& b) {
                       return b.home_community_id.empty() || a.home_community_id == b.home_community_id;
                   }},
};

constexpr std::array of_bytes = {
    FixedAttribute{"hash", [](const Entry& a, const Entry& b) { return b.hash.empty() || a.hash == b.hash; }},
    FixedAttribute{"size", [](const Entry& a, const Entry& b) { return !b.size || a.size == b.size; }},
    FixedAttribute{"repositoryUniqueId",
                   [](const Entry& a, const Entry& b) { return a.repository_unique_id == b.repository_unique_id; }},
};

constexpr std::array in_restricted_update = {
    FixedAttribute{"patientId",
                   [](const Entry& a, const Entry& b) {
                       return a.patient_id && b.patient_id && a.patient_id->key() == b.patient_id->key();
                   }},
    FixedAttribute{"mimeType", [](const Entry& a, const Entry& b) { return a.mime_type == b.mime_type; }},
    FixedAttribute{"sourcePatientId",
                   [](const Entry& a, const Entry& b) { return a.source_patient_id == b.source_patient_id; }},
    FixedAttribute{"repositoryUniqueId",
                   [](const Entry& a, const Entry& b) { return a.repository_unique_id == b.repository_unique_id; }},
};

}  // namespace

std::span<const FixedAttribute> unmodifiable_in_update() { return in_update; }
std::span<const FixedAttribute> unmodifiable_where_bytes_lie_here() { return of_bytes; }
std::span<const FixedAttribute> unmodifiable_in_restricted_update() { return in_restricted_update; }

std::vector<std::string_view> differences_in(std::span<const FixedAttribute> attributes, const Entry& before,
                                             const Entry& after) {
    std::vector<std::string_view> names;
    for (const FixedAttribute& attribute : attributes) {
        if (!attribute.same(before, after)) names.push_back(attribute.name);
    }
    return names;
}

}  // namespace dmpgw::transactions

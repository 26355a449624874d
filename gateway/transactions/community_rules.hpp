// homeCommunityId in queries and retrievals: ITI TF-2 3.18.4.1.2.3.8, 3.38.4.1.3, 3.39.4.1.3, 3.43.4.1.3.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/failure.hpp"

namespace dmpgw::transactions {

inline constexpr Rule unknown_community{
    "COMMUNITY_UNKNOWN", FailureKind::not_found, "XDSUnknownCommunity",
    "The homeCommunityId is not that of this community", "Le homeCommunityId n'est pas celui de cette communauté",
    "Leave homeCommunityId out, or use the one that the entries of this community carry",
    "Omettez homeCommunityId, ou employez celui que portent les entrées de cette communauté", "ITI TF-2 3.18.4.1.2.3.8"};
inline constexpr Rule missing_community{
    "COMMUNITY_MISSING", FailureKind::invalid, "XDSMissingHomeCommunityId",
    "The homeCommunityId is missing", "Le homeCommunityId manque",
    "Between communities every query that names no patient, and every retrieval, says the homeCommunityId of the entry",
    "Entre communautés, toute recherche qui ne nomme pas de patient, et toute récupération, indique le homeCommunityId de "
    "l'entrée",
    "ITI TF-2 3.38.4.1.3"};

/// Whether a request may be answered here. `required`: it came from another community and names no patient.
inline Result<void> check_community(std::string_view asked_for, std::string_view ours, bool required,
                                    const std::string& where) {
    if (asked_for.empty()) {
        if (required) return refuse(missing_community, where);
        return {};
    }
    if (asked_for != ours) return refuse(unknown_community, where, asked_for);
    return {};
}

}  // namespace dmpgw::transactions

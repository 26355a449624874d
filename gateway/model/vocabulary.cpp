// URNs of statuses and association types: ebRIM 3.0, ITI TF-3 Tables 4.2.2-1 and 4.2.3.2.2-1, ITI TF-2b
// 3.57, and the two French statuses (CI-SIS volet Partage de documents).
#include <array>
#include <utility>

#include "gateway/model/document_entry.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::model {
namespace {

using StatusUrn = std::pair<AvailabilityStatus, std::string_view>;
using TypeUrn = std::pair<AssociationType, std::string_view>;

constexpr std::array status_urns{
    StatusUrn{AvailabilityStatus::approved, "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved"},
    StatusUrn{AvailabilityStatus::deprecated, "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated"},
    StatusUrn{AvailabilityStatus::submitted, "urn:oasis:names:tc:ebxml-regrep:StatusType:Submitted"},
    StatusUrn{AvailabilityStatus::archived, "urn:asip:ci-sis:2010:StatusType:Archived"},
    StatusUrn{AvailabilityStatus::deleted, "urn:asip:ci-sis:2010:StatusType:Deleted"},
};

// Some French software writes the two French statuses in the OASIS namespace: read, never written.
constexpr std::array misspelt_status_urns{
    StatusUrn{AvailabilityStatus::archived, "urn:oasis:names:tc:ebxml-regrep:StatusType:Archived"},
    StatusUrn{AvailabilityStatus::deleted, "urn:oasis:names:tc:ebxml-regrep:StatusType:Deleted"},
};

constexpr std::array type_urns{
    TypeUrn{AssociationType::has_member, "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember"},
    TypeUrn{AssociationType::replace, "urn:ihe:iti:2007:AssociationType:RPLC"},
    TypeUrn{AssociationType::append, "urn:ihe:iti:2007:AssociationType:APND"},
    TypeUrn{AssociationType::transform, "urn:ihe:iti:2007:AssociationType:XFRM"},
    TypeUrn{AssociationType::transform_and_replace, "urn:ihe:iti:2007:AssociationType:XFRM_RPLC"},
    TypeUrn{AssociationType::signs, "urn:ihe:iti:2007:AssociationType:signs"},
    TypeUrn{AssociationType::is_snapshot_of, "urn:ihe:iti:2010:AssociationType:IsSnapshotOf"},
    TypeUrn{AssociationType::update_availability_status,
            "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus"},
    TypeUrn{AssociationType::submit_association,
            "urn:ihe:iti:2010:AssociationType:SubmitAssociation"},
};

template <class Table, class Key>
std::string_view urn_of(const Table& table, Key key) {
    for (const auto& [value, urn] : table) {
        if (value == key) return urn;
    }
    return {};
}

template <class Table>
auto value_of(const Table& table, std::string_view urn)
    -> std::optional<typename Table::value_type::first_type> {
    for (const auto& [value, known] : table) {
        if (known == urn) return value;
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_urn(AvailabilityStatus status) { return urn_of(status_urns, status); }

std::optional<AvailabilityStatus> availability_status_of(std::string_view urn) {
    if (auto status = value_of(status_urns, urn)) return status;
    return value_of(misspelt_status_urns, urn);
}

std::string_view to_urn(AssociationType type) { return urn_of(type_urns, type); }

std::optional<AssociationType> association_type_of(std::string_view urn) {
    return value_of(type_urns, urn);
}

bool is_relationship(AssociationType type) {
    switch (type) {
        case AssociationType::replace:
        case AssociationType::append:
        case AssociationType::transform:
        case AssociationType::transform_and_replace:
        case AssociationType::signs:
        case AssociationType::is_snapshot_of: return true;
        case AssociationType::has_member:
        case AssociationType::update_availability_status:
        case AssociationType::submit_association: return false;
    }
    return false;
}

}  // namespace dmpgw::model

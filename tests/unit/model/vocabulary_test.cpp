// URNs of statuses and association types go both ways.
#include <gtest/gtest.h>

#include "gateway/model/submission.hpp"

namespace dmpgw::model {
namespace {

TEST(Vocabulary, every_status_has_a_urn_that_leads_back) {
    for (const auto status : {AvailabilityStatus::approved, AvailabilityStatus::deprecated,
                              AvailabilityStatus::submitted, AvailabilityStatus::archived,
                              AvailabilityStatus::deleted}) {
        EXPECT_EQ(availability_status_of(to_urn(status)), status);
    }
}

TEST(Vocabulary, the_french_statuses_are_understood_in_the_oasis_namespace_too) {
    EXPECT_EQ(availability_status_of("urn:oasis:names:tc:ebxml-regrep:StatusType:Archived"),
              AvailabilityStatus::archived);
    EXPECT_EQ(to_urn(AvailabilityStatus::archived), "urn:asip:ci-sis:2010:StatusType:Archived");
    EXPECT_FALSE(availability_status_of("Approved"));
}

TEST(Vocabulary, every_association_type_has_a_urn_that_leads_back) {
    int relationships = 0;
    for (int i = 0; i <= static_cast<int>(AssociationType::submit_association); ++i) {
        const auto type = static_cast<AssociationType>(i);
        EXPECT_EQ(association_type_of(to_urn(type)), type);
        relationships += is_relationship(type) ? 1 : 0;
    }
    EXPECT_EQ(relationships, 6);
    EXPECT_FALSE(association_type_of("HasMember"));
}

}  // namespace
}  // namespace dmpgw::model

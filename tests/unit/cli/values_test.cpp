// What people type for patients, times and documents.
#include "gateway/cli/values.hpp"

#include <gtest/gtest.h>

namespace dmpgw::cli {
namespace {

TEST(Values, a_patient_is_read_from_a_cx_and_from_a_token) {
    for (const char* text :
         {"251042923241772^^^&1.2.250.1.213.1.4.10&ISO^NH",
          "251042923241772^^^&1.2.250.1.213.1.4.10&ISO", "1.2.250.1.213.1.4.10|251042923241772",
          "urn:oid:1.2.250.1.213.1.4.10|251042923241772"}) {
        const auto patient = parse_patient(text);
        ASSERT_TRUE(patient) << text;
        EXPECT_EQ(patient->key(), "251042923241772^^^&1.2.250.1.213.1.4.10&ISO");
    }
}

TEST(Values, what_is_no_patient_is_refused_with_its_mend) {
    for (const char* text :
         {"", "251042923241772", "|", "1.2.3|", "|42", "1.2.3|a'b", "42^^^", "42^^^&1.2.3&DNS",
          "42^^^&1.2.3", "42^^^&x&ISO", "http://example.org|42", "1.2.3|4|5"}) {
        const auto patient = parse_patient(text);
        ASSERT_FALSE(patient) << text;
        EXPECT_EQ(patient.error().first().rule, "CLI_PATIENT");
    }
}

TEST(Values, times_are_read_with_and_without_zone) {
    const auto at = [](const char* text) {
        const auto time = parse_time(text);
        return time ? to_iso8601(*time) : std::string("refused");
    };
    EXPECT_EQ(at("2026-11-24"), "2026-11-24T00:00:00.000Z");
    EXPECT_EQ(at("2026-11-24T05:51"), "2026-11-24T05:51:00.000Z");
    EXPECT_EQ(at("2026-11-24 05:51:58"), "2026-11-24T05:51:58.000Z");
    EXPECT_EQ(at("2026-11-24T05:51:58.5Z"), "2026-11-24T05:51:58.500Z");
    EXPECT_EQ(at("2026-11-24T06:51:58+01:00"), "2026-11-24T05:51:58.000Z");
    EXPECT_EQ(at("2026-11-24T00:51:58-0500"), "2026-11-24T05:51:58.000Z");
    EXPECT_EQ(at("2024-02-29"), "2024-02-29T00:00:00.000Z");
}

TEST(Values, what_is_no_time_is_refused) {
    for (const char* text :
         {"", "2026", "2026-13-01", "2026-02-29", "24/11/2026", "2026-11-24T", "2026-11-24T5:51",
          "2026-11-24T24:00", "2026-11-24T05:60", "2026-11-24T05:51:61", "2026-11-24T05:51:58.",
          "2026-11-24T05:51:58Zx", "2026-11-24T05:51:58+1", "2026-11-24T05:51:58.1234567Z"}) {
        EXPECT_FALSE(parse_time(text)) << text;
    }
}

TEST(Values, a_unique_id_may_have_a_prefix_or_an_extension) {
    EXPECT_EQ(*parse_unique_id("urn:oid:1.2.3"), "1.2.3");
    EXPECT_EQ(*parse_unique_id("1.2.3^42"), "1.2.3^42");
    for (const char* text : {"", "abc", "1.2.3^4'2", "1.2.3 ", "urn:uuid:1.2.3"})
        EXPECT_FALSE(parse_unique_id(text)) << text;
}

}  // namespace
}  // namespace dmpgw::cli

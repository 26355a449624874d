// ITI TF-3 4.2.3.1.2: a coded value is a member by code and scheme together.
#include "gateway/terminology/value_set.hpp"

#include <gtest/gtest.h>

namespace dmpgw::terminology {
namespace {

const std::vector<Concept> letters = {{"11490-0", "2.16.840.1.113883.6.1", "Lettre de liaison à la sortie"},
                                      {"11502-2", "2.16.840.1.113883.6.1", "CR d'examens biologiques"},
                                      {"18842-5", "1.2.3", "Autre"},
                                      {"10", "1.2.250.1.213.1.1.4.1", "Compte rendu"}};

ValueSet set_of(const std::vector<Concept>& members) {
    ValueSet set({"letters", "1.2.3.4", "1", ""});
    for (const Concept& member : members) set.add(member);
    return set;
}

TEST(ValueSet, members_are_found_by_code_and_system) {
    const ValueSet set = set_of(letters);
    ASSERT_NE(set.find("11490-0", "2.16.840.1.113883.6.1"), nullptr);
    EXPECT_EQ(set.find("11490-0", "2.16.840.1.113883.6.1")->display, "Lettre de liaison à la sortie");
    EXPECT_NE(set.find("11490-0", "urn:oid:2.16.840.1.113883.6.1"), nullptr);
    EXPECT_EQ(set.find("11490-0", "1.2.3"), nullptr);
    EXPECT_EQ(set.find("11490-0", ""), nullptr);
    EXPECT_EQ(set.find("11490-O", "2.16.840.1.113883.6.1"), nullptr);
}

TEST(ValueSet, a_member_without_system_stands_for_its_code_in_any) {
    const ValueSet set = set_of({{"text/xml", "", ""}});
    EXPECT_NE(set.find("text/xml", ""), nullptr);
    EXPECT_NE(set.find("text/xml", "1.2.3"), nullptr);
}

TEST(ValueSet, a_code_is_taken_once_for_each_system) {
    ValueSet set = set_of(letters);
    EXPECT_FALSE(set.add({"10", "urn:oid:1.2.250.1.213.1.1.4.1", "again"}));
    EXPECT_TRUE(set.add({"10", "1.2.9", "other system"}));
    EXPECT_EQ(set.concepts().size(), 5U);
}

std::vector<std::string> near(std::string_view code, std::string_view system, std::size_t most = 3) {
    std::vector<std::string> codes;
    for (const Concept& member : nearest(letters, code, system, most)) codes.push_back(member.code);
    return codes;
}

using Codes = std::vector<std::string>;

TEST(Nearest, the_same_code_of_another_system_comes_first) {
    EXPECT_EQ(near("18842-5", "2.16.840.1.113883.6.1"), Codes{"18842-5"});
}
TEST(Nearest, a_slip_of_few_letters_is_found_and_a_stranger_is_not) {
    EXPECT_EQ(near("1490-0", "2.16.840.1.113883.6.1"), Codes{"11490-0"});
    EXPECT_EQ(near("11409-0", "2.16.840.1.113883.6.1"), Codes{"11490-0"});  // two digits swapped count as one
    EXPECT_EQ(near("zzzzzzz", "2.16.840.1.113883.6.1"), Codes{});
}
TEST(Nearest, of_equally_near_ones_the_system_decides) {
    const std::vector<Concept> twins = {{"AB", "1.2.3", ""}, {"AC", "9.9.9", ""}};
    EXPECT_EQ(nearest(twins, "AD", "9.9.9", 1)[0].code, "AC");
    EXPECT_EQ(nearest(twins, "AD", "1.2.3", 1)[0].code, "AB");
}
TEST(Nearest, codes_of_any_length_are_borne) {
    const std::string endless(5000, '1');
    EXPECT_EQ(near(endless, "x"), Codes{});
    EXPECT_EQ(near(std::string(64, '1'), "x"), Codes{});
}

}  // namespace
}  // namespace dmpgw::terminology

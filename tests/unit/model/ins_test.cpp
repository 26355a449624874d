// Référentiel INS 2.0: authorities, and the key of the NIR. Values are public test identities.
#include "gateway/model/ins.hpp"

#include <gtest/gtest.h>

namespace dmpgw::model {
namespace {

constexpr std::string_view real_nir = "1.2.250.1.213.1.4.8";
constexpr std::string_view real_nia = "1.2.250.1.213.1.4.9";
constexpr std::string_view test_nir = "1.2.250.1.213.1.4.10";

TEST(Ins, authorities_have_a_domain) {
    EXPECT_EQ(ins_domain_of(real_nir), InsDomain::real);
    EXPECT_EQ(ins_domain_of(real_nia), InsDomain::real);
    EXPECT_EQ(ins_domain_of(test_nir), InsDomain::test);
    EXPECT_EQ(ins_domain_of("urn:oid:1.2.250.1.213.1.4.11"), InsDomain::demo);
    EXPECT_EQ(ins_domain_of("1.2.250.1.213.1.4.2"), std::nullopt) << "the INS-C";
    EXPECT_EQ(ins_domain_of("1.2.250.1.213.1.4"), std::nullopt);
    EXPECT_EQ(ins_domain_of(""), std::nullopt);
}

TEST(Ins, names_of_domains_read_back) {
    for (const InsDomain domain : {InsDomain::real, InsDomain::test, InsDomain::demo}) {
        EXPECT_EQ(ins_domain_of_name(to_string(domain)), domain);
    }
    EXPECT_EQ(ins_domain_of_name("first"), std::nullopt);
}

TEST(Ins, right_keys) {
    for (const char* value : {"279035121518989", "207058575627097", "188102B17295264", "180032B02040123", "275126322074974"}) {
        EXPECT_TRUE(is_right_ins(value, test_nir)) << value;
    }
    EXPECT_TRUE(is_right_ins("168112B03312840", real_nir));
}

TEST(Ins, wrong_keys_and_forms) {
    for (const char* value : {"279035121518900", "150059217102310", "181036322045660", "188102A17295264", "27903512151898",
                              "2790351215189890", "27903512151898X", "27903A121518989", "188102C17295264", "", "-79035121518989"}) {
        EXPECT_FALSE(is_right_ins(value, test_nir)) << value;
    }
}

TEST(Ins, the_key_of_a_waiting_number_is_not_judged) {
    EXPECT_TRUE(is_right_ins("279035121518900", real_nia));
    EXPECT_FALSE(is_right_ins("2790351215189", real_nia));
}

}  // namespace
}  // namespace dmpgw::model

// The list of `dmpgw patients import`.
#include "gateway/cli/patient_list.hpp"

#include <gtest/gtest.h>

namespace dmpgw::cli {
namespace {

TEST(PatientList, lines_become_patients) {
    const auto list = read_patient_list(
        "\xEF\xBB\xBF# id;family;given;birth date;gender\r\n"
        "251042923241772^^^&1.2.250.1.213.1.4.10&ISO^NH;FICTIVAL;COLETTE;19510412;F\r\n"
        "\n"
        "1.2.250.1.999.3|IPP42\n"
        "1.2.250.1.999.3|IPP43;;;1951-04;unknown");
    ASSERT_TRUE(list);
    ASSERT_EQ(list->size(), 3U);
    EXPECT_EQ((*list)[0].line, 2U);
    EXPECT_EQ((*list)[0].identifier, "urn:oid:1.2.250.1.213.1.4.10|251042923241772");
    const json::Value& patient = (*list)[0].resource;
    EXPECT_EQ(patient["identifier"][0]["value"].as_string(), "251042923241772");
    EXPECT_EQ(patient["name"][0]["family"].as_string(), "FICTIVAL");
    EXPECT_EQ(patient["name"][0]["given"][0].as_string(), "COLETTE");
    EXPECT_EQ(patient["birthDate"].as_string(), "1951-04-12");
    EXPECT_EQ(patient["gender"].as_string(), "female");
    EXPECT_FALSE((*list)[1].resource.has("name"));
    EXPECT_EQ((*list)[2].resource["birthDate"].as_string(), "1951-04");
}

TEST(PatientList, every_fault_is_named_with_its_line) {
    const auto list = read_patient_list("1.2.3|1;A;B;yesterday;F\nnobody\n1.2.3|2;;;;X\n1.2.3|3");
    ASSERT_FALSE(list);
    ASSERT_EQ(list.error().findings.size(), 3U);
    EXPECT_EQ(list.error().findings[0].rule, "CLI_PATIENT_BIRTH_DATE");
    EXPECT_EQ(list.error().findings[0].where, "line 1");
    EXPECT_EQ(list.error().findings[1].where, "line 2");
    EXPECT_EQ(list.error().findings[2].rule, "CLI_PATIENT_GENDER");
    EXPECT_EQ(read_patient_list("1.2.3|1;H\xE9L").error().first().rule, "CLI_PATIENT_LIST_UTF8");
}

}  // namespace
}  // namespace dmpgw::cli

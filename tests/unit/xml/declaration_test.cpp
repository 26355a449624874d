#include "gateway/xml/declaration.hpp"

#include <gtest/gtest.h>

namespace dmpgw::xml {
namespace {

std::string_view rule(std::string_view text) {
    const DeclarationCheck check = check_declaration(text);
    return check.broken == nullptr ? "" : check.broken->id;
}

TEST(declaration, accepts_version_encoding_and_standalone_in_their_order) {
    EXPECT_EQ(rule(" version=\"1.0\""), "");
    EXPECT_EQ(rule(" version = '1.0'\n encoding = 'UTF-8'\tstandalone = 'no' "), "");
    EXPECT_EQ(rule(" version='1.0' standalone='yes'"), "");
    EXPECT_EQ(rule(" version='1.0' encoding='utf-8'"), "");
}

TEST(declaration, refuses_other_orders_and_other_words) {
    for (const std::string_view text :
         {"", " ", "version='1.0'", " Version='1.0'", " version='1.0\"", " version=1.0", " version",
          " encoding='UTF-8'", " encoding='UTF-8' version='1.0'", " version='1.0'encoding='UTF-8'",
          " version='1.0' standalone='yes' encoding='UTF-8'", " version='1.0' standalone='true'",
          " version='1.0' x='y'", " version='1.0' encoding='UTF-8' encoding='UTF-8'"}) {
        EXPECT_EQ(rule(text), "XML_DECLARATION") << text;
    }
}

TEST(declaration, names_the_version_or_encoding_it_refuses) {
    EXPECT_EQ(rule(" version='1.1'"), "XML_VERSION");
    EXPECT_EQ(check_declaration(" version='1.1'").value, "1.1");
    EXPECT_EQ(rule(" version='1.0' encoding='windows-1252'"), "XML_ENCODING");
    EXPECT_EQ(check_declaration(" version='1.0' encoding='windows-1252'").value, "windows-1252");
    EXPECT_EQ(rule(" version='1.0' encoding=''"), "XML_ENCODING");
}

}  // namespace
}  // namespace dmpgw::xml

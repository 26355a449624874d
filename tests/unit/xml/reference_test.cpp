#include "gateway/xml/reference.hpp"

#include <gtest/gtest.h>

namespace dmpgw::xml {
namespace {

std::string_view rule(std::string_view name) {
    const Rule* const broken = check_reference(name);
    return broken == nullptr ? "" : broken->id;
}

TEST(reference, accepts_the_five_entities_and_allowed_characters) {
    for (const std::string_view name : {"amp", "lt", "gt", "quot", "apos", "#9", "#13", "#233", "#xE9", "#xe9",
                                        "#x10FFFF", "#1114111", "#000000000000065"}) {
        EXPECT_EQ(rule(name), "") << name;
    }
}

TEST(reference, refuses_every_other_entity) {
    for (const std::string_view name : {"nbsp", "eacute", "AMP", "amp2", "x:y"}) EXPECT_EQ(rule(name), "XML_ENTITY");
}

TEST(reference, refuses_what_is_malformed_or_names_no_character) {
    for (const std::string_view name : {"", "#", "#x", "#X41", "#12a", "#xG", "1", "-a", "a#b", "#0", "#8", "#xB",
                                        "#xD800", "#xDFFF", "#xFFFE", "#xFFFF", "#x110000", "#4294967361",
                                        "#x100000041", "#99999999999999999999999"}) {
        EXPECT_EQ(rule(name), "XML_REFERENCE") << name;
    }
}

}  // namespace
}  // namespace dmpgw::xml

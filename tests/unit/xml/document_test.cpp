#include "gateway/xml/document.hpp"

#include <gtest/gtest.h>

namespace dmpgw::xml {
namespace {

TEST(document, reads_a_small_tree) {
    auto r = parse("<?xml version=\"1.0\"?><a xmlns='urn:x' k='1&amp;2'><b>t</b><b/></a>");
    ASSERT_TRUE(r) << r.error().first().rule;
    EXPECT_EQ(r->root().attribute("k"), "1&2");
    EXPECT_EQ(r->root().children()[1]->path(), "/a/b[2]");
}

}  // namespace
}  // namespace dmpgw::xml

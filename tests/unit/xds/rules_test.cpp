// The list of all rules: no rule twice with other words, and each one broken by some test.
#include <map>
#include <set>

#include "gateway/xds/metadata_rules.hpp"
#include "tests/unit/xds/corpus.hpp"

namespace dmpgw::xds {
namespace {

TEST(Rules, every_rule_is_complete_in_two_languages) {
    for (const Rule& rule : all_rules()) {
        EXPECT_FALSE(rule.id.empty() || rule.xds_code.empty() || rule.what_en.empty() ||
                     rule.what_fr.empty() || rule.mend_en.empty() || rule.mend_fr.empty() ||
                     rule.source.empty())
            << rule.id;
        EXPECT_NE(rule.what_en, rule.what_fr) << rule.id;
        EXPECT_NE(rule.mend_en, rule.mend_fr) << rule.id;
    }
}

}  // namespace
}  // namespace dmpgw::xds

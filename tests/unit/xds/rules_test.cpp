// The list of all rules: no rule twice with other words, and each one broken by some test.
#include <map>
#include <set>

#include "gateway/xds/metadata_rules.hpp"
#include "tests/support/corpus.hpp"

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

// All text of the tests of this folder and of their data.
std::string all_test_text() {
    std::string text;
    for (const char* folder : {"tests/unit/xds", "tests/unit/model", "tests/data/xds",
                               "tests/data/stored_query", "tests/data/hl7_types"}) {
        const std::filesystem::path root = std::filesystem::path(DMPGW_SOURCE_DIR) / folder;
        for (const auto& file : std::filesystem::recursive_directory_iterator(root)) {
            if (file.is_regular_file()) text += testing::read_text_file(file.path()) + "\n";
        }
    }
    return text;
}

TEST(Rules, every_rule_is_broken_by_some_test) {
    const std::string text = all_test_text();
    for (const Rule& rule : all_rules()) {
        EXPECT_NE(text.find(rule.id), std::string::npos) << rule.id;
    }
}

TEST(Rules, an_id_names_one_rule_only) {
    std::map<std::string_view, std::string_view> seen;
    for (const Rule& rule : all_rules()) {
        // HL7 readers and value rules share two names: too many components is one fault, found at two depths.
        const auto [at, fresh] = seen.emplace(rule.id, rule.xds_code);
        EXPECT_TRUE(fresh || at->second == rule.xds_code) << rule.id;
    }
    EXPECT_GE(seen.size(), 110U);
}

}  // namespace
}  // namespace dmpgw::xds

// Findings and failures as every other folder makes them.
#include "gateway/base/failure.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "gateway/base/text.hpp"

namespace dmpgw {
namespace {

constexpr Rule rule{"A_RULE", FailureKind::conflict, "XDSRegistryError", "It is wrong", "C'est faux.",
                    "Make it right.", "Corrigez-le", "a clause"};
constexpr Rule other{"OTHER", FailureKind::too_large, "", "It is large", "C'est grand", "", "", ""};

TEST(Finding, it_says_all_that_its_rule_says) {
    const Finding f = finding(rule, "Envelope/Body", "42", Severity::warning);
    EXPECT_EQ(f.rule, "A_RULE");
    EXPECT_EQ(f.kind, FailureKind::conflict);
    EXPECT_EQ(f.severity, Severity::warning);
    EXPECT_EQ(f.where, "Envelope/Body");
    EXPECT_EQ(f.value, "42");
    EXPECT_EQ(f.xds_code, "XDSRegistryError");
    EXPECT_EQ(f.source, "a clause");
}

TEST(Finding, each_sentence_ends_with_one_full_stop) {
    const Finding f = finding(rule, "");
    EXPECT_EQ(f.what, (Text{"It is wrong.", "C'est faux."}));
    EXPECT_EQ(f.mend, (Text{"Make it right.", "Corrigez-le."}));
    EXPECT_EQ(finding(other, "").mend, (Text{"", ""})) << "what is not said is no sentence";
}

TEST(Finding, a_detail_stands_before_the_full_stop_in_both_languages) {
    const Finding f = finding(rule, "", "", "12 bytes");
    EXPECT_EQ(f.what, (Text{"It is wrong (12 bytes).", "C'est faux (12 bytes)."}));
    EXPECT_EQ(f.mend.en, "Make it right.");
}

TEST(Finding, a_long_value_is_cut_at_a_character) {
    EXPECT_EQ(finding(rule, "", std::string(max_quoted_value, 'a')).value, std::string(max_quoted_value, 'a'));
    EXPECT_EQ(finding(rule, "", std::string(max_quoted_value + 1, 'a')).value, std::string(max_quoted_value, 'a') + "…");
    for (const std::string character : {"é", "€", "\xF0\x9F\x98\x80"}) {
        for (std::size_t before = 0; before < 8; ++before) {
            std::string value(before, 'a');
            while (value.size() < 2 * max_quoted_value) value += character;
            const std::string quoted = finding(rule, "", value).value;
            EXPECT_TRUE(is_utf8(quoted)) << before;
            EXPECT_TRUE(quoted.ends_with("…"));
            EXPECT_LE(quoted.size(), max_quoted_value + std::string_view("…").size());
            EXPECT_GT(quoted.size(), max_quoted_value - 4);
        }
    }
}

TEST(Finding, a_value_of_continuation_bytes_alone_is_cut_to_nothing) {
    EXPECT_EQ(finding(rule, "", std::string(500, '\x80')).value, "…");
}

TEST(Failure, its_kind_is_that_of_the_first_error) {
    Findings findings = {finding(rule, "a", "", Severity::warning), finding(other, "b"), finding(rule, "c")};
    const Failure failure = Failure::of(findings);
    EXPECT_EQ(failure.kind, FailureKind::too_large);
    EXPECT_EQ(failure.findings.size(), 3u) << "warnings stay";
    EXPECT_EQ(failure.first().where, "a");
}

TEST(Failure, without_an_error_there_is_none) {
    EXPECT_THROW(Failure::of({}), std::logic_error);
    EXPECT_THROW(Failure::of({finding(rule, "", "", Severity::warning)}), std::logic_error);
}

TEST(Failure, errors_are_told_from_warnings) {
    EXPECT_FALSE(has_errors({}));
    EXPECT_FALSE(has_errors({finding(rule, "", "", Severity::warning), finding(rule, "", "", Severity::information)}));
    EXPECT_TRUE(has_errors({finding(rule, "", "", Severity::warning), finding(rule, "")}));
    Findings to = {finding(rule, "a")};
    append(to, {finding(rule, "b"), finding(rule, "c")});
    ASSERT_EQ(to.size(), 3u);
    EXPECT_EQ(to[2].where, "c");
}

TEST(Failure, a_result_read_without_looking_throws_and_names_the_rule) {
    const Result<int> bad = refuse(rule, "somewhere", "x", "detail");
    ASSERT_FALSE(bad);
    try {
        (void)bad.value();
        FAIL() << "it gave a value";
    } catch (const std::logic_error& error) {
        EXPECT_NE(std::string(error.what()).find("A_RULE"), std::string::npos);
    }
}

}  // namespace
}  // namespace dmpgw

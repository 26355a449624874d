// ITI TF-3 4.2.3.1.2: one thing of the sample changes at a time, against the CI-SIS lists.
#include "gateway/xds/code_rules.hpp"

#include <gtest/gtest.h>

#include "gateway/terminology/code_lists.hpp"
#include "tests/support/sample_submission.hpp"

namespace dmpgw::xds {
namespace {

using testing::sample_code;

// The sample with an author's role of the French list.
model::Submission right_submission() {
    model::Submission s = testing::sample_submission();
    const auto correct = [](std::vector<model::Author>& authors) {
        for (model::Author& author : authors) {
            if (!author.author_role.empty()) author.author_role = {"ATTPHYS^Référent^2.16.840.1.113883.5.88"};
        }
    };
    correct(s.submission_set.authors);
    for (auto& entry : s.entries) correct(entry.authors);
    return s;
}

Findings judge(const model::Submission& s, Strictness strictness = Strictness::refuse) {
    static const terminology::CodeLists lists = terminology::read_code_lists(terminology::ci_sis_files()).value();
    return check_codes(s, lists.domain, strictness);
}

// Without the one warning that the sample always gets: the list of contentTypeCode is not at hand.
std::vector<std::string> lines_of(const Findings& findings) {
    std::vector<std::string> out;
    for (const Finding& f : findings) {
        if (f.rule != "CODE_NOT_DECIDABLE") out.push_back(std::string(to_string(f.severity)) + " " + f.where + " " + f.value);
    }
    return out;
}
using List = std::vector<std::string>;

TEST(CodeRules, the_sample_holds_allowed_codes_and_one_that_is_not_decidable) {
    const Findings findings = judge(right_submission());
    ASSERT_EQ(findings.size(), 1U) << findings[1].where << findings[1].value;
    EXPECT_EQ(findings[0].rule, "CODE_NOT_DECIDABLE");
    EXPECT_EQ(findings[0].severity, Severity::warning);
    EXPECT_EQ(findings[0].where, "SubmissionSet.contentTypeCode");
    EXPECT_NE(findings[0].what.en.find("JDV_J59"), std::string::npos) << findings[0].what.en;
}

TEST(CodeRules, a_refusal_names_attribute_code_scheme_list_and_the_nearest_codes) {
    model::Submission s = right_submission();
    s.entries[0].type_code = sample_code("11490-O", "2.16.840.1.113883.6.1", "Lettre");
    const Findings findings = judge(s);
    ASSERT_EQ(lines_of(findings), (List{"error DocumentEntry[1].typeCode 11490-O^^2.16.840.1.113883.6.1"}));
    const Finding& f = findings.back();
    EXPECT_EQ(f.rule, "CODE_NOT_IN_AFFINITY_DOMAIN");
    EXPECT_EQ(f.xds_code, "XDSRegistryMetadataError");
    EXPECT_NE(f.what.fr.find("typeCode 11490-O^^2.16.840.1.113883.6.1; JDV_J07"), std::string::npos) << f.what.fr;
    EXPECT_NE(f.mend.en.find("11490-0^^2.16.840.1.113883.6.1 (Lettre de liaison"), std::string::npos) << f.mend.en;
    EXPECT_NE(f.mend.fr.find("Les plus proches : 11490-0"), std::string::npos) << f.mend.fr;
}

TEST(CodeRules, the_policy_makes_it_an_error_a_warning_or_nothing) {
    model::Submission s = right_submission();
    s.entries[0].class_code = sample_code("10", "1.2.3", "other scheme");
    EXPECT_EQ(lines_of(judge(s)), (List{"error DocumentEntry[1].classCode 10^^1.2.3"}));
    EXPECT_EQ(lines_of(judge(s, Strictness::warn)), (List{"warning DocumentEntry[1].classCode 10^^1.2.3"}));
    EXPECT_TRUE(judge(s, Strictness::accept).empty());
}

// Every coded attribute, by a domain that allows nothing but "no such code".
TEST(CodeRules, every_coded_attribute_is_judged_in_its_place) {
    auto none = std::make_shared<terminology::ValueSet>(terminology::ListOrigin{"none", "1.9", "", ""});
    none->add({"no such code", "1.9", ""});
    terminology::AffinityDomain domain;
    for (std::size_t i = 0; i < terminology::coded_attributes; ++i) {
        domain.bind(static_cast<terminology::CodedAttribute>(i), none);
    }
    model::Submission s = right_submission();
    s.entries.resize(1);
    s.entries[0].authors.resize(1);
    s.associations.resize(1);
    s.associations[0].document_code = sample_code("X", "1.2", "");
    List places;
    for (const Finding& f : check_codes(s, domain, Strictness::refuse)) places.push_back(f.where);
    EXPECT_EQ(places, (List{"SubmissionSet.contentTypeCode", "SubmissionSet.author[1].authorRole[1]",
                            "SubmissionSet.author[1].authorSpecialty[1]", "DocumentEntry[1].author[1].authorRole[1]",
                            "DocumentEntry[1].author[1].authorSpecialty[1]", "DocumentEntry[1].classCode",
                            "DocumentEntry[1].confidentialityCode[1]", "DocumentEntry[1].confidentialityCode[2]",
                            "DocumentEntry[1].eventCodeList[1]", "DocumentEntry[1].formatCode",
                            "DocumentEntry[1].healthcareFacilityTypeCode", "DocumentEntry[1].practiceSettingCode",
                            "DocumentEntry[1].typeCode", "DocumentEntry[1].mimeType", "Folder[1].codeList[1]",
                            "Association[1].documentationCode"}));
}

TEST(CodeRules, a_role_in_plain_words_is_not_judged) {
    model::Submission s = right_submission();
    s.entries[0].authors[0].author_role = {"médecin de garde", "un^deux"};
    EXPECT_EQ(lines_of(judge(s)), List{});
    s.entries[0].authors[0].author_role = {"10^Médecin^1.2.250.1.71.1.2.7"};
    EXPECT_EQ(lines_of(judge(s)), (List{"error DocumentEntry[1].author[1].authorRole[1] 10^^1.2.250.1.71.1.2.7"}));
}

TEST(CodeRules, findings_and_look_ups_are_bounded) {
    model::Submission s = right_submission();
    for (int i = 0; i < 2000; ++i) s.entries[0].confidentiality_codes.push_back(sample_code("N", "1.2." + std::to_string(i), ""));
    const Findings findings = judge(s);
    EXPECT_EQ(findings.size(), 500U);
    std::size_t looked_up = 0;
    for (const Finding& f : findings) looked_up += f.mend.en.find("Nearest") != std::string::npos ? 1 : 0;
    EXPECT_EQ(looked_up, max_nearest_lookups);
}

}  // namespace
}  // namespace dmpgw::xds

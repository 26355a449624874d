// The rules on the model, as the FHIR face meets them: without a reader before.
#include "gateway/xds/metadata_rules.hpp"

#include <functional>

#include "gateway/base/failure_table.hpp"
#include "tests/support/sample_submission.hpp"
#include "tests/support/corpus.hpp"

namespace dmpgw::xds {
namespace {

using testing::sample_submission;

std::vector<std::string> lines_of(const Findings& findings) {
    std::vector<std::string> out;
    for (const Finding& f : findings) out.push_back(f.rule + " " + f.where);
    return out;
}

using List = std::vector<std::string>;

TEST(MetadataRules, the_sample_breaks_none) {
    EXPECT_EQ(lines_of(check(sample_submission(), {})), List{});
    EXPECT_EQ(lines_of(check(sample_submission(), {.transaction = Transaction::iti42})), List{});
}

TEST(MetadataRules, an_empty_submission_is_said_to_lack_each_thing_once) {
    EXPECT_EQ(lines_of(check({}, {})),
              (List{"ENTRY_UUID_MISSING SubmissionSet.entryUUID", "UNIQUE_ID_MISSING SubmissionSet.uniqueId",
                    "WRONG_NUMBER_OF_SLOT_VALUES SubmissionSet.submissionTime",
                    "WRONG_NUMBER_OF_CLASSIFICATIONS SubmissionSet.contentTypeCode",
                    "MISSING_EXTERNAL_IDENTIFIER SubmissionSet.sourceId",
                    "MISSING_EXTERNAL_IDENTIFIER SubmissionSet.patientId"}));
}

TEST(MetadataRules, places_are_called_as_the_face_calls_them) {
    model::Submission s = sample_submission();
    s.entries[0].authors[1].author_institution = {{}};
    const Findings findings =
        check(s, {.locate = [](const Place& p) { return "Bundle: " + describe(p); }});
    EXPECT_EQ(lines_of(findings),
              List{"ORGANIZATION_NAME_MISSING Bundle: "
                   "DocumentEntry[1].author[2].authorInstitution[1]"});
}

TEST(MetadataRules, what_a_reader_has_reported_is_passed_over) {
    model::Submission s = sample_submission();
    s.entries[0].creation_time.reset();
    s.entries[1].authors[0].author_person = model::Xcn{};
    Reported reported;
    reported.add(Place{ObjectKind::document_entry, 0}.of("creationTime"));
    reported.add(Place{ObjectKind::document_entry, 1}.of("author").nth(0));
    EXPECT_EQ(lines_of(check(s, {.reported = &reported})), List{});
    EXPECT_EQ(check(s, {}).size(), 2U);
    Reported whole;
    whole.add({ObjectKind::document_entry, 0});
    EXPECT_EQ(check(s, {.reported = &whole}).size(), 1U);
}

TEST(MetadataRules, a_code_without_scheme_is_refused) {
    model::Submission s = sample_submission();
    s.entries[0].event_codes[0].scheme.clear();
    EXPECT_EQ(lines_of(check(s, {})), List{"CODING_SCHEME_MISSING DocumentEntry[1].eventCodeList[1]"});
}

// ebRIM 3.0, rim.xsd: LongName and FreeFormText. What the FHIR face takes must fit into an answer of the SOAP face.
TEST(MetadataRules, what_is_too_long_for_a_message_is_refused_at_its_place) {
    const auto refused = [](const std::function<void(model::Submission&)>& change) {
        model::Submission s = sample_submission();
        change(s);
        return lines_of(check(s, {}));
    };
    const std::string long_name(257, 'x');
    const std::string long_text(1025, 'x');
    const auto entry = [](model::Submission& s) -> model::DocumentEntry& { return s.entries[0]; };
    EXPECT_EQ(refused([&](auto& s) { entry(s).comments.value = long_text; }), List{"TEXT_TOO_LONG DocumentEntry[1].comments"});
    EXPECT_EQ(refused([&](auto& s) { entry(s).type_code->display.value = long_text; }),
              List{"TEXT_TOO_LONG DocumentEntry[1].typeCode"});
    EXPECT_EQ(refused([&](auto& s) { entry(s).event_codes[0].code = long_name; }),
              List{"CODE_TOO_LONG DocumentEntry[1].eventCodeList[1]"});
    EXPECT_EQ(refused([&](auto& s) { entry(s).source_patient_info = {"PID-8|F", "PID-5|" + long_name}; }),
              List{"SLOT_VALUE_TOO_LONG DocumentEntry[1].sourcePatientInfo[2]"});
    EXPECT_EQ(refused([&](auto& s) { entry(s).authors[0].author_role = {long_name}; }),
              List{"SLOT_VALUE_TOO_LONG DocumentEntry[1].author[1].authorRole[1]"});
    EXPECT_EQ(refused([&](auto& s) { s.submission_set.title.value = long_text; }), List{"TEXT_TOO_LONG SubmissionSet.title"});
    EXPECT_EQ(refused([&](auto& s) { s.folders[0].codes[0].display.value = long_text; }),
              List{"TEXT_TOO_LONG Folder[1].codeList[1]"});
}

TEST(MetadataRules, lengths_are_counted_in_characters_and_the_limit_itself_is_allowed) {
    model::Submission s = sample_submission();
    s.entries[0].comments.value.clear();
    for (int i = 0; i < 1024; ++i) s.entries[0].comments.value += "é";
    s.entries[0].authors[0].author_role = {std::string(256, 'x')};
    EXPECT_EQ(lines_of(check(s, {})), List{});
}

TEST(MetadataRules, membership_is_not_judged_where_associations_were_dropped) {
    model::Submission s = sample_submission();
    s.associations.clear();
    EXPECT_EQ(check(s, {}).size(), 3U);
    EXPECT_EQ(lines_of(check(s, {.associations_complete = false})), List{});
}

TEST(MetadataRules, an_update_may_name_what_is_not_in_the_message) {
    model::Submission s = sample_submission();
    s.entries.clear();
    s.folders.clear();
    s.associations = {testing::sample_association(
        "archive01", model::AssociationType::update_availability_status, "set01",
        "urn:uuid:0c2ab1f4-6a0b-4f6e-9d6e-7a1f6c3b2d10")};
    s.associations[0].original_status = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";
    s.associations[0].new_status = "urn:asip:ci-sis:2010:StatusType:Archived";
    EXPECT_EQ(lines_of(check(s, {.transaction = Transaction::iti57})), List{});
}

TEST(MetadataRules, findings_do_not_grow_without_end) {
    model::Submission s = sample_submission();
    s.entries[0].authors.assign(100000, {});
    EXPECT_EQ(check(s, {}).size(), max_findings);
}

}  // namespace
}  // namespace dmpgw::xds

// Pairs in tests/data/mapping: NAME.json is an ITI-65 Bundle, NAME.want.json what becomes of it.
#include "gateway/mapping/submission.hpp"

#include <map>

#include "tests/unit/mapping/mapping_support.hpp"

namespace dmpgw::mapping::test {
namespace {

std::string join(const std::vector<std::string>& parts, const char* between = ";") {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
    return text;
}

std::string code(const std::optional<model::Code>& c) { return c ? c->code + "^^" + c->scheme : ""; }
std::string time(const std::optional<model::Dtm>& t) { return t ? t->to_xds() : ""; }
std::string cx(const std::optional<model::Cx>& c) { return c ? model::to_string(*c) : ""; }

std::string short_urn(std::string_view urn) { return std::string(urn.substr(urn.rfind(':') + 1)); }

void describe_author(std::map<std::string, std::string>& all, const std::string& at,
                     const std::vector<model::Author>& authors) {
    if (authors.empty()) return;
    const model::Author& author = authors.front();
    if (author.author_person) all[at + ".authorPerson"] = model::to_string(*author.author_person);
    std::vector<std::string> institutions;
    for (const model::Xon& xon : author.author_institution) institutions.push_back(model::to_string(xon));
    all[at + ".authorInstitution"] = join(institutions);
    all[at + ".authorSpecialty"] = join(author.author_specialty);
}

std::map<std::string, std::string> flat(const MappedSubmission& mapped) {
    std::map<std::string, std::string> all;
    const model::Submission& s = mapped.submission;
    for (std::size_t i = 0; i < s.entries.size(); ++i) {
        const model::DocumentEntry& e = s.entries[i];
        const std::string at = "entries." + std::to_string(i);
        all[at + ".uniqueId"] = e.unique_id;
        all[at + ".typeCode"] = code(e.type_code);
        all[at + ".classCode"] = code(e.class_code);
        all[at + ".patientId"] = cx(e.patient_id);
        all[at + ".sourcePatientId"] = cx(e.source_patient_id);
        all[at + ".sourcePatientInfo"] = join(e.source_patient_info);
        all[at + ".creationTime"] = time(e.creation_time);
        all[at + ".serviceStartTime"] = time(e.service_start_time);
        all[at + ".serviceStopTime"] = time(e.service_stop_time);
        all[at + ".hash"] = e.hash;
        all[at + ".size"] = e.size ? std::to_string(*e.size) : "";
        all[at + ".status"] = e.availability_status ? short_urn(model::to_urn(*e.availability_status)) : "";
        all[at + ".limited"] = e.limited_metadata ? "true" : "false";
        all[at + ".uri"] = e.uri;
        all[at + ".type"] = e.type == model::DocumentEntryType::on_demand ? "on_demand" : "stable";
        std::vector<std::string> references;
        for (const model::Cx& cxi : e.reference_id_list) references.push_back(model::to_string(cxi));
        all[at + ".referenceIdList"] = join(references);
        describe_author(all, at, e.authors);
    }
    const model::SubmissionSet& set = s.submission_set;
    all["submissionSet.uniqueId"] = set.unique_id;
    all["submissionSet.sourceId"] = set.source_id;
    all["submissionSet.submissionTime"] = time(set.submission_time);
    all["submissionSet.contentTypeCode"] = code(set.content_type_code);
    all["submissionSet.limited"] = set.limited_metadata ? "true" : "false";
    describe_author(all, "submissionSet", set.authors);
    std::vector<std::string> recipients;
    for (const model::IntendedRecipient& r : set.intended_recipients) {
        recipients.push_back((r.organization ? model::to_string(*r.organization) : "") + "|" +
                             (r.person ? model::to_string(*r.person) : "") + "|" +
                             (r.telecom ? model::to_string(*r.telecom) : ""));
    }
    all["submissionSet.recipients"] = join(recipients);
    all["folders"] = std::to_string(s.folders.size());
    for (std::size_t i = 0; i < s.folders.size(); ++i) {
        const std::string at = "folders." + std::to_string(i);
        all[at + ".title"] = s.folders[i].title.value;
        std::vector<std::string> codes;
        for (const model::Code& c : s.folders[i].codes) codes.push_back(code(c));
        all[at + ".codes"] = join(codes);
    }
    std::vector<std::string> associations;
    for (const model::Association& a : s.associations) {
        associations.push_back(short_urn(model::to_urn(a.type)) + " " + a.submission_set_status + " " + a.source +
                               " " + a.target);
    }
    all["associations"] = join(associations);
    std::vector<std::string> documents;
    for (const MappedDocument& d : mapped.documents) {
        documents.push_back(d.existing.empty() ? d.entry_id + "=" + std::string(d.base64) : d.entry_id + ">" + d.existing);
    }
    all["documents"] = join(documents);
    return all;
}

// Rules of one severity, sorted: the order of findings is not promised.
std::vector<std::string> rules_of(const Findings& findings, Severity severity) {
    std::vector<std::string> rules;
    for (const Finding& f : findings) {
        if (f.severity == severity) rules.push_back(f.rule);
    }
    std::sort(rules.begin(), rules.end());
    return rules;
}

std::vector<std::string> sorted_texts(const json::Value& list) {
    std::vector<std::string> texts;
    for (const json::Value& item : list.as_array()) texts.emplace_back(item.as_string());
    std::sort(texts.begin(), texts.end());
    return texts;
}

class Pair : public testing::TestWithParam<std::string> {};

TEST_P(Pair, has_the_wanted_outcome) {
    const fs::path folder = DMPGW_SOURCE_DIR "/tests/data/mapping";
    auto tree = json::parse(read_file(folder / (GetParam() + ".json")));
    auto want = json::parse(read_file(folder / (GetParam() + ".want.json")));
    ASSERT_TRUE(tree.has_value() && want.has_value());
    const auto mapped = map(*tree);
    if (!(*want)["accept"].as_bool()) {
        ASSERT_FALSE(mapped.has_value());
        EXPECT_EQ(rules_of(mapped.error().findings, Severity::error), sorted_texts((*want)["rules"]))
            << describe(mapped.error().findings);
        return;
    }
    ASSERT_TRUE(mapped.has_value()) << describe(mapped.error().findings);
    if (want->has("warnings")) {
        EXPECT_EQ(rules_of(mapped->warnings, Severity::warning), sorted_texts((*want)["warnings"]))
            << describe(mapped->warnings);
    }
    const auto got = flat(*mapped);
    for (const json::Member& member : (*want)["submission"].as_object()) {
        const auto found = got.find(member.first);
        ASSERT_NE(found, got.end()) << member.first;
        EXPECT_EQ(found->second, member.second.as_string()) << member.first;
    }
}

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& file : fs::directory_iterator(DMPGW_SOURCE_DIR "/tests/data/mapping")) {
        const std::string name = file.path().filename().string();
        const std::size_t end = name.find(".want.json");
        if (end != std::string::npos) all.push_back(name.substr(0, end));
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::string test_name(const testing::TestParamInfo<std::string>& param) {
    std::string name = param.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Submission, Pair, testing::ValuesIn(names()), test_name);

TEST(Submission, ids_follow_the_entries_of_the_request) {
    auto tree = json::parse(read_file(DMPGW_SOURCE_DIR "/tests/data/mapping/folder.json"));
    ASSERT_TRUE(tree.has_value());
    const auto mapped = map(*tree);
    ASSERT_TRUE(mapped.has_value());
    ASSERT_EQ(mapped->ids.size(), 4U);
    EXPECT_EQ(mapped->ids[0], mapped->submission.entries[0].entry_uuid);
    EXPECT_EQ(mapped->ids[1], mapped->submission.submission_set.entry_uuid);
    EXPECT_EQ(mapped->ids[2], mapped->ids[0]) << "a Binary has the id of the entry it feeds";
    EXPECT_EQ(mapped->ids[3], mapped->submission.folders[0].entry_uuid);
}

TEST(Submission, a_missing_profile_is_a_warning_where_the_policy_says_so) {
    auto tree = json::parse(read_file(DMPGW_SOURCE_DIR "/tests/data/mapping/profile-missing.json"));
    ASSERT_TRUE(tree.has_value());
    MappingOptions lenient = options();
    lenient.require_profile = false;
    const auto mapped = map(*tree, lenient);
    ASSERT_TRUE(mapped.has_value()) << describe(mapped.error().findings);
    EXPECT_EQ(mapped->profile.level, Level::comprehensive);
    EXPECT_EQ(mapped->warnings.front().rule, "MHD_PROFILE_MISSING");
}

TEST(Submission, a_generated_unique_id_is_the_same_for_the_same_bundle) {
    auto tree = json::parse(read_file(DMPGW_SOURCE_DIR "/tests/data/mapping/set-without-identifier.json"));
    ASSERT_TRUE(tree.has_value());
    const auto first = map(*tree);
    const auto again = map(*tree);
    ASSERT_TRUE(first.has_value() && again.has_value());
    EXPECT_FALSE(first->submission.submission_set.unique_id.empty());
    EXPECT_EQ(first->submission.submission_set.unique_id, again->submission.submission_set.unique_id);
}

TEST(Submission, a_document_is_found_by_its_unique_id_through_the_store) {
    auto tree = json::parse(read_file(DMPGW_SOURCE_DIR "/tests/data/mapping/signs-by-identifier.json"));
    ASSERT_TRUE(tree.has_value());
    MappingOptions with_store = options();
    with_store.find_document = [](std::string_view) { return std::optional<std::string>("urn:uuid:stored"); };
    const auto mapped = map(*tree, with_store);
    ASSERT_TRUE(mapped.has_value());
    EXPECT_EQ(mapped->submission.associations.front().target, "urn:uuid:stored");
}

TEST(Submission, every_finding_speaks_both_languages_and_says_where) {
    auto tree = json::parse(read_file(DMPGW_SOURCE_DIR "/tests/data/mapping/everything-wrong-at-once.json"));
    ASSERT_TRUE(tree.has_value());
    const auto mapped = map(*tree);
    ASSERT_FALSE(mapped.has_value());
    for (const Finding& f : mapped.error().findings) {
        EXPECT_FALSE(f.what.en.empty() || f.what.fr.empty() || f.mend.en.empty() || f.mend.fr.empty()) << f.rule;
        EXPECT_TRUE(f.where.starts_with("Bundle.")) << f.where;
        EXPECT_FALSE(f.source.empty()) << f.rule;
    }
}

}  // namespace
}  // namespace dmpgw::mapping::test

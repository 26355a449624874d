// Lists as operators have them: codes.xml, IHE SVS, JSON. Cases are pairs in tests/data/code_lists: NAME.xml or NAME.json,
// and NAME.expected with one line for each finding, "severity RULE place [value]", or with verdicts of what was read.
#include "gateway/terminology/code_lists.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "gateway/base/text.hpp"

namespace dmpgw::terminology {
namespace {

const std::filesystem::path folder = std::filesystem::path(DMPGW_SOURCE_DIR) / "tests/data/code_lists";

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string print(const Findings& findings) {
    std::string out;
    for (const Finding& f : findings) {
        out += std::string(to_string(f.severity)) + " " + f.rule + " " + f.where + (f.value.empty() ? "" : " [" + f.value + "]") + "\n";
    }
    return out;
}

std::string verdict_of(const AffinityDomain& domain, std::string_view line) {
    constexpr const char* names[] = {"unconstrained", "allowed", "not_allowed", "not_decidable"};
    const auto words = split(line, ' ');
    const auto attribute = coded_attribute_of(words.at(0));
    if (!attribute) return "no such attribute";
    return names[static_cast<int>(domain.judge(*attribute, words.at(1), words.size() > 3 ? words[2] : ""))];
}

// Lines "attribute code [system] verdict" are asked of what was read; the rest must be the findings.
void run_case(const std::filesystem::path& path) {
    SCOPED_TRACE(path.filename().string());
    std::filesystem::path expected = path;
    std::istringstream lines(text_of(expected.replace_extension(".expected")));
    const auto lists = read_code_lists(std::vector<NamedText>{{path.filename().string(), text_of(path)}});
    std::string findings;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("error ") || line.starts_with("warning ")) {
            findings += line + "\n";
        } else {
            ASSERT_TRUE(lists) << print(lists.error().findings);
            EXPECT_TRUE(line.ends_with(" " + verdict_of(lists->domain, line))) << line << ": " << verdict_of(lists->domain, line);
        }
    }
    EXPECT_EQ(print(lists ? lists->warnings : lists.error().findings), findings);
}

TEST(CodeLists, cases) {
    std::size_t cases = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".expected") continue;
        run_case(entry.path());
        ++cases;
    }
    EXPECT_GE(cases, 10U);
}

TEST(CodeLists, files_are_taken_together) {
    const std::vector<NamedText> files = {
        {"a.xml", "<Codes><CodeType name='typeCode'><Code code='A' codingScheme='1.2'/></CodeType></Codes>"},
        {"b.json", R"({"affinity_domain": "x", "attributes": [{"attribute": "typeCode", "value_set": "9.9"}]})"},
        {"c.json", R"({"value_set": "set", "oid": "9.9", "systems": [{"system": "1.2", "codes": {"B": "b"}}]})"}};
    const auto lists = read_code_lists(files);
    ASSERT_TRUE(lists) << print(lists.error().findings);
    EXPECT_EQ(lists->domain.judge(CodedAttribute::type_code, "A", "1.2"), Verdict::allowed);
    EXPECT_EQ(lists->domain.judge(CodedAttribute::type_code, "B", "1.2"), Verdict::allowed);
    EXPECT_EQ(lists->domain.judge(CodedAttribute::type_code, "C", "1.2"), Verdict::not_allowed);
    EXPECT_EQ(lists->domain.sets_of(CodedAttribute::type_code), "a.xml typeCode, set");
}

TEST(CodeLists, all_mistakes_of_all_files_are_told_at_once) {
    const std::vector<NamedText> files = {{"a.xml", "<Codes"}, {"b.json", "{"}, {"c.txt", "code;display"}};
    const auto lists = read_code_lists(files);
    ASSERT_FALSE(lists);
    std::vector<std::string> names;
    for (const Finding& f : lists.error().findings) names.push_back(f.where.substr(0, 1));
    EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(CiSis, the_lists_of_this_version_know_their_codes) {
    const auto lists = read_code_lists(ci_sis_files());
    ASSERT_TRUE(lists) << print(lists.error().findings);
    EXPECT_EQ(print(lists->warnings), "");
    const AffinityDomain& domain = lists->domain;
    EXPECT_EQ(domain.judge(CodedAttribute::type_code, "11490-0", "2.16.840.1.113883.6.1"), Verdict::allowed);
    EXPECT_EQ(domain.judge(CodedAttribute::type_code, "18842-5", "2.16.840.1.113883.6.1"), Verdict::not_allowed);
    EXPECT_EQ(domain.judge(CodedAttribute::class_code, "10", "1.2.250.1.213.1.1.4.1"), Verdict::allowed);
    EXPECT_EQ(domain.judge(CodedAttribute::format_code, "urn:asip:ci-sis:ldl-ses:2017", "1.2.250.1.213.1.1.4.2.282"), Verdict::allowed);
    EXPECT_EQ(domain.judge(CodedAttribute::content_type_code, "04", "1.2.250.1.213.2.2"), Verdict::not_decidable);
    EXPECT_EQ(domain.judge(CodedAttribute::event_code_list, "DEQP003", "1.2.250.1.213.2.5"), Verdict::unconstrained);
}

}  // namespace
}  // namespace dmpgw::terminology

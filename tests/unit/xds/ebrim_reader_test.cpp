// ebRIM in: the full sample reads as the model says, and every case of tests/data/xds/cases has exactly the
// findings it names.
#include "gateway/xds/ebrim_reader.hpp"

#include <algorithm>
#include <ctime>
#include <functional>
#include <map>

#include "gateway/base/failure_table.hpp"
#include "gateway/base/text.hpp"
#include "tests/support/sample_submission.hpp"
#include "tests/support/corpus.hpp"

namespace dmpgw::xds {
namespace {

using testing::sample_submission;
using testing::sample_submission_xml;

ReadSubmission read_text(const std::string& text, const RuleContext& context) {
    auto document = xml::parse(text);
    if (!document) return {std::nullopt, document.error().findings};
    return read_submission(document->root(), {context, {}});
}

TEST(EbrimReader, the_full_sample_reads_as_its_model) {
    for (const Transaction t : {Transaction::iti41, Transaction::iti42}) {
        const ReadSubmission read = read_text(sample_submission_xml(), {.transaction = t});
        EXPECT_TRUE(read.findings.empty()) << read.findings.front().rule;
        ASSERT_TRUE(read.submission);
        EXPECT_EQ(read.submission->entries, sample_submission().entries);
        EXPECT_EQ(read.submission->submission_set, sample_submission().submission_set);
        EXPECT_EQ(read.submission->folders, sample_submission().folders);
        EXPECT_EQ(read.submission->associations, sample_submission().associations);
    }
}

// A case changes the sample text and names every finding: "want SEVERITY RULE CODE WHERE".
struct Case {
    RuleContext context{.transaction = Transaction::iti42};
    std::string text;
    std::vector<std::string> wanted;
};

void replace(std::string& text, const std::string& old_text, const std::string& new_text, bool all) {
    std::size_t at = text.find(old_text);
    if (at == std::string::npos) throw std::runtime_error("not in the sample: " + old_text);
    if (!all && text.find(old_text, at + 1) != std::string::npos) {
        throw std::runtime_error("more than once in the sample: " + old_text);
    }
    for (; at != std::string::npos; at = text.find(old_text, at + new_text.size())) {
        text.replace(at, old_text.size(), new_text);
        if (!all) return;
    }
}

Case read_case(const std::filesystem::path& path) {
    static const std::map<std::string, Transaction> transactions{
        {"ITI-41", Transaction::iti41}, {"ITI-42", Transaction::iti42}, {"ITI-57", Transaction::iti57},
        {"ITI-61", Transaction::iti61}, {"ITI-92", Transaction::iti92}};
    Case c;
    c.text = sample_submission_xml();
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        const std::size_t space = line.find(' ');
        const std::string word = line.substr(0, space);
        const std::string rest = space == std::string::npos ? "" : line.substr(space + 1);
        if (word == "transaction") c.context.transaction = transactions.at(rest);
        else if (word == "limited") c.context.allow_limited_metadata = true;
        else if (word == "want") c.wanted.push_back(rest);
        else if (word == "replace" || word == "replace-all") {
            std::string old_text;
            std::string new_text;
            bool second = false;
            while (std::getline(file, line) && line != "end") {
                if (line == "with") second = true;
                else (second ? new_text : old_text) += (second ? new_text : old_text).empty() ? line : "\n" + line;
            }
            replace(c.text, old_text, new_text, word == "replace-all");
        } else {
            throw std::runtime_error("bad line in " + path.string() + ": " + line);
        }
    }
    return c;
}

std::string line_of(const Finding& f) {
    return std::string(to_string(f.severity)) + " " + f.rule + " " + std::string(xds_code_of(f)) + " " +
           f.where;
}

TEST(EbrimReader, every_case_has_exactly_the_findings_it_names) {
    int count = 0;
    for (const auto& file : std::filesystem::directory_iterator(testing::test_data("xds/cases"))) {
        if (file.path().extension() != ".case") continue;
        Case c = read_case(file.path());
        const ReadSubmission read = read_text(c.text, c.context);
        std::vector<std::string> got;
        for (const Finding& f : read.findings) {
            got.push_back(line_of(f));
            EXPECT_FALSE(f.mend.en.empty() || f.mend.fr.empty()) << f.rule;
        }
        std::sort(got.begin(), got.end());
        std::sort(c.wanted.begin(), c.wanted.end());
        EXPECT_EQ(got, c.wanted) << file.path().filename();
        ++count;
    }
    EXPECT_GE(count, 60);
}

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

std::string with_objects(const std::string& objects) {
    std::string text = sample_submission_xml();
    const std::string end = "  </rim:RegistryObjectList>";
    text.insert(text.find(end), objects);
    return text;
}

TEST(EbrimReader, a_submission_past_the_limit_of_objects_is_refused) {
    const std::string association =
        "<rim:Association associationType='urn:ihe:iti:2007:AssociationType:APND' sourceObject='letter01' "
        "targetObject='urn:uuid:0c2ab1f4-6a0b-4f6e-9d6e-7a1f6c3b2d10'/>";
    const ReadSubmission below = read_text(with_objects(repeated(association, 900)), {});
    EXPECT_TRUE(below.findings.empty());
    for (const int count : {1000, 5000}) {
        const ReadSubmission read = read_text(with_objects(repeated(association, count)), {});
        EXPECT_FALSE(read.submission);
        ASSERT_EQ(read.findings.size(), 1U);
        EXPECT_EQ(read.findings[0].rule, "TOO_MANY_OBJECTS");
        EXPECT_EQ(read.findings[0].kind, FailureKind::too_large);
    }
}

// Processor seconds to read an object with these parts.
double cost_of(const std::string& parts) {
    const std::string text = with_objects("<rim:ExtrinsicObject id='x'>" + parts + "</rim:ExtrinsicObject>");
    const std::clock_t start = std::clock();
    const ReadSubmission read = read_text(text, {});
    EXPECT_LE(read.findings.size(), 2 * max_findings + 1);
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

// Four times the size must not cost sixteen times the work, whatever fills the message.
TEST(EbrimReader, hostile_messages_cost_no_more_than_they_weigh) {
    const auto numbered = [](const std::string& before, const std::string& after) {
        return [=](int count) {
            std::string out;
            for (int i = 0; i < count; ++i) out += before + std::to_string(i) + after;
            return out;
        };
    };
    const std::string value = "<rim:ValueList><rim:Value>x</rim:Value></rim:ValueList></rim:Slot>";
    const std::string empty = "<rim:ValueList><rim:Value/></rim:ValueList></rim:Slot>";
    const std::string author = "<rim:Classification classificationScheme='"
                               "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d' nodeRepresentation='";
    const std::vector<std::function<std::string(int)>> fillings{
        numbered("<rim:Slot name='s", "'>" + value), numbered("<rim:Slot name='s", "'>" + empty),
        numbered("<rim:Slot name='same'><!--", "--></rim:Slot>"), numbered(author, "'/>"),
        numbered("<rim:ExternalIdentifier identificationScheme='", "'/>")};
    for (std::size_t i = 0; i < fillings.size(); ++i) {
        const double small = cost_of(fillings[i](10000));
        const double large = cost_of(fillings[i](40000));
        EXPECT_TRUE(large < 0.2 || large < 10 * small) << "filling " << i << ": " << small << " s, " << large << " s";
    }
}

}  // namespace
}  // namespace dmpgw::xds

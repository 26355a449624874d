// Public submissions: each is read with the verdict that its makers state.
#include <algorithm>
#include <map>
#include <sstream>

#include "gateway/base/failure_table.hpp"
#include "gateway/base/text.hpp"
#include "gateway/xds/ebrim_reader.hpp"
#include "gateway/xds/messages.hpp"
#include "gateway/xds/vocabulary.hpp"
#include "tests/support/corpus.hpp"

namespace dmpgw::xds {
namespace {

using testing::corpus;
using testing::read_text_file;

std::string list_of(const Findings& findings) {
    std::string out;
    for (const Finding& f : findings) {
        out += "\n  " + std::string(to_string(f.severity)) + " " + f.rule + " (" +
               std::string(xds_code_of(f)) + ") " + f.where + " \"" + f.value + "\"";
    }
    return out;
}

// The SubmitObjectsRequest at or below `element`, at most a few levels down.
const xml::Element* find_request(const xml::Element& element, int depth = 4) {
    if (element.is(ns::lcm, "SubmitObjectsRequest")) return &element;
    if (depth == 0) return nullptr;
    for (const xml::Element* child : element.children()) {
        if (const auto* found = find_request(*child, depth - 1)) return found;
    }
    return nullptr;
}

ReadSubmission read_text(const std::string& text, const RuleContext& context) {
    auto document = xml::parse(text);
    if (!document) return {std::nullopt, document.error().findings};
    const xml::Element* request = find_request(document->root());
    if (request == nullptr) throw std::runtime_error("no SubmitObjectsRequest");
    return read_submission(*request, {context, {}});
}

TEST(Corpus, the_ipf_mutations_are_refused_by_the_rule_they_break) {
    DMPGW_NEEDS_CORPUS("xds/ipf/submission-mutations.json");
    DMPGW_NEEDS_CORPUS("../tools/replay_ipf.py");
    const std::filesystem::path out = std::filesystem::path(DMPGW_BINARY_DIR) / "ipf-mutations";
    const std::string command =
        "python3 '" + (std::filesystem::path(DMPGW_SOURCE_DIR) / "tests/support/dump_ipf_mutations.py").string() +
        "' '" + corpus("../tools").string() + "' '" + corpus("xds/ipf").string() + "' '" + out.string() + "'";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
    std::istringstream wanted(read_text_file(out / "wanted.tsv"));
    int accepted = 0;
    int refused = 0;
    for (std::string line; std::getline(wanted, line);) {
        const auto parts = split(line, '\t');
        const std::string name(parts[0]);
        const ReadSubmission read =
            read_text(read_text_file(out / (name + ".xml")), {.transaction = Transaction::iti42});
        if (parts[1] == "OK") {
            EXPECT_TRUE(read.findings.empty()) << name << list_of(read.findings);
            ++accepted;
            continue;
        }
        ++refused;
        const auto found = std::find_if(read.findings.begin(), read.findings.end(),
                                        [&](const Finding& f) { return f.rule == parts[1]; });
        ASSERT_NE(found, read.findings.end()) << name << " wants " << parts[1] << list_of(read.findings);
        EXPECT_EQ(xds_code_of(*found), parts[2]) << name;
        EXPECT_EQ(found->severity, Severity::error) << name;
    }
    EXPECT_EQ(accepted, 2);
    EXPECT_EQ(refused, 56);
}

// The NIST submissions that must fail by what stands in them; the others fail by the state of the registry,
// by their documents or by the codes of an affinity domain. By the start of the file's name.
std::optional<std::string> refused_here(const std::string& file) {
    static const std::map<std::string, std::string> rules{
        {"0134_11986", "DOC_ENTRY_PATIENT_ID_WRONG"},
        {"0170_11998a_classCode", "WRONG_NUMBER_OF_CLASSIFICATIONS"},
        {"0171_11998a_confidentialityCode", "WRONG_NUMBER_OF_CLASSIFICATIONS"},
        {"0172_11998a_creationTime", "WRONG_NUMBER_OF_SLOT_VALUES"},
        {"0173_11998a_formatCode", "WRONG_NUMBER_OF_CLASSIFICATIONS"},
        {"0174_11998a_healthcare", "WRONG_NUMBER_OF_CLASSIFICATIONS"},
        {"0175_11998a_languageCode", "WRONG_NUMBER_OF_SLOT_VALUES"},
        {"0176_11998a_practice", "WRONG_NUMBER_OF_CLASSIFICATIONS"},
        {"0177_11998a_sourcePatientId", "WRONG_NUMBER_OF_SLOT_VALUES"},
        {"0178_11998a_typeCode", "WRONG_NUMBER_OF_CLASSIFICATIONS"},
        {"0272_12369_hash", "INVALID_HASH_CODE"},
        {"0280_12376", "WRONG_NUMBER_OF_SLOT_VALUES"},
        {"0503_21000", "ASSOCIATION_TO_ITSELF"}};
    for (const auto& [start, rule] : rules) {
        if (file.starts_with(start)) return rule;
    }
    return std::nullopt;
}

TEST(Corpus, the_nist_submissions_that_succeed_read_without_an_error) {
    DMPGW_NEEDS_CORPUS("xds/nist-testkit/sequence.jsonl");
    std::istringstream lines(read_text_file(corpus("xds/nist-testkit/sequence.jsonl")));
    int read_count = 0;
    int refused_count = 0;
    for (std::string line; std::getline(lines, line);) {
        rapidjson::Document step;
        step.Parse(line.c_str());
        const std::string transaction = step["transaction"].GetString();
        if (!step.HasMember("body") || step["expected_status"].Size() != 1) continue;
        const bool success = step["expected_status"][0] == "Success";
        RuleContext context;
        if (transaction == "ITI-41") context.transaction = Transaction::iti41;
        else if (transaction == "ITI-41 (XDR)") context.allow_limited_metadata = true;
        else if (transaction == "ITI-42") context.transaction = Transaction::iti42;
        else if (transaction == "ITI-61") context.transaction = Transaction::iti61;
        else continue;
        const std::filesystem::path body =
            corpus("xds/nist-testkit/bodies") / std::filesystem::path(step["body"].GetString()).filename();
        const ReadSubmission read = read_text(read_text_file(body), context);
        if (success) {
            EXPECT_FALSE(has_errors(read.findings)) << body.filename() << list_of(read.findings);
            ++read_count;
        } else if (const auto rule = refused_here(body.stem().string())) {
            EXPECT_EQ(read.findings.empty() ? "" : read.findings.front().rule, *rule) << body.filename();
            ++refused_count;
        }
    }
    EXPECT_EQ(read_count, 121);
    EXPECT_EQ(refused_count, 13);
}

// The templates of one of these sets name what their harness fills in.
std::string with_values(std::string text) {
    const std::vector<std::pair<std::string, std::string>> values{
        {"$patientId", "P1^^^&amp;1.2.3&amp;ISO"},
        {"$XDSSubmissionSet.uniqueId", "1.2.3.900"},
        {"$folder_uniqueid", "1.2.3.901"},
        {"$rplc_doc_uuid", "urn:uuid:0c2ab1f4-6a0b-4f6e-9d6e-7a1f6c3b2d10"},
        {"$tran_rplc_doc_uuid", "urn:uuid:0c2ab1f4-6a0b-4f6e-9d6e-7a1f6c3b2d10"},
        {"$tran_doc_uuid", "urn:uuid:0c2ab1f4-6a0b-4f6e-9d6e-7a1f6c3b2d10"},
        {"$appendum_doc_uuid", "urn:uuid:0c2ab1f4-6a0b-4f6e-9d6e-7a1f6c3b2d10"}};
    for (const auto& [name, value] : values) {
        for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
            text.replace(at, name.size(), value);
        }
    }
    return text;
}

// Submissions of other registries' tests. Those not named here read without an error; those named break a
// rule that their makers did not know or did not hold.
TEST(Corpus, the_submissions_of_other_registries_have_known_outcomes) {
    DMPGW_NEEDS_CORPUS("xds/openxds");
    DMPGW_NEEDS_CORPUS("xds/dcm4chee-xds");
    const std::map<std::string, std::string> refused{
        {"testCodeClassifications.xml", "EXACTLY_ONE_SUBMISSION_SET_MUST_EXIST"},
        {"initialize.xml", "EXACTLY_ONE_SUBMISSION_SET_MUST_EXIST"},  // the registry's own schemes
        {"RegisterGenericDocument.xml", "INVALID_UUID"},              // a template
        {"two_doc_w_fol.xml", "TIME_PRECISION_TOO_LOW"},
        {"single_doc_w_fol.xml", "TIME_PRECISION_TOO_LOW"},
        {"CreateFolder.xml", "TIME_PRECISION_TOO_LOW"},
        {"pnr-assoc-to-self.xml", "MISSING_HAS_MEMBER_ASSOCIATION"},
        {"pnr-limited.xml", "LIMITED_METADATA_PROHIBITED"},
        {"pnr-bad-uplink.xml", "WRONG_CLASSIFIED_OBJ"},
        {"unit_PnR1Doc.xml", "INVALID_OID"}};
    int whole = 0;
    for (const char* part : {"xds/openxds", "xds/dcm4chee-xds", "xds/nist-testkit/messagevalidator"}) {
        for (const auto& file : std::filesystem::recursive_directory_iterator(corpus(part))) {
            if (file.path().extension() != ".xml") continue;
            const auto document = xml::parse(with_values(read_text_file(file.path())));
            const xml::Element* request = document ? find_request(document->root()) : nullptr;
            if (request == nullptr) continue;
            const auto transaction =
                document->root().local_name() == "SubmitObjectsRequest" ? Transaction::iti42 : Transaction::iti41;
            const ReadSubmission read = read_submission(*request, {{.transaction = transaction}, {}});
            const auto expected = refused.find(file.path().filename().string());
            if (expected == refused.end()) {
                EXPECT_FALSE(has_errors(read.findings)) << file.path().filename() << list_of(read.findings);
                ++whole;
                continue;
            }
            EXPECT_TRUE(std::any_of(read.findings.begin(), read.findings.end(), [&](const Finding& f) {
                return f.rule == expected->second && f.severity == Severity::error;
            })) << file.path().filename() << list_of(read.findings);
        }
    }
    EXPECT_GE(whole, 25);
}

}  // namespace
}  // namespace dmpgw::xds

// Documents against their entries.
#include "gateway/base/encoding.hpp"
#include "gateway/base/failure_table.hpp"
#include "gateway/xds/metadata_rules.hpp"
#include "tests/support/sample_submission.hpp"
#include "tests/support/corpus.hpp"

namespace dmpgw::xds {
namespace {

using testing::sample_submission;

const std::string letter;  // the sample's first document is empty
const std::string signature = "The quick brown fox jumps over the lazy cog";

DocumentFacts facts(const std::string& id, const std::string& bytes) {
    return {id, bytes.size(), sha1(bytes), hex_encode(sha256(bytes))};
}

model::Submission right_submission() {
    model::Submission s = sample_submission();
    s.entries[1].hash = hex_encode(sha1(signature));
    s.entries[1].size = signature.size();
    return s;
}

std::vector<DocumentFacts> right_documents() {
    return {facts("letter01", letter), facts("signature01", signature)};
}

// "RULE CODE" of each finding.
std::vector<std::string> rules_of(const Findings& findings) {
    std::vector<std::string> out;
    for (const Finding& f : findings) out.push_back(f.rule + " " + std::string(xds_code_of(f)));
    return out;
}

using List = std::vector<std::string>;

TEST(DocumentRules, documents_that_fit_are_taken) {
    EXPECT_EQ(rules_of(check_documents(right_submission(), right_documents())), List{});
}

TEST(DocumentRules, hash_and_size_may_be_left_to_the_repository) {
    model::Submission s = right_submission();
    s.entries[1].hash.clear();
    s.entries[1].size.reset();
    EXPECT_EQ(rules_of(check_documents(s, right_documents())), List{});
}

TEST(DocumentRules, an_entry_needs_its_document) {
    auto documents = right_documents();
    documents.pop_back();
    const Findings findings = check_documents(right_submission(), documents);
    EXPECT_EQ(rules_of(findings), List{"MISSING_DOCUMENT_FOR_DOC_ENTRY XDSMissingDocument"});
    EXPECT_EQ(findings[0].where, "DocumentEntry[2]");
}

TEST(DocumentRules, a_document_needs_its_entry_letter_for_letter) {
    auto documents = right_documents();
    documents[1].id = "Signature01";
    EXPECT_EQ(rules_of(check_documents(right_submission(), documents)),
              (List{"MISSING_DOCUMENT_FOR_DOC_ENTRY XDSMissingDocument",
                    "MISSING_DOC_ENTRY_FOR_DOCUMENT XDSMissingDocumentMetadata"}));
}

TEST(DocumentRules, two_documents_of_one_id_are_refused) {
    auto documents = right_documents();
    documents.push_back(documents[1]);
    EXPECT_EQ(rules_of(check_documents(right_submission(), documents)),
              List{"DUPLICATE_DOCUMENT XDSRepositoryMetadataError"});
}

TEST(DocumentRules, an_on_demand_entry_has_no_document) {
    model::Submission s = right_submission();
    s.entries[1].type = model::DocumentEntryType::on_demand;
    EXPECT_EQ(rules_of(check_documents(s, right_documents())),
              List{"DOCUMENT_NOT_ALLOWED_IN_DOC_ENTRY XDSRepositoryMetadataError"});
    auto documents = right_documents();
    documents.pop_back();
    EXPECT_EQ(rules_of(check_documents(s, documents)), List{});
}

TEST(DocumentRules, another_hash_is_refused_with_the_right_one) {
    model::Submission s = right_submission();
    s.entries[1].hash = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12";
    const Findings findings = check_documents(s, right_documents());
    EXPECT_EQ(rules_of(findings), List{"INCORRECT_HASH XDSRepositoryMetadataError"});
    EXPECT_EQ(findings[0].value, s.entries[1].hash);
    EXPECT_NE(findings[0].what.fr.find(hex_encode(sha1(signature))), std::string::npos);
}

TEST(DocumentRules, another_size_is_refused) {
    model::Submission s = right_submission();
    s.entries[1].size = 44;
    EXPECT_EQ(rules_of(check_documents(s, right_documents())),
              List{"INCORRECT_SIZE XDSRepositoryMetadataError"});
}

TEST(DocumentRules, a_sha256_cut_to_size_is_named) {
    model::Submission s = right_submission();
    s.entries[1].hash = hex_encode(sha256(signature)).substr(0, 40);
    EXPECT_EQ(rules_of(check_documents(s, right_documents())),
              List{"HASH_IS_CUT_SHA256 XDSRepositoryMetadataError"});
}

TEST(DocumentRules, a_hash_that_is_none_is_left_to_the_metadata_rules) {
    model::Submission s = right_submission();
    s.entries[1].hash = "123e2";
    EXPECT_EQ(rules_of(check_documents(s, right_documents())), List{});
}

TEST(DocumentRules, places_are_called_as_the_face_calls_them) {
    model::Submission s = right_submission();
    s.entries[1].size = 44;
    const Findings findings =
        check_documents(s, right_documents(), [](const Place& p) { return "Bundle: " + describe(p); });
    EXPECT_EQ(findings[0].where, "Bundle: DocumentEntry[2].size");
}

}  // namespace
}  // namespace dmpgw::xds

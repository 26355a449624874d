// ITI TF-3 Table 4.2.4.1-2; FHIR R4 issue-type; docs/failures.md.
#include "gateway/base/failure_table.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

namespace dmpgw {
namespace {

constexpr Rule plain{"R", FailureKind::invalid, "", "a", "b", "c", "d", "e"};

Finding finding_of(FailureKind kind, std::string_view code, Severity severity = Severity::error) {
    Finding f = finding(plain, "", "", severity);
    f.kind = kind;
    f.xds_code = code;
    return f;
}

TEST(FailureTable, every_kind_has_one_row) {
    std::set<FailureKind> seen;
    for (const KindRow& row : kind_table()) EXPECT_TRUE(seen.insert(row.kind).second) << to_string(row.kind);
    for (int k = 0; k <= static_cast<int>(FailureKind::internal); ++k) {
        const auto kind = static_cast<FailureKind>(k);
        EXPECT_TRUE(seen.contains(kind)) << to_string(kind);
        EXPECT_EQ(row_of(kind).kind, kind);
    }
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(FailureKind::internal) + 1);
}

TEST(FailureTable, every_kind_has_a_name_of_its_own) {
    std::set<std::string_view> names;
    for (const KindRow& row : kind_table()) EXPECT_TRUE(names.insert(to_string(row.kind)).second);
}

// Required binding http://hl7.org/fhir/ValueSet/issue-type, FHIR R4.
TEST(FailureTable, issue_codes_are_those_of_fhir) {
    const std::set<std::string_view> known = {
        "invalid",    "structure",  "required",     "value",      "invariant",    "security",         "login",
        "unknown",    "expired",    "forbidden",    "suppressed", "processing",   "not-supported",    "duplicate",
        "multiple-matches", "not-found", "deleted", "too-long",   "code-invalid", "extension",        "too-costly",
        "business-rule",    "conflict",  "transient", "lock-error", "no-store",   "exception",        "timeout",
        "incomplete", "throttled",  "informational"};
    for (const KindRow& row : kind_table()) EXPECT_TRUE(known.contains(row.issue_code)) << row.issue_code;
    for (const XdsCodeRow& row : xds_code_table()) EXPECT_TRUE(known.contains(row.issue_code)) << row.xds_code;
}

TEST(FailureTable, every_default_xds_code_is_in_the_table_of_codes_once) {
    std::set<std::string_view> codes;
    for (const XdsCodeRow& row : xds_code_table()) EXPECT_TRUE(codes.insert(row.xds_code).second) << row.xds_code;
    for (const KindRow& row : kind_table()) EXPECT_TRUE(codes.contains(row.xds_code)) << row.xds_code;
}

TEST(FailureTable, statuses_of_errors_are_errors) {
    for (const KindRow& row : kind_table()) {
        EXPECT_GE(row.http, 400u) << to_string(row.kind);
        EXPECT_TRUE(row.soap == "Sender" || row.soap == "Receiver" || row.soap == "Failure") << row.soap;
        EXPECT_FALSE(row.meaning.empty());
    }
}

TEST(FailureTable, a_code_of_its_own_says_more_than_the_kind) {
    const Finding hash = finding_of(FailureKind::invalid, "XDSNonIdenticalHash");
    EXPECT_EQ(xds_code_of(hash), "XDSNonIdenticalHash");
    EXPECT_EQ(issue_code_of(hash), "conflict");
    EXPECT_EQ(http_status_of(Failure(hash)), 409u);
}

TEST(FailureTable, without_a_code_the_kind_speaks) {
    const Finding bare = finding_of(FailureKind::busy, "");
    EXPECT_EQ(xds_code_of(bare), "XDSRepositoryBusy");
    EXPECT_EQ(issue_code_of(bare), "throttled");
    EXPECT_EQ(http_status_of(Failure(bare)), 503u);
}

TEST(FailureTable, a_code_that_is_only_a_family_leaves_the_word_to_the_kind) {
    for (const char* family : {"XDSRegistryError", "XDSRepositoryError"}) {
        const Finding f = finding_of(FailureKind::forbidden, family);
        EXPECT_EQ(xds_code_of(f), family);
        EXPECT_EQ(issue_code_of(f), "forbidden");
        EXPECT_EQ(http_status_of(Failure(f)), 403u);
    }
}

TEST(FailureTable, grammar_and_size_keep_their_status_whatever_the_code) {
    EXPECT_EQ(http_status_of(Failure(finding_of(FailureKind::malformed, "XDSMissingDocument"))), 400u);
    EXPECT_EQ(http_status_of(Failure(finding_of(FailureKind::too_large, "XDSRepositoryOutOfResources"))), 413u);
}

TEST(FailureTable, a_code_that_is_in_no_table_falls_back_to_the_kind) {
    const Finding f = finding_of(FailureKind::not_found, "SomethingElse");
    EXPECT_EQ(xds_code_of(f), "SomethingElse");
    EXPECT_EQ(http_status_of(Failure(f)), 404u);
}

TEST(FailureTable, warnings_do_not_decide_the_status) {
    const Failure failure = Failure::of(
        {finding_of(FailureKind::invalid, "XDSExtraMetadataNotSaved", Severity::warning), finding_of(FailureKind::conflict, "")});
    EXPECT_EQ(http_status_of(failure), 409u);
}

// DMPGW_UPDATE_DOCS=1 in the environment writes the page instead of comparing it.
TEST(FailureTable, the_page_of_failures_is_printed_from_the_tables) {
    const std::string file = std::string(DMPGW_SOURCE_DIR) + "/docs/failures.md";
    const char* const update = std::getenv("DMPGW_UPDATE_DOCS");
    if (update != nullptr && std::string_view(update) == "1") {
        std::ofstream out(file, std::ios::binary);
        out << failure_page();
        ASSERT_TRUE(out.flush()) << file;
        return;
    }
    std::ifstream in(file, std::ios::binary);
    const std::string page((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    EXPECT_EQ(page, failure_page()) << "docs/failures.md is old: run base_test with DMPGW_UPDATE_DOCS=1 and commit it";
}

}  // namespace
}  // namespace dmpgw

// Specifications: IHE ITI TF-2 3.41.4.1.3 (Provide and Register), 3.42.4.1.3 (Register), TF-3 4.2.
#include "gateway/transactions/submit.hpp"

#include <gtest/gtest.h>

#include <type_traits>

#include "gateway/json/value.hpp"
#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

// Nobody but the waist can say that a document is safe.
static_assert(!std::is_default_constructible_v<Receipt>);
static_assert(!std::is_constructible_v<Receipt, std::string>);
static_assert(!std::is_aggregate_v<Receipt>);

std::string rule_of(const Result<Receipt>& outcome) {
    return outcome ? "accepted" : outcome.error().first().rule;
}

TEST(Submit, a_whole_submission_is_stored_and_audited_once) {
    TestGateway gateway;
    const auto receipt = gateway.run(submit(sample_request(gateway), gateway.caller(), gateway.services()));
    ASSERT_TRUE(receipt) << rule_of(receipt);
    ASSERT_EQ(receipt->entry_uuids().size(), 1u);
    EXPECT_FALSE(receipt->repeated());

    const auto registry = gateway.store().read();
    const auto stored = registry->entry_by_uuid(receipt->entry_uuids()[0]);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->entry.unique_id, "1.2.250.1.999.5.1");
    EXPECT_EQ(stored->entry.availability_status, model::AvailabilityStatus::approved);
    EXPECT_EQ(stored->entry.logical_id, stored->entry.entry_uuid);
    EXPECT_EQ(stored->entry.repository_unique_id, "1.2.250.1.999.1");
    EXPECT_EQ(stored->entry.size, sample_document.size());
    ASSERT_TRUE(stored->location);
    const auto document = gateway.store().open(*stored->location);
    ASSERT_TRUE(document);
    std::string bytes(200, '\0');
    bytes.resize((*document)->read(bytes.data(), bytes.size()));
    EXPECT_EQ(bytes, sample_document);

    const auto members = registry->associations_of({receipt->submission_set_uuid()});
    ASSERT_EQ(members.size(), 1u);
    EXPECT_EQ(members[0].target, receipt->entry_uuids()[0]) << "references follow the assigned ids";

    const auto audit = gateway.audit();
    ASSERT_EQ(audit.size(), 1u);
    EXPECT_EQ(audit[0].transaction, "ITI-41");
    EXPECT_EQ(audit[0].outcome, "success");
    EXPECT_EQ(audit[0].patient, "207058575627097^^^&1.2.250.1.213.1.4.10&ISO");
}

TEST(Submit, an_equal_submission_gets_the_first_answer_again) {
    TestGateway gateway;
    const auto first = gateway.run(submit(sample_request(gateway), gateway.caller(), gateway.services()));
    const auto again = gateway.run(submit(sample_request(gateway), gateway.caller("ITI-65"), gateway.services()));
    ASSERT_TRUE(first);
    ASSERT_TRUE(again) << rule_of(again);
    EXPECT_TRUE(again->repeated());
    EXPECT_EQ(again->entry_uuids(), first->entry_uuids());
    EXPECT_EQ(again->submission_set_uuid(), first->submission_set_uuid());
    EXPECT_EQ(gateway.store().read()->entries_by_unique_id("1.2.250.1.999.5.1").size(), 1u);
    EXPECT_EQ(gateway.audit().size(), 2u);
}

TEST(Submit, the_same_unique_id_with_other_bytes_is_refused) {
    TestGateway gateway;
    ASSERT_TRUE(gateway.run(submit(sample_request(gateway), gateway.caller(), gateway.services())));
    const auto same_set = gateway.run(submit(sample_request(gateway, "other"), gateway.caller(), gateway.services()));
    ASSERT_FALSE(same_set);
    EXPECT_EQ(same_set.error().first().xds_code, "XDSDuplicateUniqueIdInRegistry");

    SubmitRequest new_set = sample_request(gateway, "other");
    new_set.submission.submission_set.unique_id = "1.2.250.1.999.6.2";
    const auto refused = gateway.run(submit(std::move(new_set), gateway.caller(), gateway.services()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().first().xds_code, "XDSNonIdenticalHash");
    EXPECT_EQ(refused.error().first().value, "1.2.250.1.999.5.1");
}

TEST(Submit, the_same_document_in_a_new_set_is_accepted) {
    TestGateway gateway;
    ASSERT_TRUE(gateway.run(submit(sample_request(gateway), gateway.caller(), gateway.services())));
    SubmitRequest again = sample_request(gateway);
    again.submission.submission_set.unique_id = "1.2.250.1.999.6.2";
    EXPECT_TRUE(gateway.run(submit(std::move(again), gateway.caller(), gateway.services())));
}

TEST(Submit, a_wrong_hash_is_named_and_nothing_is_stored) {
    TestGateway gateway;
    SubmitRequest request = sample_request(gateway);
    request.submission.entries[0].hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    const auto refused = gateway.run(submit(std::move(request), gateway.caller(), gateway.services()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().first().xds_code, "XDSRepositoryMetadataError");
    EXPECT_TRUE(gateway.store().read()->entries_by_unique_id("1.2.250.1.999.5.1").empty());
    const auto audit = gateway.audit();
    ASSERT_EQ(audit.size(), 1u);
    EXPECT_EQ(audit[0].outcome, "refused");
    EXPECT_EQ(json::parse(audit[0].event).value()["rules"][0].as_string(), refused.error().first().rule);
}

TEST(Submit, all_findings_come_at_once) {
    TestGateway gateway;
    SubmitRequest request = sample_request(gateway);
    request.submission.entries[0].mime_type.clear();
    request.submission.entries[0].class_code.reset();
    request.submission.submission_set.source_id.clear();
    const auto refused = gateway.run(submit(std::move(request), gateway.caller(), gateway.services()));
    ASSERT_FALSE(refused);
    EXPECT_GE(refused.error().findings.size(), 3u);
    for (const Finding& f : refused.error().findings) {
        EXPECT_FALSE(f.where.empty()) << f.rule;
        EXPECT_FALSE(f.mend.fr.empty()) << f.rule;
    }
}

TEST(Submit, a_replacement_deprecates_its_target) {
    TestGateway gateway;
    const auto first = gateway.run(submit(sample_request(gateway), gateway.caller(), gateway.services()));
    SubmitRequest request = sample_request(gateway, "version 2");
    request.submission.submission_set.unique_id = "1.2.250.1.999.6.2";
    request.submission.entries[0].unique_id = "1.2.250.1.999.5.2";
    model::Association replaces;
    replaces.entry_uuid = "Association02";
    replaces.type = model::AssociationType::replace;
    replaces.source = "Document01";
    replaces.target = first->entry_uuids()[0];
    request.submission.associations.push_back(replaces);
    const auto second = gateway.run(submit(std::move(request), gateway.caller(), gateway.services()));
    ASSERT_TRUE(second) << rule_of(second);
    EXPECT_EQ(gateway.store().read()->entry_by_uuid(first->entry_uuids()[0])->entry.availability_status,
              model::AvailabilityStatus::deprecated);
}

TEST(Submit, a_relationship_to_another_patients_document_is_refused) {
    TestGateway gateway;
    const auto first = gateway.run(submit(sample_request(gateway), gateway.caller(), gateway.services()));
    SubmitRequest request = sample_request(gateway, "version 2");
    const auto other = model::read_cx("111111111111120^^^&1.2.250.1.213.1.4.10&ISO^NH", "").value();
    request.submission.submission_set.unique_id = "1.2.250.1.999.6.2";
    request.submission.submission_set.patient_id = other;
    request.submission.entries[0].unique_id = "1.2.250.1.999.5.2";
    request.submission.entries[0].patient_id = other;
    model::Association replaces;
    replaces.entry_uuid = "Association02";
    replaces.type = model::AssociationType::replace;
    replaces.source = "Document01";
    replaces.target = first->entry_uuids()[0];
    request.submission.associations.push_back(replaces);
    const auto refused = gateway.run(submit(std::move(request), gateway.caller(), gateway.services()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().first().xds_code, "XDSPatientIdDoesNotMatch");
}

TEST(Submit, a_reference_to_nothing_is_unresolved) {
    TestGateway gateway;
    SubmitRequest request = sample_request(gateway);
    model::Association appends;
    appends.entry_uuid = "Association02";
    appends.type = model::AssociationType::append;
    appends.source = "Document01";
    appends.target = "urn:uuid:00000000-0000-4000-8000-00000000dead";
    request.submission.associations.push_back(appends);
    const auto refused = gateway.run(submit(std::move(request), gateway.caller(), gateway.services()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().first().xds_code, "UnresolvedReferenceException");
}

TEST(Submit, the_policy_of_the_source_decides_on_unknown_patients) {
    TestGateway gateway_;
    gateway_.policy.accept_unknown_patients = false;
    const auto refused = gateway_.run(submit(sample_request(gateway_), gateway_.caller(), gateway_.services()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().first().xds_code, "XDSUnknownPatientId");
    gateway_.policy.accept_unknown_patients = true;
    EXPECT_TRUE(gateway_.run(submit(sample_request(gateway_), gateway_.caller(), gateway_.services())));
}

}  // namespace
}  // namespace dmpgw::transactions::test

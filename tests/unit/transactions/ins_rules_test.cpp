// Référentiel INS 2.0: real and test identities never lie in one store, whatever face they come by.
#include "gateway/transactions/ins_rules.hpp"

#include <gtest/gtest.h>

#include "gateway/transactions/fhir_patient.hpp"
#include "gateway/transactions/iti44_patient_identity_feed.hpp"
#include "tests/unit/transactions/http_support.hpp"
#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

constexpr const char* real_nir = "1.2.250.1.213.1.4.8";
constexpr const char* test_nir = "1.2.250.1.213.1.4.10";
constexpr const char* right_value = "207058575627097";
constexpr const char* wrong_value = "207058575627098";

class InsRules : public testing::Test {
  protected:
    // The sample for another patient; each call makes a new submission set.
    std::string submit_for(const char* authority, const char* value = right_value, const std::string& number = "1") {
        SubmitRequest request = sample_request(gateway_);
        const auto change = [&](std::optional<model::Cx>& cx) {
            cx = model::Cx{value, {"", authority, "ISO"}, "NH", {}, ""};
        };
        request.submission.submission_set.unique_id += "." + number;
        change(request.submission.submission_set.patient_id);
        for (auto& entry : request.submission.entries) {
            entry.unique_id += "." + number;
            change(entry.patient_id);
        }
        const auto receipt = gateway_.run(submit(std::move(request), gateway_.caller(), gateway_.services()));
        if (!receipt) return receipt.error().first().rule;
        return receipt->warnings().empty() ? "accepted" : receipt->warnings().front().rule;
    }
    std::string create_patient_of(const std::string& authority, const std::string& value = right_value) {
        const Answer answer = exchange(gateway_, create_patient,
                                       fhir_message("POST", "/fhir/Patient",
                                                    R"({"resourceType":"Patient","identifier":[{"system":"urn:oid:)" + authority +
                                                        R"(","value":")" + value + R"("}]})"));
        if (answer.status == 201) return "accepted";
        return answer.names("INS_OF_OTHER_DOMAIN") ? "INS_OF_OTHER_DOMAIN" : answer.names("INS_KEY_WRONG") ? "INS_KEY_WRONG" : answer.body;
    }
    std::string feed(const char* authority, const char* value = right_value) {
        xds::IdentityFeed message;
        message.identifiers = {model::Cx{value, {"", authority, "ISO"}, "", {}, ""}};
        message.identifiers_at = "PID-3";
        const Findings findings = gateway_.run(keep_identities(message, gateway_.caller("ITI-44"), gateway_.services()));
        if (findings.empty()) return "accepted";
        EXPECT_EQ(findings.front().where, "PID-3");
        return findings.front().rule;
    }
    std::size_t events() { return gateway_.audit().size(); }

    TestGateway gateway_;
};

TEST_F(InsRules, the_first_ins_decides_the_domain_of_the_store) {
    EXPECT_EQ(submit_for(test_nir), "accepted");
    EXPECT_EQ(gateway_.store().read()->fact("ins_domain"), "test");
    EXPECT_EQ(submit_for(real_nir, right_value, "2"), "INS_OF_OTHER_DOMAIN");
    EXPECT_EQ(create_patient_of(real_nir), "INS_OF_OTHER_DOMAIN");
    EXPECT_EQ(feed(real_nir), "INS_OF_OTHER_DOMAIN");
    EXPECT_EQ(events(), 4U) << "each refusal leaves one event";
    EXPECT_EQ(submit_for(test_nir, right_value, "3"), "accepted");
    EXPECT_TRUE(gateway_.store().read()->patients_by_identifier(std::string("urn:oid:") + real_nir + "|" + right_value).empty());
}

TEST_F(InsRules, whoever_brings_the_first_one) {
    EXPECT_EQ(feed(real_nir), "accepted");
    EXPECT_EQ(gateway_.store().read()->fact("ins_domain"), "real");
    EXPECT_EQ(submit_for(test_nir), "INS_OF_OTHER_DOMAIN");
}

TEST_F(InsRules, a_patient_resource_counts_too) {
    EXPECT_EQ(create_patient_of(real_nir), "accepted");
    EXPECT_EQ(submit_for(test_nir), "INS_OF_OTHER_DOMAIN");
    EXPECT_EQ(submit_for(real_nir), "accepted");
}

TEST_F(InsRules, a_refused_message_decides_nothing) {
    EXPECT_EQ(submit_for(real_nir, wrong_value), "INS_KEY_WRONG");
    gateway_.policy.accept_unknown_patients = false;
    EXPECT_EQ(submit_for(real_nir), "PATIENT_NOT_REGISTERED");
    EXPECT_EQ(gateway_.store().read()->fact("ins_domain"), "");
    gateway_.policy.accept_unknown_patients = true;
    EXPECT_EQ(submit_for(test_nir), "accepted");
}

TEST_F(InsRules, one_message_does_not_mix_them_either) {
    SubmitRequest request = sample_request(gateway_);
    request.submission.entries[0].source_patient_id = model::Cx{right_value, {"", real_nir, "ISO"}, "", {}, ""};
    const auto receipt = gateway_.run(submit(std::move(request), gateway_.caller(), gateway_.services()));
    ASSERT_FALSE(receipt);
    EXPECT_EQ(receipt.error().first().rule, "INS_OF_OTHER_DOMAIN");
    EXPECT_EQ(receipt.error().first().xds_code, "XDSUnknownPatientId");
    EXPECT_NE(receipt.error().first().where.find("sourcePatientId"), std::string::npos) << receipt.error().first().where;
}

// As a FHIR bundle brings them.
TEST_F(InsRules, patients_that_come_along_are_judged_too) {
    const auto with_patient = [&](const std::string& identifier) {
        SubmitRequest request = sample_request(gateway_);
        request.patients.push_back({"12", {identifier}, "{}", 1, {}});
        const auto receipt = gateway_.run(submit(std::move(request), gateway_.caller(), gateway_.services()));
        return receipt ? std::string("accepted") : receipt.error().first().rule + " " + receipt.error().first().where;
    };
    EXPECT_EQ(with_patient(std::string("urn:oid:") + real_nir + "|" + right_value), "INS_OF_OTHER_DOMAIN Patient/12.identifier");
    EXPECT_EQ(with_patient(std::string("urn:oid:") + test_nir + "|" + wrong_value), "INS_KEY_WRONG Patient/12.identifier");
    EXPECT_EQ(with_patient(std::string("urn:oid:") + test_nir + "|" + right_value), "accepted");
}

TEST_F(InsRules, a_configured_domain_is_there_from_the_start) {
    gateway_.services().identity.ins_domain = model::InsDomain::real;
    EXPECT_EQ(submit_for(test_nir), "INS_OF_OTHER_DOMAIN");
    EXPECT_EQ(submit_for(real_nir), "accepted");
    EXPECT_TRUE(check_configured_ins_domain(*gateway_.store().read(), gateway_.services()).empty());
    gateway_.services().identity.ins_domain = model::InsDomain::test;
    ASSERT_EQ(check_configured_ins_domain(*gateway_.store().read(), gateway_.services()).size(), 1U);
}

TEST_F(InsRules, other_identifiers_have_no_domain) {
    EXPECT_EQ(submit_for("1.2.250.1.999.3", "IPP-1"), "accepted");
    EXPECT_EQ(submit_for("1.2.250.1.213.1.4.2", "1234567890123456789012", "2"), "accepted") << "an INS-C";
    EXPECT_EQ(gateway_.store().read()->fact("ins_domain"), "");
}

TEST_F(InsRules, the_key_is_checked_by_every_face_as_the_policy_says) {
    EXPECT_EQ(submit_for(test_nir, wrong_value), "INS_KEY_WRONG");
    EXPECT_EQ(create_patient_of(test_nir, wrong_value), "INS_KEY_WRONG");
    EXPECT_EQ(feed(test_nir, wrong_value), "INS_KEY_WRONG");
    EXPECT_EQ(events(), 3U);
    gateway_.policy.ins_key = xds::Strictness::warn;
    EXPECT_EQ(submit_for(test_nir, wrong_value), "INS_KEY_WRONG") << "a warning that goes with the acceptance";
    EXPECT_EQ(create_patient_of(test_nir, wrong_value), "accepted");
    EXPECT_EQ(feed(test_nir, wrong_value), "INS_KEY_WRONG") << "a warning of the acknowledgement";
    EXPECT_FALSE(gateway_.store().read()->patients_by_identifier(std::string("urn:oid:") + test_nir + "|" + wrong_value).empty());
    gateway_.policy.ins_key = xds::Strictness::accept;
    EXPECT_EQ(submit_for(test_nir, wrong_value, "2"), "accepted");
}

}  // namespace
}  // namespace dmpgw::transactions::test

#include "gateway/transactions/content_digest.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

Sha256Digest digest_of(const model::Submission& submission) {
    return content_digest(submission, {{submission.entries.at(0).entry_uuid, sha256("bytes")}});
}

TEST(ContentDigest, what_a_sender_makes_up_for_one_message_does_not_count) {
    model::Submission other = sample_submission();
    other.entries[0].entry_uuid = "urn:uuid:00000000-0000-4000-8000-000000000001";
    other.submission_set.entry_uuid = "set";
    other.associations[0].source = "set";
    other.associations[0].target = other.entries[0].entry_uuid;
    other.entries[0].class_code->display.value = "CR";
    EXPECT_EQ(digest_of(other), digest_of(sample_submission()));
}

TEST(ContentDigest, what_a_submission_says_counts) {
    const std::vector<std::function<void(model::Submission&)>> changes = {
        [](auto& s) { s.submission_set.source_id = "1.2.3"; },
        [](auto& s) { s.submission_set.patient_id->id = "1"; },
        [](auto& s) { s.entries[0].unique_id = "1.2.3"; },
        [](auto& s) { s.entries[0].title.value = "Autre titre"; },
        [](auto& s) { s.entries[0].type_code->code = "34112-3"; },
        [](auto& s) { s.entries[0].confidentiality_codes.clear(); },
        [](auto& s) { s.entries[0].creation_time->minute = 16; },
        [](auto& s) { s.entries[0].mime_type = "application/pdf"; },
        [](auto& s) { s.entries[0].authors.clear(); },
    };
    for (std::size_t i = 0; i < changes.size(); ++i) {
        model::Submission other = sample_submission();
        changes[i](other);
        EXPECT_NE(digest_of(other), digest_of(sample_submission())) << "change " << i;
    }
    EXPECT_NE(content_digest(sample_submission(), {{"Document01", sha256("other bytes")}}), digest_of(sample_submission()));
}

}  // namespace
}  // namespace dmpgw::transactions::test

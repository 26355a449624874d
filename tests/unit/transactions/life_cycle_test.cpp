// ITI TF-2 3.42.4.1.3.5: what becomes of registered objects when a submission refers to them; through the waist.
#include "gateway/transactions/life_cycle.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

using model::AssociationType;
using model::AvailabilityStatus;

class LifeCycle : public testing::Test {
  protected:
    // A new document, related to those that are named; in a new folder of that title when it is not empty.
    std::string submit_document(const std::vector<std::pair<AssociationType, std::string>>& relations,
                                const std::string& folder = "") {
        SubmitRequest request = sample_request(gateway_, "<ClinicalDocument>" + std::to_string(++count_) + "</ClinicalDocument>");
        model::Submission& s = request.submission;
        s.entries[0].unique_id = "1.2.250.1.999.5." + std::to_string(count_);
        s.submission_set.unique_id = "1.2.250.1.999.6." + std::to_string(count_);
        for (const auto& [type, target] : relations) {
            model::Association& a = s.associations.emplace_back();
            a.entry_uuid = "Relation" + std::to_string(s.associations.size());
            a.type = type;
            a.source = "Document01";
            a.target = target;
        }
        if (!folder.empty()) {
            model::Folder& f = s.folders.emplace_back();
            f.entry_uuid = "Folder01";
            f.unique_id = "1.2.250.1.999.7." + std::to_string(count_);
            f.patient_id = s.entries[0].patient_id;
            f.title = {folder, "", ""};
            f.codes = {model::Code{"E", "1.2.3", {"Stay", "", ""}}};
            join(s, "SubmissionSet01", "Folder01");
            join(s, "Folder01", "Document01");
        }
        const auto receipt = gateway_.run(submit(std::move(request), caller_, gateway_.services()));
        EXPECT_TRUE(receipt) << (receipt ? "" : receipt.error().first().rule + receipt.error().first().where);
        if (!receipt) return {};
        if (!folder.empty()) folder_ = receipt->folder_uuids()[0];
        set_ = receipt->submission_set_uuid();
        return receipt->entry_uuids()[0];
    }
    static void join(model::Submission& s, const std::string& source, const std::string& target) {
        model::Association& a = s.associations.emplace_back();
        a.entry_uuid = "Member" + std::to_string(s.associations.size());
        a.source = source;
        a.target = target;
    }
    bool is_approved(const std::string& uuid) {
        return gateway_.store().read()->entry_by_uuid(uuid)->entry.availability_status == AvailabilityStatus::approved;
    }
    std::vector<std::string> members_of(const std::string& folder) {
        std::vector<std::string> members;
        for (const model::Association& a : gateway_.store().read()->associations_of({folder})) {
            if (a.source == folder && a.type == AssociationType::has_member) members.push_back(a.target);
        }
        return members;
    }

    TestGateway gateway_;
    Caller caller_{"ITI-41", "request-1", "192.0.2.1", "", "default"};
    std::string folder_;
    std::string set_;
    int count_ = 0;
};

TEST_F(LifeCycle, a_replacement_deprecates_its_target) {
    for (const auto type : {AssociationType::replace, AssociationType::transform_and_replace}) {
        const std::string letter = submit_document({});
        const std::string newer = submit_document({{type, letter}});
        EXPECT_FALSE(is_approved(letter));
        EXPECT_TRUE(is_approved(newer));
    }
}

TEST_F(LifeCycle, an_addendum_and_a_transformation_leave_their_target_alone) {
    const std::string letter = submit_document({});
    submit_document({{AssociationType::append, letter}});
    submit_document({{AssociationType::transform, letter}});
    submit_document({{AssociationType::signs, letter}});
    EXPECT_TRUE(is_approved(letter));
}

TEST_F(LifeCycle, what_was_appended_to_the_target_or_made_of_it_is_deprecated_with_it_at_any_remove) {
    const std::string letter = submit_document({});
    const std::string annex = submit_document({{AssociationType::append, letter}});
    const std::string pdf_of_annex = submit_document({{AssociationType::transform, annex}});
    const std::string signature = submit_document({{AssociationType::signs, letter}});
    const std::string other = submit_document({});
    const std::string newer = submit_document({{AssociationType::replace, letter}});
    EXPECT_FALSE(is_approved(letter));
    EXPECT_FALSE(is_approved(annex));
    EXPECT_FALSE(is_approved(pdf_of_annex));
    EXPECT_TRUE(is_approved(signature)) << "a signature is no addendum";
    EXPECT_TRUE(is_approved(other));
    EXPECT_TRUE(is_approved(newer));
}

TEST_F(LifeCycle, a_replacement_takes_the_place_of_its_target_in_folders) {
    const std::string letter = submit_document({}, "stay");
    const std::string newer = submit_document({{AssociationType::replace, letter}});
    EXPECT_EQ(members_of(folder_), (std::vector<std::string>{letter, newer}));
    // The new membership is part of the submission that caused it.
    const auto registry = gateway_.store().read();
    std::size_t memberships = 0;
    for (const model::Association& a : registry->associations_of({set_})) {
        const auto membership = registry->association_by_uuid(a.target);
        if (a.source == set_ && membership && membership->source == folder_) ++memberships;
    }
    EXPECT_EQ(memberships, 1U);
}

TEST_F(LifeCycle, a_folder_says_when_it_was_changed_last) {
    const std::string letter = submit_document({}, "stay");
    const auto updated = [this] { return gateway_.store().read()->folder_by_uuid(folder_)->last_update_time->to_xds(); };
    const std::string before = updated();
    gateway_.advance(std::chrono::hours(1));
    submit_document({{AssociationType::append, letter}});
    EXPECT_EQ(updated(), before) << "the folder got no member";
    submit_document({{AssociationType::replace, letter}});
    EXPECT_GT(updated(), before);
    EXPECT_EQ(gateway_.store().read()->folder_by_uuid(folder_)->title.value, "stay");
    const std::string once = updated();
    submit_document({{AssociationType::replace, members_of(folder_).back()}});
    EXPECT_GT(updated(), once) << "a second change within the second shows as well";
}

}  // namespace
}  // namespace dmpgw::transactions::test

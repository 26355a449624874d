// ITI TF-2 3.62.4.1.3 and 3.86.4.1.3: what may be removed, and that it is all of it or nothing.
#include "gateway/transactions/removal.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/transactions/annexed_letter.hpp"

namespace dmpgw::transactions::test {
namespace {

using model::Association;
using model::AssociationType;

const std::string repository = "1.2.250.1.999.1";
const std::string unknown = "urn:uuid:018f0000-0000-7000-8000-0000000000ff";

// A letter in a folder, and an annex appended to it by a second submission.
class RemovalOf : public testing::Test {
  protected:
    RemovalOf() {
        const Receipt first = submit_now(letter_in_folder(gateway_));
        set_ = first.submission_set_uuid();
        letter_ = first.entry_uuids()[0];
        folder_ = first.folder_uuids()[0];
        const Receipt annexed = submit_now(annex_of(gateway_, letter_));
        second_set_ = annexed.submission_set_uuid();
        annex_ = annexed.entry_uuids()[0];
        events_ = gateway_.audit().size();
    }

    Receipt submit_now(SubmitRequest request) {
        return gateway_.run(submit(std::move(request), gateway_.caller(), gateway_.services())).value();
    }
    // The association that leads from one object to the other.
    std::string link(const std::string& source, const std::string& target) {
        for (const Association& a : gateway_.store().read()->associations_of({source})) {
            if (a.source == source && a.target == target) return a.entry_uuid;
        }
        ADD_FAILURE() << "no association";
        return {};
    }
    // "", or the rules that are broken, each once.
    std::string outcome(const Result<void>& result) {
        if (result) return "";
        std::vector<std::string> rules;
        for (const Finding& f : result.error().findings) {
            if (std::find(rules.begin(), rules.end(), f.rule) == rules.end()) rules.push_back(f.rule);
        }
        std::string text;
        for (const std::string& rule : rules) text += (text.empty() ? "" : " ") + rule;
        return text;
    }
    std::string delete_objects(const std::vector<std::string>& uuids) {
        std::vector<xds::ObjectReference> references;
        for (const std::string& uuid : uuids) references.push_back({uuid, "ObjectRef"});
        const auto result = gateway_.run(remove([&](const auto& registry) { return plan_deletion(references, registry); },
                                                gateway_.caller("ITI-62"), gateway_.services()));
        expect_one_event("ITI-62", bool(result));
        return outcome(result);
    }
    std::string remove_documents(const std::string& repository_id, const std::vector<std::string>& unique_ids) {
        std::vector<xds::DocumentRequest> requests;
        for (const std::string& id : unique_ids) requests.push_back({"", repository_id, id, "DocumentRequest"});
        const auto result = gateway_.run(remove(
            [&](const auto& registry) { return plan_document_removal(requests, registry, repository); },
            gateway_.caller("ITI-86"), gateway_.services()));
        expect_one_event("ITI-86", bool(result));
        return outcome(result);
    }
    void expect_one_event(const std::string& transaction, bool success) {
        const auto events = gateway_.audit();
        ASSERT_EQ(events.size(), ++events_);
        EXPECT_EQ(events.back().transaction, transaction);
        EXPECT_EQ(events.back().outcome, success ? "success" : "refused");
    }
    bool knows(const std::string& uuid) {
        const auto registry = gateway_.store().read();
        return registry->entry_by_uuid(uuid) || registry->folder_by_uuid(uuid) || registry->submission_set_by_uuid(uuid) ||
               registry->association_by_uuid(uuid);
    }

    TestGateway gateway_;
    std::string set_, letter_, folder_, second_set_, annex_;
    std::size_t events_ = 0;
};

TEST_F(RemovalOf, what_is_not_registered_is_refused) { EXPECT_EQ(delete_objects({unknown}), "OBJECT_NOT_REGISTERED"); }

TEST_F(RemovalOf, what_an_association_refers_to_is_refused) {
    EXPECT_EQ(delete_objects({letter_}), "REFERENCES_EXIST");
    EXPECT_EQ(delete_objects({set_}), "REFERENCES_EXIST");
    EXPECT_EQ(delete_objects({second_set_, link(second_set_, annex_), annex_}), "REFERENCES_EXIST") << "its APND stays";
    EXPECT_TRUE(knows(second_set_)) << "nothing was removed by halves";
}

TEST_F(RemovalOf, what_would_stay_alone_is_refused) {
    EXPECT_EQ(delete_objects({second_set_, link(second_set_, annex_)}), "UNREFERENCED_OBJECT") << "the annex without a set";
    EXPECT_EQ(delete_objects({link(annex_, letter_), annex_, link(second_set_, annex_)}), "UNREFERENCED_OBJECT")
        << "the set without contents";
}

TEST_F(RemovalOf, a_whole_submission_goes) {
    EXPECT_EQ(delete_objects({second_set_, link(second_set_, annex_), annex_, link(annex_, letter_)}), "");
    EXPECT_FALSE(knows(annex_));
    EXPECT_FALSE(knows(second_set_));
    EXPECT_TRUE(knows(letter_));
    EXPECT_EQ(gateway_.audit().back().patient, "207058575627097^^^&1.2.250.1.213.1.4.10&ISO");
}

TEST_F(RemovalOf, an_association_alone_goes) {
    EXPECT_EQ(delete_objects({link(annex_, letter_)}), "");
    EXPECT_TRUE(knows(annex_));
    const std::string membership = link(folder_, letter_);
    EXPECT_EQ(delete_objects({membership}), "REFERENCES_EXIST") << "the set refers to the membership";
    EXPECT_EQ(delete_objects({membership, link(set_, membership)}), "");
    EXPECT_TRUE(knows(folder_));
}

TEST_F(RemovalOf, a_deleted_submission_can_be_sent_again) {
    const std::vector<std::string> all = {second_set_, link(second_set_, annex_), annex_, link(annex_, letter_)};
    EXPECT_EQ(delete_objects(all), "");
    SubmitRequest again = sample_request(gateway_, "<ClinicalDocument>annexe</ClinicalDocument>");
    again.submission.entries[0].unique_id = "1.2.250.1.999.5.2";
    again.submission.submission_set.unique_id = "1.2.250.1.999.6.2";
    const Receipt receipt = submit_now(std::move(again));
    EXPECT_FALSE(receipt.repeated());
}

TEST_F(RemovalOf, documents_of_this_repository_go) {
    EXPECT_EQ(remove_documents("1.2.3", {"1.2.250.1.999.5.1"}), "REMOVAL_REPOSITORY_UNKNOWN");
    EXPECT_EQ(remove_documents(repository, {"1.2.250.1.999.5.1", "1.2.250.1.999.5.77"}), "DOCUMENT_NOT_KEPT");
    EXPECT_TRUE(gateway_.store().read()->entry_by_uuid(letter_)->location) << "all of it or nothing";
    EXPECT_EQ(remove_documents(repository, {"1.2.250.1.999.5.1", "1.2.250.1.999.5.1"}), "");
    EXPECT_FALSE(gateway_.store().read()->entry_by_uuid(letter_)->location);
    EXPECT_TRUE(gateway_.store().read()->entry_by_uuid(annex_)->location);
    EXPECT_EQ(remove_documents(repository, {"1.2.250.1.999.5.1"}), "DOCUMENT_NOT_KEPT") << "it is gone already";
}

}  // namespace
}  // namespace dmpgw::transactions::test

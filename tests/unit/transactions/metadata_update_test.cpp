// ITI TF-2 3.57.4.1.3 and 3.92.4.1.3: updates through the waist, on one letter in one folder with one annex.
#include "gateway/transactions/metadata_update.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "tests/unit/transactions/annexed_letter.hpp"

namespace dmpgw::transactions::test {
namespace {

using model::Association;
using model::AssociationType;
using model::AvailabilityStatus;
using model::Submission;

const std::string approved = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";
const std::string deprecated = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated";
const std::string archived = "urn:asip:ci-sis:2010:StatusType:Archived";

class MetadataUpdate : public testing::Test {
  protected:
    MetadataUpdate() {
        const Receipt receipt = take(letter_in_folder(gateway_)).value();
        letter_ = receipt.entry_uuids()[0];
        folder_ = receipt.folder_uuids()[0];

        annex_ = take(annex_of(gateway_, letter_)).value().entry_uuids()[0];
    }

    Result<Receipt> take(SubmitRequest request) {
        return gateway_.run(submit(std::move(request), caller_, gateway_.services()));
    }
    model::DocumentEntry stored(const std::string& uuid) { return gateway_.store().read()->entry_by_uuid(uuid)->entry; }
    bool is_approved(const std::string& uuid) { return stored(uuid).availability_status == AvailabilityStatus::approved; }

    // An update that changes nothing yet.
    Submission empty_update() {
        Submission s = sample_submission();
        s.entries.clear();
        s.associations.clear();
        s.submission_set.unique_id = "1.2.250.1.999.6." + std::to_string(++count_ + 100);
        return s;
    }
    // A new version of the letter, as a query shows it, with another title.
    Submission letter_update(int previous = 1) {
        Submission s = empty_update();
        model::DocumentEntry entry = stored(letter_);
        entry.logical_id = letter_;
        entry.entry_uuid = "Document01";
        entry.title = {"Lettre corrigée", "", ""};
        s.entries = {entry};
        Association& membership = join(s, AssociationType::has_member, "SubmissionSet01", "Document01");
        membership.submission_set_status = "Original";
        membership.previous_version = std::to_string(previous);
        return s;
    }
    Submission status_update(const std::string& target, const std::string& from, const std::string& to) {
        Submission s = empty_update();
        Association& a = join(s, AssociationType::update_availability_status, "SubmissionSet01", target);
        a.original_status = from;
        a.new_status = to;
        return s;
    }
    Result<Receipt> update(Submission s, Intake intake = Intake::update) {
        SubmitRequest request;
        request.intake = intake;
        request.rules.transaction = intake == Intake::update ? xds::Transaction::iti57 : xds::Transaction::iti92;
        request.submission = std::move(s);
        return take(std::move(request));
    }
    std::string rule_of(const Result<Receipt>& result) { return result ? "" : result.error().first().rule; }
    std::vector<Association> associations_of(const std::string& uuid) {
        return gateway_.store().read()->associations_of({uuid});
    }

    TestGateway gateway_;
    Caller caller_{"ITI-57", "request-1", "192.0.2.1", "", "default"};
    std::string letter_, folder_, annex_;
    int count_ = 0;
};

TEST_F(MetadataUpdate, a_new_version_replaces_the_old_one_and_keeps_its_bytes) {
    const auto receipt = update(letter_update());
    ASSERT_EQ(rule_of(receipt), "");
    const auto registry = gateway_.store().read();
    const auto versions = registry->entries_by_logical_id(letter_);
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions[0].entry.availability_status, AvailabilityStatus::deprecated);
    EXPECT_EQ(versions[1].entry.availability_status, AvailabilityStatus::approved);
    EXPECT_EQ(versions[1].entry.version, 2);
    EXPECT_EQ(versions[1].entry.entry_uuid, receipt->entry_uuids()[0]);
    EXPECT_EQ(versions[1].entry.title.value, "Lettre corrigée");
    EXPECT_EQ(versions[1].location, versions[0].location);
    EXPECT_EQ(versions[1].sha256, versions[0].sha256);
    EXPECT_EQ(gateway_.store().statistics().documents, 2U) << "no bytes were written";
}

TEST_F(MetadataUpdate, the_new_version_takes_over_folders_and_relationships) {
    const std::string next = update(letter_update()).value().entry_uuids()[0];
    std::vector<std::string> joined;
    for (const Association& a : associations_of(next)) {
        if (a.type == AssociationType::append) joined.push_back("annex " + a.source);
        else if (a.source == folder_) joined.push_back("folder");
        else joined.push_back("set " + a.previous_version);
    }
    std::sort(joined.begin(), joined.end());
    EXPECT_EQ(joined, (std::vector<std::string>{"annex " + annex_, "folder", "set 1"}));
    EXPECT_EQ(associations_of(letter_).size(), 3U) << "the old version keeps its own";
}

TEST_F(MetadataUpdate, propagation_can_be_refused) {
    Submission s = letter_update();
    s.associations[0].extra_slots = {{"AssociationPropagation", {"no"}}};
    const std::string next = update(std::move(s)).value().entry_uuids()[0];
    EXPECT_EQ(associations_of(next).size(), 1U);
}

TEST_F(MetadataUpdate, a_folder_has_versions_too) {
    Submission s = empty_update();
    model::Folder folder = *gateway_.store().read()->folder_by_uuid(folder_);
    folder.logical_id = folder_;
    folder.entry_uuid = "Folder01";
    folder.title = {"Séjour", "", ""};
    s.folders = {folder};
    join(s, AssociationType::has_member, "SubmissionSet01", "Folder01").previous_version = "1";
    const auto receipt = update(std::move(s));
    ASSERT_EQ(rule_of(receipt), "");
    const auto versions = gateway_.store().read()->folders_by_logical_id(folder_);
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions[0].availability_status, AvailabilityStatus::deprecated);
    EXPECT_EQ(versions[1].version, 2);
    EXPECT_EQ(versions[1].title.value, "Séjour");
    EXPECT_EQ(gateway_.store().read()->folder_by_unique_id("1.2.250.1.999.7.1")->version, 2);
    const auto joined = associations_of(receipt->folder_uuids()[0]);
    EXPECT_TRUE(std::any_of(joined.begin(), joined.end(), [&](const Association& a) { return a.target == letter_; }));
}

TEST_F(MetadataUpdate, what_stands_against_a_new_version_is_named) {
    struct Case {
        const char* wanted;
        std::function<void(Submission&)> change;
        Intake intake = Intake::update;
    };
    const std::vector<Case> cases = {
        {"LOGICAL_ID_UNKNOWN", [](Submission& s) { s.entries[0].logical_id = "urn:uuid:018f0000-0000-7000-8000-0000000000ff"; }},
        {"PREVIOUS_VERSION_NOT_NEWEST", [](Submission& s) { s.associations[0].previous_version = "2"; }},
        {"STATUS_OF_NEW_VERSION", [](Submission& s) { s.entries[0].availability_status = AvailabilityStatus::deprecated; }},
        {"UPDATE_CHANGES_UNIQUE_ID", [](Submission& s) { s.entries[0].unique_id += ".9"; }},
        {"UPDATE_CHANGES_DOCUMENT", [](Submission& s) { s.entries[0].size = 1; }},
        {"UPDATE_CHANGES_DOCUMENT", [](Submission& s) { s.entries[0].hash = std::string(40, 'a'); }},
        {"UPDATE_CHANGES_DOCUMENT", [](Submission& s) { s.entries[0].repository_unique_id = "1.2.3"; }},
        {"UPDATE_CHANGES_PATIENT",
         [](Submission& s) {
             s.entries[0].patient_id = s.submission_set.patient_id =
                 model::read_cx("111111111111120^^^&1.2.250.1.213.1.4.10&ISO^NH", "").value();
         }},
        {"UPDATE_SET_KNOWN", [](Submission& s) { s.submission_set.unique_id = "1.2.250.1.999.6.2"; }},
        {"UNMODIFIABLE_ATTRIBUTE", [](Submission& s) { s.entries[0].mime_type = "text/plain"; }, Intake::restricted_update},
        {"UNMODIFIABLE_ATTRIBUTE", [](Submission& s) { s.entries[0].source_patient_id->id = "IPP43"; }, Intake::restricted_update},
        {"UNMODIFIABLE_ATTRIBUTE", [](Submission& s) { s.entries[0].home_community_id = "urn:oid:1.2.3"; }, Intake::restricted_update},
        {"UNMODIFIABLE_ATTRIBUTE", [](Submission& s) { s.entries[0].size = 1; }, Intake::restricted_update},
        {"UNMODIFIABLE_ATTRIBUTE", [](Submission& s) { s.entries[0].repository_unique_id = "1.2.3"; }, Intake::restricted_update},
    };
    for (const Case& c : cases) {
        Submission s = letter_update();
        c.change(s);
        const auto result = update(std::move(s), c.intake);
        // An equal uniqueId of the set is found before the plan is made.
        const std::string rule = rule_of(result);
        EXPECT_TRUE(rule == c.wanted || (std::string(c.wanted) == "UPDATE_SET_KNOWN" && rule == "SUBMISSION_REPEATED_WITH_OTHER_CONTENT"))
            << c.wanted << " " << rule;
        EXPECT_TRUE(is_approved(letter_)) << c.wanted;
    }
    EXPECT_EQ(gateway_.store().read()->entries_by_logical_id(letter_).size(), 1U) << "nothing was stored by halves";
}

TEST_F(MetadataUpdate, of_two_updates_of_one_version_the_second_is_refused) {
    const Submission first = letter_update();
    const Submission second = letter_update();
    EXPECT_EQ(rule_of(update(first)), "");
    EXPECT_EQ(rule_of(update(second)), "PREVIOUS_VERSION_NOT_NEWEST");
    EXPECT_EQ(rule_of(update(first)), "") << "repeated, it gets its first answer again";
    EXPECT_EQ(gateway_.store().read()->entries_by_logical_id(letter_).size(), 2U);
}

TEST_F(MetadataUpdate, a_wrongly_filed_entry_can_be_given_to_its_patient) {
    Submission s = letter_update();
    s.associations[0].extra_slots = {{"AssociationPropagation", {"no"}}};
    s.entries[0].patient_id = s.submission_set.patient_id =
        model::read_cx("111111111111120^^^&1.2.250.1.213.1.4.10&ISO^NH", "").value();
    const auto receipt = update(std::move(s));
    ASSERT_EQ(rule_of(receipt), "");
    EXPECT_EQ(stored(receipt->entry_uuids()[0]).patient_id->id, "111111111111120");
}

TEST_F(MetadataUpdate, a_restricted_update_changes_metadata_but_not_the_status) {
    EXPECT_EQ(rule_of(update(status_update(letter_, approved, deprecated))), "");
    EXPECT_EQ(rule_of(update(letter_update())), "PREVIOUS_VERSION_NOT_APPROVED");
    const auto receipt = update(letter_update(), Intake::restricted_update);
    ASSERT_EQ(rule_of(receipt), "");
    EXPECT_FALSE(is_approved(receipt->entry_uuids()[0]));
}

TEST_F(MetadataUpdate, a_status_goes_there_and_back) {
    EXPECT_EQ(rule_of(update(status_update(letter_, approved, archived))), "");
    EXPECT_EQ(stored(letter_).availability_status, AvailabilityStatus::archived);
    EXPECT_EQ(rule_of(update(status_update(letter_, approved, deprecated))), "ORIGINAL_STATUS_DIFFERS");
    EXPECT_EQ(rule_of(update(status_update(letter_, archived, approved))), "");
    EXPECT_TRUE(is_approved(letter_));
    EXPECT_EQ(rule_of(update(status_update(folder_, approved, deprecated))), "");
    EXPECT_EQ(gateway_.store().read()->folder_by_uuid(folder_)->availability_status, AvailabilityStatus::deprecated);
}

TEST_F(MetadataUpdate, what_stands_against_a_change_of_status_is_named) {
    EXPECT_EQ(rule_of(update(status_update("urn:uuid:018f0000-0000-7000-8000-0000000000ff", approved, deprecated))),
              "UPDATED_OBJECT_UNKNOWN");
    EXPECT_EQ(rule_of(update(status_update(letter_, approved, "urn:oasis:names:tc:ebxml-regrep:StatusType:Submitted"))),
              "STATUS_NOT_SETTABLE");
    Submission other = status_update(letter_, approved, deprecated);
    other.submission_set.patient_id = model::read_cx("111111111111120^^^&1.2.250.1.213.1.4.10&ISO^NH", "").value();
    EXPECT_EQ(rule_of(update(std::move(other))), "UPDATED_OBJECT_OF_OTHER_PATIENT");
    update(letter_update()).value();
    EXPECT_EQ(rule_of(update(status_update(letter_, deprecated, approved))), "STATUS_OF_OLD_VERSION");
}

TEST_F(MetadataUpdate, a_new_association_of_known_documents) {
    Submission s = empty_update();
    join(s, AssociationType::submit_association, "SubmissionSet01", "Association12");
    join(s, AssociationType::signs, annex_, letter_);
    ASSERT_EQ(s.associations[1].entry_uuid, "Association12");
    EXPECT_EQ(rule_of(update(std::move(s))), "");
    const auto joined = associations_of(letter_);
    EXPECT_TRUE(std::any_of(joined.begin(), joined.end(), [&](const Association& a) {
        return a.type == AssociationType::signs && a.source == annex_;
    }));
}

TEST_F(MetadataUpdate, what_stands_against_a_new_association_is_named) {
    const auto submitting = [&](AssociationType type, const std::string& source, const std::string& target) {
        Submission s = empty_update();
        join(s, AssociationType::submit_association, "SubmissionSet01", "Association12");
        join(s, type, source, target);
        return s;
    };
    const std::string unknown = "urn:uuid:018f0000-0000-7000-8000-0000000000ff";
    EXPECT_EQ(rule_of(update(submitting(AssociationType::append, annex_, unknown))), "UPDATED_OBJECT_UNKNOWN");
    EXPECT_EQ(rule_of(update(submitting(AssociationType::has_member, letter_, annex_))), "SUBMITTED_HAS_MEMBER");
    EXPECT_EQ(rule_of(update(submitting(AssociationType::has_member, folder_, annex_))), "");
    Submission other = submitting(AssociationType::append, annex_, letter_);
    other.submission_set.patient_id = model::read_cx("111111111111120^^^&1.2.250.1.213.1.4.10&ISO^NH", "").value();
    EXPECT_EQ(rule_of(update(std::move(other))), "UPDATED_OBJECT_OF_OTHER_PATIENT");
    Submission beside = letter_update();
    join(beside, AssociationType::submit_association, "SubmissionSet01", "Association13");
    join(beside, AssociationType::append, "Document01", annex_);
    EXPECT_EQ(rule_of(update(std::move(beside))), "ASSOCIATION_BESIDE_PROPAGATION");
}

}  // namespace
}  // namespace dmpgw::transactions::test

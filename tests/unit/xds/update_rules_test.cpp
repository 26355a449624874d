// ITI TF-2 3.57.4.1.2 and 3.92.4.1.2: an update message that is right, and one thing changed in it at a time.
#include "gateway/xds/update_rules.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "gateway/xds/metadata_rules.hpp"
#include "tests/support/sample_submission.hpp"

namespace dmpgw::xds {
namespace {

using model::Association;
using model::AssociationType;
using model::Submission;

const std::string known = "urn:uuid:0c2ab1f4-6a0b-4f6e-9d6e-7a1f6c3b2d";
const std::string approved = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";

// Association 0: a new version of the document; 1: of the folder; 2: a status; 3 and 4: a new association.
Submission sample_update() {
    Submission s = testing::sample_submission();
    s.entries.resize(1);
    s.folders.resize(1);
    s.entries[0].logical_id = known + "10";
    s.folders[0].logical_id = known + "11";
    const std::string set = s.submission_set.entry_uuid;
    const auto join = [&](const char* id, AssociationType type, const std::string& source, const std::string& target) {
        Association a = testing::sample_association(id, type, source, target);
        a.submission_set_status.clear();
        return a;
    };
    s.associations = {join("m1", AssociationType::has_member, set, s.entries[0].entry_uuid),
                      join("m2", AssociationType::has_member, set, s.folders[0].entry_uuid),
                      join("u1", AssociationType::update_availability_status, set, known + "12"),
                      join("s1", AssociationType::submit_association, set, "a1"),
                      join("a1", AssociationType::append, known + "13", known + "14")};
    s.associations[0].submission_set_status = "Original";
    s.associations[0].previous_version = s.associations[1].previous_version = "1";
    s.associations[2].original_status = approved;
    s.associations[2].new_status = "urn:asip:ci-sis:2010:StatusType:Archived";
    return s;
}

std::string rules(const Submission& s, Transaction transaction) {
    std::string text;
    for (const Finding& f : check(s, {.transaction = transaction})) text += (text.empty() ? "" : " ") + f.rule + "@" + f.where;
    return text;
}

struct Case {
    const char* what;
    std::function<void(Submission&)> change;
    const char* wanted;
    Transaction transaction = Transaction::iti57;
};

TEST(UpdateRules, each_fault_is_named_and_nothing_else) {
    const std::vector<Case> cases = {
        {"as it is", [](Submission&) {}, ""},
        {"no propagation", [](Submission& s) { s.associations[0].extra_slots = {{"AssociationPropagation", {"no"}}}; }, ""},
        {"nothing to do",
         [](Submission& s) {
             s.entries.clear();
             s.folders.clear();
             s.associations.clear();
         },
         "UPDATE_WITHOUT_OPERATION@SubmissionSet"},
        {"document outside the set", [](Submission& s) { s.associations.erase(s.associations.begin()); },
         "UPDATED_OBJECT_OUTSIDE_SET@DocumentEntry[1]"},
        {"no previous version", [](Submission& s) { s.associations[0].previous_version.clear(); },
         "MISSING_PREVIOUS_VERSION@Association[1].PreviousVersion"},
        {"previous version is a word", [](Submission& s) { s.associations[1].previous_version = "one"; },
         "MISSING_PREVIOUS_VERSION@Association[2].PreviousVersion"},
        {"previous version is zero", [](Submission& s) { s.associations[1].previous_version = "0"; },
         "MISSING_PREVIOUS_VERSION@Association[2].PreviousVersion"},
        {"document without lid", [](Submission& s) { s.entries[0].logical_id.clear(); },
         "LOGICAL_ID_MISSING@DocumentEntry[1].logicalID"},
        {"folder without lid", [](Submission& s) { s.folders[0].logical_id.clear(); },
         "FOLDER_LOGICAL_ID_MISSING@Folder[1].logicalID"},
        {"symbolic lid", [](Submission& s) { s.folders[0].logical_id = "Folder01"; }, "LOGICAL_ID_FORM@Folder[1].logicalID"},
        {"id of the first version",
         [](Submission& s) {
             s.entries[0].entry_uuid = s.entries[0].logical_id;
             s.associations[0].target = s.entries[0].logical_id;
         },
         "LOGICAL_ID_EQUALS_ENTRY_UUID@DocumentEntry[1].logicalID"},
        {"one lid twice", [](Submission& s) { s.folders[0].logical_id = s.entries[0].logical_id; },
         "LOGICAL_ID_SAME@Folder[1].logicalID"},
        {"reference", [](Submission& s) { s.associations[0].submission_set_status = "Reference"; },
         "UPDATE_STATUS_NOT_ORIGINAL@Association[1].SubmissionSetStatus"},
        {"folder with a status of membership", [](Submission& s) { s.associations[1].submission_set_status = "Original"; },
         "UPDATE_STATUS_NOT_ORIGINAL@Association[2].SubmissionSetStatus"},
        {"propagation maybe", [](Submission& s) { s.associations[0].extra_slots = {{"AssociationPropagation", {"maybe"}}}; },
         "ASSOCIATION_PROPAGATION@Association[1].AssociationPropagation"},
        {"status on a membership", [](Submission& s) { s.associations[0].original_status = approved; },
         "SLOT_OF_OTHER_OPERATION@Association[1].OriginalStatus"},
        {"version on a status change", [](Submission& s) { s.associations[2].previous_version = "1"; },
         "SLOT_OF_OTHER_OPERATION@Association[3].PreviousVersion"},
        {"no original status", [](Submission& s) { s.associations[2].original_status.clear(); },
         "MISSING_ORIGINAL_STATUS@Association[3].OriginalStatus"},
        {"unknown new status", [](Submission& s) { s.associations[2].new_status = "Withdrawn"; },
         "MISSING_NEW_STATUS@Association[3].NewStatus"},
        {"same status", [](Submission& s) { s.associations[2].new_status = approved; },
         "STATUS_NOT_CHANGED@Association[3].NewStatus"},
        {"status not changed by the set", [](Submission& s) { s.associations[2].source = known + "13"; },
         "MISSING_SUBMISSION_SET@Association[3].sourceObject"},
        {"submits nothing",
         [](Submission& s) {
             s.associations[3].target = known + "15";
             s.associations.pop_back();
         },
         "MISSING_ASSOCIATION@Association[4].targetObject"},
        {"nobody submits it", [](Submission& s) { s.associations.erase(s.associations.begin() + 3); },
         "ASSOCIATION_OUTSIDE_OPERATION@Association[4]"},
        {"restricted: document alone",
         [](Submission& s) {
             s.folders.clear();
             s.associations.resize(1);
         },
         "", Transaction::iti92},
        {"restricted: folder",
         [](Submission& s) {
             s.associations.resize(2);
             s.associations[1].previous_version = "1";
         },
         "FOLDER_IN_RESTRICTED_UPDATE@Folder[1]", Transaction::iti92},
        {"restricted: status",
         [](Submission& s) {
             s.folders.clear();
             s.associations.resize(3);
             s.associations.erase(s.associations.begin() + 1);
         },
         "OPERATION_IN_RESTRICTED_UPDATE@Association[2]", Transaction::iti92},
    };
    for (const Case& c : cases) {
        Submission s = sample_update();
        c.change(s);
        EXPECT_EQ(rules(s, c.transaction), c.wanted) << c.what;
    }
}

TEST(UpdateRules, an_association_propagates_unless_it_says_no) {
    Submission s = sample_update();
    EXPECT_TRUE(propagates(s.associations[0]));
    s.associations[0].extra_slots = {{"AssociationPropagation", {"no"}}};
    EXPECT_FALSE(propagates(s.associations[0]));
}

}  // namespace
}  // namespace dmpgw::xds

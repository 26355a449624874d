// ITI TF-2 3.42.4.1.3, TF-3 4.2.2 and 4.2.2.2: what a submission may not say beside what is registered. One test a rule.
#include "gateway/transactions/registry_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/transactions/waiting.hpp"
#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

std::string uuid(int n) { return "urn:uuid:018f0000-0000-7000-8000-0000000000" + std::to_string(10 + n); }

const model::Cx other_patient = model::read_cx("111111111111120^^^&1.2.250.1.213.1.4.10&ISO^NH", "").value();

model::Association joined(model::AssociationType type, std::string source, std::string target) {
    model::Association association;
    association.entry_uuid = uuid(80);
    association.type = type;
    association.source = std::move(source);
    association.target = std::move(target);
    return association;
}

// Registered: entry 1 and, deprecated, entry 2; folder 3; submission set 4; association 5.
class RegistryRules : public testing::Test {
  protected:
    RegistryRules() {
        storage::Unit unit;
        unit.decide = [](const storage::RegistryView&) {
            const model::Submission sample = sample_submission();
            storage::Changes changes;
            model::DocumentEntry entry = sample.entries[0];
            entry.entry_uuid = entry.logical_id = uuid(1);
            entry.hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
            entry.availability_status = model::AvailabilityStatus::approved;
            changes.entries.push_back({entry, std::nullopt});
            entry.entry_uuid = entry.logical_id = uuid(2);
            entry.unique_id = "1.2.250.1.999.5.2";
            entry.availability_status = model::AvailabilityStatus::deprecated;
            changes.entries.push_back({entry, std::nullopt});
            model::Folder folder;
            folder.entry_uuid = folder.logical_id = uuid(3);
            folder.unique_id = "1.2.250.1.999.7.1";
            folder.patient_id = entry.patient_id;
            folder.availability_status = model::AvailabilityStatus::approved;
            folder.last_update_time = model::read_dtm("20260314101600", "").value();
            changes.folders.push_back(folder);
            model::SubmissionSet set = sample.submission_set;
            set.entry_uuid = set.logical_id = uuid(4);
            set.availability_status = model::AvailabilityStatus::approved;
            changes.submission_sets.push_back(set);
            model::Association member = joined(model::AssociationType::has_member, uuid(4), uuid(1));
            member.entry_uuid = member.logical_id = uuid(5);
            member.availability_status = model::AvailabilityStatus::approved;
            changes.associations.push_back(member);
            storage::AuditRecord audit;
            audit.transaction = "test";
            audit.outcome = "success";
            audit.event = "{}";
            changes.audit.push_back(audit);
            return changes;
        };
        gateway_.run(commit(gateway_.store(), std::move(unit))).value();
        // What a new submission looks like that nothing stands against.
        submission_ = sample_submission();
        submission_.submission_set.entry_uuid = uuid(20);
        submission_.submission_set.unique_id = "1.2.250.1.999.6.2";
        submission_.entries[0].entry_uuid = uuid(21);
        submission_.entries[0].unique_id = "1.2.250.1.999.5.9";
        submission_.entries[0].hash = "a9993e364706816aba3e25717850c26c9cd0d89d";
        submission_.associations[0].entry_uuid = uuid(22);
        submission_.associations[0].source = uuid(20);
        submission_.associations[0].target = uuid(21);
    }

    std::string rules() const {
        std::string text;
        for (const Finding& f : check_against_registry(submission_, *gateway_.store().read())) {
            text += (text.empty() ? "" : " ") + f.rule + "@" + f.where;
        }
        return text;
    }
    void relate(model::AssociationType type, std::string source, std::string target) {
        submission_.associations.push_back(joined(type, std::move(source), std::move(target)));
    }

    mutable TestGateway gateway_;
    model::Submission submission_;
};

TEST_F(RegistryRules, a_new_submission_is_fine) { EXPECT_EQ(rules(), ""); }

TEST_F(RegistryRules, a_patient_may_have_to_be_registered) {
    const auto unknown = [this](const std::vector<storage::PatientRecord>& along) {
        const Findings findings = check_patient_known(submission_, along, *gateway_.store().read());
        return findings.empty() ? std::string() : findings[0].rule + "@" + findings[0].where;
    };
    EXPECT_EQ(unknown({}), "PATIENT_NOT_REGISTERED@SubmissionSet.patientId");
    storage::PatientRecord patient;
    patient.id = "1";
    patient.identifiers = {"urn:oid:1.2.250.1.213.1.4.10|207058575627097"};
    patient.resource = "{}";
    EXPECT_EQ(unknown({patient}), "") << "it comes along";
    storage::Unit unit;
    unit.decide = [patient](const storage::RegistryView&) {
        storage::Changes changes;
        changes.patients = {patient};
        changes.audit.emplace_back();
        changes.audit.back().event = "{}";
        return changes;
    };
    gateway_.run(commit(gateway_.store(), std::move(unit))).value();
    EXPECT_EQ(unknown({}), "");
}

TEST_F(RegistryRules, a_known_submission_set_is_named) {
    submission_.submission_set.unique_id = "1.2.250.1.999.6.1";
    EXPECT_EQ(rules(), "SUBMISSION_SET_UNIQUE_ID_KNOWN@SubmissionSet.uniqueId");
}

TEST_F(RegistryRules, a_known_folder_is_named) {
    model::Folder folder;
    folder.entry_uuid = uuid(30);
    folder.unique_id = "1.2.250.1.999.7.1";
    submission_.folders.push_back(folder);
    EXPECT_EQ(rules(), "FOLDER_UNIQUE_ID_KNOWN@Folder[1].uniqueId");
    submission_.folders[0].unique_id = "1.2.250.1.999.7.2";
    EXPECT_EQ(rules(), "");
}

TEST_F(RegistryRules, a_known_entry_uuid_is_named_for_every_kind_of_object) {
    submission_.submission_set.entry_uuid = submission_.associations[0].source = uuid(4);
    EXPECT_EQ(rules(), "ENTRY_UUID_KNOWN@SubmissionSet.entryUUID");
    submission_.submission_set.entry_uuid = submission_.associations[0].source = uuid(20);
    submission_.entries[0].entry_uuid = submission_.associations[0].target = uuid(1);
    EXPECT_EQ(rules(), "ENTRY_UUID_KNOWN@DocumentEntry[1].entryUUID");
    submission_.entries[0].entry_uuid = submission_.associations[0].target = uuid(21);
    model::Folder folder;
    folder.entry_uuid = uuid(3);
    folder.unique_id = "1.2.250.1.999.7.2";
    submission_.folders.push_back(folder);
    EXPECT_EQ(rules(), "ENTRY_UUID_KNOWN@Folder[1].entryUUID");
}

TEST_F(RegistryRules, a_known_document_must_have_the_same_bytes) {
    submission_.entries[0].unique_id = "1.2.250.1.999.5.1";
    EXPECT_EQ(rules(), "DOCUMENT_NOT_IDENTICAL@DocumentEntry[1].uniqueId");
    submission_.entries[0].hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    EXPECT_EQ(rules(), "") << "the same document once more";
    submission_.entries[0].hash.clear();
    submission_.entries[0].type = model::DocumentEntryType::on_demand;
    EXPECT_EQ(rules(), "") << "an on-demand document has no bytes";
}

TEST_F(RegistryRules, a_target_that_nobody_knows_is_named) {
    relate(model::AssociationType::append, uuid(21), uuid(70));
    EXPECT_EQ(rules(), "TARGET_NOT_FOUND@Association[2].targetObject");
}

TEST_F(RegistryRules, every_kind_of_registered_object_may_be_a_target_of_membership) {
    for (const int known : {1, 2, 3, 5}) {
        submission_.associations.resize(1);
        relate(model::AssociationType::has_member, uuid(20), uuid(known));
        EXPECT_EQ(rules(), "") << known;
    }
}

TEST_F(RegistryRules, a_deprecated_target_is_named) {
    for (const auto type : {model::AssociationType::replace, model::AssociationType::append, model::AssociationType::transform,
                            model::AssociationType::transform_and_replace}) {
        submission_.associations.resize(1);
        relate(type, uuid(21), uuid(2));
        EXPECT_EQ(rules(), "TARGET_DEPRECATED@Association[2].targetObject");
        submission_.associations.resize(1);
        relate(type, uuid(21), uuid(1));
        EXPECT_EQ(rules(), "");
    }
}

TEST_F(RegistryRules, a_target_of_another_patient_is_named) {
    submission_.submission_set.patient_id = other_patient;
    relate(model::AssociationType::replace, uuid(21), uuid(1));
    EXPECT_EQ(rules(), "TARGET_OTHER_PATIENT@Association[2].targetObject");
}

TEST_F(RegistryRules, a_known_folder_takes_new_members_of_its_patient_only) {
    relate(model::AssociationType::has_member, uuid(3), uuid(21));
    EXPECT_EQ(rules(), "");
    submission_.submission_set.patient_id = other_patient;
    EXPECT_EQ(rules(), "TARGET_OTHER_PATIENT@Association[2].sourceObject");
}

TEST_F(RegistryRules, nothing_else_that_is_known_may_be_a_source) {
    for (const int known : {1, 4, 70}) {
        submission_.associations.resize(1);
        relate(model::AssociationType::has_member, uuid(known), uuid(21));
        EXPECT_EQ(rules(), "SOURCE_NOT_FOUND@Association[2].sourceObject") << known;
    }
}

TEST_F(RegistryRules, all_findings_come_at_once) {
    submission_.submission_set.unique_id = "1.2.250.1.999.6.1";
    submission_.entries[0].unique_id = "1.2.250.1.999.5.1";
    relate(model::AssociationType::append, uuid(21), uuid(70));
    const Findings findings = check_against_registry(submission_, *gateway_.store().read());
    EXPECT_EQ(findings.size(), 3u);
    for (const Finding& f : findings) {
        EXPECT_FALSE(f.value.empty()) << f.rule;
        EXPECT_FALSE(f.mend.fr.empty()) << f.rule;
    }
}

}  // namespace
}  // namespace dmpgw::transactions::test

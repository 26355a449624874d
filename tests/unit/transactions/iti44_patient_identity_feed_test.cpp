// ITI TF-2 3.44: patients come by a feed, change, and are merged with what was registered under their old identifier.
#include "gateway/transactions/iti44_patient_identity_feed.hpp"

#include <gtest/gtest.h>

#include "gateway/transactions/fhir_patient.hpp"
#include "tests/unit/transactions/http_support.hpp"
#include "tests/unit/transactions/sample.hpp"

namespace dmpgw::transactions::test {
namespace {

const std::string ins = "207058575627097";      // of the sample submission
const std::string new_ins = "111111111111120";

class Iti44 : public testing::Test {
  protected:
    Answer feed(const std::string& name, const std::string& number, const std::string& family, const std::string& obsolete = "") {
        const auto id = [](const std::string& value) {
            return "<id root='1.2.250.1.213.1.4.10' extension='" + value + "'/>";
        };
        std::string more;
        if (!obsolete.empty()) {
            more = "<replacementOf><priorRegistration><subject1><priorRegisteredRole>" + id(obsolete) +
                   "</priorRegisteredRole></subject1></priorRegistration></replacementOf>";
        }
        return exchange(gateway_, soap_endpoint(SoapActor::identity, gateway_.services()),
                        soap_message("/xds/identity",
                                     "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body><" + name +
                                         " xmlns='urn:hl7-org:v3'><id root='1.2.3' extension='m1'/><controlActProcess><subject>"
                                         "<registrationEvent><subject1><patient>" + id(number) +
                                         "<patientPerson><name><family>" + family +
                                         "</family></name><administrativeGenderCode code='F'/><birthTime value='195104'/>"
                                         "</patientPerson></patient></subject1>" + more +
                                         "</registrationEvent></subject></controlActProcess></" + name + "></e:Body></e:Envelope>"));
    }
    std::vector<storage::PatientRecord> known(const std::string& number) {
        return gateway_.store().read()->patients_by_identifier("urn:oid:1.2.250.1.213.1.4.10|" + number);
    }
    Result<Receipt> submit_sample() {
        return gateway_.run(submit(sample_request(gateway_), gateway_.caller(), gateway_.services()));
    }
    std::size_t documents_of(const std::string& number) {
        std::size_t count = 0;
        gateway_.store().read()->entries_of_patient(number + "^^^&1.2.250.1.213.1.4.10&ISO", [&](const storage::StoredEntry& e) {
            EXPECT_EQ(e.entry.patient_id->id, number);
            ++count;
            return true;
        });
        return count;
    }

    TestGateway gateway_;
};

TEST_F(Iti44, a_new_patient_is_known_by_either_face) {
    const Answer answer = feed("PRPA_IN201301UV02", ins, "FICTIVAL");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_TRUE(answer.names("<typeCode code=\"CA\"/>")) << answer.body;
    ASSERT_EQ(known(ins).size(), 1U);
    const Answer patient = exchange(gateway_, read_patient, get("/fhir/Patient/" + known(ins)[0].id));
    EXPECT_EQ(patient.json()["name"][0]["family"].as_string(), "FICTIVAL");
    EXPECT_EQ(patient.json()["gender"].as_string(), "female");
    EXPECT_EQ(patient.json()["birthDate"].as_string(), "1951-04");
    EXPECT_EQ(gateway_.audit().size(), 2U) << "one event each";
    EXPECT_EQ(gateway_.audit()[0].transaction, "ITI-44");
}

TEST_F(Iti44, a_revision_keeps_the_id_and_makes_a_version) {
    feed("PRPA_IN201301UV02", ins, "FICTIVAL");
    const std::string id = known(ins)[0].id;
    feed("PRPA_IN201302UV02", ins, "REELLE");
    ASSERT_EQ(known(ins).size(), 1U);
    EXPECT_EQ(known(ins)[0].id, id);
    EXPECT_EQ(known(ins)[0].version, 2);
    EXPECT_NE(known(ins)[0].resource.find("REELLE"), std::string::npos);
}

TEST_F(Iti44, registered_patients_may_be_submitted_for) {
    gateway_.policy.accept_unknown_patients = false;
    EXPECT_FALSE(submit_sample());
    feed("PRPA_IN201301UV02", ins, "FICTIVAL");
    EXPECT_TRUE(submit_sample());
}

TEST_F(Iti44, what_belonged_to_the_obsolete_identifier_belongs_to_the_surviving_one) {
    feed("PRPA_IN201301UV02", ins, "DOUBLON");
    feed("PRPA_IN201301UV02", new_ins, "FICTIVAL");
    const std::string obsolete_id = known(ins)[0].id;
    const std::string survivor_id = known(new_ins)[0].id;
    const Receipt receipt = submit_sample().value();
    EXPECT_EQ(documents_of(ins), 1U);

    EXPECT_TRUE(feed("PRPA_IN201304UV02", new_ins, "FICTIVAL", ins).names("<typeCode code=\"CA\"/>"));
    EXPECT_EQ(documents_of(ins), 0U);
    EXPECT_EQ(documents_of(new_ins), 1U);
    const auto set = gateway_.store().read()->submission_set_by_uuid(receipt.submission_set_uuid());
    EXPECT_EQ(set->patient_id->id, new_ins);
    EXPECT_TRUE(known(ins).empty()) << "nobody is found under it any more";
    EXPECT_EQ(known(new_ins)[0].id, survivor_id);
    const json::Value old = exchange(gateway_, read_patient, get("/fhir/Patient/" + obsolete_id)).json();
    EXPECT_FALSE(old["active"].as_bool());
    EXPECT_EQ(old["link"][0]["other"]["reference"].as_string(), "Patient/" + survivor_id);

    gateway_.policy.accept_unknown_patients = false;
    SubmitRequest late = sample_request(gateway_);
    late.submission.submission_set.unique_id = "1.2.250.1.999.6.9";
    late.submission.entries[0].unique_id = "1.2.250.1.999.5.9";
    const auto refused = gateway_.run(submit(std::move(late), gateway_.caller(), gateway_.services()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().first().xds_code, "XDSUnknownPatientId");
}

TEST_F(Iti44, a_message_that_says_nothing_is_acknowledged_with_its_faults) {
    const Answer answer = feed("PRPA_IN201304UV02", ins, "FICTIVAL");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_TRUE(answer.names("<typeCode code=\"CE\"/>")) << answer.body;
    EXPECT_TRUE(answer.names("IDENTITY_REPLACES_NOTHING"));
    ASSERT_EQ(gateway_.audit().size(), 1U);
    EXPECT_EQ(gateway_.audit()[0].outcome, "refused");
    EXPECT_TRUE(known(ins).empty());
}

}  // namespace
}  // namespace dmpgw::transactions::test

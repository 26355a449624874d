// ITI TF-2 3.44.4.1 and 3.44.4.2: what a patient identity feed says, and how it is acknowledged.
#include "gateway/xds/identity_feed.hpp"

#include <gtest/gtest.h>

#include "gateway/xds/messages.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::xds {
namespace {

const std::string ana = "<id root='1.2.250.1.213.1.4.10' extension='207058575627097'/>";
const std::string old_ana = "<id root='1.2.250.1.999.3' extension='IPP42'/>";

std::string message(const std::string& name, const std::string& ids, const std::string& more = "") {
    return "<" + name + " xmlns='urn:hl7-org:v3'><id root='1.2.3' extension='m1'/>"
           "<receiver typeCode='RCV'><device><id root='1.2.3.1'/></device></receiver>"
           "<sender typeCode='SND'><device><id root='1.2.3.2' extension='HIS'/></device></sender>"
           "<controlActProcess><subject><registrationEvent><subject1><patient>" + ids +
           "<patientPerson><name><family>FICTIVAL</family><given>COLETTE</given><given>ANNE</given></name>"
           "<administrativeGenderCode code='F'/><birthTime value='19510412'/></patientPerson></patient></subject1>" + more +
           "</registrationEvent></subject></controlActProcess></" + name + ">";
}

std::string replaced(const std::string& ids) {
    return "<replacementOf><priorRegistration><subject1><priorRegisteredRole>" + ids +
           "</priorRegisteredRole></subject1></priorRegistration></replacementOf>";
}

std::string first_rule(const std::string& text) {
    const auto document = xml::parse(text);
    const auto feed = read_identity_feed(document->root());
    return feed ? "" : feed.error().first().rule;
}

TEST(IdentityFeed, a_new_patient_is_read) {
    const auto document = xml::parse(message("PRPA_IN201301UV02", ana + old_ana));
    const auto feed = read_identity_feed(document->root());
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->event, IdentityEvent::added);
    ASSERT_EQ(feed->identifiers.size(), 2U);
    EXPECT_EQ(feed->identifiers[0].key(), "207058575627097^^^&1.2.250.1.213.1.4.10&ISO");
    EXPECT_EQ(feed->family, "FICTIVAL");
    EXPECT_EQ(feed->given, (std::vector<std::string>{"COLETTE", "ANNE"}));
    EXPECT_EQ(feed->gender, "F");
    EXPECT_EQ(feed->birth_time, "19510412");
    EXPECT_TRUE(feed->obsolete.empty());
}

TEST(IdentityFeed, a_revision_and_a_merge_are_told_apart) {
    const auto revised = xml::parse(message("PRPA_IN201302UV02", ana));
    EXPECT_EQ(read_identity_feed(revised->root())->event, IdentityEvent::revised);
    const auto merged = xml::parse(message("PRPA_IN201304UV02", ana, replaced(old_ana)));
    const auto feed = read_identity_feed(merged->root());
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->event, IdentityEvent::duplicates_resolved);
    ASSERT_EQ(feed->obsolete.size(), 1U);
    EXPECT_EQ(feed->obsolete[0].id, "IPP42");
}

TEST(IdentityFeed, what_is_wrong_is_named) {
    EXPECT_EQ(first_rule("<PRPA_IN201301UV02 xmlns='urn:hl7-org:v3'/>"), "IDENTITY_WITHOUT_PATIENT");
    EXPECT_EQ(first_rule(message("PRPA_IN201301UV02", "")), "IDENTITY_WITHOUT_IDENTIFIER");
    for (const char* id : {"<id root='1.2.3'/>", "<id extension='1'/>", "<id root='no oid' extension='1'/>"}) {
        EXPECT_EQ(first_rule(message("PRPA_IN201301UV02", id)), "IDENTITY_IDENTIFIER_FORM") << id;
    }
    EXPECT_EQ(first_rule(message("PRPA_IN201304UV02", ana)), "IDENTITY_REPLACES_NOTHING");
    EXPECT_EQ(first_rule(message("PRPA_IN201304UV02", ana, replaced(ana))), "IDENTITY_REPLACED_BY_ITSELF");
}

TEST(IdentityFeed, the_acknowledgement_goes_back_to_who_sent) {
    const auto document = xml::parse(message("PRPA_IN201301UV02", ""));
    const IdentityMessage sent = read_identity_message(document->root());
    EXPECT_EQ(sent.id.extension, "m1");
    EXPECT_EQ(sent.sender.extension, "HIS");
    const auto good = xml::parse(write_identity_acknowledgement(sent, {}, "018f", TimePoint{}));
    ASSERT_TRUE(good);
    const xml::Element* ack = good->root().child(ns::hl7v3, "acknowledgement");
    EXPECT_EQ(ack->child(ns::hl7v3, "typeCode")->attribute("code"), "CA");
    EXPECT_EQ(ack->child(ns::hl7v3, "targetMessage")->child(ns::hl7v3, "id")->attribute("extension"), "m1");
    EXPECT_EQ(good->root().child(ns::hl7v3, "receiver")->child(ns::hl7v3, "device")->child(ns::hl7v3, "id")->attribute("root"),
              "1.2.3.2");
    const auto bad = xml::parse(
        write_identity_acknowledgement(sent, read_identity_feed(document->root()).error().findings, "018f", TimePoint{}));
    ack = bad->root().child(ns::hl7v3, "acknowledgement");
    EXPECT_EQ(ack->child(ns::hl7v3, "typeCode")->attribute("code"), "CE");
    const xml::Element* detail = ack->child(ns::hl7v3, "acknowledgementDetail");
    ASSERT_NE(detail, nullptr);
    EXPECT_EQ(detail->child(ns::hl7v3, "code")->attribute("code"), "IDENTITY_WITHOUT_IDENTIFIER");
}

TEST(RemoveObjects, references_are_read_each_once) {
    const auto rules = [](const std::string& content) {
        const auto document = xml::parse("<l:RemoveObjectsRequest xmlns:l='" + std::string(ns::lcm) + "' xmlns='" +
                                         std::string(ns::rim) + "'>" + content + "</l:RemoveObjectsRequest>");
        const auto read = read_remove_objects(document->root());
        return read ? std::to_string(read->size()) : read.error().first().rule;
    };
    const std::string one = "<ObjectRef id='urn:uuid:018f0000-0000-7000-8000-0000000000ff'/>";
    EXPECT_EQ(rules("<ObjectRefList>" + one + one + "</ObjectRefList>"), "1");
    EXPECT_EQ(rules(""), "EMPTY_REFERENCE_LIST");
    EXPECT_EQ(rules("<ObjectRefList/>"), "EMPTY_REFERENCE_LIST");
    EXPECT_EQ(rules("<ObjectRefList><ObjectRef id='Document01'/></ObjectRefList>"), "OBJECT_REF_NOT_UUID");
}

}  // namespace
}  // namespace dmpgw::xds

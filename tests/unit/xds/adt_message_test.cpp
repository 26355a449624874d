// ITI TF-2 3.8.4: ADT messages of a patient identity feed, and their acknowledgements.
#include "gateway/xds/adt_message.hpp"

#include <gtest/gtest.h>

namespace dmpgw::xds {
namespace {

std::string adt(const std::string& event, const std::string& pid, const std::string& more = "", const std::string& set = "UNICODE UTF-8") {
    return "MSH|^~\\&|HIS|CHU|DMPGW|GW|20260314101500||ADT^" + event + "^ADT_A01|MSG1|P|2.5|||||FRA|" + set + "\rEVN||20260314\r" +
           pid + "\r" + more;
}

const std::string pid = "PID|||207058575627097^^^INS&1.2.250.1.213.1.4.10&ISO^INS~IPP42^^^&1.2.250.1.999.3&ISO^PI||"
                        "FICTIVAL^COLETTE^ANNE||19510412|F";

TEST(Adt, a_patient_is_read) {
    for (const char* event : {"A01", "A04", "A05"}) {
        const auto feed = read_adt(adt(event, pid));
        ASSERT_TRUE(feed) << event;
        EXPECT_EQ(feed->event, IdentityEvent::added);
        ASSERT_EQ(feed->identifiers.size(), 2U);
        EXPECT_EQ(feed->identifiers[0].key(), "207058575627097^^^&1.2.250.1.213.1.4.10&ISO");
        EXPECT_EQ(feed->family, "FICTIVAL");
        EXPECT_EQ(feed->given, std::vector<std::string>{"COLETTE"});
        EXPECT_EQ(feed->birth_time, "19510412");
        EXPECT_EQ(feed->gender, "F");
    }
    EXPECT_EQ(read_adt(adt("A08", pid))->event, IdentityEvent::revised);
}

TEST(Adt, a_merge_names_what_is_obsolete) {
    const auto feed = read_adt(adt("A40", pid, "MRG|IPP41^^^&1.2.250.1.999.3&ISO\r"));
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->event, IdentityEvent::duplicates_resolved);
    ASSERT_EQ(feed->obsolete.size(), 1U);
    EXPECT_EQ(feed->obsolete[0].id, "IPP41");
}

TEST(Adt, escapes_character_sets_and_ends_of_line_are_read) {
    const auto escaped = read_adt(adt("A01", "PID|||1^^^&1.2.3&ISO||D\\T\\OR\\E\\^X"));
    ASSERT_TRUE(escaped);
    EXPECT_EQ(escaped->family, "D&OR\\");
    const auto latin = read_adt(adt("A01", "PID|||1^^^&1.2.3&ISO||H\xC9L\xC8NE", "", "8859/1"));
    ASSERT_TRUE(latin);
    EXPECT_EQ(latin->family, "HÉLÈNE");
    std::string unix_ends = adt("A01", pid);
    for (char& c : unix_ends) c = c == '\r' ? '\n' : c;
    EXPECT_TRUE(read_adt(unix_ends));
}

TEST(Adt, what_is_wrong_is_named_with_its_field) {
    const auto fault = [](const std::string& message) {
        const auto feed = read_adt(message);
        return feed ? std::string() : feed.error().first().rule + "@" + feed.error().first().where;
    };
    EXPECT_EQ(fault(""), "ADT_WITHOUT_HEADER@MSH-2");
    EXPECT_EQ(fault("PID|1"), "ADT_WITHOUT_HEADER@MSH-2");
    EXPECT_EQ(fault("MSH$^~\\&$"), "ADT_WITHOUT_HEADER@MSH-2");
    EXPECT_EQ(fault(adt("A03", pid)), "ADT_EVENT_NOT_TAKEN@MSH-9");
    EXPECT_EQ(fault("MSH|^~\\&|A|B|C|D|||ORU^R01|1|P|2.5\r" + pid), "ADT_EVENT_NOT_TAKEN@MSH-9");
    EXPECT_EQ(fault(adt("A01", "PV1|1")), "ADT_WITHOUT_PATIENT@PID-3");
    EXPECT_EQ(fault(adt("A01", "PID|||")), "ADT_WITHOUT_PATIENT@PID-3");
    for (const char* bad : {"42", "42^^^CHU", "^^^&1.2.3&ISO", "42^^^&no oid&ISO"}) {
        EXPECT_EQ(fault(adt("A01", std::string("PID|||") + bad)), "ADT_IDENTIFIER_FORM@PID-3[1]") << bad;
    }
    EXPECT_EQ(fault(adt("A40", pid)), "ADT_WITHOUT_MERGE@MRG-1");
    EXPECT_EQ(fault(adt("A40", pid, "MRG|IPP42^^^&1.2.250.1.999.3&ISO\r")), "ADT_WITHOUT_MERGE@MRG-1") << "its own";
    EXPECT_EQ(fault(adt("A01", "PID|||1^^^&1.2.3&ISO||H\xC9L\xC8NE")), "ADT_CHARACTER_SET@MSH-18");
}

TEST(Adt, the_acknowledgement_goes_back_to_who_sent) {
    const auto header = read_adt_header(adt("A01", pid));
    ASSERT_TRUE(header);
    EXPECT_EQ(header->control_id, "MSG1");
    EXPECT_EQ(write_adt_acknowledgement(*header, {}, "ID1", TimePoint{}),
              "MSH|^~\\&|DMPGW|GW|HIS|CHU|19700101000000||ACK^A01|ID1|P|2.5||||||UNICODE UTF-8\rMSA|AA|MSG1\r");
    const auto bad = read_adt(adt("A01", "PID|||42^^^CHU"));
    const std::string error = write_adt_acknowledgement(*header, bad.error().findings, "ID1", TimePoint{});
    EXPECT_NE(error.find("MSA|AE|MSG1\r"), std::string::npos);
    EXPECT_NE(error.find("\rERR||PID-3[1]|"), std::string::npos) << error;
    EXPECT_NE(error.find("ADT_IDENTIFIER_FORM"), std::string::npos);
    const auto other = read_adt(adt("A03", pid));
    EXPECT_NE(write_adt_acknowledgement(*header, other.error().findings, "ID1", TimePoint{}).find("MSA|AR|"), std::string::npos);
}

// Hostile bytes: nothing crashes, nothing costs more than it weighs.
TEST(Adt, any_bytes_get_an_answer) {
    std::string message = adt("A40", pid, "MRG|IPP41^^^&1.2.250.1.999.3&ISO\r");
    for (std::size_t i = 0; i < message.size(); ++i) {
        for (const char c : {'\0', '|', '\\', '^', '~', '\r', '\xFF'}) {
            std::string changed = message;
            changed[i] = c;
            const auto feed = read_adt(changed);
            if (feed) EXPECT_FALSE(feed->identifiers.empty());
            else EXPECT_FALSE(feed.error().findings.empty());
        }
        static_cast<void>(read_adt(message.substr(0, i)));
    }
    static_cast<void>(read_adt("MSH|^~\\&|" + std::string(1'000'000, '|')));
    static_cast<void>(read_adt(adt("A01", "PID|||" + std::string(500'000, '~'))));
}

}  // namespace
}  // namespace dmpgw::xds

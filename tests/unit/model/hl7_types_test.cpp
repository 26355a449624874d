// CX, XCN, XON and XTN: what is read, what is written, and that the second gives back the first.
#include "gateway/model/hl7_types.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "gateway/base/text.hpp"

namespace dmpgw::model {
namespace {

// A line of tests/data/hl7_types/*.txt: type, input, what it is written as or the rule that refuses it.
struct Case {
    std::string type;
    std::string input;
    std::string wanted;
    bool refused = false;
};

std::vector<Case> cases_of(const std::string& name) {
    std::ifstream file(std::filesystem::path(DMPGW_SOURCE_DIR) / "tests/data/hl7_types" / name);
    std::vector<Case> cases;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        const auto parts = split(line, '\t');
        if (parts.size() < 3) throw std::runtime_error("bad case: " + line);
        Case c{std::string(parts[0]), std::string(parts[1]), std::string(parts[2])};
        c.refused = c.wanted.starts_with('!');
        if (c.refused) c.wanted.erase(0, 1);
        cases.push_back(std::move(c));
    }
    return cases;
}

template <class T>
std::string outcome(const Result<T>& result, const std::string& where) {
    if (result) return to_string(*result);
    EXPECT_EQ(result.error().first().where, where);
    EXPECT_FALSE(result.error().first().mend.fr.empty());
    return "!" + result.error().first().rule;
}

std::string read_and_write(const std::string& type, std::string_view text) {
    const std::string where = "/Slot[1]";
    if (type == "CX") return outcome(read_cx(text, where), where);
    if (type == "XCN") return outcome(read_xcn(text, where), where);
    if (type == "XON") return outcome(read_xon(text, where), where);
    if (type == "XTN") return outcome(read_xtn(text, where), where);
    return "unknown type " + type;
}

TEST(Hl7Types, every_case_of_the_data_file_has_its_outcome) {
    const auto cases = cases_of("types.txt");
    ASSERT_GE(cases.size(), 30U);
    for (const Case& c : cases) {
        EXPECT_EQ(read_and_write(c.type, c.input), (c.refused ? "!" : "") + c.wanted)
            << c.type << " " << c.input;
    }
}

TEST(Hl7Types, a_french_patient_id_keeps_its_type_and_its_date) {
    const auto cx = read_cx("207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH^^20100907", "");
    ASSERT_TRUE(cx);
    EXPECT_EQ(cx->id, "207058575627097");
    EXPECT_EQ(cx->assigning_authority.universal_id, "1.2.250.1.213.1.4.10");
    EXPECT_EQ(cx->identifier_type_code, "NH");
    EXPECT_EQ(cx->effective_date, "20100907");
    EXPECT_EQ(cx->key(), "207058575627097^^^&1.2.250.1.213.1.4.10&ISO");
}

TEST(Hl7Types, a_reference_id_keeps_its_home_community) {
    const auto cx = read_cx("7^^^&1.2.3&ISO^urn:ihe:iti:xds:2013:accession^&urn:oid:1.2.9&ISO", "");
    ASSERT_TRUE(cx);
    EXPECT_EQ(cx->assigning_facility.universal_id, "urn:oid:1.2.9");
}

TEST(Hl7Types, a_french_person_and_organisation_show_their_parts) {
    const auto person = read_xcn("801234567890^DUPONT^Jean^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS", "");
    ASSERT_TRUE(person);
    EXPECT_EQ(person->id(), "801234567890");
    EXPECT_EQ(person->family(), "DUPONT");
    EXPECT_EQ(person->given(), "Jean");
    EXPECT_EQ(person->assigning_authority().universal_id, "1.2.250.1.71.4.2.1");
    EXPECT_EQ(person->component(13), "IDNPS");
    EXPECT_EQ(person->component(14), "");
    EXPECT_EQ(person->component(0), "");
    const auto place = read_xon("CHU^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^10B0127189", "");
    ASSERT_TRUE(place);
    EXPECT_EQ(place->name(), "CHU");
    EXPECT_EQ(place->identifier_type_code(), "IDNST");
    EXPECT_EQ(place->id(), "10B0127189");
    EXPECT_EQ(place->assigning_authority().universal_id_type, "ISO");
}

TEST(Hl7Types, an_escaped_delimiter_is_text_and_no_separator) {
    const auto xon = read_xon("Martin \\T\\ Fils \\S\\ Cie", "");
    ASSERT_TRUE(xon);
    EXPECT_EQ(xon->name(), "Martin & Fils ^ Cie");
    EXPECT_EQ(to_string(*xon), "Martin \\T\\ Fils \\S\\ Cie");
}

// Model values made of the characters that matter come back from their text.
TEST(Hl7Types, reading_what_was_written_gives_the_same_value) {
    std::mt19937 random(20260314);
    const std::string alphabet = "ab^&|~\\FSTRE1";
    const auto word = [&](std::size_t most) {
        std::string text;
        for (std::size_t n = random() % (most + 1); n > 0; --n) text += alphabet[random() % alphabet.size()];
        return text;
    };
    for (int round = 0; round < 4000; ++round) {
        Xon xon;
        for (std::size_t n = random() % 5; n > 0; --n) xon.components.push_back(word(6));
        while (!xon.components.empty() && xon.components.back().empty()) xon.components.pop_back();
        const auto xon_again = read_xon(to_string(xon), "");
        ASSERT_TRUE(xon_again);
        ASSERT_EQ(*xon_again, xon) << to_string(xon);
        Cx cx;
        cx.id = word(6);
        cx.assigning_authority = {word(3), word(3), word(3)};
        cx.identifier_type_code = word(3);
        cx.assigning_facility = {word(3), word(3), word(3)};
        cx.effective_date = word(3);
        const auto cx_again = read_cx(to_string(cx), "");
        ASSERT_TRUE(cx_again);
        ASSERT_EQ(*cx_again, cx) << to_string(cx);
    }
}

// Text from outside is stable after one pass: what a consumer gets does not drift.
TEST(Hl7Types, writing_what_was_read_is_stable) {
    std::mt19937 random(7);
    const std::string alphabet = "ab^&|~\\FSTRE^^&";
    for (int round = 0; round < 4000; ++round) {
        std::string text;
        for (std::size_t n = random() % 24; n > 0; --n) text += alphabet[random() % alphabet.size()];
        for (const char* type : {"CX", "XCN", "XON", "XTN"}) {
            const std::string once = read_and_write(type, text);
            if (once.starts_with('!')) continue;
            ASSERT_EQ(read_and_write(type, once), once) << type << " " << text;
        }
    }
}

TEST(Hl7Types, every_rule_says_in_two_languages_what_to_do) {
    for (const auto list : {hl7_rules(), date_time_rules()}) {
        for (const Rule& rule : list) {
            EXPECT_FALSE(rule.what_en.empty() || rule.what_fr.empty() || rule.mend_en.empty() ||
                         rule.mend_fr.empty() || rule.source.empty())
                << rule.id;
        }
    }
}

}  // namespace
}  // namespace dmpgw::model

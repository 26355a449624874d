// FindDocuments as a predicate: each criterion lets the sample letter pass when it fits, and holds it back
// when it does not.
#include "gateway/xds/query_match.hpp"

#include <functional>
#include <random>

#include "tests/support/sample_submission.hpp"
#include "tests/support/corpus.hpp"

namespace dmpgw::xds {
namespace {

using testing::sample_letter;

std::int64_t second_of(const char* text) { return model::read_dtm(text, "").value().earliest(); }

struct Criterion {
    const char* name;
    std::function<void(FindDocumentsCriteria&)> fits;
    std::function<void(FindDocumentsCriteria&)> fits_not;
};

TEST(QueryMatch, each_criterion_counts) {
    using C = FindDocumentsCriteria;
    const CodeFilter other{"other", "1.2.3"};
    const std::vector<Criterion> all{
        {"patient", [](C& c) { c.patient = testing::sample_patient(); },
         [](C& c) { c.patient = model::Cx{"1", {"", "1.2.3", "ISO"}, "", {}, ""}; }},
        {"status", [](C& c) { c.statuses = {model::AvailabilityStatus::approved}; },
         [](C& c) { c.statuses = {model::AvailabilityStatus::deprecated}; }},
        {"type", [](C& c) { c.types = {model::DocumentEntryType::stable}; },
         [](C& c) { c.types = {model::DocumentEntryType::on_demand}; }},
        {"class", [](C& c) { c.class_codes = {{"10", "1.2.250.1.213.1.1.4.1"}}; },
         [](C& c) { c.class_codes = {{"10", "1.2.3"}}; }},
        {"class of any scheme", [](C& c) { c.class_codes = {{"10", ""}}; },
         [](C& c) { c.class_codes = {{"11", ""}}; }},
        {"one of several", [&](C& c) { c.type_codes = {other, {"11490-0", "2.16.840.1.113883.6.1"}}; },
         [&](C& c) { c.type_codes = {other}; }},
        {"practice", [](C& c) { c.practice_setting_codes = {{"ETABLISSEMENT", ""}}; },
         [&](C& c) { c.practice_setting_codes = {other}; }},
        {"facility", [](C& c) { c.facility_type_codes = {{"SA01", ""}}; },
         [&](C& c) { c.facility_type_codes = {other}; }},
        {"format", [](C& c) { c.format_codes = {{"urn:asip:ci-sis:ldl-ses:2017", ""}}; },
         [&](C& c) { c.format_codes = {other}; }},
        {"event", [](C& c) { c.event_codes = {{{"DEQP003", "1.2.250.1.213.2.5"}}}; },
         [&](C& c) { c.event_codes = {{other}}; }},
        {"all groups", [](C& c) { c.confidentiality_codes = {{{"N", ""}}, {{"INVISIBLE_PATIENT", ""}}}; },
         [&](C& c) { c.confidentiality_codes = {{{"N", ""}}, {other}}; }},
        {"any in a group", [&](C& c) { c.confidentiality_codes = {{other, {"N", ""}}}; },
         [&](C& c) { c.confidentiality_codes = {{other, other}}; }},
        {"author", [](C& c) { c.author_persons = {"%^DUPONT^Jean%"}; },
         [](C& c) { c.author_persons = {"%^DURAND^%"}; }},
        {"second author", [](C& c) { c.author_persons = {"%logiciel%"}; },
         [](C& c) { c.author_persons = {"logiciel"}; }},
        {"created from", [](C& c) { c.creation_time.from = second_of("20260314153000"); },
         [](C& c) { c.creation_time.from = second_of("20260314153001"); }},
        {"created to", [](C& c) { c.creation_time.to = second_of("20260314153001"); },
         [](C& c) { c.creation_time.to = second_of("20260314153000"); }},
        {"started in a year", [](C& c) { c.service_start_time = {second_of("2026"), second_of("2027")}; },
         [](C& c) { c.service_start_time = {second_of("2025"), second_of("2026")}; }},
        {"stopped", [](C& c) { c.service_stop_time.from = second_of("20260314"); },
         [](C& c) { c.service_stop_time.to = second_of("20260314"); }},
        {"reference",
         [](C& c) {
             c.reference_ids = {
                 {"ACC42^^^&1.2.250.1.211.10.200.3&ISO^urn:ihe:iti:xds:2013:accession"}};
         },
         [](C& c) { c.reference_ids = {{"ACC42"}}; }},
        {"availability", [](C& c) { c.document_availability = {"Online"}; },
         [](C& c) { c.document_availability = {"Offline"}; }},
    };
    for (const Criterion& criterion : all) {
        FindDocumentsCriteria fits;
        criterion.fits(fits);
        EXPECT_TRUE(matches(sample_letter(), fits)) << criterion.name;
        FindDocumentsCriteria fits_not;
        criterion.fits_not(fits_not);
        EXPECT_FALSE(matches(sample_letter(), fits_not)) << criterion.name;
    }
}

TEST(QueryMatch, an_entry_without_the_attribute_asked_for_is_held_back) {
    const model::DocumentEntry bare;
    FindDocumentsCriteria none;
    EXPECT_TRUE(matches(bare, none));
    FindDocumentsCriteria c = none;
    c.creation_time.from = 0;
    EXPECT_FALSE(matches(bare, c));
    c = none;
    c.class_codes = {{"10", ""}};
    EXPECT_FALSE(matches(bare, c));
    c = none;
    c.author_persons = {"%"};
    EXPECT_FALSE(matches(bare, c));
    c = none;
    c.patient = testing::sample_patient();
    EXPECT_FALSE(matches(bare, c));
}

TEST(QueryMatch, patterns_follow_like) {
    EXPECT_TRUE(is_like("", ""));
    EXPECT_TRUE(is_like("", "%"));
    EXPECT_TRUE(is_like("Smitty^Gerald", "%smitty%"));
    EXPECT_TRUE(is_like("Smitty", "S_itty"));
    EXPECT_TRUE(is_like("Hélène", "H_l_ne"));
    EXPECT_TRUE(is_like("aXbXc", "a%b%c"));
    EXPECT_FALSE(is_like("Smitty", "Smith%"));
    EXPECT_FALSE(is_like("Smitty", "mitty"));
    EXPECT_FALSE(is_like("", "_"));
    EXPECT_FALSE(is_like("ab", "a"));
}

// The obvious recursive definition, for short texts.
bool is_like_by_definition(std::string_view text, std::string_view pattern) {
    if (pattern.empty()) return text.empty();
    if (pattern[0] == '%') {
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (is_like_by_definition(text.substr(i), pattern.substr(1))) return true;
        }
        return false;
    }
    return !text.empty() && (pattern[0] == '_' || pattern[0] == text[0]) &&
           is_like_by_definition(text.substr(1), pattern.substr(1));
}

TEST(QueryMatch, patterns_agree_with_their_definition) {
    std::mt19937 random(11);
    const auto word = [&](const std::string& letters, std::size_t most) {
        std::string out;
        for (std::size_t n = random() % (most + 1); n > 0; --n) out += letters[random() % letters.size()];
        return out;
    };
    for (int round = 0; round < 5000; ++round) {
        const std::string text = word("ab", 7);
        const std::string pattern = word("ab%_%", 7);
        ASSERT_EQ(is_like(text, pattern), is_like_by_definition(text, pattern)) << text << " " << pattern;
    }
}

// A FindDocuments with these slots, as "name=value" with the value as coded.
Result<FindDocumentsCriteria> criteria(const std::vector<std::pair<std::string, std::string>>& slots) {
    std::string text = "<q:AdhocQueryRequest xmlns:q='urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0' "
                       "xmlns='urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0'><q:ResponseOption "
                       "returnType='LeafClass'/><AdhocQuery "
                       "id='urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d'>";
    for (const auto& [name, value] : slots) {
        text += "<Slot name='$XDSDocumentEntry" + name + "'><ValueList><Value>" + value +
                "</Value></ValueList></Slot>";
    }
    const auto document = xml::parse(text + "</AdhocQuery></q:AdhocQueryRequest>");
    return criteria_of(read_stored_query(document->root()).value());
}

const std::pair<std::string, std::string> patient{"PatientId", "'1^^^&amp;1.2&amp;ISO'"};
const std::pair<std::string, std::string> status{
    "Status", "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')"};

TEST(QueryMatch, a_query_without_a_type_means_stable_entries) {
    const auto c = criteria({patient, status});
    ASSERT_TRUE(c);
    EXPECT_EQ(c->patient->key(), "1^^^&1.2&ISO");
    EXPECT_EQ(c->statuses, std::vector{model::AvailabilityStatus::approved});
    EXPECT_EQ(c->types, std::vector{model::DocumentEntryType::stable});
    EXPECT_FALSE(c->creation_time.from || c->creation_time.to);
}

TEST(QueryMatch, a_query_becomes_its_criteria) {
    const auto c = criteria({patient, status, {"ClassCode", "('a^^1.2','b^^1.3')"},
                             {"ConfidentialityCode", "('N^^1.2')"}, {"ConfidentialityCode", "('R^^1.2')"},
                             {"CreationTimeFrom", "2026"}, {"CreationTimeTo", "202602"},
                             {"Type", "('urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248')"}});
    ASSERT_TRUE(c);
    ASSERT_EQ(c->class_codes.size(), 2U);
    EXPECT_EQ(c->class_codes[1].code, "b");
    EXPECT_EQ(c->class_codes[1].scheme, "1.3");
    EXPECT_EQ(c->confidentiality_codes.size(), 2U);
    EXPECT_EQ(c->creation_time.from, second_of("20260101"));
    EXPECT_EQ(c->creation_time.to, second_of("20260201"));
    EXPECT_EQ(c->types, std::vector{model::DocumentEntryType::on_demand});
}

TEST(QueryMatch, values_that_mean_nothing_are_refused_together) {
    const auto c = criteria({{"PatientId", "'1'"}, {"Status", "('Approved')"}, {"Type", "('Stable')"}});
    ASSERT_FALSE(c);
    ASSERT_EQ(c.error().findings.size(), 3U);
    EXPECT_EQ(c.error().findings[0].rule, "INVALID_PATIENT_ID_IN_QUERY");
    EXPECT_EQ(c.error().findings[1].rule, "UNKNOWN_STATUS_IN_QUERY");
    EXPECT_EQ(c.error().findings[2].rule, "UNKNOWN_ENTRY_TYPE_IN_QUERY");
}

}  // namespace
}  // namespace dmpgw::xds

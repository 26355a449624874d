#include "gateway/fhir/search.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "gateway/json/value.hpp"

namespace dmpgw::fhir {
namespace {

namespace fs = std::filesystem;

Result<DocumentSearch> search(std::string_view query, const SearchOptions& options = {}) {
    auto fields = http::parse_form(query);
    EXPECT_TRUE(fields.has_value()) << query;
    return read_document_search(fields.value_or(std::vector<http::Field>{}), options);
}

std::string rule_of(std::string_view query) {
    auto result = search(query);
    return result ? std::string() : result.error().first().rule;
}

TEST(Search, tokens_are_or_within_and_and_across) {
    auto result = search("patient=Patient/12&type=http://loinc.org%7C11490-0,http://loinc.org%7C34112-3&type=%7CX&category=10");
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->patient_reference, "Patient/12");
    ASSERT_EQ(result->type.size(), 2U);
    EXPECT_EQ(result->type[0], (TokenList{{"http://loinc.org", "11490-0"}, {"http://loinc.org", "34112-3"}}));
    EXPECT_EQ(result->type[1], (TokenList{{std::string(), "X"}}));
    EXPECT_EQ(result->category[0][0], (Token{std::nullopt, "10"}));
}

TEST(Search, systems_become_coding_schemes) {
    SearchOptions options;
    options.scheme_of_system = [](std::string_view uri) { return uri == "http://loinc.org" ? "2.16.840.1.113883.6.1" : std::string(uri); };
    auto result = search("patient.identifier=urn:oid:1.2.250.1.213.1.4.10%7C279035121518989&type=http://loinc.org%7C11490-0", options);
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->patient_identifier, (Token{"1.2.250.1.213.1.4.10", "279035121518989"}));
    EXPECT_EQ(result->type[0][0], (Token{"2.16.840.1.113883.6.1", "11490-0"}));
}

TEST(Search, escapes_are_resolved) {
    auto result = search("patient=1&type=a%5C,b%7Cc%5C%7Cd");
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->type[0], (TokenList{{"a,b", "c|d"}}));
}

TEST(Search, statuses_name_the_states_of_the_registry) {
    using model::AvailabilityStatus;
    auto result = search("patient=1&status=current,superseded");
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->status, (std::vector{AvailabilityStatus::approved, AvailabilityStatus::archived, AvailabilityStatus::deprecated}));
    EXPECT_EQ(rule_of("patient=1&status=final"), "SEARCH_STATUS");
}

TEST(Search, counts_are_cut_to_the_page_limit) {
    EXPECT_EQ(search("patient=1&_count=999999999")->count, 100U);
    EXPECT_EQ(search("patient=1&_count=99999999999999999999999999")->count, 100U);
    EXPECT_EQ(search("patient=1&_count=0")->count, 0U);
    EXPECT_EQ(rule_of("patient=1&_count=-1"), "SEARCH_VALUE_FORM");
    EXPECT_EQ(rule_of("patient=1&_count=abc"), "SEARCH_VALUE_FORM");
}

TEST(Search, what_is_not_listed_or_empty_is_refused) {
    EXPECT_EQ(rule_of(""), "SEARCH_PATIENT_MISSING");
    EXPECT_EQ(rule_of("patient="), "SEARCH_VALUE_EMPTY");
    EXPECT_EQ(rule_of("patient.identifier="), "SEARCH_VALUE_EMPTY");
    EXPECT_EQ(rule_of("patient.identifier=*"), "SEARCH_VALUE_FORM");
    EXPECT_EQ(rule_of("patient.identifier=279035121518989"), "SEARCH_VALUE_FORM") << "an id without authority is nobody's";
    EXPECT_EQ(rule_of("patient=1&patient=2"), "SEARCH_PARAMETER_REPEATED");
    EXPECT_EQ(rule_of("patient=1,2"), "SEARCH_PARAMETER_REPEATED");
    EXPECT_EQ(rule_of("patient=1&patient.identifier=urn:oid:1.2%7C3"), "SEARCH_PATIENT_TWICE");
    EXPECT_EQ(rule_of("patient=1%0d%0aX:%201"), "SEARCH_VALUE_FORM");
    EXPECT_EQ(rule_of("patient=' OR 1=1--"), "SEARCH_VALUE_FORM");
    EXPECT_EQ(rule_of("patient=1&_include=*"), "SEARCH_PARAMETER_UNKNOWN");
    EXPECT_EQ(rule_of("patient=1&_filter=x"), "SEARCH_PARAMETER_UNKNOWN");
    EXPECT_EQ(rule_of("patient=1&type:not=x"), "SEARCH_PARAMETER_UNKNOWN");
    EXPECT_EQ(rule_of("patient:Patient.name:contains=a"), "SEARCH_PARAMETER_UNKNOWN");
    EXPECT_EQ(rule_of("patient=1&type=%7C"), "SEARCH_VALUE_FORM");
    EXPECT_EQ(rule_of("patient=1&_elements=*&_format=json"), "") << "about the answer, read elsewhere";
    EXPECT_EQ(rule_of("identifier=urn:uuid:x"), "") << "an identifier names its document by itself";
}

TEST(Search, every_fault_is_reported_at_once) {
    auto result = search("type=&_count=-1&foo=1");
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().findings.size(), 4U);
}

TEST(Search, values_are_limited) {
    SearchOptions options;
    options.max_values = 3;
    auto result = search("patient=1&type=a,b,c,d", options);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().first().rule, "SEARCH_TOO_MANY_VALUES");
}

TEST(Search, dates_have_prefixes_and_precision) {
    auto result = search("patient=1&creation=ge2026-01-01&creation=lt2026-02&period=2026-03-14T15:30:00Z&date=sa2026");
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->creation[0].prefix, Prefix::ge);
    EXPECT_EQ(result->creation[1].prefix, Prefix::lt);
    EXPECT_EQ(result->period[0].prefix, Prefix::eq);
    EXPECT_EQ(result->date[0].prefix, Prefix::sa);
    EXPECT_EQ(rule_of("patient=1&creation=gt2020-13-45"), "SEARCH_VALUE_FORM");
    EXPECT_EQ(rule_of("patient=1&creation=ap2020"), "");
    EXPECT_EQ(rule_of("patient=1&creation=xx2020"), "SEARCH_PREFIX");
    EXPECT_EQ(rule_of("patient=1&creation=yesterday"), "SEARCH_PREFIX");
    EXPECT_EQ(rule_of("patient=1&creation=ge"), "SEARCH_VALUE_FORM");
    EXPECT_EQ(rule_of("patient=1&creation=2026-03-14T15:30Z"), "") << "a search may name a minute";
    EXPECT_EQ(rule_of("patient=1&creation=2026-03-14T15:30"), "SEARCH_VALUE_FORM") << "a time without a zone is no moment";
    EXPECT_EQ(rule_of("patient=1&creation=2026-03-14T15Z"), "SEARCH_VALUE_FORM");
}

// What a resource says, and which of the nine prefixes of a value fit it: FHIR R4 search.html#prefix. Rows go from far
// before the value to far behind it, for each precision of the value.
struct DateCase {
    std::string_view from;   ///< of the resource
    std::string_view to;     ///< its last moment is that of this text; the same for a moment
    std::string_view value;
    std::string_view fitting;
};
constexpr std::string_view all_prefixes[] = {"eq", "ne", "gt", "ge", "lt", "le", "sa", "eb"};

void PrintTo(const DateCase& c, std::ostream* to) { *to << c.from << ".." << c.to << " against " << c.value; }

class DatePrefix : public testing::TestWithParam<DateCase> {};

INSTANTIATE_TEST_SUITE_P(
    Precisions, DatePrefix,
    testing::Values(
        // A value of a year.
        DateCase{"2025-12-31T23:59:59Z", "2025-12-31T23:59:59Z", "2026", "ne lt le eb"},
        DateCase{"2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026", "eq ge le"},
        DateCase{"2026-12-31T23:59:59Z", "2026-12-31T23:59:59Z", "2026", "eq ge le"},
        DateCase{"2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026", "ne gt ge sa"},
        // Of a month: the last day of February, and what the resource leaves open.
        DateCase{"2026-02-28", "2026-02-28", "2026-02", "eq ge le"},
        DateCase{"2026-03-01", "2026-03-01", "2026-02", "ne gt ge sa"},
        DateCase{"2026", "2026", "2026-02", "ne gt ge lt le"},
        // Of a day: a moment, the day itself, periods across its ends and around it.
        DateCase{"2026-03-13T23:59:59Z", "2026-03-13T23:59:59Z", "2026-03-14", "ne lt le eb"},
        DateCase{"2026-03-14T12:00:00Z", "2026-03-14T12:00:00Z", "2026-03-14", "eq ge le"},
        DateCase{"2026-03-14", "2026-03-14", "2026-03-14", "eq ge le"},
        DateCase{"2026-03-15T00:00:00Z", "2026-03-15T00:00:00Z", "2026-03-14", "ne gt ge sa"},
        DateCase{"2026-03-13", "2026-03-14", "2026-03-14", "ne lt le"},
        DateCase{"2026-03-14", "2026-03-15", "2026-03-14", "ne gt ge"},
        DateCase{"2026-03-13", "2026-03-15", "2026-03-14", "ne gt ge lt le"},
        // Of a minute and of a second, in another zone.
        DateCase{"2026-03-14T14:30:59Z", "2026-03-14T14:30:59Z", "2026-03-14T15:30+01:00", "eq ge le"},
        DateCase{"2026-03-14T14:31:00Z", "2026-03-14T14:31:00Z", "2026-03-14T15:30+01:00", "ne gt ge sa"},
        DateCase{"2026-03-14T14:30:00Z", "2026-03-14T14:30:00Z", "2026-03-14T15:30:00+01:00", "eq ge le"},
        DateCase{"2026-03-14T14:30:01Z", "2026-03-14T14:30:01Z", "2026-03-14T15:30:00+01:00", "ne gt ge sa"},
        DateCase{"2026-03-14T14:29:59Z", "2026-03-14T14:29:59Z", "2026-03-14T15:30:00+01:00", "ne lt le eb"}));

DateCriterion criterion_of(const std::string& text, std::int64_t now = 0) {
    SearchOptions options;
    options.now = now;
    const auto result = search("patient=1&creation=" + http::percent_encode(text), options);
    EXPECT_TRUE(result.has_value()) << text;
    return result ? result->creation.front() : DateCriterion{};
}

std::int64_t second_of(std::string_view text) { return model::read_fhir_date_time(text, "t")->earliest(); }

TEST_P(DatePrefix, fits) {
    const std::int64_t earliest = second_of(GetParam().from);
    const std::int64_t latest = model::read_fhir_date_time(GetParam().to, "t")->latest();
    std::string fitting;
    for (const std::string_view prefix : all_prefixes) {
        const DateCriterion criterion = criterion_of(std::string(prefix).append(GetParam().value));
        if (fits(criterion, earliest, latest)) fitting.append(fitting.empty() ? "" : " ").append(prefix);
    }
    EXPECT_EQ(fitting, GetParam().fitting);
    const std::string plain(GetParam().value);
    EXPECT_EQ(fits(criterion_of(plain), earliest, latest), fitting.starts_with("eq")) << "without a prefix eq is meant";
}

TEST(Search, about_a_date_means_a_tenth_of_its_age_on_either_side) {
    // A hundred days after it: ten days.
    const DateCriterion about = criterion_of("ap2026-03-14", second_of("2026-06-22"));
    const auto hits = [&](std::string_view moment) { return fits(about, second_of(moment), second_of(moment) + 1); };
    EXPECT_FALSE(hits("2026-03-03T23:59:59Z"));
    EXPECT_TRUE(hits("2026-03-04T00:00:00Z"));
    EXPECT_TRUE(hits("2026-03-24T23:59:59Z"));
    EXPECT_FALSE(hits("2026-03-25T00:00:00Z"));
    const DateCriterion today = criterion_of("ap2026-03-14", second_of("2026-03-14"));
    EXPECT_TRUE(fits(today, second_of("2026-03-14T12:00:00Z"), second_of("2026-03-14T12:00:01Z")));
    EXPECT_FALSE(fits(today, second_of("2026-03-15T12:00:00Z"), second_of("2026-03-15T12:00:01Z")));
}

TEST(Search, lists_have_parameters_of_their_own) {
    const auto list = [](std::string_view query) { return read_list_search(*http::parse_form(query)); };
    auto result = list("patient=1&code=https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes%7Cfolder&status=retired&date=ge2026");
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->code[0][0].code, "folder");
    EXPECT_EQ(result->status.front(), model::AvailabilityStatus::deprecated);
    EXPECT_FALSE(list("patient=1&facility=x").has_value());
}

TEST(Search, hostile_request_lines_have_their_right_outcome) {
    const char* folder = std::getenv("DMPGW_CORPUS");
    const fs::path file = (folder != nullptr ? fs::path(folder) : fs::path(DMPGW_SOURCE_DIR "/../shared/corpus")) /
                          "attack" / "fhir-attacks" / "search-lines.tsv";
    if (!fs::exists(file)) GTEST_SKIP() << "no corpus: set DMPGW_CORPUS";
    std::ifstream lines(file);
    int seen = 0;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t tab = line.find('\t');
        const std::string request = line.substr(0, tab);
        const std::string right = line.substr(tab + 1);
        if (!request.starts_with("DocumentReference?")) continue;
        if (request.find("_format") != std::string::npos) continue;  // the transaction negotiates formats
        ++seen;
        auto fields = http::parse_form(request.substr(request.find('?') + 1));
        const bool accepted = fields && read_document_search(*fields).has_value();
        const bool refuse = right.starts_with("refuse");
        const bool either = right.find("or ") != std::string::npos;
        if (right.starts_with("clamp") || right.starts_with("ignore")) {
            EXPECT_TRUE(accepted) << request;
        } else if (refuse && !either) {
            EXPECT_FALSE(accepted) << request << ": " << right;
        }
    }
    EXPECT_GT(seen, 10);
}

}  // namespace
}  // namespace dmpgw::fhir

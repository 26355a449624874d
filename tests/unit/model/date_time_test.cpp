// Times without loss: precision kept, zones applied, and the range of seconds that a value can mean.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "gateway/base/text.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::model {
namespace {

std::string outcome(const Result<Dtm>& result) {
    return result ? result->to_xds() : "!" + result.error().first().rule;
}

Dtm dtm(std::string_view text) { return read_dtm(text, "").value(); }

TEST(DateTime, every_case_of_the_data_file_has_its_outcome) {
    std::ifstream file(std::filesystem::path(DMPGW_SOURCE_DIR) / "tests/data/hl7_types/times.txt");
    int cases = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        const auto parts = split(line, '\t');
        ASSERT_EQ(parts.size(), 3U) << line;
        const std::string got = outcome(parts[0] == "DTM"  ? read_dtm(parts[1], "x")
                                        : parts[0] == "TS" ? read_ts(parts[1], "x")
                                                           : read_fhir_date_time(parts[1], "x"));
        EXPECT_EQ(got, parts[2]) << line;
        ++cases;
    }
    EXPECT_GE(cases, 60);
}

TEST(DateTime, fhir_gets_minutes_and_seconds_where_xds_has_none) {
    EXPECT_EQ(dtm("2026").to_fhir(), "2026");
    EXPECT_EQ(dtm("202603").to_fhir(), "2026-03");
    EXPECT_EQ(dtm("20260314").to_fhir(), "2026-03-14");
    EXPECT_EQ(dtm("2026031415").to_fhir(), "2026-03-14T15:00:00Z");
    EXPECT_EQ(dtm("202603141530").to_fhir(), "2026-03-14T15:30:00Z");
    EXPECT_EQ(dtm("20260314153007").to_fhir(), "2026-03-14T15:30:07Z");
}

TEST(DateTime, fhir_gets_its_own_fraction_and_offset_back) {
    for (const char* text : {"2026-03-14T15:30:00.120+01:00", "2026-03-14T15:30:00-09:30",
                             "2026-03-14T15:30:00.5Z", "2026-03"}) {
        EXPECT_EQ(read_fhir_date_time(text, "")->to_fhir(), text);
    }
}

TEST(DateTime, a_value_covers_all_seconds_of_its_precision) {
    EXPECT_EQ(dtm("1970").earliest(), 0);
    EXPECT_EQ(dtm("1970").latest(), dtm("1971").earliest());
    EXPECT_EQ(dtm("202402").latest(), dtm("20240301").earliest());
    EXPECT_EQ(dtm("202412").latest(), dtm("2025").earliest());
    EXPECT_EQ(dtm("20240229").latest(), dtm("20240301").earliest());
    EXPECT_EQ(dtm("2024022923").latest(), dtm("2024030100").earliest());
    EXPECT_EQ(dtm("202402292359").latest(), dtm("20240301000000").earliest());
    EXPECT_EQ(dtm("20240229235959").latest(), dtm("20240301").earliest());
    EXPECT_EQ(read_ts("20240301010000+0100", "")->earliest(), dtm("20240301").earliest());
}

TEST(DateTime, every_second_of_xds_survives_the_way_over_fhir) {
    std::mt19937_64 random(42);
    for (int i = 0; i < 5000; ++i) {
        Dtm t;
        t.year = 1900 + int(random() % 200);
        t.month = 1 + int(random() % 12);
        t.day = 1 + int(random() % 28);
        t.hour = int(random() % 24);
        t.minute = int(random() % 60);
        t.second = int(random() % 60);
        t.precision = Dtm::Precision::second;
        const auto over_fhir = read_fhir_date_time(t.to_fhir(), "");
        ASSERT_TRUE(over_fhir);
        ASSERT_EQ(over_fhir->to_xds(), t.to_xds());
        ASSERT_EQ(dtm(t.to_xds()), t);
    }
}

}  // namespace
}  // namespace dmpgw::model

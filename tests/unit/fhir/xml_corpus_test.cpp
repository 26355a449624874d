// Public resources, to XML and back: what the reader takes, the writer gives again.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "gateway/fhir/xml_writer.hpp"
#include "tests/support/corpus.hpp"
#include "tests/unit/fhir/xml_support.hpp"

namespace dmpgw::fhir {
namespace {

// Files below `folder` that came back as they were. Those that are refused, for a type that the table does not have or
// for what is wrong with them on purpose, do not count.
std::size_t xml_round_trips(const std::filesystem::path& folder) {
    std::size_t count = 0;
    for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) {
        if (item.path().extension() != ".xml") continue;
        const auto read = read_text(text_of(item.path()));
        if (!read) continue;
        const XmlText written = write_xml(read->resource);
        EXPECT_TRUE(written.left_out.empty()) << item.path();
        const auto again = read_text(written.text);
        EXPECT_TRUE(again && sorted(again->resource) == sorted(read->resource)) << item.path();
        EXPECT_TRUE(again && again->remarks.empty()) << item.path() << ": the order of the schema";
        ++count;
    }
    return count;
}

// Files that are valid JSON of FHIR: a few pad arrays at their end, or have one value where FHIR has an array, and come
// back without.
std::size_t json_round_trips(const std::filesystem::path& folder) {
    std::size_t count = 0;
    for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) {
        if (item.path().extension() != ".json") continue;
        const auto tree = json::parse(text_of(item.path()));
        if (!tree || !tree->is_object()) continue;
        const XmlText written = write_xml(*tree);
        if (!written.left_out.empty()) continue;
        const auto read = read_text(written.text);
        if (!read) continue;
        if (sorted(read->resource) == sorted(*tree)) ++count;
    }
    return count;
}

TEST(XmlCorpus, bundles_of_the_public_mhd_tests_come_back) {
    DMPGW_NEEDS_CORPUS("mhd/asbestos/bundles");
    // Three are refused for a subject without content.
    EXPECT_EQ(xml_round_trips(testing::corpus("mhd/asbestos/bundles")), 152U);
}

TEST(XmlCorpus, resources_of_the_official_tests_come_back) {
    DMPGW_NEEDS_CORPUS("fhir/validator");
    EXPECT_GE(xml_round_trips(testing::corpus("fhir")), 50U);
    EXPECT_GE(json_round_trips(testing::corpus("fhir")), 65U);
}

}  // namespace
}  // namespace dmpgw::fhir

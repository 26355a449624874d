#include "gateway/fhir/xml_reader.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/fhir/xml_support.hpp"

namespace dmpgw::fhir {
namespace {

json::Value lines_of(const Findings& findings) {
    json::Array lines;
    for (const Finding& f : findings) lines.emplace_back(f.rule + " " + f.where);
    return lines;
}

TEST(XmlReader, gives_the_wanted_tree_or_findings_on_every_case) {
    const auto cases = files_in(source_folder() / "tests/data/fhir_xml", ".xml");
    ASSERT_GE(cases.size(), 15U);
    for (const auto& file : cases) {
        const auto want = json::parse(text_of(std::filesystem::path(file).replace_extension(".want.json")));
        ASSERT_TRUE(want) << file;
        const auto read = read_text(text_of(file));
        const bool accepted = want->has("resource");
        ASSERT_EQ(read.has_value(), accepted) << file << (read ? "" : read.error().first().where);
        if (accepted) {
            EXPECT_EQ(json::write(read->resource), json::write((*want)["resource"])) << file;
        }
        const json::Value lines = lines_of(read ? read->remarks : read.error().findings);
        EXPECT_EQ(json::write(lines), json::write((*want)["findings"].as_array())) << file;
    }
}

TEST(XmlReader, says_what_is_wrong_and_how_to_mend_it_in_both_languages) {
    const auto read = read_text(R"(<Patient xmlns="http://hl7.org/fhir"><nom value="a"/></Patient>)");
    ASSERT_FALSE(read);
    const Failure failure = read.error();
    const Finding& f = failure.first();
    EXPECT_EQ(f.value, "nom");
    for (const std::string& sentence : {f.what.en, f.what.fr, f.mend.en, f.mend.fr}) EXPECT_FALSE(sentence.empty());
}

TEST(XmlReader, stops_after_a_hundred_findings) {
    std::string text = R"(<Patient xmlns="http://hl7.org/fhir">)";
    for (int i = 0; i < 1000; ++i) text += "<nom/>";
    const auto read = read_text(text + "</Patient>");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().findings.size(), 100U);
}

// The tree must be one that the JSON door would have let in: it is stored as JSON and read again.
TEST(XmlReader, gives_no_tree_deeper_than_the_json_door_allows) {
    const auto nested = [](int levels) {
        std::string text = R"(<Patient xmlns="http://hl7.org/fhir">)";
        for (int i = 0; i < levels; ++i) text += R"(<extension url="u">)";
        text += R"(<valueString value="deep"/>)";
        for (int i = 0; i < levels; ++i) text += "</extension>";
        return text + "</Patient>";
    };
    int accepted = 0;
    for (int levels = 1; levels < 100; ++levels) {
        const auto read = read_text(nested(levels));
        if (!read) continue;
        ++accepted;
        EXPECT_TRUE(json::parse(json::write(read->resource))) << levels;
    }
    EXPECT_EQ(accepted, 30);
}

TEST(XmlReader, takes_the_content_of_a_binary_that_is_longer_than_other_start_tags) {
    const std::string content(XmlLimits{}.start_tag_bytes * 4, 'A');
    const auto read = read_text(R"(<Binary xmlns="http://hl7.org/fhir"><contentType value="text/plain"/><data value=")" +
                                content + R"("/></Binary>)");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->resource["data"].as_string(), content);
}

}  // namespace
}  // namespace dmpgw::fhir

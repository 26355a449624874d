#include "gateway/fhir/xml_writer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "gateway/fhir/xhtml.hpp"
#include "tests/unit/fhir/xml_support.hpp"

namespace dmpgw::fhir {
namespace {

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

json::Value tree(const std::string& text) {
    auto value = json::parse(text);
    EXPECT_TRUE(value) << text;
    return value ? std::move(*value) : json::Value();
}

std::string written(const std::string& text, bool pretty = false) {
    const std::string xml = write_xml(tree(text), pretty).text;
    EXPECT_TRUE(xml.starts_with(declaration));
    return xml.substr(declaration.size());
}

std::vector<std::string> left_out(const std::string& text) {
    const XmlText xml = write_xml(tree(text));
    std::vector<std::string> places;
    for (const Finding& f : xml.left_out) {
        EXPECT_EQ(f.severity, Severity::warning);
        places.push_back(f.where);
    }
    return places;
}

using Places = std::vector<std::string>;

TEST(XmlWriter, writes_elements_in_the_order_of_the_schema) {
    EXPECT_EQ(written(R"({"gender":"male","id":"a","resourceType":"Patient","name":[{"given":["G"],"family":"F"}]})"),
              R"(<Patient xmlns="http://hl7.org/fhir"><id value="a"/><name><family value="F"/><given value="G"/></name>)"
              R"(<gender value="male"/></Patient>)");
}

TEST(XmlWriter, writes_attributes_before_content_wherever_they_stand) {
    EXPECT_EQ(written(R"({"resourceType":"Patient","extension":[{"valueDecimal":1.50,"url":"u&\"","id":"e"}]})"),
              R"(<Patient xmlns="http://hl7.org/fhir"><extension id="e" url="u&amp;&quot;"><valueDecimal value="1.50"/>)"
              R"(</extension></Patient>)");
}

TEST(XmlWriter, indents_all_but_narratives) {
    EXPECT_EQ(written(R"({"resourceType":"Patient","text":{"status":"empty","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a</p></div>"},"active":true})", true),
              "<Patient xmlns=\"http://hl7.org/fhir\">\n"
              "  <text>\n"
              "    <status value=\"empty\"/>\n"
              "    <div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a</p></div>\n"
              "  </text>\n"
              "  <active value=\"true\"/>\n"
              "</Patient>\n");
}

TEST(XmlWriter, names_what_has_no_form_in_xml) {
    EXPECT_EQ(left_out(R"({"resourceType":"Patient","nom":"x","_name":{"id":"y"},"gender":["male"],"birthDate":{},
                           "name":["z"],"contained":[{"resourceType":"Spaceship"}],"extension":[{"url":1}]})"),
              (Places{"Patient.nom", "Patient._name", "Patient.contained[0]", "Patient.extension[0].url",
                      "Patient.name[0]", "Patient.gender", "Patient.birthDate"}));
    EXPECT_EQ(left_out(R"({"resourceType":"Spaceship"})"), Places{"Spaceship"});
    EXPECT_EQ(left_out(R"({"resourceType":"Patient","name":[{"given":[null,"a"]}]})"), Places{}) << "a null pads";
}

// What a sender put into a narrative must not change the document around it.
TEST(XmlWriter, stays_well_formed_whatever_a_narrative_holds) {
    for (const char* div : {"", "text", "<div", "</div></text></Patient>", "<div xmlns='http://www.w3.org/1999/xhtml'>&nbsp;</div>",
                            "<?xml version='1.0'?><div xmlns='http://www.w3.org/1999/xhtml'/>", "<p>no div</p>",
                            "<div xmlns='urn:other'/>", "<div>no namespace</div>", "<div/>", "<div>\xC3\xA9 & </div>",
                            "<!DOCTYPE div [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><div>&e;</div>"}) {
        json::Value patient;
        json::Value text;
        text.set("status", "generated").set("div", div);
        patient.set("resourceType", "Patient").set("text", std::move(text)).set("active", true);
        const auto read = read_text(write_xml(patient).text);
        ASSERT_TRUE(read) << div;
        EXPECT_TRUE(read->resource["active"].as_bool()) << div;
        EXPECT_TRUE(read->resource["text"]["div"].as_string().starts_with("<div xmlns=")) << div;
    }
    EXPECT_EQ(embed_xhtml("<div class='a'>b</div>"), "<div xmlns=\"http://www.w3.org/1999/xhtml\" class='a'>b</div>");
    const std::string image = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><img src=\"data:image/png;base64," + std::string(100'000, 'A') + "\"/></div>";
    EXPECT_EQ(embed_xhtml(image), image);
    EXPECT_EQ(embed_xhtml("a<b"), "<div xmlns=\"http://www.w3.org/1999/xhtml\">a&lt;b</div>");
}

// JSON that the gateway takes although FHIR would not have it so: in XML it can only be what FHIR says.
constexpr std::array<std::string_view, 3> not_quite_fhir = {
    "document-manifest-content-without-array.json",  // one object where there is an array
    "folder-without-title-and-code.json",            // an empty array
    "size-as-text.json",                             // a string where there is a number
};

void round_trip(const std::filesystem::path& file, std::size_t& count) {
    if (std::find(not_quite_fhir.begin(), not_quite_fhir.end(), file.filename().string()) != not_quite_fhir.end()) return;
    const auto resource = json::parse(text_of(file));
    if (!resource) return;  // files that are broken on purpose
    for (const bool pretty : {false, true}) {
        const XmlText xml = write_xml(*resource, pretty);
        if (!xml.left_out.empty()) return;
        const auto read = read_text(xml.text);
        ASSERT_TRUE(read) << file << (read ? "" : read.error().first().where) << xml.text;
        EXPECT_TRUE(read->remarks.empty()) << file;
        EXPECT_TRUE(sorted(read->resource) == sorted(*resource)) << file << " " << xml.text;
    }
    ++count;
}

std::size_t round_trips(const std::filesystem::path& folder, std::string_view but_not = "?") {
    std::size_t count = 0;
    for (const auto& file : files_in(folder, ".json", but_not)) round_trip(file, count);
    return count;
}

TEST(XmlWriter, gives_back_the_samples_and_bundles_of_the_tests) {
    EXPECT_GE(round_trips(source_folder() / "samples/iti65"), 3U);
    EXPECT_GE(round_trips(source_folder() / "tests/data/fhir_bundle"), 7U);
    EXPECT_GE(round_trips(source_folder() / "tests/data/mapping", ".want.json"), 80U);
}

TEST(XmlWriter, gives_back_what_the_reader_read) {
    for (const auto& file : files_in(source_folder() / "tests/data/fhir_xml", ".want.json")) {
        const json::Value resource = tree(text_of(file))["resource"];
        if (resource.is_null()) continue;
        const auto read = read_text(write_xml(resource).text);
        ASSERT_TRUE(read) << file;
        EXPECT_EQ(json::write(sorted(read->resource)), json::write(sorted(resource))) << file;
    }
}

}  // namespace
}  // namespace dmpgw::fhir

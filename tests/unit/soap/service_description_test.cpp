// WSDL 1.1 and XML Schema part 1: the files of profiles/wsdl as they are served.
#include "gateway/soap/service_description.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "gateway/xml/document.hpp"

namespace dmpgw::soap {
namespace {

constexpr std::string_view base = "https://gateway.test/xds";

TEST(ServiceDescription, every_file_of_the_folder_is_part_of_the_program_and_well_formed) {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(DMPGW_SOURCE_DIR "/profiles/wsdl")) {
        const std::string stem = entry.path().stem();
        const auto text = entry.path().extension() == ".wsdl" ? wsdl_of(stem, base) : schema_of("registry", stem + ".xsd", base);
        ASSERT_TRUE(text) << entry.path();
        EXPECT_TRUE(xml::parse(*text)) << entry.path();
        ++files;
    }
    EXPECT_EQ(files, 12u);
}

TEST(ServiceDescription, what_there_is_not_is_not_served) {
    EXPECT_EQ(wsdl_of("other", base), std::nullopt);
    EXPECT_EQ(wsdl_of("", base), std::nullopt);
    for (const char* name : {"", "other.xsd", "rim", "RIM.XSD", "registry.wsdl", "../wsdl/rim.xsd", "rim.xsd\n"}) {
        EXPECT_EQ(schema_of("registry", name, base), std::nullopt) << name;
    }
}

TEST(ServiceDescription, relative_addresses_become_those_of_the_actor) {
    const std::string wsdl = wsdl_of("registry", base).value();
    EXPECT_NE(wsdl.find("<soap12:address location=\"https://gateway.test/xds/registry\"/>"), std::string::npos);
    EXPECT_NE(wsdl.find(" schemaLocation=\"https://gateway.test/xds/registry?xsd=lcm.xsd\""), std::string::npos);
    const std::string schema = schema_of("repository", "xds.xsd", base).value();
    EXPECT_NE(schema.find(" schemaLocation=\"https://gateway.test/xds/repository?xsd=rim.xsd\""), std::string::npos);
}

TEST(ServiceDescription, an_address_is_escaped) {
    const std::string wsdl = wsdl_of("gateway", "https://h/a&b\"<").value();
    EXPECT_TRUE(xml::parse(wsdl));
    EXPECT_NE(wsdl.find("location=\"https://h/a&amp;b&quot;&lt;/gateway\""), std::string::npos);
}

TEST(ServiceDescription, a_document_may_travel_as_an_mtom_part) {
    const std::string schema = schema_of("repository", "xds.xsd", base).value();
    std::size_t documents = 0;
    for (std::size_t at = 0; (at = schema.find("<xs:element name=\"Document\"", at)) != std::string::npos; ++at) {
        // On the element where its type is simple, on the type where it is not: elsewhere generators pass over it.
        const std::string element = schema.substr(at, schema.find('>', at) - at);
        const bool simple = element.find(" type=") != std::string::npos;
        const std::size_t place = simple ? at : schema.find("<xs:complexType", at);
        const std::string tag = schema.substr(place, schema.find('>', place) - place);
        EXPECT_NE(tag.find("xmime:expectedContentTypes=\"application/octet-stream\""), std::string::npos) << tag;
        ++documents;
    }
    EXPECT_EQ(documents, 2u);
}

}  // namespace
}  // namespace dmpgw::soap

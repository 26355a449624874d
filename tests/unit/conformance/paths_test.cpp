#include <gtest/gtest.h>

#include "conformance/json_path.hpp"
#include "conformance/xml_path.hpp"

namespace dmpgw::conformance {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view answer = R"(<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"
    xmlns:r="urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0" xmlns:m="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">
  <e:Body><r:RegistryResponse status="Failure"><r:RegistryErrorList>
    <r:RegistryError errorCode="A" severity="Error"> first </r:RegistryError>
    <r:RegistryError errorCode="B" severity="Warning">second</r:RegistryError>
    <m:RegistryError errorCode="C"><m:RegistryError errorCode="D"/></m:RegistryError>
  </r:RegistryErrorList></r:RegistryResponse></e:Body></e:Envelope>)";

Texts find(std::string_view path) {
    const auto document = xml::parse(answer);
    EXPECT_TRUE(document);
    const auto parsed = XmlPath::parse(path);
    EXPECT_TRUE(parsed) << path;
    return parsed ? parsed->values(document->root()) : Texts{};
}

TEST(xml_path, an_attribute_is_found_by_its_way_from_the_root) {
    EXPECT_EQ(find("/soap:Envelope/soap:Body/rs:RegistryResponse/@status"), Texts{"Failure"});
    EXPECT_EQ(find("/s12:Envelope/soap:Body/rs:RegistryResponse/@status"), Texts{"Failure"});
}

TEST(xml_path, a_name_in_another_namespace_is_another_name) {
    EXPECT_EQ(find("/s11:Envelope"), Texts{});
    EXPECT_EQ(find("//rs:RegistryError/@errorCode"), (Texts{"A", "B"}));
    EXPECT_EQ(find("//rim:RegistryError/@errorCode"), (Texts{"C", "D"}));
    EXPECT_EQ(find("//RegistryError/@errorCode"), Texts{});
}

TEST(xml_path, a_star_stands_for_any_name_or_namespace) {
    EXPECT_EQ(find("//*:RegistryError/@errorCode"), (Texts{"A", "B", "C", "D"}));
    EXPECT_EQ(find("/*/*/*/@status"), Texts{"Failure"});
    EXPECT_EQ(find("//rs:RegistryError[1]/@*"), (Texts{"A", "Error"}));
}

TEST(xml_path, predicates_choose_by_index_child_attribute_and_text) {
    EXPECT_EQ(find("//rs:RegistryErrorList/rs:RegistryError[2]"), Texts{"second"});
    EXPECT_EQ(find("//rs:RegistryError[3]"), Texts{});
    EXPECT_EQ(find("//rs:RegistryError[@severity='Error']"), Texts{"first"});
    EXPECT_EQ(find("//rs:RegistryError[@severity!='Error']/@errorCode"), Texts{"B"});
    EXPECT_EQ(find("//rim:RegistryError[rim:RegistryError[@errorCode='D']]/@errorCode"),
              Texts{"C"});
    EXPECT_EQ(find("//rs:RegistryErrorList[rs:RegistryError='second']/rs:RegistryError[1]"),
              Texts{"first"});
}

TEST(xml_path, a_descendant_of_two_ancestors_counts_once) {
    EXPECT_EQ(find("//*//rim:RegistryError[@errorCode='D']/@errorCode"), Texts{"D"});
}

TEST(xml_path, what_is_no_path_is_refused) {
    for (const char* path : {"", "a", "/", "//", "/a/", "/@a/b", "/nobody:a", "/a[", "/a[0]",
                             "/a[b='c]", "/a[b=c]", "/a b", "/*:", "/a[b[c[d[e[f]]]]]"}) {
        EXPECT_FALSE(XmlPath::parse(path)) << path;
    }
}

Texts get(std::string_view json, std::string_view path) {
    const auto value = json::parse(json);
    EXPECT_TRUE(value);
    const auto parsed = JsonPath::parse(path);
    EXPECT_TRUE(parsed) << path;
    return parsed ? parsed->values(*value) : Texts{};
}

constexpr std::string_view bundle = R"({"type":"searchset","total":2,"ok":true,"entry":[
    {"resource":{"resourceType":"List","id":"1"}},
    {"resource":{"resourceType":"Patient","id":"2","name":[{"given":["A","B"]},{"given":["C"]}]}}]})";

TEST(json_path, a_name_goes_through_arrays) {
    EXPECT_EQ(get(bundle, "entry.resource.id"), (Texts{"1", "2"}));
    EXPECT_EQ(get(bundle, "entry.resource.name.given"), (Texts{"A", "B", "C"}));
    EXPECT_EQ(get(bundle, "nothing.here"), Texts{});
}

TEST(json_path, numbers_booleans_and_objects_have_texts) {
    EXPECT_EQ(get(bundle, "total"), Texts{"2"});
    EXPECT_EQ(get(bundle, "ok"), Texts{"true"});
    EXPECT_EQ(get(R"({"a":{"b":1}})", "a"), Texts{R"({"b":1})"});
    EXPECT_EQ(get("[1,2]", "$"), (Texts{"1", "2"}));
}

TEST(json_path, brackets_choose_by_index_and_filter) {
    EXPECT_EQ(get(bundle, "entry[1].resource.id"), Texts{"2"});
    EXPECT_EQ(get(bundle, "entry[2].resource.id"), Texts{});
    EXPECT_EQ(get(bundle, "entry.resource[resourceType='List'].id"), Texts{"1"});
    EXPECT_EQ(get(bundle, "entry.resource[resourceType!='List'].id"), Texts{"2"});
    EXPECT_EQ(get(bundle, "entry[resource.name].resource.id"), Texts{"2"});
}

TEST(json_path, what_is_no_path_is_refused) {
    for (const char* path :
         {"", ".", "a.", "a[", "a[]", "a[b=c]", "a[b='c]", "a[b[c[d[e[f]]]]]", "a]"}) {
        EXPECT_FALSE(JsonPath::parse(path)) << path;
    }
}

}  // namespace
}  // namespace dmpgw::conformance

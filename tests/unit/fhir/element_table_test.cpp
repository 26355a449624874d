#include "gateway/fhir/element_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace dmpgw::fhir {
namespace {

TEST(ElementTable, holds_every_resource_that_the_fhir_face_exchanges) {
    for (const char* name : {"Bundle", "DocumentReference", "List", "DocumentManifest", "Binary", "Patient", "Practitioner",
                             "PractitionerRole", "Organization", "RelatedPerson", "Device", "Parameters",
                             "OperationOutcome", "CapabilityStatement"}) {
        EXPECT_NE(element_table().resource(name), nullptr) << name;
    }
    EXPECT_EQ(element_table().resource("Resource"), nullptr) << "abstract";
    EXPECT_EQ(element_table().resource("DomainResource"), nullptr) << "abstract";
    EXPECT_EQ(element_table().resource("Identifier"), nullptr) << "a data type";
}

TEST(ElementTable, gives_inherited_elements_first_and_in_the_order_of_the_schema) {
    const TypeRule& patient = *element_table().resource("Patient");
    std::size_t last = 0;
    for (const char* name : {"id", "meta", "implicitRules", "language", "text", "contained", "extension",
                             "modifierExtension", "identifier", "active", "name", "telecom", "gender", "birthDate",
                             "deceasedBoolean", "address", "link"}) {
        ASSERT_NE(patient.find(name), nullptr) << name;
        EXPECT_TRUE(last < patient.find(name)->order || last == 0) << name;
        last = patient.find(name)->order;
    }
}

TEST(ElementTable, gives_the_names_of_a_choice_one_place_and_each_its_kind) {
    const TypeRule& extension = element_table().type("Extension");
    ASSERT_NE(extension.find("valueBoolean"), nullptr);
    EXPECT_EQ(extension.find("valueBoolean")->kind, ElementKind::boolean);
    EXPECT_EQ(extension.find("valueDecimal")->kind, ElementKind::number);
    EXPECT_EQ(extension.find("valueBase64Binary")->kind, ElementKind::text);
    EXPECT_EQ(extension.find("valueCodeableConcept")->type, &element_table().type("CodeableConcept"));
    EXPECT_EQ(extension.find("valueBoolean")->order, extension.find("valueDecimal")->order);
    EXPECT_EQ(extension.find("value[x]"), nullptr);
    EXPECT_EQ(extension.find("url")->kind, ElementKind::attribute);
    EXPECT_EQ(extension.find("id")->kind, ElementKind::attribute);
    EXPECT_EQ(element_table().resource("Patient")->find("id")->kind, ElementKind::text) << "of a resource it is an element";
}

TEST(ElementTable, links_every_complex_element_to_its_type) {
    for (const std::string_view name : element_table().resources()) {
        for (const auto& [element, rule] : element_table().resource(name)->elements) {
            EXPECT_EQ(rule.type != nullptr, rule.kind == ElementKind::complex) << name << "." << element;
        }
    }
    EXPECT_EQ(element_table().type("Age").find("extension")->type, &element_table().type("Extension"))
        << "inherited before Extension was read";
}

TEST(ElementTable, refuses_a_text_that_does_not_follow_its_form) {
    const auto message = [](const char* text) -> std::string {
        try {
            const ElementTable table(text);
        } catch (const std::logic_error& e) {
            return e.what();
        }
        return {};
    };
    EXPECT_EQ(message("A\n  b string\n"), "");
    EXPECT_EQ(message("A\n  b string\n  b code\n"), "element table, line 3: an element twice");
    EXPECT_EQ(message("A\nA\n"), "element table, line 2: a type twice");
    EXPECT_NE(message("A\n  b Unknown\n").find("no type Unknown"), std::string::npos);
    EXPECT_NE(message("A : Unknown\n").find("no type Unknown"), std::string::npos);
    EXPECT_NE(message("  b string\n"), "");
    EXPECT_NE(message("A\n  b string ?\n"), "");
    EXPECT_NE(message("A\n  b[x] string||code\n"), "");
}

}  // namespace
}  // namespace dmpgw::fhir

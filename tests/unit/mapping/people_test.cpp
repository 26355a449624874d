#include "gateway/mapping/people.hpp"

#include "gateway/mapping/codes.hpp"
#include "gateway/mapping/source_patient.hpp"
#include "gateway/mapping/systems.hpp"
#include "gateway/mapping/telecom.hpp"
#include "tests/unit/mapping/mapping_support.hpp"

namespace dmpgw::mapping::test {
namespace {

json::Value parse(const char* text) {
    auto tree = json::parse(text);
    EXPECT_TRUE(tree.has_value()) << text;
    return tree ? std::move(*tree) : json::Value();
}

TEST(People, a_raw_extension_that_contradicts_the_elements_is_not_believed) {
    const json::Value person = parse(R"({"resourceType":"Practitioner","name":[{"family":"Leclerc"}],
        "extension":[{"url":"urn:dmpgw:fhir:xcn","valueString":"1^Mallory^^^^^^^&1.2.3&ISO"}]})");
    EXPECT_EQ(model::to_string(*read_person(person)), "^Leclerc");
    const json::Value organization = parse(R"({"resourceType":"Organization","name":"A",
        "extension":[{"url":"urn:dmpgw:fhir:xon","valueString":"B"}]})");
    EXPECT_EQ(model::to_string(*read_organization(organization)), "A");
    const json::Value contact = parse(R"({"system":"email","value":"a@b","extension":[{"url":"urn:dmpgw:fhir:xtn","valueString":"^^Internet^c@d"}]})");
    EXPECT_EQ(model::to_string(*read_contact_point(contact)), "^^Internet^a@b");
    Findings findings;
    const json::Value patient = parse(R"({"resourceType":"Patient","gender":"male","extension":[{"url":"urn:dmpgw:fhir:pid","valueString":"PID-8|F"}]})");
    EXPECT_EQ(read_source_patient(patient, "p", findings).info, std::vector<std::string>{"PID-8|M"});
}

TEST(People, a_national_identifier_wins_over_others) {
    const json::Value person = parse(R"({"resourceType":"Practitioner","name":[{"family":"L"}],"identifier":[
        {"system":"urn:oid:1.2.3","value":"x"},{"system":"https://rpps.esante.gouv.fr","value":"10101201234"},
        {"system":"urn:oid:1.2.250.1.71.4.2.1","value":"899700245667"}]})");
    EXPECT_EQ(read_person(person)->id(), "899700245667");
    const json::Value adeli = parse(R"({"resourceType":"Practitioner","identifier":[{"system":"https://adeli.esante.gouv.fr","value":"759309329"}]})");
    EXPECT_EQ(read_person(adeli)->id(), "0759309329");
    const json::Value siren = parse(R"({"resourceType":"Organization","identifier":[{"system":"https://sirene.fr","value":"264403106"}]})");
    EXPECT_EQ(read_organization(siren)->id(), "2264403106");
}

TEST(People, a_patient_or_a_device_can_be_an_author) {
    const json::Value patient = parse(R"({"resourceType":"Patient","name":[{"family":"PAT","given":["D"]}],
        "identifier":[{"system":"urn:oid:1.2.250.1.213.1.4.10","value":"279035121518989"}]})");
    EXPECT_EQ(model::to_string(*read_person(patient)), "279035121518989^PAT^D^^^^^^&1.2.250.1.213.1.4.10&ISO^D^^^NH");
    const json::Value device = parse(R"({"resourceType":"Device","deviceName":[{"name":"DPI 2"}]})");
    EXPECT_EQ(model::to_string(*read_person(device)), "^DPI 2^^^^^^^^U");
    EXPECT_FALSE(read_person(parse(R"({"resourceType":"Practitioner"})")).has_value());
}

TEST(Systems, schemes_and_urls_map_both_ways) {
    for (const char* scheme : {"2.16.840.1.113883.6.1", "1.2.3.4", "URN", "ASTM", "Connect-a-thon classCodes",
                               "http://example.org/x", "urn:ietf:bcp:47", "été & co"}) {
        const std::string uri = system_of_scheme(scheme);
        EXPECT_EQ(scheme_of_system(uri).text, scheme) << uri;
    }
    EXPECT_EQ(system_of_scheme("2.16.840.1.113883.6.1"), "http://loinc.org");
    EXPECT_EQ(scheme_of_system("urn:oid:1.2.3").text, "1.2.3");
    EXPECT_FALSE(scheme_of_system("http://example.org/x").known);
    EXPECT_EQ(scheme_of_system("https://mos.esante.gouv.fr/NOS/TRE_A11-IheFormatCode/FHIR/TRE-A11-IheFormatCode").text,
              "1.3.6.1.4.1.19376.1.2.3");
    const Authority derived = authority_of_system("http://example.org/patients");
    EXPECT_TRUE(derived.derived);
    EXPECT_TRUE(derived.oid.starts_with("2.25."));
    EXPECT_EQ(derived.oid, authority_of_system("http://example.org/patients").oid);
}

TEST(Codes, the_coding_of_a_known_system_is_chosen) {
    Findings findings;
    const json::Value value = parse(R"({"text":"Lettre","coding":[{"system":"http://example.org/local","code":"L"},{"system":"http://loinc.org","code":"11490-0"}]})");
    const auto code = read_concept(value, "p", findings);
    ASSERT_TRUE(code.has_value());
    EXPECT_EQ(code->scheme, "2.16.840.1.113883.6.1");
    EXPECT_EQ(code->display.value, "Lettre");
    EXPECT_EQ(findings.front().rule, "MHD_MORE_CODINGS");
    EXPECT_FALSE(has_errors(findings) && findings.front().severity == Severity::error);
}

}  // namespace
}  // namespace dmpgw::mapping::test

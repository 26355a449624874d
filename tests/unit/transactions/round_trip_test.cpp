// The two faces are one registry: what comes in by SOAP goes out by FHIR and the reverse, with the same bytes and
// the same metadata. The samples say the same thing in three forms.
#include <gtest/gtest.h>

#include "gateway/base/encoding.hpp"
#include "gateway/transactions/iti65_provide_document_bundle.hpp"
#include "gateway/transactions/iti67_find_document_references.hpp"
#include "gateway/transactions/iti68_retrieve_document.hpp"
#include "gateway/transactions/soap_endpoint.hpp"
#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

// Code, scheme and display; the language of a display is that of the ebRIM message, and FHIR has no place for it.
std::string said(const std::optional<model::Code>& code) {
    return code ? code->code + " " + code->scheme + " " + code->display.value : "none";
}
std::vector<std::string> said(const std::vector<model::Code>& codes) {
    std::vector<std::string> texts;
    for (const model::Code& code : codes) texts.push_back(said(std::optional(code)));
    return texts;
}

// PID-3 repeats sourcePatientId; the FHIR face writes it there only.
std::vector<std::string> without_ids(std::vector<std::string> lines) {
    std::erase_if(lines, [](const std::string& line) { return line.starts_with("PID-3|"); });
    return lines;
}

class RoundTrip : public testing::TestWithParam<std::string> {
  protected:
    std::string unique_id() const { return std::string(sample_metadata(GetParam())["documentEntry"]["uniqueId"].as_string()); }
    std::string document() const { return sample_file("documents/" + GetParam() + ".xml"); }
    Answer soap(TestGateway& gateway, SoapActor actor, const Exchange& sent) {
        return exchange(gateway, soap_endpoint(actor, gateway.services()), sent);
    }
    model::DocumentEntry stored(TestGateway& gateway) const {
        const auto entries = gateway.store().read()->entries_by_unique_id(unique_id());
        EXPECT_EQ(entries.size(), 1u);
        if (entries.empty()) return {};
        model::DocumentEntry entry = entries[0].entry;
        entry.entry_uuid = entry.logical_id = "";
        return entry;
    }
    static std::string envelope(const std::string& body) {
        return "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body>" + body + "</e:Body></e:Envelope>";
    }
};

INSTANTIATE_TEST_SUITE_P(Samples, RoundTrip, testing::ValuesIn(sample_names()), [](const auto& test) {
    std::string name = test.param;
    for (char& c : name) {
        if (c == '-' || c == '.') c = '_';
    }
    return name;
});

TEST_P(RoundTrip, in_by_soap_and_out_by_fhir) {
    for (const Exchange& sent : {mtom_sample(GetParam()), inline_sample(GetParam())}) {
        TestGateway gateway;
        ASSERT_TRUE(soap(gateway, SoapActor::repository, sent).names("Success\""));
        const json::Value found =
            exchange(gateway, iti67, get("/fhir/DocumentReference?identifier=urn:oid:" + unique_id())).json();
        ASSERT_EQ(found["total"].as_string(), "1");
        const json::Value attachment = found["entry"][0]["resource"]["content"][0]["attachment"];
        const Answer bytes = exchange(gateway, iti68, get(path_of_url(attachment["url"].as_string())));
        EXPECT_EQ(bytes.body, document());
        EXPECT_EQ(attachment["size"].as_string(), std::to_string(document().size()));
        EXPECT_EQ(base64_decode(attachment["hash"].as_string()), hex_decode(stored(gateway).hash));
        EXPECT_EQ(attachment["title"].as_string(), sample_metadata(GetParam())["documentEntry"]["title"].as_string());
    }
}

TEST_P(RoundTrip, in_by_fhir_and_out_by_soap) {
    TestGateway gateway;
    ASSERT_EQ(exchange(gateway, iti65, bundle_sample(GetParam())).status, 200u);
    const Answer found = soap(gateway, SoapActor::registry,
                              soap_message("/xds/registry", envelope(
        "<AdhocQueryRequest xmlns=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\"><ResponseOption returnComposedObjects=\"true\" "
        "returnType=\"LeafClass\"/><AdhocQuery xmlns=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\" "
        "id=\"urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4\"><Slot name=\"$XDSDocumentEntryUniqueId\"><ValueList><Value>('" +
        unique_id() + "')</Value></ValueList></Slot></AdhocQuery></AdhocQueryRequest>")));
    ASSERT_TRUE(found.names("Success\"")) << found.body;
    const json::Value metadata = sample_metadata(GetParam())["documentEntry"];
    for (const char* name : {"title", "mimeType", "languageCode", "creationTime"}) {
        EXPECT_TRUE(found.names(std::string(metadata[name].as_string()))) << name << found.body;
    }
    for (const char* name : {"classCode", "typeCode", "formatCode", "healthcareFacilityTypeCode", "practiceSettingCode"}) {
        EXPECT_TRUE(found.names(std::string(metadata[name]["code"].as_string()))) << name;
        EXPECT_TRUE(found.names(std::string(metadata[name]["scheme"].as_string()))) << name;
    }
    const Answer bytes = soap(gateway, SoapActor::repository,
                              soap_message("/xds/repository", envelope(
        "<RetrieveDocumentSetRequest xmlns=\"urn:ihe:iti:xds-b:2007\"><DocumentRequest><RepositoryUniqueId>1.2.250.1.999.1"
        "</RepositoryUniqueId><DocumentUniqueId>" + unique_id() +
        "</DocumentUniqueId></DocumentRequest></RetrieveDocumentSetRequest>")));
    EXPECT_TRUE(bytes.names(base64_encode(document())));
}

TEST_P(RoundTrip, the_three_forms_register_the_same_entry) {
    TestGateway by_mtom;
    ASSERT_TRUE(soap(by_mtom, SoapActor::repository, mtom_sample(GetParam())).names("Success\""));
    TestGateway by_text;
    ASSERT_TRUE(soap(by_text, SoapActor::repository, inline_sample(GetParam())).names("Success\""));
    TestGateway by_fhir;
    ASSERT_EQ(exchange(by_fhir, iti65, bundle_sample(GetParam())).status, 200u);
    const model::DocumentEntry mtom = stored(by_mtom);
    EXPECT_EQ(mtom, stored(by_text));
    const model::DocumentEntry fhir = stored(by_fhir);
    EXPECT_EQ(mtom.patient_id->key(), fhir.patient_id->key());
    EXPECT_EQ(mtom.source_patient_id->key(), fhir.source_patient_id->key());
    EXPECT_EQ(without_ids(mtom.source_patient_info), without_ids(fhir.source_patient_info));
    EXPECT_EQ(mtom.authors.size(), fhir.authors.size());
    for (std::size_t i = 0; i < mtom.authors.size() && i < fhir.authors.size(); ++i) {
        EXPECT_EQ(mtom.authors[i], fhir.authors[i]) << "author " << i;
    }
    EXPECT_EQ(mtom.legal_authenticator, fhir.legal_authenticator);
    EXPECT_EQ(said(mtom.class_code), said(fhir.class_code));
    EXPECT_EQ(said(mtom.type_code), said(fhir.type_code));
    EXPECT_EQ(said(mtom.format_code), said(fhir.format_code));
    EXPECT_EQ(said(mtom.healthcare_facility_type_code), said(fhir.healthcare_facility_type_code));
    EXPECT_EQ(said(mtom.practice_setting_code), said(fhir.practice_setting_code));
    EXPECT_EQ(said(mtom.confidentiality_codes), said(fhir.confidentiality_codes));
    EXPECT_EQ(said(mtom.event_codes), said(fhir.event_codes));
    EXPECT_EQ(mtom.creation_time, fhir.creation_time);
    EXPECT_EQ(mtom.service_start_time, fhir.service_start_time);
    EXPECT_EQ(mtom.service_stop_time, fhir.service_stop_time);
    EXPECT_EQ(mtom.language_code, fhir.language_code);
    EXPECT_EQ(mtom.mime_type, fhir.mime_type);
    EXPECT_EQ(mtom.title.value, fhir.title.value);
    EXPECT_EQ(mtom.hash, fhir.hash);
    EXPECT_EQ(mtom.size, fhir.size);
    EXPECT_EQ(mtom.repository_unique_id, fhir.repository_unique_id);
    EXPECT_EQ(mtom.home_community_id, fhir.home_community_id);
}

}  // namespace
}  // namespace dmpgw::transactions::test

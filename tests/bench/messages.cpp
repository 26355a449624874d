#include "tests/bench/messages.hpp"

#include <fmt/format.h>

#include "gateway/base/digest.hpp"
#include "gateway/base/encoding.hpp"

namespace dmpgw::bench {
namespace {

std::string cda(std::size_t bytes) {
    std::string text =
        R"(<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Lettre</title>)";
    std::size_t n = 0;
    while (text.size() + 20 < bytes) {
        text += fmt::format(
            "<section><title>Section {}</title><text>Le patient va mieux, constantes "
            "{}.</text></section>\n",
            n, n * 7919 % 10007);
        ++n;
    }
    text.resize(bytes - 19, ' ');
    return text + "</ClinicalDocument>";
}

std::string slot(const std::string& name, const std::string& value) {
    return fmt::format(
        R"(<rim:Slot name="{}"><rim:ValueList><rim:Value>{}</rim:Value></rim:ValueList></rim:Slot>)",
        name, value);
}

std::string code(const std::string& scheme, const std::string& owner, const std::string& value,
                 const std::string& system) {
    return fmt::format(
        R"(<rim:Classification id="c{0}{1}" classificationScheme="urn:uuid:{0}" classifiedObject="{1}" )"
        R"(nodeRepresentation="{2}">{3}<rim:Name><rim:LocalizedString value="{2}"/></rim:Name></rim:Classification>)",
        scheme, owner, value, slot("codingScheme", system));
}

std::string external(const std::string& scheme, const std::string& owner, const std::string& value,
                     const std::string& name) {
    return fmt::format(
        R"(<rim:ExternalIdentifier id="x{0}{1}" identificationScheme="urn:uuid:{0}" registryObject="{1}" )"
        R"(value="{2}"><rim:Name><rim:LocalizedString value="{3}"/></rim:Name></rim:ExternalIdentifier>)",
        scheme, owner, value, name);
}

const std::string person =
    "899700000001^ESSAI^Dominique^^^^^^&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^IDNPS";
const std::string patient = placeholder + "^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH";

std::string submit_objects_request() {
    return R"(<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" )"
           R"(xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><rim:RegistryObjectList>)"
           R"(<rim:ExtrinsicObject id="Document01" mimeType="text/xml" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">)" +
           slot("creationTime", "20260314101500") + slot("languageCode", "fr-FR") +
           slot("legalAuthenticator", person) + slot("serviceStartTime", "20260310080000") +
           slot("sourcePatientId", "IPP42^^^&amp;1.2.250.1.999.2&amp;ISO^PI") +
           slot("sourcePatientInfo", "PID-5|ESSAI^Camille^^^^^L") +
           R"(<rim:Name><rim:LocalizedString value="Lettre de liaison"/></rim:Name>)"
           R"(<rim:Classification id="a1" classificationScheme="urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d" )"
           R"(classifiedObject="Document01" nodeRepresentation="">)" +
           slot("authorPerson", person) +
           slot("authorInstitution",
                "Hopital de test^^^^^&amp;1.2.250.1.71.4.2.2&amp;ISO^IDNST^^^10B0000001") +
           "</rim:Classification>" +
           code("41a5887f-8865-4c09-adf7-e362475b143a", "Document01", "10",
                "1.2.250.1.213.1.1.4.1") +
           code("f4f85eac-e6cb-4883-b524-f2705394840f", "Document01", "N",
                "2.16.840.1.113883.5.25") +
           code("a09d5840-386c-46f2-b5ad-9c3699a4309d", "Document01",
                "urn:asip:ci-sis:ldl-ses:2017", "1.2.250.1.213.1.1.4.2.282") +
           code("f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1", "Document01", "SA01",
                "1.2.250.1.71.4.2.4") +
           code("cccf5598-8b07-4b77-a05e-ae952c785ead", "Document01", "ETABLISSEMENT",
                "1.2.250.1.213.1.1.4.9") +
           code("f0306f51-975f-434e-a61c-c59651d33983", "Document01", "11490-0",
                "2.16.840.1.113883.6.1") +
           external("58a6f841-87b3-4a3e-92fd-a8ffeff98427", "Document01", patient,
                    "XDSDocumentEntry.patientId") +
           external("2e82c1f6-a085-4c72-9da3-8640a32e42ab", "Document01",
                    "1.2.250.1.999.8.1." + placeholder, "XDSDocumentEntry.uniqueId") +
           R"(</rim:ExtrinsicObject><rim:RegistryPackage id="Set01">)" +
           slot("submissionTime", "20260314101600") +
           R"(<rim:Classification id="a2" classificationScheme="urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d" )"
           R"(classifiedObject="Set01" nodeRepresentation="">)" +
           slot("authorPerson", person) + "</rim:Classification>" +
           code("aa543740-bdda-424e-8c96-df4873be8500", "Set01", "03", "1.2.250.1.213.2.2") +
           external("96fdda7c-d067-4183-912e-bf5ee74998a8", "Set01",
                    "1.2.250.1.999.8.2." + placeholder, "XDSSubmissionSet.uniqueId") +
           external("554ac39e-e3fe-47fe-b233-965d2a147832", "Set01", "1.2.250.1.999.3",
                    "XDSSubmissionSet.sourceId") +
           external("6b5aea1a-874d-4603-a4bc-96a0a7b38446", "Set01", patient,
                    "XDSSubmissionSet.patientId") +
           R"(</rim:RegistryPackage><rim:Classification id="n1" classifiedObject="Set01" )"
           R"(classificationNode="urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"/>)"
           R"(<rim:Association id="as1" associationType="urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember" )"
           R"(sourceObject="Set01" targetObject="Document01">)" +
           slot("SubmissionSetStatus", "Original") +
           "</rim:Association></rim:RegistryObjectList></lcm:SubmitObjectsRequest>";
}

std::string coded(const std::string& system, const std::string& value) {
    return fmt::format(R"({{"coding":[{{"system":"{}","code":"{}","display":"{}"}}]}})", system,
                       value, value);
}

const std::string profile = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/";
const std::string subject =
    R"({"identifier":{"system":"urn:oid:1.2.250.1.213.1.4.10","value":")" + placeholder + R"("}})";
const std::string author =
    R"({"resourceType":"Practitioner","id":"author","identifier":[{"system":"urn:oid:1.2.250.1.71.4.2.1",)"
    R"("value":"899700000001"}],"name":[{"family":"ESSAI","given":["Dominique"]}]})";

std::string document_reference(std::size_t n, const std::string& document) {
    const Sha1Digest hash = sha1(document);
    return fmt::format(
        R"({{"fullUrl":"urn:uuid:22222222-2222-4222-8222-{0:012}","request":{{"method":"POST","url":"DocumentReference"}},)"
        R"("resource":{{"resourceType":"DocumentReference","meta":{{"profile":["{1}IHE.MHD.Comprehensive.DocumentReference"]}},)"
        R"("contained":[{2},{{"resourceType":"Patient","id":"source","identifier":[{{"system":"urn:oid:1.2.250.1.999.2","value":"IPP42"}}],)"
        R"("name":[{{"family":"ESSAI","given":["Camille"]}}]}}],)"
        R"("masterIdentifier":{{"system":"urn:ietf:rfc:3986","value":"urn:oid:1.2.250.1.999.8.1.{3}.{0}"}},"status":"current",)"
        R"("type":{4},"category":[{5}],"subject":{6},"date":"2026-03-14T10:15:00Z","author":[{{"reference":"#author"}}],)"
        R"("securityLabel":[{7}],"content":[{{"attachment":{{"contentType":"text/xml","language":"fr-FR",)"
        R"("url":"urn:uuid:33333333-3333-4333-8333-{0:012}","size":{8},"hash":"{9}","title":"Compte rendu",)"
        R"("creation":"2026-03-14T10:15:00Z"}},"format":{{"system":"urn:oid:1.3.6.1.4.1.19376.1.2.3","code":"urn:ihe:lab:xd-lab:2008"}}}}],)"
        R"("context":{{"facilityType":{10},"practiceSetting":{11},"sourcePatientInfo":{{"reference":"#source"}}}}}}}},)",
        n, profile, author, placeholder, coded("http://loinc.org", "11502-2"),
        coded("urn:oid:1.2.250.1.213.1.1.4.1", "10"), subject,
        coded("urn:oid:2.16.840.1.113883.5.25", "N"), document.size(),
        base64_encode({reinterpret_cast<const char*>(hash.data()), hash.size()}),
        coded("urn:oid:1.2.250.1.71.4.2.4", "SA25"),
        coded("urn:oid:1.2.250.1.213.1.1.4.9", "AMBULATOIRE"));
}

}  // namespace

std::vector<std::size_t> find_placeholders(const std::string& body) {
    std::vector<std::size_t> offsets;
    for (std::size_t at = body.find(placeholder); at != std::string::npos;
         at = body.find(placeholder, at + 1)) {
        offsets.push_back(at);
    }
    return offsets;
}

void Template::number(std::string& body, const std::vector<std::size_t>& offsets, std::uint64_t n) {
    const std::string text = fmt::format("1{:014}", n);
    for (const std::size_t at : offsets)
        body.replace(at, digits, text);
}

Template iti41_mtom(std::size_t document_bytes) {
    const std::string boundary = "dmpgw-bench-boundary";
    Template t;
    t.path = "/xds/repository";
    t.content_type = "multipart/related; boundary=\"" + boundary +
                     "\"; type=\"application/xop+xml\"; start=\"<root@bench>\"; "
                     "start-info=\"application/soap+xml\"";
    t.body =
        "--" + boundary +
        "\r\nContent-ID: <root@bench>\r\nContent-Type: application/xop+xml; charset=UTF-8; "
        "type=\"application/soap+xml\"\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        R"(<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" )"
        R"(xmlns:wsa="http://www.w3.org/2005/08/addressing"><env:Header><wsa:Action>)"
        "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b</"
        "wsa:Action><wsa:MessageID>urn:uuid:00000000-0000-4000-8000-000000000001"
        "</wsa:MessageID></env:Header><env:Body><xdsb:ProvideAndRegisterDocumentSetRequest "
        "xmlns:xdsb=\"urn:ihe:iti:xds-b:2007\">" +
        submit_objects_request() +
        R"(<xdsb:Document id="Document01"><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:doc@bench"/>)"
        "</xdsb:Document></xdsb:ProvideAndRegisterDocumentSetRequest></env:Body></"
        "env:Envelope>\r\n--" +
        boundary +
        "\r\nContent-ID: <doc@bench>\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: "
        "binary\r\n\r\n" +
        cda(document_bytes) + "\r\n--" + boundary + "--\r\n";
    t.offsets = find_placeholders(t.body);
    t.success = "ResponseStatusType:Success";
    return t;
}

Template iti65(std::size_t documents, std::size_t document_bytes) {
    const std::string document = cda(document_bytes);
    std::string references;
    std::string binaries;
    std::string items;
    for (std::size_t n = 0; n < documents; ++n) {
        references += document_reference(n, document);
        binaries += fmt::format(
            R"({{"fullUrl":"urn:uuid:33333333-3333-4333-8333-{:012}","request":{{"method":"POST","url":"Binary"}},)"
            R"("resource":{{"resourceType":"Binary","contentType":"text/xml","data":"{}"}}}},)",
            n, base64_encode(document));
        items += fmt::format(
            R"({{"item":{{"reference":"urn:uuid:22222222-2222-4222-8222-{:012}"}}}},)", n);
    }
    binaries.pop_back();
    items.pop_back();
    Template t;
    t.path = "/fhir";
    t.content_type = "application/fhir+json";
    t.body = fmt::format(
        R"({{"resourceType":"Bundle","meta":{{"profile":["{0}IHE.MHD.Comprehensive.ProvideBundle"]}},"type":"transaction","entry":[)"
        R"({{"fullUrl":"urn:uuid:11111111-1111-4111-8111-111111111111","request":{{"method":"POST","url":"List"}},)"
        R"("resource":{{"resourceType":"List","meta":{{"profile":["{0}IHE.MHD.Comprehensive.SubmissionSet"]}},"contained":[{1}],)"
        R"("extension":[{{"url":"{0}ihe-designationType","valueCodeableConcept":{2}}},)"
        R"({{"url":"{0}ihe-sourceId","valueIdentifier":{{"system":"urn:ietf:rfc:3986","value":"urn:oid:1.2.250.1.999.3"}}}}],)"
        R"("identifier":[{{"use":"usual","system":"urn:ietf:rfc:3986","value":"urn:oid:1.2.250.1.999.8.2.{3}"}}],)"
        R"("status":"current","mode":"working","title":"Lot","code":{4},"subject":{5},"date":"2026-03-14T10:16:00Z",)"
        R"("source":{{"reference":"#author"}},"entry":[{6}]}}}},{7}{8}]}})",
        profile, author, coded("urn:oid:1.2.250.1.213.2.2", "03"), placeholder,
        coded("https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes", "submissionset"), subject,
        items, references, binaries);
    t.offsets = find_placeholders(t.body);
    t.success = "transaction-response";
    return t;
}

}  // namespace dmpgw::bench

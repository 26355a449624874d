// The requests the command line makes and what it takes from answers.
#include "gateway/cli/queries.hpp"

#include <gtest/gtest.h>

#include "gateway/cli/values.hpp"

namespace dmpgw::cli {
namespace {

const xml::Element& body_child(const xml::Document& document) {
    return *document.root().child(soap::ns_soap12, "Body")->children().front();
}

std::string slots_of(const std::string& request) {
    const auto document = xml::parse(request);
    EXPECT_TRUE(document) << request;
    std::string out;
    const xml::Element& query = *body_child(*document).child(ns_rim, "AdhocQuery");
    for (const xml::Element* slot : query.children_named(ns_rim, "Slot")) {
        out += std::string(slot->attribute("name")) + "=" +
               std::string(slot->child(ns_rim, "ValueList")->child(ns_rim, "Value")->text()) + "\n";
    }
    return out;
}

TEST(Queries, find_documents_asks_for_the_approved_ones_of_the_patient) {
    EXPECT_EQ(slots_of(find_documents_request(*parse_patient("1.2.3|42"))),
              "$XDSDocumentEntryPatientId='42^^^&1.2.3&ISO'\n"
              "$XDSDocumentEntryStatus=('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')\n");
}

TEST(Queries, get_documents_asks_by_unique_id) {
    EXPECT_EQ(slots_of(get_documents_request("1.2.3")), "$XDSDocumentEntryUniqueId=('1.2.3')\n");
}

TEST(Queries, retrieve_names_repository_and_document) {
    const auto document = xml::parse(retrieve_request("1.2", "1.2.3"));
    ASSERT_TRUE(document);
    const xml::Element* request = body_child(*document).child(ns_xdsb, "DocumentRequest");
    ASSERT_NE(request, nullptr);
    EXPECT_EQ(request->child(ns_xdsb, "RepositoryUniqueId")->text(), "1.2");
    EXPECT_EQ(request->child(ns_xdsb, "DocumentUniqueId")->text(), "1.2.3");
}

TEST(Queries, entries_are_read_from_a_query_response) {
    const auto document = xml::parse(
        R"(<q:AdhocQueryResponse xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns:r="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">
<r:RegistryObjectList><r:ExtrinsicObject mimeType="text/xml" status="urn:oasis:names:tc:ebxml-regrep:StatusType:Approved">
<r:Slot name="repositoryUniqueId"><r:ValueList><r:Value>1.2</r:Value></r:ValueList></r:Slot>
<r:Slot name="size"><r:ValueList><r:Value>7</r:Value></r:ValueList></r:Slot>
<r:Name><r:LocalizedString value="Lettre"/></r:Name>
<r:ExternalIdentifier identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab" value="1.2.3"/>
</r:ExtrinsicObject></r:RegistryObjectList></q:AdhocQueryResponse>)");
    ASSERT_TRUE(document);
    const auto found = read_entries(document->root());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].unique_id, "1.2.3");
    EXPECT_EQ(found[0].repository_unique_id, "1.2");
    EXPECT_EQ(found[0].status, "Approved");
    EXPECT_EQ(found[0].size, "7");
    EXPECT_EQ(found[0].title, "Lettre");
    EXPECT_TRUE(read_entries(*document->root().children().front()).empty());
}

TEST(Queries, references_are_read_from_a_searchset) {
    const auto bundle = json::parse(
        R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"OperationOutcome"}},{"resource":{"resourceType":"DocumentReference","status":"current","masterIdentifier":{"value":"urn:oid:1.2.3"},"content":[{"attachment":{"url":"https://h/fhir/Binary/1","size":7}}]}}]})");
    ASSERT_TRUE(bundle);
    const auto found = read_references(*bundle);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].unique_id, "1.2.3");
    EXPECT_EQ(found[0].url, "https://h/fhir/Binary/1");
    EXPECT_EQ(found[0].size, "7");
}

}  // namespace
}  // namespace dmpgw::cli

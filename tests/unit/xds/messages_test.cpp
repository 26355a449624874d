// The messages around the metadata: what is written says what it must, what is read is understood.
#include "gateway/xds/messages.hpp"

#include "gateway/xds/ebrim_writer.hpp"
#include "gateway/xds/vocabulary.hpp"
#include "tests/support/sample_submission.hpp"
#include "tests/support/corpus.hpp"

namespace dmpgw::xds {
namespace {

constexpr Rule error_rule{"TITLE_TOO_LONG", FailureKind::invalid, "XDSRegistryMetadataError",
                          "The title is too long", "Le titre est trop long", "Shorten it",
                          "Raccourcissez-le", "ITI TF-3 4.2.3.2.24"};
constexpr Rule plain_rule{"LATE", FailureKind::busy, "", "Too much to do", "Trop de travail",
                          "Try again later", "Réessayez plus tard", "ours"};

xml::Document parsed(const std::string& text) {
    auto document = xml::parse(text);
    if (!document) throw std::runtime_error("not well-formed: " + text);
    return std::move(*document);
}

const xml::Element& child(const xml::Element& parent, std::string_view ns, std::string_view name) {
    const xml::Element* found = parent.child(ns, name);
    if (found == nullptr) throw std::runtime_error("no " + std::string(name));
    return *found;
}

TEST(Messages, a_response_without_findings_is_a_success) {
    const auto document = parsed(write_registry_response(Findings{}));
    EXPECT_TRUE(document.root().is(ns::rs, "RegistryResponse"));
    EXPECT_EQ(document.root().attribute("status"), response_status::success);
    EXPECT_TRUE(document.root().children().empty());
}

TEST(Messages, a_warning_leaves_the_success) {
    const auto document =
        parsed(write_registry_response(Findings{finding(error_rule, "/a", "x", Severity::warning)}));
    EXPECT_EQ(document.root().attribute("status"), response_status::success);
    const auto& list = child(document.root(), ns::rs, "RegistryErrorList");
    EXPECT_EQ(list.attribute("highestSeverity"), error_severity::warning);
    EXPECT_EQ(list.children()[0]->attribute("severity"), error_severity::warning);
}

TEST(Messages, an_error_says_what_where_and_how_to_mend_it_in_two_languages) {
    const std::string hostile = "<a>&\"'\x01";
    const auto document = parsed(write_registry_response(
        Failure::of({finding(plain_rule, "", "", Severity::warning), finding(error_rule, "/a[2]", hostile)}),
        "r-42"));
    EXPECT_EQ(document.root().attribute("status"), response_status::failure);
    const auto& list = child(document.root(), ns::rs, "RegistryErrorList");
    EXPECT_EQ(list.attribute("highestSeverity"), error_severity::error);
    ASSERT_EQ(list.children().size(), 2U);
    EXPECT_EQ(list.children()[0]->attribute("errorCode"), "XDSRepositoryBusy");
    EXPECT_FALSE(list.children()[0]->find_attribute("location"));
    const auto& error = *list.children()[1];
    EXPECT_EQ(error.attribute("errorCode"), "XDSRegistryMetadataError");
    EXPECT_EQ(error.attribute("location"), "/a[2]");
    EXPECT_EQ(error.attribute("severity"), error_severity::error);
    EXPECT_EQ(error.attribute("codeContext"),
              "TITLE_TOO_LONG: The title is too long. Value: \"<a>&\"'\xEF\xBF\xBD\". Shorten it. | Le titre "
              "est trop long. Raccourcissez-le. [ITI TF-3 4.2.3.2.24] [request r-42]");
}

TEST(Messages, a_query_answer_holds_objects_or_their_ids) {
    model::Submission s = testing::sample_submission();
    s.entries[1].home_community_id = "urn:oid:1.2.3";
    const QueryResult result{{&s.submission_set}, {&s.entries[0], &s.entries[1]}, {&s.folders[0]},
                             {&s.associations[0]}};
    const auto leaves = parsed(write_adhoc_query_response(result, ReturnType::leaf_class));
    EXPECT_EQ(leaves.root().attribute("totalResultCount"), "5");
    const auto& objects = child(leaves.root(), ns::rim, "RegistryObjectList");
    ASSERT_EQ(objects.children().size(), 5U);
    EXPECT_EQ(objects.children()[0]->local_name(), "RegistryPackage");
    EXPECT_EQ(objects.children()[1]->local_name(), "ExtrinsicObject");
    EXPECT_EQ(objects.children()[4]->local_name(), "Association");
    const auto refs = parsed(write_adhoc_query_response(result, ReturnType::object_ref));
    const auto& ids = child(refs.root(), ns::rim, "RegistryObjectList");
    ASSERT_EQ(ids.children().size(), 5U);
    EXPECT_TRUE(ids.children()[2]->is(ns::rim, "ObjectRef"));
    EXPECT_EQ(ids.children()[2]->attribute("id"), "signature01");
    EXPECT_EQ(ids.children()[2]->attribute("home"), "urn:oid:1.2.3");
}

TEST(Messages, a_query_answer_can_be_written_around_objects_that_are_still_to_come) {
    const Findings warnings = {finding(plain_rule, "here", "", Severity::warning)};
    const QueryResponseFrame frame = write_query_response_frame(2, warnings, "r1");
    model::DocumentEntry a, b;
    a.entry_uuid = "urn:uuid:00000000-0000-4000-8000-000000000001";
    b.entry_uuid = "urn:uuid:00000000-0000-4000-8000-000000000002";
    xml::Writer objects;
    write_object_ref(objects, a.entry_uuid, "");
    write_object_ref(objects, b.entry_uuid, "");
    QueryResult result;
    result.entries = {&a, &b};
    EXPECT_EQ(frame.text.substr(0, frame.objects_at) + objects.finish() + frame.text.substr(frame.objects_at),
              write_adhoc_query_response(result, ReturnType::object_ref, warnings, "r1"));
}

TEST(Messages, a_failed_query_holds_no_objects) {
    const model::Submission s = testing::sample_submission();
    const QueryResult result{{}, {&s.entries[0]}, {}, {}};
    const auto document = parsed(
        write_adhoc_query_response(result, ReturnType::leaf_class, {finding(error_rule, "/a")}));
    EXPECT_EQ(document.root().attribute("status"), response_status::failure);
    EXPECT_EQ(document.root().attribute("totalResultCount"), "0");
    EXPECT_TRUE(child(document.root(), ns::rim, "RegistryObjectList").children().empty());
}

TEST(Messages, document_requests_are_read_with_their_places) {
    const auto document = parsed(
        "<RetrieveDocumentSetRequest xmlns='urn:ihe:iti:xds-b:2007'>"
        "<DocumentRequest><HomeCommunityId>urn:oid:1</HomeCommunityId><RepositoryUniqueId>\n 1.2 "
        "</RepositoryUniqueId><DocumentUniqueId>1.3</DocumentUniqueId></DocumentRequest>"
        "<DocumentRequest><RepositoryUniqueId>1.2</RepositoryUniqueId>"
        "<DocumentUniqueId>1.4</DocumentUniqueId></DocumentRequest></RetrieveDocumentSetRequest>");
    const auto requests = read_document_requests(document.root());
    ASSERT_TRUE(requests);
    ASSERT_EQ(requests->size(), 2U);
    EXPECT_EQ((*requests)[0].home_community_id, "urn:oid:1");
    EXPECT_EQ((*requests)[0].repository_unique_id, "1.2");
    EXPECT_EQ((*requests)[1].document_unique_id, "1.4");
    EXPECT_EQ((*requests)[1].where, "/RetrieveDocumentSetRequest/DocumentRequest[2]");
}

TEST(Messages, incomplete_document_requests_are_refused) {
    const auto refusals = [](const std::string& inside) {
        const auto document = parsed("<RetrieveDocumentSetRequest xmlns='urn:ihe:iti:xds-b:2007'>" + inside +
                                     "</RetrieveDocumentSetRequest>");
        const auto requests = read_document_requests(document.root());
        std::vector<std::string> rules;
        if (!requests) {
            for (const Finding& f : requests.error().findings) rules.push_back(f.rule);
        }
        return rules;
    };
    using List = std::vector<std::string>;
    EXPECT_EQ(refusals(""), List{"NO_DOCUMENT_REQUEST"});
    EXPECT_EQ(refusals("<DocumentRequest/>"),
              (List{"REPO_ID_MUST_BE_SPECIFIED", "DOC_ID_MUST_BE_SPECIFIED"}));
}

TEST(Messages, a_retrieved_document_lies_in_a_part_or_inline) {
    const std::vector<RetrievedDocument> documents{
        {"", "1.2", "1.3", "text/xml", "1.abc@dmpgw", "", "", ""},
        {"", "1.2", "1.4", "text/plain", "", "bytes", "", ""}};
    const auto document = parsed(write_retrieve_response(documents, {}));
    EXPECT_EQ(child(document.root(), ns::rs, "RegistryResponse").attribute("status"),
              response_status::success);
    const auto responses = document.root().children_named(ns::xdsb, "DocumentResponse");
    ASSERT_EQ(responses.size(), 2U);
    const auto& include = child(child(*responses[0], ns::xdsb, "Document"), ns::xop, "Include");
    EXPECT_EQ(include.attribute("href"), "cid:1.abc@dmpgw");
    EXPECT_EQ(child(*responses[1], ns::xdsb, "Document").text(), "Ynl0ZXM=");
    EXPECT_EQ(child(*responses[1], ns::xdsb, "DocumentUniqueId").text(), "1.4");
}

TEST(Messages, a_retrieval_fails_in_part_or_as_a_whole) {
    const Findings findings{finding(error_rule, "/a")};
    const std::vector<RetrievedDocument> one{{"", "1.2", "1.3", "text/xml", "x", "", "", ""}};
    const auto status = [&](std::span<const RetrievedDocument> documents) {
        const auto document = parsed(write_retrieve_response(documents, findings));
        return std::string(child(document.root(), ns::rs, "RegistryResponse").attribute("status"));
    };
    EXPECT_EQ(status(one), response_status::partial);
    EXPECT_EQ(status({}), response_status::failure);
}

TEST(Messages, the_parts_of_a_provide_request_are_found) {
    const auto document = parsed(
        "<p:ProvideAndRegisterDocumentSetRequest xmlns:p='urn:ihe:iti:xds-b:2007'>"
        "<l:SubmitObjectsRequest xmlns:l='urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0'/>"
        "<p:Document id='a'>Ynl0ZXM=</p:Document><p:Document id='b'>"
        "<x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:1@x'/></p:Document>"
        "</p:ProvideAndRegisterDocumentSetRequest>");
    const auto request = read_provide_request(document.root());
    ASSERT_TRUE(request);
    EXPECT_EQ(request->submit_objects_request->local_name(), "SubmitObjectsRequest");
    ASSERT_EQ(request->documents.size(), 2U);
    EXPECT_EQ(request->documents[0].id, "a");
    EXPECT_EQ(request->documents[0].href, "");
    EXPECT_EQ(request->documents[1].href, "cid:1@x");
}

TEST(Messages, a_provide_request_without_metadata_or_names_is_refused) {
    const auto document = parsed("<p:ProvideAndRegisterDocumentSetRequest xmlns:p='urn:ihe:iti:xds-b:2007'>"
                                 "<p:Document>Ynl0ZXM=</p:Document></p:ProvideAndRegisterDocumentSetRequest>");
    const auto request = read_provide_request(document.root());
    ASSERT_FALSE(request);
    ASSERT_EQ(request.error().findings.size(), 2U);
    EXPECT_EQ(request.error().findings[0].rule, "SUBMIT_OBJECTS_REQUEST_MISSING");
    EXPECT_EQ(request.error().findings[1].rule, "DOCUMENT_WITHOUT_ID");
}

}  // namespace
}  // namespace dmpgw::xds

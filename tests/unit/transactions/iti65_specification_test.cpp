// The examples of the MHD specification, sent to the gateway whole. They refer to resources of the server they were
// written for; a server gives its own ids (MHD 3.65.4.1.3), so each reference takes the id that this one gave.
#include <gtest/gtest.h>

#include "gateway/transactions/fhir_patient.hpp"
#include "gateway/transactions/iti65_provide_document_bundle.hpp"
#include "tests/unit/transactions/http_support.hpp"

namespace dmpgw::transactions::test {
namespace {

namespace fs = std::filesystem;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    EXPECT_NE(text.find(from), std::string::npos) << from;
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

class SpecificationExamples : public testing::Test {
  protected:
    void SetUp() override {
        const char* corpus = std::getenv("DMPGW_CORPUS");
        const fs::path root = corpus != nullptr ? fs::path(corpus) : fs::path(DMPGW_SOURCE_DIR "/../shared/corpus");
        folder_ = root / "mhd" / "ITI.MHD" / "examples";
        if (!fs::exists(folder_)) GTEST_SKIP() << "no corpus: set DMPGW_CORPUS";
        // The example's own Patient has no identifier that metadata could carry.
        const Answer put = exchange(
            gateway_, update_patient,
            fhir_message("PUT", "/fhir/Patient/ex-patient",
                         R"({"resourceType":"Patient","id":"ex-patient",
                             "identifier":[{"system":"urn:oid:1.2.250.1.999.3","value":"EX-1"}]})"));
        ASSERT_LT(put.status, 300U) << put.body;
    }

    std::string example(const std::string& name) {
        std::ifstream file(folder_ / (name + ".json"), std::ios::binary);
        EXPECT_TRUE(file) << name;
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
    std::string bundle(const std::string& name) { return example("Bundle-ex-" + name); }
    Answer provide(const std::string& body) { return exchange(gateway_, iti65, fhir_message("POST", "/fhir", body)); }
    // The id that the gateway gave to the DocumentReference of the simple example; under a uniqueId of its own,
    // for the examples repeat one.
    std::string provided() {
        std::string body = bundle("comprehensiveProvideDocumentBundleSimple");
        const std::size_t value = body.find("urn:oid:", body.find("\"masterIdentifier\""));
        body.insert(body.find('"', value), ".1");
        const Answer answer = provide(body);
        EXPECT_EQ(answer.status, 200U) << answer.body;
        return "DocumentReference/" + id_of(location_of(answer.json(), "DocumentReference"));
    }

    fs::path folder_;
    TestGateway gateway_;
};

const std::string known_document = "DocumentReference/ex-DocumentReferenceComprehensive";

TEST_F(SpecificationExamples, complete_appends_to_a_document_that_is_here) {
    for (const char* name : {"comprehensiveProvideDocumentBundleComplete", "unContainedComprehensiveProvideDocumentBundleComplete"}) {
        const Answer answer = provide(replaced(bundle(name), known_document, provided()));
        EXPECT_EQ(answer.status, 200U) << name << answer.body;
    }
}

// ITI TF-3 4.2.2: both ends of an association are in the submission or in the registry.
TEST_F(SpecificationExamples, a_document_that_is_not_here_cannot_be_appended_to) {
    const Answer answer = provide(bundle("comprehensiveProvideDocumentBundleComplete"));
    EXPECT_EQ(answer.status, 422U);
    std::vector<std::string> errors;
    const json::Value outcome = answer.json();
    for (const json::Value& issue : outcome["issue"].as_array()) {
        if (issue["severity"].as_string() != "warning") errors.emplace_back(issue["expression"][0].as_string());
    }
    EXPECT_EQ(errors, std::vector<std::string>{"Bundle.entry[2].resource.relatesTo[0].target"}) << answer.body;
    EXPECT_TRUE(answer.names("ex-DocumentReferenceComprehensive")) << answer.body;
}

TEST_F(SpecificationExamples, add_to_folder) {
    const std::string document = provided();
    const Answer whole = provide(replaced(bundle("comprehensiveProvideDocumentBundleComplete"), known_document, document));
    ASSERT_EQ(whole.status, 200U) << whole.body;
    std::string folder;
    const json::Value locations = whole.json();
    for (const json::Value& entry : locations["entry"].as_array()) {
        const std::string id = id_of(entry["response"]["location"].as_string());
        if (gateway_.store().read()->folder_by_uuid("urn:uuid:" + id)) folder = id;
    }
    ASSERT_NE(folder, "") << whole.body;
    // The example's PUT says no id (FHIR R4 http.html#update wants [type]/[id]): a new folder, with a warning.
    const std::string body = replaced(bundle("ProvideDocumentBundle-addToFolder"), known_document, document);
    const Answer as_it_is = provide(body);
    EXPECT_EQ(as_it_is.status, 200U) << as_it_is.body;
    EXPECT_TRUE(as_it_is.names("MHD_FOLDER_PUT_WITHOUT_ID")) << as_it_is.body;

    json::Value mended = json::parse(body).value();
    for (json::Value& entry : mended.find("entry")->array()) {
        json::Value* resource = entry.find("resource");
        if (entry["request"]["method"].as_string() == "PUT") entry.find("request")->set("url", "List/" + folder);
        else if (resource->has("code")) resource->find("identifier")->array().front().set("value", "urn:oid:1.2.250.1.999.65.3");
    }
    const Answer answer = provide(json::write(mended));
    ASSERT_EQ(answer.status, 200U) << answer.body;
    const std::string added = "urn:uuid:" + id_of(location_of(answer.json(), "DocumentReference"));
    const std::vector<model::Association> of_folder = gateway_.store().read()->associations_of({"urn:uuid:" + folder});
    EXPECT_TRUE(std::any_of(of_folder.begin(), of_folder.end(),
                            [&](const model::Association& a) { return a.target == added; }));
}

TEST_F(SpecificationExamples, replace_states_a_wrong_size) {
    std::string body = replaced(bundle("comprehensiveProvideDocumentBundleReplace"), "DocumentReference/ex-documentreference", provided());
    const Answer answer = provide(body);
    EXPECT_EQ(answer.status, 422U);
    EXPECT_TRUE(answer.names("attachment.size")) << answer.body;
    const Answer mended = provide(replaced(body, "\"size\": 24", "\"size\": 23"));
    EXPECT_EQ(mended.status, 200U) << mended.body;
}

TEST_F(SpecificationExamples, minimal_metadata_is_a_matter_of_the_sources_policy) {
    for (const char* name : {"minimalProvideDocumentBundleSimple", "minimalProvideDocumentBundleSimpleContained"}) {
        const Answer refused = provide(bundle(name));
        EXPECT_EQ(refused.status, 422U) << name;
        EXPECT_TRUE(refused.names("LIMITED_METADATA_PROHIBITED")) << refused.body;
        gateway_.policy.accept_minimal_metadata = true;
        const Answer taken = provide(bundle(name));
        EXPECT_EQ(taken.status, 200U) << name << taken.body;
        gateway_.policy.accept_minimal_metadata = false;
    }
}

TEST_F(SpecificationExamples, multiple_repeats_a_master_identifier) {
    std::string body = bundle("comprehensiveProvideDocumentBundleMultiple");
    const Answer answer = provide(body);
    EXPECT_EQ(answer.status, 422U);
    EXPECT_TRUE(answer.names("masterIdentifier")) << answer.body;
    const std::size_t last = body.rfind("\"masterIdentifier\"");
    const std::size_t value = body.find("urn:oid:", last);
    body.insert(body.find('"', value), ".7");
    const Answer mended = provide(body);
    EXPECT_EQ(mended.status, 200U) << mended.body;
}

}  // namespace
}  // namespace dmpgw::transactions::test

// The public MHD sets: NIST asbestos (4.0.1 and 4.1.0), the examples of the specification, PDSm.
#include <map>

#include "tests/unit/mapping/mapping_support.hpp"

namespace dmpgw::mapping::test {
namespace {

std::string with_placeholders(std::string text) {
    const std::string patient = std::string(base_url) + "/Patient/replay";
    text = replaced(text, "${patientResourceId}", patient);
    text = replaced(text, "${original}", std::string(base_url) + "/DocumentReference/1e404af3-077f-4bee-b7a6-a9be97e1ce01");
    text = replaced(text, "${binary_reference}", std::string(base_url) + "/Binary/1e404af3-077f-4bee-b7a6-a9be97e1ce01");
    return replaced(text, "http://localhost:9556/svc/fhir", base_url);
}

std::string nist_ids(const Findings& findings) {
    std::string ids;
    for (const Finding& f : findings) {
        if (f.severity != Severity::error) continue;
        const std::size_t at = f.source.find("NIST ");
        if (at != std::string::npos) ids += f.source.substr(at + 5) + ", ";
    }
    return ids;
}

// Bundles whose manifest says another outcome than their bytes deserve, and what they get.
const std::map<std::string, std::string> asbestos_faults = {
    // attachment.creation is missing, which CMPDR_3_1 of the same set requires.
    {"MHD_DocumentRecipient_comprehensive/Single_Document_without_Binary/pdb.json", "MHD_ATTRIBUTE_REQUIRED"},
    // The second content of the XML was lost on the way to JSON.
    {"MHD_DocumentRecipient_comprehensive/Two_Documents_Submit/pdb.json", "MHD_NOT_IN_SUBMISSION_SET"},
    // The DocumentManifest refers to a UUID that is none.
    {"MHD_DocumentRecipient_minimal/Two_Documents_Submit/pdb.json", "MHD_LIST_ITEM"},
    // The good half of the pair, listed as the bad one.
    {"MHD_DocumentRecipient_minimal/Missing_DocumentManifest/good-pdb.json", ""},
};

TEST(Corpus, asbestos_bundles_have_the_outcome_of_the_manifest) {
    const fs::path folder = corpus() / "mhd" / "asbestos";
    if (!fs::exists(folder)) GTEST_SKIP() << "no corpus: set DMPGW_CORPUS";
    const auto manifest = json::parse(read_file(folder / "manifest.json"));
    ASSERT_TRUE(manifest.has_value());
    int seen = 0;
    for (const json::Value& record : manifest->as_array()) {
        const fs::path file = folder / std::string(record["bundle_json"].as_string());
        if (!fs::exists(file)) continue;
        auto tree = json::parse(with_placeholders(read_file(file)));
        ASSERT_TRUE(tree.has_value()) << file << describe(tree.error().findings);
        const auto mapped = map(*tree);
        ++seen;
        const auto fault = asbestos_faults.find(file.parent_path().parent_path().filename().string() + "/" +
                                                file.parent_path().filename().string() + "/" + file.filename().string());
        if (fault != asbestos_faults.end()) {
            EXPECT_EQ(mapped.has_value(), fault->second.empty()) << file;
            if (!mapped) {
                EXPECT_NE(describe(mapped.error().findings).find(fault->second), std::string::npos) << file;
            }
            continue;
        }
        const bool accept = record["expected"].as_string() == "accept";
        if (accept) {
            EXPECT_TRUE(mapped.has_value()) << file << describe(mapped.error().findings);
            continue;
        }
        EXPECT_FALSE(mapped.has_value()) << file;
        if (mapped) continue;
        const std::string ids = nist_ids(mapped.error().findings);
        const json::Array& violated = record["violated_rules"].as_array();
        bool named = violated.empty();
        for (const json::Value& id : violated) named = named || ids.find(id.as_string()) != std::string::npos;
        EXPECT_TRUE(named) << file << " wants " << json::write(record["violated_rules"])
                           << describe(mapped.error().findings);
    }
    EXPECT_GT(seen, 90);
}

TEST(Corpus, examples_of_the_specification_are_taken) {
    const fs::path folder = corpus() / "mhd" / "ITI.MHD" / "examples";
    if (!fs::exists(folder)) GTEST_SKIP() << "no corpus: set DMPGW_CORPUS";
    int seen = 0;
    for (const auto& file : fs::directory_iterator(folder)) {
        const std::string text = read_file(file.path());
        if (text.find("_unresolved") != std::string::npos) continue;
        auto tree = json::parse(text);
        ASSERT_TRUE(tree.has_value()) << file.path();
        if ((*tree)["type"].as_string() != "transaction") continue;
        // Input of ITI-106 ($generate-metadata), no ITI-65 Bundle.
        if ((*tree)["id"].as_string() == "ex-dummyBundleDocAndBinary") continue;
        ++seen;
        const auto mapped = map(*tree);
        EXPECT_TRUE(mapped.has_value()) << file.path() << describe(mapped.error().findings);
    }
    EXPECT_GT(seen, 5);
}

json::Value example(const fs::path& folder, const char* name) {
    auto tree = json::parse(read_file(folder / name));
    EXPECT_TRUE(tree.has_value()) << name;
    return tree ? std::move(*tree) : json::Value();
}

// PDSm publishes single resources; together they are a Bundle.
TEST(Corpus, examples_of_pdsm_make_a_bundle_that_is_taken) {
    const fs::path folder = corpus() / "mhd" / "PDSm" / "examples";
    if (!fs::exists(folder)) GTEST_SKIP() << "no corpus: set DMPGW_CORPUS";
    json::Value entries(json::Array{});
    for (const char* name : {"DocumentReference-exemple-pdsm-documentreference.json", "List-ExampleSubmissionSet.json",
                             "List-ExampleFolder.json", "Binary-6789.json"}) {
        json::Value resource = example(folder, name);
        const std::string type(resource["resourceType"].as_string());
        const std::string full_url = std::string(base_url) + "/" + type + "/" + std::string(resource["id"].as_string());
        if (resource["id"].as_string() == "ExampleSubmissionSet") {
            json::Value item(json::Object{});
            item.set("item", json::Value(json::Object{}).set("reference", "List/ExampleFolder"));
            resource.find("entry")->push(std::move(item));
        }
        if (type == "Binary") resource.set("contentType", "application/pdf");
        json::Value entry(json::Object{});
        entry.set("fullUrl", full_url).set("resource", std::move(resource));
        entries.push(entry.set("request", json::Value(json::Object{}).set("method", "POST").set("url", type)));
    }
    json::Value meta(json::Object{});
    meta.set("profile", json::Array{"https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/"
                                    "pdsm-comprehensive-provide-document-bundle"});
    json::Value bundle(json::Object{});
    bundle.set("resourceType", "Bundle").set("type", "transaction").set("meta", std::move(meta));
    bundle.set("entry", std::move(entries));
    const auto mapped = map(bundle);
    ASSERT_TRUE(mapped.has_value()) << describe(mapped.error().findings);
    EXPECT_EQ(mapped->profile.level, Level::pdsm);
    EXPECT_EQ(mapped->submission.folders.size(), 1U);
    EXPECT_EQ(mapped->submission.entries[0].class_code->scheme, "1.2.250.1.213.1.1.4.1");
    EXPECT_TRUE(mapped->submission.entries[0].source_patient_id.has_value());
}

// What is wrong with each body must be among the reasons, not only that it is no whole submission.
TEST(Corpus, hostile_bodies_are_refused_for_their_own_fault) {
    const fs::path folder = corpus() / "attack" / "fhir-attacks";
    if (!fs::exists(folder)) GTEST_SKIP() << "no corpus: set DMPGW_CORPUS";
    const std::map<std::string, std::string> reasons = {
        {"attachment-", "MHD_ATTACHMENT_OUTSIDE"},   {"dup-key-", "JSON_DUPLICATE_KEY"},
        {"bom", "JSON_"},                            {"utf16", "JSON_"},
        {"depth-", "JSON_TOO_DEEP"},                 {"transaction-url-traversal", "BUNDLE_REQUEST_URL"},
        {"transaction-absolute-url", "BUNDLE_NOT_TRANSACTION"},
        {"fullurl-collision", "BUNDLE_FULL_URL_TWICE"},
        {"contained-in-contained", "BUNDLE_EXPECTED"},
        {"id-", "FHIR_ID_FORM"},                     {"oid-cx-injection", "INS_FORM"},
        {"narrative-", "FHIR_NARRATIVE_ACTIVE"},     {"base64-inner-pad", "MHD_BINARY_BASE64"},
        {"base64-urlsafe", "MHD_BINARY_BASE64"},     {"contenttype-html", "MHD_CONTENT_TYPE_MISMATCH"},
        {"unicode-confusable-id", "INS_FORM"},       {"unicode-zero-width", "INS_FORM"}};
    int seen = 0;
    for (const auto& file : fs::directory_iterator(folder)) {
        const std::string name = file.path().filename().string();
        if (file.path().extension() != ".json" || name == "manifest.json") continue;
        const auto reason = std::find_if(reasons.begin(), reasons.end(),
                                         [&](const auto& r) { return name.find("-" + r.first) == 3; });
        auto tree = json::parse(read_file(file.path()));
        Findings findings;
        if (!tree) {
            findings = tree.error().findings;
        } else if (const auto mapped = map(*tree); !mapped) {
            findings = mapped.error().findings;
        }
        ASSERT_TRUE(has_errors(findings)) << name << ": none of them holds a List";
        if (reason == reasons.end()) continue;
        ++seen;
        const bool named = std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
            return f.rule.starts_with(reason->second);
        });
        EXPECT_TRUE(named) << name << " wants " << reason->second << describe(findings);
    }
    EXPECT_GT(seen, 25);
}

}  // namespace
}  // namespace dmpgw::mapping::test

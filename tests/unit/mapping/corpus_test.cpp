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

TEST(Corpus, asbestos_bundles_have_the_outcome_of_the_manifest) {
    const fs::path folder = corpus() / "mhd" / "asbestos";
    if (!fs::exists(folder)) GTEST_SKIP() << "no corpus: set DMPGW_CORPUS";
    const auto manifest = json::parse(read_file(folder / "manifest.json"));
    ASSERT_TRUE(manifest.has_value());
    int seen = 0;
    for (const json::Value& record : manifest->as_array()) {
        const fs::path file = folder / std::string(record["bundle_json"].as_string());
        if (!fs::exists(file)) continue;
        const bool old = record["mhd_version"].as_string().starts_with("3");
        auto tree = json::parse(with_placeholders(read_file(file)));
        ASSERT_TRUE(tree.has_value()) << file << describe(tree.error().findings);
        const auto mapped = map(*tree);
        ++seen;
        if (old) {
            ASSERT_FALSE(mapped.has_value()) << file;
            EXPECT_EQ(mapped.error().first().rule, "MHD_VERSION_NOT_SUPPORTED") << file;
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

}  // namespace
}  // namespace dmpgw::mapping::test

#include "gateway/json/value.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace dmpgw::json {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> files_in(const fs::path& folder, const std::string& extension) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.is_regular_file() && (extension.empty() || entry.path().extension() == extension)) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

fs::path corpus() {
    const char* folder = std::getenv("DMPGW_CORPUS");
    return folder != nullptr ? fs::path(folder) : fs::path(DMPGW_SOURCE_DIR "/../shared/corpus");
}

// What a .want file says: "accept TEXT" or "refuse RULE at PLACE".
std::string outcome(std::string_view bytes, const JsonLimits& limits = {}) {
    const auto tree = parse(bytes, limits);
    if (tree) return "accept " + write(*tree);
    return "refuse " + tree.error().first().rule + " at " + tree.error().first().where;
}

std::string rule(std::string_view bytes, const JsonLimits& limits = {}) {
    const auto tree = parse(bytes, limits);
    return tree ? "accepted" : tree.error().first().rule;
}

TEST(Parse, every_case_file_has_its_wanted_outcome) {
    const auto cases = files_in(DMPGW_SOURCE_DIR "/tests/data/json", ".json");
    ASSERT_GE(cases.size(), 30U);
    for (const fs::path& path : cases) {
        std::string want = read_file(fs::path(path).replace_extension(".want"));
        if (!want.empty() && want.back() == '\n') want.pop_back();
        EXPECT_EQ(outcome(read_file(path)), want) << path.filename();
    }
}

TEST(Parse, what_was_written_reads_back_equal) {
    for (const fs::path& path : files_in(DMPGW_SOURCE_DIR "/tests/data/json", ".json")) {
        const auto tree = parse(read_file(path));
        if (!tree) continue;
        const auto compact = parse(write(*tree));
        const auto pretty = parse(write_pretty(*tree));
        ASSERT_TRUE(compact && pretty) << path.filename();
        EXPECT_EQ(*compact, *tree) << path.filename();
        EXPECT_EQ(*pretty, *tree) << path.filename();
    }
}

TEST(Parse, no_prefix_of_a_text_is_taken_for_the_whole) {
    const std::string text = R"({"entry":[{"id":"a\nb","n":-1.5e3,"t":true}],"é":null})";
    ASSERT_TRUE(parse(text));
    for (std::size_t n = 0; n < text.size(); ++n) {
        EXPECT_FALSE(parse(std::string_view(text).substr(0, n))) << n;
    }
}

TEST(Parse, a_finding_tells_the_byte_in_both_languages) {
    const auto tree = parse(R"({"entry":[{"id":tru}]})");
    ASSERT_FALSE(tree);
    const Finding f = tree.error().first();
    EXPECT_EQ(f.where, "entry[0].id");
    EXPECT_NE(f.what.en.find("(byte 19)"), std::string::npos) << f.what.en;
    EXPECT_NE(f.what.fr.find("(octet 19)"), std::string::npos) << f.what.fr;
    EXPECT_FALSE(f.mend.en.empty());
    EXPECT_FALSE(f.mend.fr.empty());
}

TEST(Parse, limits_hold_at_their_edge) {
    JsonLimits limits;
    limits.members = 3;
    EXPECT_EQ(rule(R"({"a":1,"b":2,"c":3})", limits), "accepted");
    EXPECT_EQ(rule(R"({"a":1,"b":2,"c":3,"d":4})", limits), "JSON_TOO_MANY_MEMBERS");
    limits = {};
    limits.nodes = 4;
    EXPECT_EQ(rule("[1,\"2\",{}]", limits), "accepted");
    EXPECT_EQ(rule("[1,\"2\",{},4]", limits), "JSON_TOO_MANY_NODES");
    EXPECT_EQ(rule("[1,\"2\",{},\"4\"]", limits), "JSON_TOO_MANY_NODES");
    EXPECT_EQ(rule("[1,\"2\",{},[]]", limits), "JSON_TOO_MANY_NODES");
    limits = {};
    limits.text_bytes = 5;
    EXPECT_EQ(rule("[1,2]", limits), "accepted");
    EXPECT_EQ(rule("[1,23]", limits), "JSON_TOO_LARGE");
}

TEST(Parse, the_nodes_limit_counts_every_kind_of_value) {
    JsonLimits limits;
    limits.nodes = 3;
    EXPECT_EQ(rule("[true,false,null]", limits), "JSON_TOO_MANY_NODES");
}

TEST(Parse, a_million_brackets_are_refused_without_a_deep_stack) {
    EXPECT_EQ(rule(std::string(1'000'000, '[')), "JSON_TOO_DEEP");
    std::string objects;
    for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
    EXPECT_EQ(rule(objects), "JSON_TOO_DEEP");
}

TEST(Parse, a_number_of_a_million_digits_is_refused) {
    EXPECT_EQ(rule("[" + std::string(1'000'000, '1') + "]"), "JSON_NUMBER_TOO_LONG");
    EXPECT_EQ(rule("[0." + std::string(1'000'000, '1') + "]"), "JSON_NUMBER_TOO_LONG");
    EXPECT_EQ(rule("[1e-" + std::string(1'000'000, '1') + "]"), "JSON_NUMBER_TOO_LONG");
}

TEST(Parse, duplicate_keys_are_found_in_objects_of_any_size) {
    for (const std::size_t count : {2U, 15U, 16U, 17U, 18U, 100U, 4000U}) {
        std::string text = "{";
        for (std::size_t i = 0; i < count; ++i) text += "\"k" + std::to_string(i) + "\":0,";
        std::string once = text;
        once.back() = '}';
        EXPECT_EQ(rule(once), "accepted") << count;
        EXPECT_EQ(rule(text + "\"k0\":1}"), "JSON_DUPLICATE_KEY") << count;
        EXPECT_EQ(rule(text + "\"k" + std::to_string(count - 1) + "\":1}"), "JSON_DUPLICATE_KEY") << count;
    }
}

TEST(Parse, large_objects_take_no_quadratic_time) {
    std::string text = "[";
    for (int object = 0; object < 200; ++object) {
        text += "{";
        for (int i = 0; i < 4000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
        text.back() = '}';
        text += ",";
    }
    text.back() = ']';
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(rule(text), "accepted");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(Parse, a_large_base64_string_comes_through_whole) {
    const std::string base64(50 * MiB, 'Q');
    auto tree = parse("{\"data\":\"" + base64 + "\"}");
    ASSERT_TRUE(tree);
    EXPECT_TRUE(tree->find("data")->take_string() == base64);
}

TEST(Parse, a_large_string_with_escapes_comes_through_whole) {
    std::string text = "[\"";
    std::string want;
    for (int i = 0; i < 100'000; ++i) {
        text += "abcdefgh\\r\\n\\u00e9\\\"";
        want += "abcdefgh\r\né\"";
    }
    const auto tree = parse(text + "\"]");
    ASSERT_TRUE(tree);
    EXPECT_TRUE((*tree)[0].as_string() == want);
}

TEST(Parse, a_path_of_long_names_is_cut) {
    std::string text;
    for (int i = 0; i < 63; ++i) text += "{\"" + std::string(200, 'n') + "\":";
    const auto tree = parse(text + "tru");
    ASSERT_FALSE(tree);
    EXPECT_LT(tree.error().first().where.size(), 1000U);
}

// JSONTestSuite: y_ texts are accepted, n_ refused, i_ may be either. Four y_ texts break rules that FHIR
// adds to JSON: they must be refused by those rules, not by the grammar.
TEST(Parse, agrees_with_the_json_test_suite) {
    const fs::path folder = corpus() / "attack/json-parsing/test_parsing";
    if (!fs::exists(folder)) GTEST_SKIP() << "no JSONTestSuite at " << folder << " (set DMPGW_CORPUS)";
    const std::set<std::string> narrowed = {
        "JSON_DUPLICATE_KEY", "JSON_NUL_CHARACTER", "JSON_NUMBER_TOO_LONG"};
    std::set<std::string> refused_y;
    for (const fs::path& path : files_in(folder, ".json")) {
        const std::string name = path.filename().string();
        const std::string found = rule(read_file(path));
        if (name.starts_with("n_")) {
            EXPECT_NE(found, "accepted") << name;
        } else if (name.starts_with("y_") && found != "accepted") {
            EXPECT_TRUE(narrowed.contains(found)) << name << ": " << found;
            refused_y.insert(name);
        }
    }
    for (const fs::path& path : files_in(folder.parent_path() / "test_transform", ".json")) {
        rule(read_file(path));
    }
    const std::set<std::string> want = {
        "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
        "y_object_escaped_null_in_key.json", "y_string_null_escape.json",
        "y_number_double_close_to_zero.json"};
    EXPECT_EQ(refused_y, want);
}

TEST(Parse, answers_old_crashes_of_another_parser_within_a_second) {
    const fs::path folder = corpus() / "attack/json-fuzz-crashes/old_crashes";
    if (!fs::exists(folder)) GTEST_SKIP() << "no crash files at " << folder << " (set DMPGW_CORPUS)";
    for (const fs::path& path : files_in(folder, "")) {
        const auto start = std::chrono::steady_clock::now();
        const auto tree = parse(read_file(path));
        if (tree) {
            EXPECT_TRUE(parse(write(*tree))) << path.filename();
        }
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1)) << path.filename();
    }
}

TEST(Parse, refuses_the_utf8_stress_file_line_by_line_as_the_utf8_check_does) {
    const fs::path file = corpus() / "attack/utf8-stress/markus_kuhn/UTF-8-test.txt";
    if (!fs::exists(file)) GTEST_SKIP() << "no UTF-8 stress test at " << file << " (set DMPGW_CORPUS)";
    const std::string text = read_file(file);
    int refused = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, end - at);
        std::erase_if(line, [](char c) {
            return c == '"' || c == '\\' || (static_cast<unsigned char>(c) < 0x20);
        });
        const auto tree = parse("[\"" + line + "\"]");
        if (tree) {
            EXPECT_EQ((*tree)[0].as_string(), line);
        } else {
            EXPECT_EQ(tree.error().first().rule, "JSON_NOT_UTF8");
            ++refused;
        }
        at = end + 1;
    }
    EXPECT_GT(refused, 50);
}

TEST(Parse, refuses_the_hostile_fhir_bodies_whose_defect_lies_in_the_json) {
    const fs::path folder = corpus() / "attack/fhir-attacks";
    if (!fs::exists(folder)) GTEST_SKIP() << "no hostile FHIR bodies at " << folder << " (set DMPGW_CORPUS)";
    const std::vector<std::pair<std::string, std::string>> want = {
        {"017-ok-mhd-min.json", "accepted"},
        {"018-dup-key-resourceType.json", "JSON_DUPLICATE_KEY"},
        {"019-dup-key-identifier.json", "JSON_DUPLICATE_KEY"},
        {"020-dup-key-escaped.json", "JSON_DUPLICATE_KEY"},
        {"021-nul-after-root.json", "JSON_NUL_BYTE"},
        {"022-bom.json", "JSON_BYTE_ORDER_MARK"},
        {"023-bom-partial.json", "JSON_NOT_UTF8"},
        {"024-bad-utf8.json", "JSON_NOT_UTF8"},
        {"025-lone-surrogate.json", "JSON_LONE_SURROGATE"},
        {"026-utf16.json", "JSON_NOT_UTF8"},
        {"027-depth-200.json", "JSON_TOO_DEEP"},
        {"028-depth-1M.json", "JSON_TOO_DEEP"},
        {"029-number-huge-exp.json", "JSON_NUMBER_RANGE"},
        {"030-number-precision.json", "accepted"},
        {"031-number-1MB.json", "JSON_NUMBER_TOO_LONG"},
    };
    for (const auto& [name, outcome_wanted] : want) {
        if (!fs::exists(folder / name)) continue;
        const auto start = std::chrono::steady_clock::now();
        EXPECT_EQ(rule(read_file(folder / name)), outcome_wanted) << name;
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(500)) << name;
    }
}

}  // namespace
}  // namespace dmpgw::json

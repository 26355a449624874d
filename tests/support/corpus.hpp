// Where the public test data lies, for the tests that replay it; they skip where it is absent.
#pragma once

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace dmpgw::testing {

inline std::string read_text_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The folder of the corpus, or of a part of it.
inline std::filesystem::path corpus(const std::string& part = {}) {
    const char* named = std::getenv("DMPGW_CORPUS");
    const std::filesystem::path root =
        named != nullptr ? std::filesystem::path(named)
                         : std::filesystem::path(DMPGW_SOURCE_DIR) / "../shared/corpus";
    return std::filesystem::weakly_canonical(root / part);
}

inline rapidjson::Document read_json_file(const std::filesystem::path& path) {
    rapidjson::Document document;
    document.Parse(read_text_file(path).c_str());
    if (document.HasParseError()) throw std::runtime_error("bad JSON in " + path.string());
    return document;
}

inline std::filesystem::path test_data(const std::string& part) {
    return std::filesystem::path(DMPGW_SOURCE_DIR) / "tests/data" / part;
}

}  // namespace dmpgw::testing

#define DMPGW_NEEDS_CORPUS(part)                                                    \
    if (!std::filesystem::exists(dmpgw::testing::corpus(part))) {                   \
        GTEST_SKIP() << "the public test data is absent: set DMPGW_CORPUS to it";   \
    }                                                                               \
    static_assert(true)

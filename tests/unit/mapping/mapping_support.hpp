// What the tests of mapping/ share: files, the corpus, a resolver that knows one base.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "gateway/fhir/bundle.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/json/value.hpp"
#include "gateway/mapping/submission.hpp"

namespace dmpgw::mapping::test {

namespace fs = std::filesystem;

inline constexpr const char* base_url = "https://gateway.example/fhir";

inline std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline fs::path corpus() {
    const char* folder = std::getenv("DMPGW_CORPUS");
    return folder != nullptr ? fs::path(folder) : fs::path(DMPGW_SOURCE_DIR "/../shared/corpus");
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

/// Knows every Patient of this base by its id, and "Patient/12" as well; nobody elsewhere.
class KnownPatients final : public SubjectResolver {
  public:
    std::optional<model::Cx> resolve(std::string_view reference, const json::Value&) const override {
        const auto rest = fhir::read_rest_reference(reference);
        if (!rest || rest->type != "Patient" || (!rest->base.empty() && rest->base != base_url)) return std::nullopt;
        if (rest->id == "unknown") return std::nullopt;
        model::Cx cx;
        cx.id = rest->id;
        cx.assigning_authority = {"", "1.2.250.1.999.1", "ISO"};
        return cx;
    }
};

inline MappingOptions options() {
    MappingOptions result;
    result.base_url = base_url;
    return result;
}

/// Reads, checks and maps a Bundle. `tree` must outlive the result.
inline Result<MappedSubmission> map(const json::Value& tree, const MappingOptions& with = options()) {
    auto bundle = fhir::Bundle::read(tree);
    if (!bundle) return bundle.error();
    return to_submission(*bundle, KnownPatients{}, with);
}

inline std::string describe(const Findings& findings) {
    std::ostringstream out;
    for (const Finding& f : findings) {
        out << "\n  " << to_string(f.severity) << " " << f.rule << " at " << f.where << " '" << f.value << "' "
            << f.what.en << " [" << f.source << "]";
    }
    return out.str();
}

}  // namespace dmpgw::mapping::test

#include "conformance/files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "conformance/rules.hpp"

namespace dmpgw::conformance {

namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path) {
    std::error_code ec;
    std::ifstream in(path, std::ios::binary);
    if (!in || fs::is_directory(path, ec)) return refuse(rules::file_missing, path.string());
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (in.bad()) return refuse(rules::file_missing, path.string());
    return bytes;
}

Result<std::string> Files::read(std::string_view name) const {
    const fs::path relative(name);
    const bool climbs = std::find(relative.begin(), relative.end(), "..") != relative.end();
    if (name.empty() || relative.is_absolute() || climbs)
        return refuse(rules::file_missing, std::string(name));
    std::error_code ec;
    for (const fs::path& folder : {scenario_folder_, suites_root_}) {
        if (fs::is_regular_file(folder / relative, ec)) return read_file(folder / relative);
    }
    return refuse(rules::file_missing, std::string(name));
}

namespace {

std::vector<ScenarioFile> scenarios_of(const fs::path& suite) {
    std::vector<ScenarioFile> out;
    for (const auto& entry : fs::directory_iterator(suite)) {
        if (!entry.is_regular_file() || entry.path().extension() != ".json") continue;
        out.push_back({entry.path(), suite.parent_path(), suite.filename().string(),
                       entry.path().stem().string()});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
}

}  // namespace

Result<std::vector<ScenarioFile>> find_scenarios(const fs::path& folder) {
    std::error_code ec;
    // Without a trailing slash, so that the last part of the path is the name of the suite.
    fs::path clean = fs::absolute(folder, ec).lexically_normal();
    if (!clean.has_filename()) clean = clean.parent_path();
    if (!fs::is_directory(clean, ec)) return refuse(rules::file_missing, folder.string());
    std::vector<ScenarioFile> out = scenarios_of(clean);
    if (!out.empty()) return out;
    std::vector<fs::path> suites;
    for (const auto& entry : fs::directory_iterator(clean)) {
        if (entry.is_directory() && entry.path().filename() != "shared")
            suites.push_back(entry.path());
    }
    std::sort(suites.begin(), suites.end());
    for (const fs::path& suite : suites) {
        auto found = scenarios_of(suite);
        out.insert(out.end(), found.begin(), found.end());
    }
    return out;
}

fs::path own_suites(const fs::path& program) {
    std::error_code ec;
    const fs::path self = fs::read_symlink("/proc/self/exe", ec);
    const fs::path binary = ec ? fs::absolute(program) : self;
    return binary.parent_path().parent_path() / "share" / "dmpgw" / "conformance" / "suites";
}

bool matches_glob(std::string_view pattern, std::string_view text) {
    // The classic two-pointer walk: on a mismatch, the last star takes one character more.
    std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

}  // namespace dmpgw::conformance

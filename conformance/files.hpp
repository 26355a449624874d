// The files of a suite: where a name in a scenario is looked for, and which files are scenarios.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"

namespace dmpgw::conformance {

/// Looks a name up in the folder of the scenario, then in the folder that holds the suites.
class Files {
  public:
    Files(std::filesystem::path scenario_folder, std::filesystem::path suites_root)
        : scenario_folder_(std::move(scenario_folder)), suites_root_(std::move(suites_root)) {}
    /// The bytes of the file; rule file_missing. Names that climb out with ".." or are absolute are
    /// not found.
    Result<std::string> read(std::string_view name) const;

  private:
    std::filesystem::path scenario_folder_;
    std::filesystem::path suites_root_;
};

Result<std::string> read_file(const std::filesystem::path& path);

/// One scenario file and where it stands.
struct ScenarioFile {
    std::filesystem::path path;
    std::filesystem::path suites_root;
    std::string suite;  ///< name of its folder
    std::string name;   ///< of the file, without ".json"
};

/// The scenarios below `folder`, sorted: its own *.json files if it has any (it is a suite), else
/// those of each folder in it but "shared" (it holds suites). Files in folders below a suite are
/// bodies and documents.
Result<std::vector<ScenarioFile>> find_scenarios(const std::filesystem::path& folder);

/// Where the suites are that belong to the program at `program`: ../share/dmpgw/conformance/suites
/// beside it.
std::filesystem::path own_suites(const std::filesystem::path& program);

/// True when `text` fits a pattern of "*" (any text) and "?" (any character).
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace dmpgw::conformance

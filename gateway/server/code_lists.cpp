#include "gateway/server/code_lists.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "gateway/server/config_rules.hpp"

namespace dmpgw::server {
namespace {

std::optional<std::string> read_list(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error) || std::filesystem::file_size(path, error) > max_code_list_bytes) {
        return std::nullopt;
    }
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) return std::nullopt;
    return text;
}

}  // namespace

Result<terminology::CodeLists> load_code_lists(const CodesConfig& codes) {
    if (codes.files.empty()) return terminology::read_code_lists(terminology::ci_sis_files());
    std::vector<terminology::NamedText> texts;
    Findings findings;
    for (const std::string& path : codes.files) {
        if (path == built_in_codes) {
            const auto built_in = terminology::ci_sis_files();
            texts.insert(texts.end(), built_in.begin(), built_in.end());
        } else if (auto text = read_list(path)) {
            texts.push_back({path, *std::move(text)});
        } else {
            findings.push_back(finding(rules::config_file_of_key_unreadable, "codes.files", path));
        }
    }
    if (!findings.empty()) return Failure::of(std::move(findings));
    return terminology::read_code_lists(texts);
}

}  // namespace dmpgw::server

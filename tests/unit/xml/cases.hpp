// Cases kept as pairs of files: NAME.xml holds the bytes, NAME.want what should come of them.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace dmpgw::xml {

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// All *.xml of tests/data/`subject`, sorted.
inline std::vector<std::filesystem::path> case_files(std::string_view subject) {
    std::vector<std::filesystem::path> files;
    const auto folder = std::filesystem::path(DMPGW_SOURCE_DIR) / "tests" / "data" / subject;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".xml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

inline std::string wanted(std::filesystem::path file) { return read_file(file.replace_extension(".want")); }

/// A file of the shared corpus; it may be absent.
inline std::filesystem::path corpus_file(std::string_view name) {
    const char* const folder = std::getenv("DMPGW_CORPUS");
    const std::filesystem::path root =
        folder != nullptr ? std::filesystem::path(folder)
                          : std::filesystem::path(DMPGW_SOURCE_DIR) / ".." / "shared" / "corpus";
    return root / name;
}

/// Calls `use` with the pieces of `bytes`, `size` bytes each, until it returns false.
template <class Use>
void in_pieces(std::string_view bytes, std::size_t size, Use use) {
    while (!bytes.empty() && use(bytes.substr(0, size))) bytes.remove_prefix(std::min(size, bytes.size()));
}

inline constexpr std::size_t whole = static_cast<std::size_t>(-1);

}  // namespace dmpgw::xml

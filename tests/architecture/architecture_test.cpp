// Holds the include lines of gateway/ against the two tables of gateway/README.md: which folder may
// include which, and behind which folder each foreign library lies. Arrows go down only.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string, std::less<>>;

const fs::path root = DMPGW_SOURCE_DIR;

std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    EXPECT_TRUE(stream) << file;
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

std::string trim(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.push_back(trim(std::string_view(text).substr(begin, end - begin)));
        begin = end + 1;
    }
    return parts;
}

// ------------------------------------------------------------------------------------- the two
// tables

struct Layer {
    std::string folder;
    Names may_include;
};

struct Foreign {
    std::string prefix;  ///< of the header, as "boost/beast"
    Names places;        ///< folders, or files as "cli/main.cpp"
};

struct Tables {
    std::vector<Layer> layers;
    std::vector<Foreign> foreign;
};

Tables read_tables() {
    Tables tables;
    for (const std::string& line : lines_of(read(root / "gateway/README.md"))) {
        if (!line.starts_with("| ") || line.starts_with("| folder") ||
            line.starts_with("| headers"))
            continue;
        const std::vector<std::string> cells = split(line, '|');
        Names names;
        for (const std::string& name : split(cells.at(cells.size() - 2), ',')) {
            if (name != "–") names.insert(name);
        }
        if (cells.size() == 5) tables.layers.push_back({cells.at(1), names});
        if (cells.size() == 4) tables.foreign.push_back({cells.at(1), names});
    }
    return tables;
}

// ------------------------------------------------------------------------------------------ the
// checks

/// The header of an include line, with what surrounds it: "<boost/asio.hpp" or
/// "\"gateway/xml/writer.hpp".
std::optional<std::string> included_header(const std::string& line) {
    const std::string text = trim(line);
    if (!text.starts_with("#include")) return std::nullopt;
    const std::size_t begin = text.find_first_of("<\"");
    if (begin == std::string::npos) return std::nullopt;
    return text.substr(begin, text.find_first_of(">\"", begin + 1) - begin);
}

/// What is wrong with the includes of one file; `place` is "xds/ebrim_reader.cpp".
std::vector<std::string> check_includes(const std::string& place, const std::string& text,
                                        const Tables& tables) {
    std::vector<std::string> wrong;
    const std::string folder = place.substr(0, place.find('/'));
    const auto layer = std::find_if(tables.layers.begin(), tables.layers.end(),
                                    [&](const Layer& l) { return l.folder == folder; });
    for (const std::string& line : lines_of(text)) {
        const auto header = included_header(line);
        if (!header) continue;
        const std::string name = header->substr(1);
        if (name.starts_with("gateway/")) {
            const std::string target = split(name, '/').at(1);
            if (target != folder &&
                (layer == tables.layers.end() || !layer->may_include.contains(target))) {
                wrong.push_back(place + " includes " + name);
            }
            // Transactions know the port of storage, never the adapter behind it.
            if (folder == "transactions" && target == "storage" &&
                name != "gateway/storage/store.hpp") {
                wrong.push_back(place + " includes an adapter: " + name);
            }
            continue;
        }
        if (name.starts_with("..") || (header->front() == '"' && !name.starts_with("tests/"))) {
            wrong.push_back(place + " includes " + name + ", not from the root");
        }
        // The first row that fits counts: boost/asio/ssl comes before boost/asio.
        for (const Foreign& foreign : tables.foreign) {
            if (!name.starts_with(foreign.prefix)) continue;
            if (!foreign.places.contains(folder) && !foreign.places.contains(place)) {
                wrong.push_back(place + " includes " + name);
            }
            break;
        }
    }
    return wrong;
}

std::vector<fs::path> sources_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& item : fs::recursive_directory_iterator(folder)) {
        const auto extension = item.path().extension();
        if (extension == ".cpp" || extension == ".hpp") files.push_back(item.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines)
        out += line + '\n';
    return out;
}

// ------------------------------------------------------------------------------------------- the
// tests

TEST(Architecture, the_folder_table_names_the_folders_that_exist) {
    Names listed;
    for (const Layer& layer : read_tables().layers) {
        EXPECT_TRUE(listed.insert(layer.folder).second) << layer.folder << " is listed twice";
    }
    Names real;
    for (const auto& item : fs::directory_iterator(root / "gateway")) {
        if (item.is_directory()) real.insert(item.path().filename());
    }
    EXPECT_EQ(listed, real);
}

TEST(Architecture, arrows_of_the_table_go_down_only) {
    Names below;
    for (const Layer& layer : read_tables().layers) {
        for (const std::string& target : layer.may_include) {
            EXPECT_TRUE(below.contains(target)) << layer.folder << " may include " << target
                                                << ", which is not above it in the table";
        }
        below.insert(layer.folder);
    }
    EXPECT_GE(below.size(), 10U);
}

TEST(Architecture, every_include_is_allowed_by_the_tables) {
    const Tables tables = read_tables();
    ASSERT_FALSE(tables.layers.empty());
    ASSERT_FALSE(tables.foreign.empty());
    std::vector<std::string> wrong;
    for (const fs::path& file : sources_in(root / "gateway")) {
        const auto found =
            check_includes(fs::relative(file, root / "gateway").string(), read(file), tables);
        wrong.insert(wrong.end(), found.begin(), found.end());
    }
    EXPECT_TRUE(wrong.empty()) << joined(wrong);
}

TEST(Architecture, cmake_links_no_folder_that_the_table_forbids) {
    for (const Layer& layer : read_tables().layers) {
        const fs::path file = root / "gateway" / layer.folder / "CMakeLists.txt";
        if (!fs::exists(file)) continue;
        std::string text = read(file);
        std::replace(text.begin(), text.end(), '\n', ' ');
        std::replace(text.begin(), text.end(), '(', ' ');
        // The end of a call ends its list of folders too.
        for (std::size_t at = text.find(')'); at != std::string::npos;
             at = text.find(')', at + 9)) {
            text.replace(at, 1, " SOURCES ");
        }
        bool in_dependencies = false;
        for (const std::string& word : split(text, ' ')) {
            if (word == "DEPENDS") {
                in_dependencies = true;
            } else if (word == "LINKS" || word == "SOURCES" || word == "ASIO") {
                in_dependencies = false;
            } else if (in_dependencies &&
                       word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos &&
                       !word.empty()) {
                EXPECT_TRUE(layer.may_include.contains(word)) << layer.folder << " links " << word;
            }
        }
    }
}

TEST(Architecture, every_source_file_is_built) {
    for (const fs::path& file : sources_in(root / "gateway")) {
        if (file.extension() != ".cpp") continue;
        const std::string list = read(file.parent_path() / "CMakeLists.txt");
        EXPECT_NE(list.find(file.filename().string()), std::string::npos)
            << file << " is in no CMakeLists.txt";
    }
}

TEST(Architecture, the_conformance_bench_shares_no_code_with_what_it_judges) {
    if (!fs::exists(root / "conformance")) GTEST_SKIP() << "there is no conformance folder";
    const Names allowed = {"base", "json", "xml", "http", "soap", "fhir"};
    for (const fs::path& file : sources_in(root / "conformance")) {
        for (const std::string& line : lines_of(read(file))) {
            const auto header = included_header(line);
            if (!header || !header->substr(1).starts_with("gateway/")) continue;
            EXPECT_TRUE(allowed.contains(split(header->substr(1), '/').at(1)))
                << file << ": " << line;
        }
    }
}

// A finding's mend tells a hospital's integrator which key to change: a key that does not exist
// misleads.
TEST(Architecture, every_configuration_key_named_in_a_text_exists) {
    Names keys;
    std::vector<std::string> wrong;
    const std::string reference = read(root / "docs/configuration.md");
    const std::regex quoted("`([a-z_]+(\\.[a-z_]+)+)`");
    for (std::sregex_iterator it(reference.begin(), reference.end(), quoted), end; it != end;
         ++it) {
        keys.insert((*it)[1].str());
    }
    ASSERT_TRUE(keys.contains("listen.port"));
    const std::regex literal("\"([^\"\\\\]*)\"");
    const std::regex key(
        "\\b(log|listen|tls|identity|store|storage|deadlines|admission|limits|default_source)\\.(["
        "a-z_.]*[a-z_])");
    for (const fs::path& file : sources_in(root / "gateway")) {
        for (const std::string& line : lines_of(read(file))) {
            if (included_header(line)) continue;
            for (std::sregex_iterator text(line.begin(), line.end(), literal), end; text != end;
                 ++text) {
                const std::string sentence = (*text)[1].str();
                if (sentence.find(' ') == std::string::npos) continue;
                for (std::sregex_iterator it(sentence.begin(), sentence.end(), key); it != end;
                     ++it) {
                    const std::string name = it->str();
                    if (name.ends_with(".hpp") || name.ends_with(".json")) continue;
                    if (!keys.contains(name)) wrong.push_back(file.string() + ": " + name);
                }
            }
        }
    }
    EXPECT_TRUE(wrong.empty()) << joined(wrong);
}

// The guard itself, on files that break it: without these the tests above could pass by seeing
// nothing.
TEST(Architecture, the_check_sees_each_kind_of_breach) {
    const Tables tables = read_tables();
    const auto count = [&](const std::string& place, const std::string& text) {
        return check_includes(place, text, tables).size();
    };
    EXPECT_EQ(count("xds/good.cpp",
                    "#include \"gateway/xds/a.hpp\"\n#include \"gateway/xml/writer.hpp\"\n"),
              0U);
    EXPECT_EQ(count("xml/up.cpp", "#include \"gateway/xds/ebrim_reader.hpp\"\n"), 1U);
    EXPECT_EQ(count("json/sideways.cpp", "  #include \"gateway/xml/document.hpp\"\n"), 1U);
    EXPECT_EQ(count("fhir/foreign.cpp", "#include <rapidjson/reader.h>\n"), 1U);
    EXPECT_EQ(count("json/foreign.cpp", "#include <rapidjson/reader.h>\n"), 0U);
    EXPECT_EQ(count("transactions/asio.cpp", "#include <boost/asio/awaitable.hpp>\n"), 0U);
    EXPECT_EQ(count("transactions/tls.cpp", "#include <boost/asio/ssl/context.hpp>\n"), 1U);
    EXPECT_EQ(count("transactions/beast.cpp", "#include <boost/beast/http.hpp>\n"), 1U);
    EXPECT_EQ(
        count("transactions/adapter.cpp", "#include \"gateway/storage/embedded_store.hpp\"\n"), 1U);
    EXPECT_EQ(count("cli/main.cpp", "#include <CLI/CLI.hpp>\n"), 0U);
    EXPECT_EQ(count("cli/send.cpp", "#include <CLI/CLI.hpp>\n"), 1U);
    EXPECT_EQ(count("http/relative.cpp", "#include \"message.hpp\"\n"), 1U);
    EXPECT_EQ(count("unknown/file.cpp", "#include \"gateway/base/text.hpp\"\n"), 1U);
}

}  // namespace

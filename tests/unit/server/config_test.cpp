// The configuration: cases as data (tests/data/config: a file and the findings it must give), the
// layers, the start-up checks, the matching of sources, and the two generated files.
#include "gateway/server/config.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "gateway/server/config_file.hpp"
#include "gateway/server/config_options.hpp"
#include "gateway/server/config_text.hpp"

namespace dmpgw::server {
namespace {

const std::filesystem::path source_dir = DMPGW_SOURCE_DIR;

std::string read(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    EXPECT_TRUE(stream) << file;
    return {std::istreambuf_iterator<char>(stream), {}};
}

LoadedConfig load(const ConfigInputs& inputs) {
    auto loaded = load_config(inputs);
    if (loaded) return *loaded;
    for (const Finding& f : loaded.error().findings) {
        ADD_FAILURE() << f.where << ' ' << f.rule << ' ' << f.value << ' ' << f.what.en;
    }
    return {};
}

Findings mistakes(const ConfigInputs& inputs) {
    auto loaded = load_config(inputs);
    return loaded ? Findings{} : loaded.error().findings;
}

/// A file that lives as long as the test.
class TemporaryFile {
  public:
    explicit TemporaryFile(std::string_view text) {
        path_ = std::filesystem::temp_directory_path() /
                (std::string("dmpgw-config-") +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".toml");
        std::ofstream(path_, std::ios::binary) << text;
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// ----------------------------------------------------------------------------------------- cases
// as data

std::vector<std::string> case_names() {
    std::vector<std::string> names;
    for (const auto& item : std::filesystem::directory_iterator(source_dir / "tests/data/config")) {
        if (item.path().extension() == ".toml") names.push_back(item.path().stem());
    }
    std::sort(names.begin(), names.end());
    return names;
}

class BadConfiguration : public ::testing::TestWithParam<std::string> {};

// A line of the wanted outcome: RULE line:column [value][ > part of the mend]
TEST_P(BadConfiguration, gives_every_finding_with_its_place) {
    const auto file = source_dir / "tests/data/config" / (GetParam() + ".toml");
    const Findings findings = mistakes({.file = file, .environment = {}, .flags = {}});
    std::istringstream want(read(source_dir / "tests/data/config" / (GetParam() + ".want")));
    std::size_t count = 0;
    for (std::string line; std::getline(want, line); ++count) {
        const std::size_t arrow = line.find(" > ");
        const std::string mend = arrow == std::string::npos ? "" : line.substr(arrow + 3);
        const std::string head = line.substr(0, arrow);
        const bool found = std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
            const std::string place =
                f.where.substr(std::min(f.where.size(), file.string().size() + 1));
            const std::string printed =
                f.rule + ' ' + place + (f.value.empty() ? "" : ' ' + f.value);
            return printed == head && f.mend.en.find(mend) != std::string::npos &&
                   !f.mend.fr.empty();
        });
        EXPECT_TRUE(found) << "wanted: " << line;
    }
    EXPECT_EQ(findings.size(), count);
    if (::testing::Test::HasFailure()) {
        for (const Finding& f : findings) {
            std::cerr << f.rule << ' ' << f.where << ' ' << f.value << " | " << f.what.en << " | "
                      << f.mend.en << '\n';
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Data, BadConfiguration, ::testing::ValuesIn(case_names()),
                         [](const auto& parameter) { return parameter.param; });

// ----------------------------------------------------------------------------------------------
// layers

TEST(ConfigLayers, defaults_hold_when_nothing_is_given) {
    const LoadedConfig loaded = load({});
    EXPECT_EQ(loaded.config.listen.port, 8443);
    EXPECT_EQ(loaded.config.limits.documents.document_bytes, 128 * MiB);
    EXPECT_EQ(loaded.config.limits.documents.message_bytes, 2 * GiB);
    EXPECT_EQ(loaded.config.listen.admin_address, "127.0.0.1");
    EXPECT_TRUE(std::all_of(loaded.origins.begin(), loaded.origins.end(),
                            [](const Origin& o) { return o.layer == Layer::built_in; }));
}

TEST(ConfigLayers, each_layer_wins_over_the_one_before_and_says_so) {
    const TemporaryFile file(
        "[listen]\nport = 1001\nadmin_port = 1002\npublic_url = \"https://a.example/\"\n");
    ConfigInputs inputs{.file = file.path(), .environment = {}, .flags = {}};
    inputs.environment = {{"DMPGW_LISTEN_ADMIN_PORT", "2002"},
                          {"DMPGW_LISTEN_HOSTS", "a.example, b.example"},
                          {"PATH", "/bin"}};
    inputs.flags = {{"listen.hosts", "c.example", "--set"},
                    {"limits.document_bytes", "5 MiB", "--set"}};
    const LoadedConfig loaded = load(inputs);
    EXPECT_EQ(loaded.config.listen.port, 1001);
    EXPECT_EQ(loaded.config.listen.admin_port, 2002);
    EXPECT_EQ(loaded.config.listen.hosts, std::vector<std::string>{"c.example"});
    EXPECT_EQ(loaded.config.listen.public_url, "https://a.example");
    EXPECT_EQ(loaded.config.limits.documents.document_bytes, 5 * MiB);
    const std::string shown = show_config(loaded, true);
    EXPECT_NE(shown.find("listen.port = 1001"), std::string::npos);
    EXPECT_NE(shown.find("# " + file.path().string() + ":2:8"), std::string::npos);
    EXPECT_NE(shown.find("# environment DMPGW_LISTEN_ADMIN_PORT"), std::string::npos);
    EXPECT_NE(shown.find("# flag --set"), std::string::npos);
    EXPECT_NE(shown.find("# default"), std::string::npos);
}

TEST(ConfigLayers, mistakes_of_all_layers_come_together) {
    const TemporaryFile file("[listen]\nport = 1\nprot = 2\n");
    ConfigInputs inputs{.file = file.path(), .environment = {}, .flags = {}};
    inputs.environment = {{"DMPGW_DEADLINES_IDLE", "60"}};
    inputs.flags = {{"listen.port", "eighty", "--port"}, {"log.lewel", "debug", "--set"}};
    const Findings findings = mistakes(inputs);
    ASSERT_EQ(findings.size(), 4U);
    EXPECT_EQ(findings[1].where, "DMPGW_DEADLINES_IDLE");
    EXPECT_EQ(findings[2].where, "--port");
    EXPECT_EQ(findings[3].rule, "CONFIG_UNKNOWN_KEY");
    EXPECT_NE(findings[3].mend.en.find("log.level"), std::string::npos);
}

TEST(ConfigLayers, an_unknown_variable_is_a_warning_that_names_the_near_one) {
    const LoadedConfig loaded =
        load({.file = {},
              .environment = {{"DMPGW_LISTEN_PROT", "1"}, {"DMPGW_CORPUS", "x"}},
              .flags = {}});
    ASSERT_EQ(loaded.warnings.size(), 1U);
    EXPECT_EQ(loaded.warnings[0].severity, Severity::warning);
    EXPECT_NE(loaded.warnings[0].mend.en.find("DMPGW_LISTEN_PORT"), std::string::npos);
}

TEST(ConfigLayers, a_missing_file_and_a_folder_are_findings) {
    EXPECT_EQ(mistakes({.file = "/nonexistent/dmpgw.toml", .environment = {}, .flags = {}})[0].rule,
              "CONFIG_FILE_UNREADABLE");
    EXPECT_EQ(mistakes({.file = "/", .environment = {}, .flags = {}})[0].rule,
              "CONFIG_FILE_UNREADABLE");
}

TEST(ConfigLayers, a_file_past_its_limit_is_not_read) {
    const TemporaryFile file(std::string(max_config_file_bytes + 1, '#'));
    EXPECT_EQ(mistakes({.file = file.path(), .environment = {}, .flags = {}})[0].rule,
              "CONFIG_FILE_TOO_LONG");
}

TEST(ConfigLayers, findings_are_counted_out_after_a_hundred) {
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "unknown_" + std::to_string(i) + " = 1\n";
    const TemporaryFile file(text);
    const Findings findings = mistakes({.file = file.path(), .environment = {}, .flags = {}});
    ASSERT_EQ(findings.size(), max_config_findings + 1);
    EXPECT_EQ(findings.back().rule, "CONFIG_TOO_MANY_FINDINGS");
}

TEST(ConfigLayers, relative_paths_of_the_file_are_relative_to_it) {
    const TemporaryFile file(
        "[tls]\nkey = \"keys/server.pem\"\ncertificate = \"/etc/cert.pem\"\n");
    const LoadedConfig loaded = load(
        {.file = file.path(), .environment = {{"DMPGW_TLS_CLIENT_CA", "ca.pem"}}, .flags = {}});
    EXPECT_EQ(loaded.config.tls.key,
              (file.path().parent_path() / "keys/server.pem").string());
    EXPECT_EQ(loaded.config.tls.certificate, "/etc/cert.pem");
    EXPECT_EQ(loaded.config.tls.client_ca, "ca.pem");
}

TEST(ConfigLayers, oids_lose_their_urn_prefix) {
    const LoadedConfig loaded =
        load({.file = {},
              .environment = {},
              .flags = {{"identity.home_community_id", "urn:oid:1.2.3", "--home-community-id"}}});
    EXPECT_EQ(loaded.config.identity.home_community_id, "1.2.3");
}

// ----------------------------------------------------------------------------------------------
// start-up

TEST(ConfigStart, without_dev_certificate_key_and_client_ca_are_required) {
    LoadedConfig loaded = load({});
    std::multiset<std::string> found;
    for (const Finding& f : startup_findings(loaded))
        found.insert(f.rule);
    EXPECT_EQ(found, (std::multiset<std::string>{"CONFIG_CERTIFICATE_REQUIRED",
                                                 "CONFIG_CLIENT_CA_REQUIRED"}));
    const TemporaryFile pem("x");
    loaded.config.tls = {pem.path(), pem.path(), "", "", "1.2"};
    ASSERT_EQ(startup_findings(loaded).size(), 1U);
    EXPECT_EQ(startup_findings(loaded)[0].rule, "CONFIG_CLIENT_CA_REQUIRED");
    loaded.config.tls.client_ca = pem.path();
    EXPECT_TRUE(startup_findings(loaded).empty());
    loaded.config.tls.key.clear();
    ASSERT_EQ(startup_findings(loaded).size(), 1U);
    EXPECT_EQ(startup_findings(loaded)[0].where, "tls.key");
    loaded.config.tls.key = "/nonexistent/key.pem";
    ASSERT_EQ(startup_findings(loaded).size(), 1U);
    EXPECT_EQ(startup_findings(loaded)[0].rule, "CONFIG_NAMED_FILE_UNREADABLE");
}

TEST(ConfigStart, dev_needs_nothing_and_listens_on_loopback_only) {
    const LoadedConfig loaded = load({.file = {}, .environment = {}, .flags = {}, .dev = true});
    EXPECT_TRUE(startup_findings(loaded).empty());
    EXPECT_EQ(loaded.config.listen.address, "127.0.0.1");
    EXPECT_EQ(public_url(loaded.config), "https://localhost:8443");
    for (const char* key : {"listen.address", "listen.admin_address"}) {
        const Findings findings = mistakes(
            {.file = {}, .environment = {}, .flags = {{key, "0.0.0.0", "--set"}}, .dev = true});
        ASSERT_EQ(findings.size(), 1U) << key;
        EXPECT_EQ(findings[0].rule, "CONFIG_DEV_NOT_LOOPBACK");
    }
    EXPECT_TRUE(mistakes({.file = {},
                          .environment = {},
                          .flags = {{"listen.address", "::1", "--set"}},
                          .dev = true})
                    .empty());
}

TEST(ConfigStart, dev_accepts_where_a_policy_would_refuse) {
    const TemporaryFile file(
        "[default_source]\nunknown_subjects = \"refuse\"\n"
        "[[source]]\nname = \"lab\"\nsource_id = \"1.2.3\"\n");
    const LoadedConfig dev =
        load({.file = file.path(), .environment = {}, .flags = {}, .dev = true});
    EXPECT_EQ(dev.config.default_policy.unknown_subjects, Policy::accept);
    EXPECT_EQ(dev.config.sources.at(0).policy.unknown_subjects, Policy::accept);
    const LoadedConfig loaded = load({.file = file.path(), .environment = {}, .flags = {}});
    EXPECT_EQ(loaded.config.default_policy.unknown_subjects, Policy::refuse);
    EXPECT_EQ(loaded.config.sources.at(0).policy.unknown_subjects, Policy::refuse);
}

TEST(ConfigCodes, without_lists_a_strange_code_is_a_warning_and_under_dev_nothing) {
    const LoadedConfig served = load({});
    EXPECT_EQ(code_policy(served.config, served.config.default_policy), Policy::warn);
    const LoadedConfig dev = load({.file = {}, .environment = {}, .flags = {}, .dev = true});
    EXPECT_EQ(code_policy(dev.config, dev.config.default_policy), Policy::accept);
}

TEST(ConfigCodes, lists_make_it_a_refusal_unless_the_policy_says_otherwise) {
    const TemporaryFile file(
        "[codes]\nfiles = [\"ci-sis\"]\n"
        "[[source]]\nname = \"lab\"\nsource_id = \"1.2.3\"\ncodes = \"warn\"\n"
        "[[source]]\nname = \"chu\"\nsource_id = \"1.2.4\"\n");
    for (const bool dev : {false, true}) {
        const LoadedConfig loaded = load({.file = file.path(), .environment = {}, .flags = {}, .dev = dev});
        EXPECT_EQ(code_policy(loaded.config, loaded.config.default_policy), Policy::refuse);
        EXPECT_EQ(code_policy(loaded.config, loaded.config.sources.at(0).policy), Policy::warn);
        EXPECT_EQ(code_policy(loaded.config, loaded.config.sources.at(1).policy), Policy::refuse);
    }
}

TEST(ConfigCodes, lists_are_relative_to_the_file_and_separated_by_commas_elsewhere) {
    const TemporaryFile file("[codes]\nfiles = [\"ci-sis\", \"lists/codes.xml\"]\n");
    const LoadedConfig loaded = load({.file = file.path(), .environment = {}, .flags = {}});
    const std::string near = (std::filesystem::path(file.path()).parent_path() / "lists/codes.xml").string();
    EXPECT_EQ(loaded.config.codes.files, (std::vector<std::string>{"ci-sis", near}));
    const LoadedConfig flags = load({.file = {}, .environment = {}, .flags = {{"codes.files", "a.xml,b.json", "--codes"}}});
    EXPECT_EQ(flags.config.codes.files, (std::vector<std::string>{"a.xml", "b.json"}));
}

TEST(ConfigCodes, a_list_that_is_wrong_keeps_the_gateway_from_starting) {
    const TemporaryFile broken("<Codes><CodeType name='classCode'/></Codes>");
    LoadedConfig loaded = load({.file = {}, .environment = {}, .flags = {}, .dev = true});
    loaded.config.codes.files = {broken.path(), "/nonexistent/codes.xml"};
    ASSERT_EQ(startup_findings(loaded).size(), 1U) << "what cannot be read comes first";
    EXPECT_EQ(startup_findings(loaded)[0].value, "/nonexistent/codes.xml");
    loaded.config.codes.files.pop_back();
    ASSERT_EQ(startup_findings(loaded).size(), 1U);
    EXPECT_EQ(startup_findings(loaded)[0].rule, "CODE_LIST_WITHOUT_CODES");
    EXPECT_EQ(startup_findings(loaded)[0].where, std::string(broken.path()) + ":1");
}

TEST(ConfigIns, a_wrong_key_is_refused_and_under_dev_a_warning_unless_set) {
    EXPECT_EQ(load({}).config.default_policy.ins_key, Policy::refuse);
    EXPECT_EQ(load({.file = {}, .environment = {}, .flags = {}, .dev = true}).config.default_policy.ins_key, Policy::warn);
    const LoadedConfig set = load({.file = {}, .environment = {}, .flags = {{"default_source.ins_key", "refuse", "--set"}}, .dev = true});
    EXPECT_EQ(set.config.default_policy.ins_key, Policy::refuse);
}

TEST(ConfigStart, secrets_are_never_printed) {
    const LoadedConfig loaded = load(
        {.file = {}, .environment = {{"DMPGW_TLS_KEY_PASSWORD", "s3cret"}}, .flags = {}});
    EXPECT_EQ(loaded.config.tls.key_password, "s3cret");
    EXPECT_EQ(show_config(loaded, true).find("s3cret"), std::string::npos);
    EXPECT_NE(show_config(loaded, false).find("tls.key_password = \"********\""),
              std::string::npos);
    const TemporaryFile file("[tls]\nkey_password = [\"s3cret\"]\n");
    for (const Finding& f : mistakes({.file = file.path(), .environment = {}, .flags = {}})) {
        EXPECT_EQ((f.value + f.what.en + f.mend.en).find("s3cret"), std::string::npos);
    }
}

TEST(ConfigStart, the_public_url_follows_the_listener_unless_set) {
    Config config;
    EXPECT_EQ(public_url(config), "https://localhost:8443");
    config.listen.address = "192.0.2.7";
    EXPECT_EQ(public_url(config), "https://192.0.2.7:8443");
    config.listen.address = "2001:db8::7";
    EXPECT_EQ(public_url(config), "https://[2001:db8::7]:8443");
    config.listen.public_url = "https://dmp.example.org/x";
    EXPECT_EQ(public_url(config), "https://dmp.example.org/x");
}

// ----------------------------------------------------------------------------------------------
// sources

struct Sources : ::testing::Test {
    Config config;
    Sources() {
        config.sources = {{"engine", "CN=engine,O=CHU,C=FR", "", {}},
                          {"engine-lab", "CN=engine,O=CHU,C=FR", "1.2.3", {}},
                          {"known-by-id", "", "1.2.4", {}},
                          {"other", "CN=other\\, unit 2,C=FR", "1.2.5", {}}};
    }
    std::string match(std::string_view subject, std::string_view id) const {
        const Source* source = find_source(config, subject, id);
        return source == nullptr ? "default" : source->name;
    }
};

TEST_F(Sources, match_by_subject_first_then_by_source_id_then_default) {
    EXPECT_EQ(match("CN=engine,O=CHU,C=FR", "9.9"), "engine");
    EXPECT_EQ(match("CN=engine,O=CHU,C=FR", "1.2.4"), "engine");
    EXPECT_EQ(match("CN=engine,O=CHU,C=FR", "1.2.3"), "engine-lab");
    EXPECT_EQ(match("CN=stranger", "1.2.4"), "known-by-id");
    EXPECT_EQ(match("", "urn:oid:1.2.4"), "known-by-id");
    EXPECT_EQ(match("CN=stranger", "9.9"), "default");
    EXPECT_EQ(match("", ""), "default");
}

TEST_F(Sources, a_copied_source_id_does_not_stand_for_a_certificate) {
    EXPECT_EQ(match("CN=stranger", "1.2.5"), "default");
    EXPECT_EQ(match("", "1.2.5"), "other");
}

TEST_F(Sources, subjects_compare_without_spaces_and_case_of_types) {
    EXPECT_EQ(match("cn=engine, o=CHU, c=FR", ""), "engine");
    EXPECT_EQ(match("CN=other\\, unit 2 , C=FR", ""), "other");
    EXPECT_EQ(match("CN=ENGINE,O=CHU,C=FR", ""), "default");
    EXPECT_EQ(match("CN=engine\\,O=CHU,C=FR", ""), "default");
}

// ----------------------------------------------------------------------------------------------
// texts

TEST(ConfigTexts, every_option_has_a_section_a_doc_and_sane_bounds) {
    std::set<std::string_view> keys;
    std::set<std::string> variables;
    for (const Option& option : options()) {
        EXPECT_TRUE(keys.insert(option.key).second) << option.key;
        EXPECT_TRUE(variables.insert(environment_name(option.key)).second) << option.key;
        EXPECT_TRUE(option.doc.ends_with('.')) << option.key;
        const std::string_view section = option.key.substr(0, option.key.rfind('.'));
        EXPECT_TRUE(std::any_of(sections().begin(), sections().end(), [&](const Section& s) {
            return s.name == section;
        })) << option.key;
        // A default must pass its own check.
        Config config;
        Findings findings;
        LoadedConfig loaded;
        loaded.origins.resize(options().size());
        apply_file(std::string(option.key) + " = " + toml_value(option, config), "default.toml",
                   loaded, findings);
        for (const Finding& f : findings)
            ADD_FAILURE() << option.key << ": " << f.what.en;
    }
}

TEST(ConfigTexts, the_sample_file_has_every_key_with_its_default_and_changes_nothing) {
    EXPECT_EQ(read(source_dir / "samples/dmpgw.toml"), sample_config())
        << "print it anew: dmpgw config sample > samples/dmpgw.toml";
    const TemporaryFile file(sample_config());
    LoadedConfig loaded = load({.file = file.path(), .environment = {}, .flags = {}});
    EXPECT_EQ(show_config(loaded, false), show_config(load({}), false));
    for (std::size_t i = 0; i < loaded.origins.size(); ++i) {
        EXPECT_EQ(loaded.origins[i].layer, Layer::file) << options()[i].key;
    }
}

TEST(ConfigTexts, the_source_table_of_the_sample_file_is_right_too) {
    std::string text = sample_config();
    for (std::size_t at = text.find("\n#"); at != std::string::npos;
         at = text.find("\n#", at + 1)) {
        if (text[at + 2] != ' ') text.erase(at + 1, 1);
    }
    const TemporaryFile file(text);
    const LoadedConfig loaded = load({.file = file.path(), .environment = {}, .flags = {}});
    ASSERT_EQ(loaded.config.sources.size(), 1U);
    EXPECT_FALSE(loaded.config.sources[0].tls_subject.empty());
    EXPECT_FALSE(loaded.config.sources[0].source_id.empty());
}

TEST(ConfigTexts, the_reference_page_is_printed_from_the_table) {
    EXPECT_EQ(read(source_dir / "docs/configuration.md"), configuration_reference())
        << "print it anew: dmpgw config reference > docs/configuration.md";
}

TEST(ConfigTexts, what_show_prints_reads_back_as_the_same_configuration) {
    const TemporaryFile first(
        "[listen]\nport = 1\nhosts = [\"a\", \"b\"]\n[log]\nlevel = \"debug\"\n"
        "[[source]]\nname = \"l\\\"ab\"\nsource_id = \"1.2.3\"\nunknown_subjects = \"accept\"\n");
    const std::string shown =
        show_config(load({.file = first.path(), .environment = {}, .flags = {}}), true);
    LoadedConfig again;
    again.origins.resize(options().size());
    Findings findings;
    apply_file(shown, "shown.toml", again, findings);
    EXPECT_TRUE(findings.empty());
    EXPECT_EQ(show_config(again, false),
              show_config(load({.file = first.path(), .environment = {}, .flags = {}}), false));
}

}  // namespace
}  // namespace dmpgw::server

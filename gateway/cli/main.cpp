// The command line of dmpgw. CLI11 is slow to compile and stays in this file; what the commands do
// is in commands.hpp.
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "gateway/base/version.hpp"
#include "gateway/cli/commands.hpp"

namespace {

using dmpgw::cli::ConfigFlags;
using dmpgw::cli::Console;
using Action = std::function<int(Console)>;

constexpr int usage_error = 2;

/// A flag that sets one option of the configuration, which then says where it came from.
void setting(CLI::App* command, ConfigFlags& flags, const std::string& flag, const char* key,
             const char* help) {
    command->add_option_function<std::string>(
        flag,
        [&flags, flag, key](const std::string& value) {
            flags.settings.push_back({key, value, flag});
        },
        help);
}

void add_config_flags(CLI::App* command, ConfigFlags& flags) {
    command->add_option("--config", flags.file,
                        "TOML file; default: $DMPGW_CONFIG, else /etc/dmpgw/dmpgw.toml");
    setting(command, flags, "--data", "storage.data", "Folder of the store");
    command
        ->add_option_function<std::vector<std::string>>(
            "--set",
            [&flags](const std::vector<std::string>& settings) {
                for (const std::string& text : settings) {
                    const std::size_t equals = text.find('=');
                    if (equals == std::string::npos)
                        throw CLI::ValidationError("--set", "write KEY=VALUE");
                    flags.settings.push_back(
                        {text.substr(0, equals), text.substr(equals + 1), "--set"});
                }
            },
            "KEY=VALUE: sets any option of docs/configuration.md")
        ->take_all()
        ->allow_extra_args(false);
}

void add_serve_flags(CLI::App* command, ConfigFlags& flags) {
    add_config_flags(command, flags);
    command->add_flag("--dev", flags.dev,
                      "For trying out: loopback only, throw-away certificate, no client "
                      "certificate asked, any patient "
                      "and code accepted");
    setting(command, flags, "--address", "listen.address", "IP address to listen on");
    setting(command, flags, "--port", "listen.port", "TCP port of the SOAP and FHIR faces (TLS)");
    setting(command, flags, "--admin-port", "listen.admin_port",
            "TCP port of /livez, /readyz, /metrics (plain HTTP)");
    setting(command, flags, "--mllp-port", "listen.mllp_port",
            "TCP port of patient identity feeds (ITI-8, MLLP)");
    setting(command, flags, "--public-url", "listen.public_url",
            "Base of the URLs in answers, as clients reach it");
    setting(command, flags, "--repository-unique-id", "identity.repository_unique_id",
            "OID of the repository");
    setting(command, flags, "--home-community-id", "identity.home_community_id",
            "OID of the community");
    setting(command, flags, "--log-level", "log.level", "debug, info, warning or error");
    command
        ->add_option_function<std::vector<std::string>>(
            "--codes",
            [&flags](const std::vector<std::string>& files) {
                std::string list;
                for (const std::string& file : files) list += (list.empty() ? "" : ",") + file;
                flags.settings.push_back({"codes.files", list, "--codes"});
            },
            "Lists of the codes allowed (codes.xml, IHE SVS, JSON; ci-sis: those of this version); others are refused")
        ->take_all()
        ->allow_extra_args(false);
    command
        ->add_option_function<std::string>(
            "--patients",
            [&flags](const std::string& value) {
                flags.settings.push_back({"default_source.unknown_patients",
                                          value == "any" ? "accept" : "refuse", "--patients"});
            },
            "Whose documents are taken: any, or registered patients only")
        ->check(CLI::IsMember({"any", "registered"}));
}

void add_remote_flags(CLI::App* command, dmpgw::cli::Remote& remote) {
    command->add_option("--url", remote.url, "Base URL of the gateway")->capture_default_str();
    command->add_flag("--insecure", remote.insecure,
                      "Do not check the server's certificate (loopback only)");
    command->add_option("--ca", remote.ca, "PEM file: authority of the server's certificate");
    command->add_option("--cert", remote.certificate, "PEM file: client certificate");
    command->add_option("--key", remote.key, "PEM file: its private key");
}

/// What all commands read their flags into.
struct Options {
    ConfigFlags serve;
    ConfigFlags check;
    ConfigFlags show;
    bool with_origins = false;
    dmpgw::cli::AuditOptions audit;
    ConfigFlags backup;
    std::filesystem::path backup_to;
    ConfigFlags verify;
    dmpgw::cli::SendOptions send;
    dmpgw::cli::GetOptions get;
    dmpgw::cli::FindOptions find;
    dmpgw::cli::ImportOptions import;
};

void add_serving(CLI::App& app, Options& options, Action& action) {
    auto* serve = app.add_subcommand("serve", "Serve the SOAP and FHIR faces until SIGTERM");
    add_serve_flags(serve, options.serve);
    serve->callback(
        [&] { action = [&](Console c) { return dmpgw::cli::serve(options.serve, c); }; });

    auto* config =
        app.add_subcommand("config", "Check and show the configuration")->require_subcommand(1);
    auto* check = config->add_subcommand(
        "check", "Report every mistake of the configuration, with its place");
    add_serve_flags(check, options.check);
    check->callback(
        [&] { action = [&](Console c) { return dmpgw::cli::config_check(options.check, c); }; });
    auto* show = config->add_subcommand("show", "Print the configuration in force, secrets masked");
    add_serve_flags(show, options.show);
    show->add_flag("--origin", options.with_origins, "Say where each value comes from");
    show->callback([&] {
        action = [&](Console c) {
            return dmpgw::cli::config_show(options.show, options.with_origins, c);
        };
    });
    config
        ->add_subcommand("sample",
                         "Print a configuration file with every key, its default and a comment")
        ->callback([&] { action = dmpgw::cli::config_sample; });
    config->add_subcommand("reference", "Print docs/configuration.md")->callback([&] {
        action = dmpgw::cli::config_reference;
    });
}

void add_documentation(CLI::App& app, Action& action) {
    auto* doc = app.add_subcommand("doc", "Print pages of the documentation that are made from the code");
    doc->require_subcommand(1);
    doc->add_subcommand("failures", "Print docs/failures.md: what each refusal is in every protocol")->callback([&] {
        action = dmpgw::cli::doc_failures;
    });
}

void add_asking(CLI::App& app, Options& options, Action& action) {
    auto* send = app.add_subcommand(
        "send", "Send a file as what it is: any request of /xds, a FHIR transaction or a Patient");
    add_remote_flags(send, options.send.remote);
    send->add_option("file", options.send.file,
                     "SOAP request (XML, or MTOM with its Content-Type in FILE.headers), FHIR "
                     "Bundle or Patient (JSON)")
        ->required();
    send->callback([&] { action = [&](Console c) { return dmpgw::cli::send(options.send, c); }; });

    auto* get =
        app.add_subcommand("get", "Fetch a document by ITI-18 and ITI-43, or by ITI-67 and ITI-68");
    add_remote_flags(get, options.get.remote);
    get->add_option("unique-id", options.get.unique_id, "uniqueId of the document")->required();
    get->add_flag("--fhir", options.get.fhir, "By the FHIR face");
    get->add_option("--patient", options.get.patient,
                    "Patient to search within, for --fhir: OID|ID or CX");
    get->add_option("-o,--output", options.get.output, "File to write; default: standard output");
    get->callback([&] { action = [&](Console c) { return dmpgw::cli::get(options.get, c); }; });

    auto* find = app.add_subcommand(
        "find", "List the approved documents of a patient by ITI-18, or by ITI-67");
    add_remote_flags(find, options.find.remote);
    find->add_option("--patient", options.find.patient, "OID|ID, or a CX")->required();
    find->add_flag("--fhir", options.find.fhir, "By the FHIR face");
    find->callback([&] { action = [&](Console c) { return dmpgw::cli::find(options.find, c); }; });

    auto* patients = app.add_subcommand("patients", "Register patients")->require_subcommand(1);
    auto* import = patients->add_subcommand(
        "import", "Register the patients of a list that are not known yet");
    add_remote_flags(import, options.import.remote);
    import
        ->add_option("file", options.import.file,
                     "UTF-8, a line a patient: id;family;given;birth date;gender, of which the id "
                     "(a CX, or OID|ID) must be there")
        ->required();
    import->callback([&] { action = [&](Console c) { return dmpgw::cli::import_patients(options.import, c);
};
}  // namespace
);
}

void add_keeping(CLI::App& app, Options& options, Action& action) {
    auto* audit = app.add_subcommand(
        "audit", "Print the audit trail of this machine's store, one event a line");
    add_config_flags(audit, options.audit.config);
    audit->add_option("--since", options.audit.since,
                      "Date, or date and time (UTC without a zone)");
    audit->add_option("--patient", options.audit.patient, "OID|ID, or a CX");
    audit->callback(
        [&] { action = [&](Console c) { return dmpgw::cli::audit(options.audit, c); }; });

    auto* backup = app.add_subcommand(
        "backup", "Copy the store, consistent as of one moment, while it serves");
    add_config_flags(backup, options.backup);
    backup->add_option("folder", options.backup_to, "Empty or new folder for the copy")->required();
    backup->callback([&] {
        action = [&](Console c) {
            return dmpgw::cli::backup(options.backup, options.backup_to, c);
        };
    });

    auto* verify =
        app.add_subcommand("verify", "Compare every document of the store with its hash");
    add_config_flags(verify, options.verify);
    verify->callback(
        [&] { action = [&](Console c) { return dmpgw::cli::verify(options.verify, c); }; });
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("dmpgw: a FHIR and IHE XDS.b gateway for the French shared medical record (DMP)",
                 "dmpgw");
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string(dmpgw::version));
    Options options;
    Action action;
    add_serving(app, options, action);
    add_asking(app, options, action);
    add_documentation(app, action);
    add_keeping(app, options, action);
    app.add_subcommand("version", "Print the version")->callback([&] {
        action = [](Console c) {
            c.out << "dmpgw " << dmpgw::version << '\n';
            return 0;
        };
    });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : usage_error;
    }
    const int code = action(Console{std::cout, std::cerr});
    // An answer that could not be written is no success: a full disk behind a redirection, a closed
    // pipe.
    std::cout.flush();
    return code == 0 && !std::cout ? 1 : code;
}

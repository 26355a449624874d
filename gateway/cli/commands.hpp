// The commands of `dmpgw`, without their command line: main.cpp reads flags into these structs and
// calls the functions. Each returns the exit code of the process: 0 done, 1 not done (the reason is
// on Console::err).
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "gateway/server/config.hpp"

namespace dmpgw::cli {

/// Where a command writes: answers to `out`, everything about them to `err`.
struct Console {
    std::ostream& out;
    std::ostream& err;
};

// ------------------------------------------------------------------------------- commands on this
// machine

/// Where the configuration comes from.
struct ConfigFlags {
    std::optional<std::filesystem::path> file;  ///< --config
    std::vector<server::Setting> settings;      ///< flags that set one value
    bool dev = false;
};

int serve(const ConfigFlags& flags, Console console);
int config_check(const ConfigFlags& flags, Console console);
int config_show(const ConfigFlags& flags, bool with_origins, Console console);
int config_sample(Console console);
int config_reference(Console console);
/// Prints docs/failures.md.
int doc_failures(Console console);

struct AuditOptions {
    ConfigFlags config;
    std::string since;    ///< date or date and time, ISO 8601; without a zone: UTC
    std::string patient;  ///< as parse_patient() reads it; empty: all
};
int audit(const AuditOptions& options, Console console);
int backup(const ConfigFlags& flags, const std::filesystem::path& to, Console console);
int verify(const ConfigFlags& flags, Console console);

// ----------------------------------------------------------------------------- commands on a
// gateway

/// How to reach a gateway, this one or another.
struct Remote {
    std::string url = "https://localhost:8443";
    bool insecure = false;              ///< do not check the certificate; refused but for loopback
    std::filesystem::path ca;           ///< PEM; empty: the system's authorities
    std::filesystem::path certificate;  ///< of the client, PEM
    std::filesystem::path key;          ///< of the client, PEM
};

struct SendOptions {
    Remote remote;
    std::filesystem::path file;
};
/// Sends a file as what it is (payload.hpp) and prints the answer.
int send(const SendOptions& options, Console console);

struct GetOptions {
    Remote remote;
    std::string unique_id;         ///< of the document, with or without "urn:oid:"
    bool fhir = false;             ///< by ITI-67 and ITI-68 instead of ITI-18 and ITI-43
    std::string patient;           ///< for --fhir, where the server searches within a patient only
    std::filesystem::path output;  ///< empty: standard output
};
/// Fetches one document, byte for byte.
int get(const GetOptions& options, Console console);

struct FindOptions {
    Remote remote;
    std::string patient;
    bool fhir = false;  ///< by ITI-67 instead of ITI-18
};
/// Lists the approved documents of a patient.
int find(const FindOptions& options, Console console);

struct ImportOptions {
    Remote remote;
    std::filesystem::path file;
};
/// Registers the patients of a list (patient_list.hpp) that the gateway does not know yet, by its
/// FHIR face.
int import_patients(const ImportOptions& options, Console console);

}  // namespace dmpgw::cli

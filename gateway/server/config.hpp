// The configuration of the gateway: one struct with safe defaults, filled in layers.
//
// defaults < file (TOML) < environment (DMPGW_...) < flags. Every value remembers the layer and the
// place it came from. All mistakes are reported at once, each with its place: for a file the line
// and the column. The table of options (config_options.hpp) is the one list of keys;
// docs/configuration.md is printed from it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/base/log.hpp"
#include "gateway/http/admission.hpp"
#include "gateway/http/deadlines.hpp"

namespace dmpgw::server {

struct ListenConfig {
    std::string address = "0.0.0.0";          ///< IP address of the TLS listener
    std::uint16_t port = 8443;                ///< 0: any free port
    std::string admin_address = "127.0.0.1";  ///< IP address of the plain HTTP admin listener
    std::uint16_t admin_port = 8081;          ///< 0: any free port
    std::string mllp_address = "127.0.0.1";   ///< IP address of the MLLP listener (ITI-8)
    std::uint16_t mllp_port = 0;              ///< 0: none
    std::uint64_t threads = 0;                ///< 0: one a core
    std::string public_url;          ///< without a slash at the end; empty: see public_url()
    std::vector<std::string> hosts;  ///< allowed Host names; empty: any well-formed one
};

struct TlsConfig {
    std::string certificate;  ///< PEM file: the server's certificate and its chain
    std::string key;          ///< PEM file: its private key
    std::string key_password;
    std::string client_ca;  ///< PEM file: authorities whose client certificates are accepted
    std::string minimum_version = "1.2";
};

struct IdentityConfig {
    std::string repository_unique_id;  ///< OID; empty: chosen once and kept in the data folder
    std::string home_community_id;     ///< OID without "urn:oid:"; empty: as above
    /// "real", "test" or "demo": whose INS the store holds; "first": that of the first one registered.
    std::string ins_domain = "first";
};

struct StorageConfig {
    std::string data = "/var/lib/dmpgw";
    std::uint64_t segment_bytes = 64 * MiB;  ///< size of a preallocated segment file
    std::uint64_t group_units = 64;  ///< a group commit of that many submissions waits no longer
    std::uint64_t group_bytes = 16 * MiB;       ///< nor one of that many bytes
    std::chrono::milliseconds linger{4};        ///< longest wait for company, under load
    std::uint64_t queue_units = 4096;           ///< submissions waiting for their commit
    std::uint64_t checkpoint_bytes = 16 * MiB;  ///< a checkpoint starts when the WAL is that long
};

struct DeadlinesConfig {
    http::HttpDeadlines http;
    std::chrono::milliseconds drain{std::chrono::seconds(30)};  ///< after SIGTERM
};

struct AdmissionConfig {
    http::AdmissionLimits limits;
    std::chrono::milliseconds retry_after{std::chrono::seconds(2)};
};

struct LimitsConfig {
    FramingLimits http;
    XmlLimits xml;
    JsonLimits json;
    MimeLimits mime;
    DocumentLimits documents;
};

/// What to do with something the gateway does not know. Each option says which of these it takes.
enum class Policy : std::uint8_t { refuse, warn, accept, automatic };
std::string_view to_string(Policy policy);

/// What the gateway asks of one sender.
struct SourcePolicy {
    /// An absolute Patient URL that resolves to nothing: refused, or given a stable local id.
    Policy unknown_subjects = Policy::refuse;
    /// A patient that no feed, import or FHIR client has registered.
    Policy unknown_patients = Policy::accept;
    /// ebRIM objects that say they carry limited metadata (XDR, XDM).
    Policy limited_metadata = Policy::refuse;
    /// MHD bundles of the Minimal profiles.
    Policy minimal_metadata = Policy::refuse;
    /// Codes outside the value sets of CodesConfig. automatic: see code_policy().
    Policy codes = Policy::automatic;
    /// An INS whose key is wrong.
    Policy ins_key = Policy::refuse;
};

struct SoapConfig {
    std::vector<std::string> reply_to;  ///< addresses that answers may be sent to
    std::string reply_ca;               ///< PEM file: authorities of their certificates; empty: the system's
};

/// The name that stands for the lists of this version in CodesConfig::files.
inline constexpr std::string_view built_in_codes = "ci-sis";

struct CodesConfig {
    /// Lists of the affinity domain; "ci-sis" is that of this version. Empty: it alone.
    std::vector<std::string> files;
};

/// A [[source]]: a sender the operator knows by name.
struct Source {
    std::string name;
    std::string tls_subject;  ///< RFC 4514 string of the client certificate's subject; may be empty
    std::string source_id;    ///< SubmissionSet.sourceId, an OID; may be empty
    SourcePolicy policy;
};

struct Config {
    bool dev = false;
    ListenConfig listen;
    TlsConfig tls;
    IdentityConfig identity;
    StorageConfig storage;
    DeadlinesConfig deadlines;
    AdmissionConfig admission;
    LimitsConfig limits;
    CodesConfig codes;
    SoapConfig soap;
    log::Level log_level = log::Level::info;
    SourcePolicy default_policy;  ///< of senders that no [[source]] matches
    std::vector<Source> sources;
};

/// The base of every URL the gateway writes: the configured one, or https://localhost:PORT when the
/// listener is bound to loopback or to all addresses, else https://ADDRESS:PORT.
std::string public_url(const Config& config);

/// What `policy` says of codes: refuse, warn or accept. automatic is refuse where lists are configured; else warn, and
/// accept under --dev.
Policy code_policy(const Config& config, const SourcePolicy& policy);

/// The source a request comes from, or nullptr for the default: first by TLS subject (among several
/// of one subject, the one with the same sourceId), then by SubmissionSet.sourceId. A source that
/// names a TLS subject is never matched by its sourceId alone when the peer showed another
/// certificate: a sourceId is easily copied. `tls_subject` is empty when the peer showed no
/// certificate. Subjects are compared without regard to spaces around separators and to the case of
/// attribute types.
const Source* find_source(const Config& config, std::string_view tls_subject,
                          std::string_view source_id);

enum class Layer : std::uint8_t { built_in, dev, file, environment, flag };

struct Origin {
    Layer layer = Layer::built_in;
    std::string place;  ///< "dmpgw.toml:12:8", "DMPGW_LISTEN_PORT", "--port"; empty for the default
};

/// A value that comes as text: an environment variable or a flag.
struct Setting {
    std::string key;  ///< of the table of options: "listen.port"
    std::string value;
    std::string place;  ///< what the user wrote: "--port"
};

struct ConfigInputs {
    std::optional<std::filesystem::path> file;
    std::vector<std::pair<std::string, std::string>>
        environment;  ///< only names that begin with DMPGW_ count
    std::vector<Setting> flags;
    bool dev = false;
};

struct LoadedConfig {
    Config config;
    std::vector<Origin> origins;         ///< one for each row of options(), in their order
    std::vector<Origin> source_origins;  ///< one for each of Config::sources
    Findings warnings;
};

/// Longest configuration file, in bytes.
inline constexpr std::size_t max_config_file_bytes = 1 * MiB;
/// Findings reported at most.
inline constexpr std::size_t max_config_findings = 100;

/// Reads all layers. Fails with every mistake of every layer (at most max_config_findings); reads
/// the file and touches nothing else.
Result<LoadedConfig> load_config(const ConfigInputs& inputs);

/// What keeps `serve` from starting with a configuration that is well formed: outside --dev a
/// server certificate, its key and a client CA are required, and the files named must be readable.
Findings startup_findings(const LoadedConfig& loaded);

}  // namespace dmpgw::server

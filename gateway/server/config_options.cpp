// The rows of the table of options. Defaults live in the structs of config.hpp and base/limits.hpp;
// the maximum of a parser limit is its default, because the configuration can only lower it.
#include "gateway/server/config_options.hpp"

#include <array>
#include <type_traits>

namespace dmpgw::server {
namespace {

static_assert(std::is_same_v<std::size_t, std::uint64_t>, "limits are read through std::uint64_t");

/// at<&Config::listen, &ListenConfig::port>(config) is config.listen.port.
template <auto... Members>
auto& at(Config& config) {
    return (config.*....*Members);
}

constexpr std::uint64_t second = 1000;
constexpr std::uint64_t minute = 60 * second;
constexpr std::uint64_t hour = 60 * minute;
constexpr FramingLimits http_limits;
constexpr XmlLimits xml_limits;
constexpr JsonLimits json_limits;
constexpr MimeLimits mime_limits;

using L = LimitsConfig;
using enum OptionKind;

const std::array table = {
    Option{"log.level", choice, &at<&Config::log_level>,
           "Log lines below this level are dropped. No level ever logs patient data.", 0, 0,
           "debug|info|warning|error"},

    Option{"listen.address", address, &at<&Config::listen, &ListenConfig::address>,
           "IP address of the TLS listener that carries /xds and /fhir. Under --dev it is "
           "127.0.0.1 unless set."},
    Option{"listen.port", port, &at<&Config::listen, &ListenConfig::port>,
           "Its TCP port; 0 takes any free port.", 0, 65535},
    Option{"listen.admin_address", address, &at<&Config::listen, &ListenConfig::admin_address>,
           "IP address of the plain HTTP listener for /livez, /readyz and /metrics. Keep it on "
           "loopback or on a management network: it asks nobody who they are."},
    Option{"listen.admin_port", port, &at<&Config::listen, &ListenConfig::admin_port>,
           "Its TCP port; 0 takes any free port.", 0, 65535},
    Option{"listen.mllp_address", address, &at<&Config::listen, &ListenConfig::mllp_address>,
           "IP address of the MLLP listener for patient identity feeds (ITI-8). It is plain TCP and asks nobody who "
           "they are: keep it on loopback or on a guarded network."},
    Option{"listen.mllp_port", port, &at<&Config::listen, &ListenConfig::mllp_port>,
           "Its TCP port; 0: no MLLP.", 0, 65535},
    Option{"listen.threads", integer, &at<&Config::listen, &ListenConfig::threads>,
           "Threads of the TLS listener; 0: one a core.", 0, 256},
    Option{"listen.public_url", url, &at<&Config::listen, &ListenConfig::public_url>,
           "The base of the URLs the gateway writes into its answers, as clients reach it (behind "
           "a proxy: the proxy's). Empty: https:// with the address (localhost where that is not "
           "one to connect to) and the port."},
    Option{"listen.hosts", hosts, &at<&Config::listen, &ListenConfig::hosts>,
           "Host names, without port, that requests may carry in their Host field. Empty: any "
           "well-formed one."},

    Option{"tls.certificate", path, &at<&Config::tls, &TlsConfig::certificate>,
           "PEM file with the server's certificate, then its intermediate authorities. Required "
           "without --dev; read again on SIGHUP."},
    Option{"tls.key", path, &at<&Config::tls, &TlsConfig::key>,
           "PEM file with the private key of that certificate. Required without --dev; read again "
           "on SIGHUP."},
    Option{"tls.key_password", text, &at<&Config::tls, &TlsConfig::key_password>,
           "Password of the private key, where it has one. Prefer the environment variable to the "
           "file.",
           0, 0, "", true},
    Option{"tls.client_ca", path, &at<&Config::tls, &TlsConfig::client_ca>,
           "PEM file with the authorities whose client certificates are accepted. Required without "
           "--dev; read again on SIGHUP."},
    Option{"tls.minimum_version", choice, &at<&Config::tls, &TlsConfig::minimum_version>,
           "Lowest TLS version accepted.", 0, 0, "1.2|1.3"},

    Option{"identity.repository_unique_id", oid,
           &at<&Config::identity, &IdentityConfig::repository_unique_id>,
           "The repositoryUniqueId of this repository. Empty: an OID under 2.25, chosen at the "
           "first start and kept in the data folder."},
    Option{"identity.home_community_id", oid,
           &at<&Config::identity, &IdentityConfig::home_community_id>,
           "The homeCommunityId of this community, with or without urn:oid:. Empty: chosen and "
           "kept as above."},

    Option{"identity.ins_domain", choice, &at<&Config::identity, &IdentityConfig::ins_domain>,
           "Whose national identifiers (INS) the store holds: real ones, those for tests or those for demonstrations. "
           "One store never holds two kinds. first: that of the first INS registered decides, and stays.",
           0, 0, "first|real|test|demo"},

    Option{"storage.data", path, &at<&Config::storage, &StorageConfig::data>,
           "Folder of the embedded store: metadata, documents and audit trail. Under --dev it is "
           "./var/dmpgw unless set."},
    Option{"storage.segment_bytes", size, &at<&Config::storage, &StorageConfig::segment_bytes>,
           "Size of the preallocated files that documents are appended to; a longer document gets "
           "a longer one.",
           1 * MiB, 1 * GiB},
    Option{"storage.linger", duration, &at<&Config::storage, &StorageConfig::linger>,
           "Longest time a submission waits for others to share its commit with. The gateway waits "
           "only under load; 0 never waits.",
           0, 100},
    Option{"storage.group_units", integer, &at<&Config::storage, &StorageConfig::group_units>,
           "A group of that many submissions is committed without waiting longer.", 1, 1024},
    Option{"storage.group_bytes", size, &at<&Config::storage, &StorageConfig::group_bytes>,
           "So is a group of that many bytes.", 64 * KiB, 1 * GiB},
    Option{"storage.queue_units", integer, &at<&Config::storage, &StorageConfig::queue_units>,
           "Submissions waiting for their commit; past them the answer is busy.", 1, 100'000},
    Option{"storage.checkpoint_bytes", size,
           &at<&Config::storage, &StorageConfig::checkpoint_bytes>,
           "Length of the write-ahead log above which it is copied into the database, beside the "
           "commits.",
           1 * MiB, 4 * GiB},

    Option{"default_source.unknown_subjects", choice,
           &at<&Config::default_policy, &SourcePolicy::unknown_subjects>,
           "A FHIR subject that is an absolute Patient URL nobody here knows, from senders that no "
           "[[source]] matches: refuse it, or accept it and give the patient a stable local id. "
           "Under --dev always accept.",
           0, 0, "refuse|accept"},
    Option{"default_source.unknown_patients", choice,
           &at<&Config::default_policy, &SourcePolicy::unknown_patients>,
           "A patient that nobody has registered here, from senders that no [[source]] matches: accept it, or "
           "refuse it (XDSUnknownPatientId).",
           0, 0, "refuse|accept"},
    Option{"default_source.limited_metadata", choice,
           &at<&Config::default_policy, &SourcePolicy::limited_metadata>,
           "Objects of ITI-41 that say they carry limited metadata (XDR, XDM), from senders that no [[source]] "
           "matches.",
           0, 0, "refuse|accept"},
    Option{"default_source.minimal_metadata", choice,
           &at<&Config::default_policy, &SourcePolicy::minimal_metadata>,
           "MHD bundles of the Minimal profiles, from senders that no [[source]] matches. Under --dev always accept.",
           0, 0, "refuse|accept"},

    Option{"default_source.codes", choice, &at<&Config::default_policy, &SourcePolicy::codes>,
           "A code outside the value sets of its attribute (codes.files), from senders that no [[source]] matches: "
           "refuse it (XDSRegistryMetadataError), take it with a warning, or accept it. auto: refuse where codes.files "
           "names lists; else warn, and accept under --dev.",
           0, 0, "refuse|warn|accept|auto"},
    Option{"default_source.ins_key", choice, &at<&Config::default_policy, &SourcePolicy::ins_key>,
           "A patient whose INS has a wrong key or form, from senders that no [[source]] matches. Under --dev warn "
           "unless set.",
           0, 0, "refuse|warn|accept"},

    Option{"codes.files", lists, &at<&Config::codes, &CodesConfig::files>,
           "Lists of the codes that XDS attributes may hold: codes.xml of an XDS toolkit, IHE SVS value sets, or JSON as "
           "in profiles/. ci-sis names the lists of this version; empty: they alone."},

    Option{"soap.reply_to", urls, &at<&Config::soap, &SoapConfig::reply_to>,
           "Addresses that wsa:ReplyTo and wsa:FaultTo may name, letter for letter: the request is then answered by 202, "
           "and its reply posted there. All others are refused."},
    Option{"soap.reply_ca", path, &at<&Config::soap, &SoapConfig::reply_ca>,
           "PEM file with the authorities of the certificates at these addresses. Empty: those of the system."},

    Option{"deadlines.tls_handshake", duration,
           &at<&Config::deadlines, &DeadlinesConfig::http, &http::HttpDeadlines::tls_handshake>,
           "For the TLS handshake.", 100, 5 * minute},
    Option{"deadlines.head", duration,
           &at<&Config::deadlines, &DeadlinesConfig::http, &http::HttpDeadlines::head>,
           "For the whole head of a request, from its first byte on.", 100, 5 * minute},
    Option{"deadlines.body_grace", duration,
           &at<&Config::deadlines, &DeadlinesConfig::http, &http::HttpDeadlines::body_grace>,
           "Waiting for bytes of a body, in all, before deadlines.body_bytes_per_second is asked "
           "of it.",
           100, 5 * minute},
    Option{"deadlines.body_bytes_per_second", size,
           &at<&Config::deadlines, &DeadlinesConfig::http,
               &http::HttpDeadlines::body_bytes_per_second>,
           "What a body must bring on average after that.", 1, 1 * GiB},
    Option{"deadlines.write", duration,
           &at<&Config::deadlines, &DeadlinesConfig::http, &http::HttpDeadlines::write>,
           "Longest time in which a reader of an answer may take no byte; also the grace before "
           "deadlines.write_bytes_per_second.",
           100, 1 * hour},
    Option{"deadlines.write_bytes_per_second", size,
           &at<&Config::deadlines, &DeadlinesConfig::http,
               &http::HttpDeadlines::write_bytes_per_second>,
           "What a reader of an answer must take on average after that.", 1, 1 * GiB},
    Option{"deadlines.idle", duration,
           &at<&Config::deadlines, &DeadlinesConfig::http, &http::HttpDeadlines::idle>,
           "Longest pause between two requests on a connection.", 100, 1 * hour},
    Option{"deadlines.linger", duration,
           &at<&Config::deadlines, &DeadlinesConfig::http, &http::HttpDeadlines::linger>,
           "How long a connection that is being closed is still read from, so that its last answer "
           "arrives.",
           0, 1 * minute},
    Option{"deadlines.drain", duration, &at<&Config::deadlines, &DeadlinesConfig::drain>,
           "Longest time after SIGTERM in which accepted requests are finished.", 0, 1 * hour},

    Option{"admission.connections", integer,
           &at<&Config::admission, &AdmissionConfig::limits, &http::AdmissionLimits::connections>,
           "Connections held at once.", 1, 100'000},
    Option{"admission.connections_per_address", integer,
           &at<&Config::admission, &AdmissionConfig::limits,
               &http::AdmissionLimits::connections_per_address>,
           "Of these, from one address; 0: no limit. Loopback does not count.", 0, 100'000},
    Option{"admission.requests_in_flight", integer,
           &at<&Config::admission, &AdmissionConfig::limits,
               &http::AdmissionLimits::requests_in_flight>,
           "Requests worked on at once; past them 503 with Retry-After, before the body is read.",
           1, 100'000},
    Option{"admission.body_bytes_in_flight", size,
           &at<&Config::admission, &AdmissionConfig::limits,
               &http::AdmissionLimits::body_bytes_in_flight>,
           "Bytes of the bodies being received or worked on, by their declared length (chunked "
           "ones as they arrive); past them 503 with Retry-After.",
           1 * MiB, 1024 * GiB},
    Option{"admission.retry_after", duration,
           &at<&Config::admission, &AdmissionConfig::retry_after>,
           "The Retry-After of those answers, in whole seconds.", 1 * second, 1 * hour},

    Option{"limits.document_bytes", size,
           &at<&Config::limits, &L::documents, &DocumentLimits::document_bytes>,
           "Longest document.", 1 * KiB, 1 * GiB},
    Option{"limits.message_bytes", size,
           &at<&Config::limits, &L::documents, &DocumentLimits::message_bytes>,
           "Longest request body; past it 413 before the body is read.", 1 * KiB, 16 * GiB},
    Option{"limits.spool_memory_bytes", size,
           &at<&Config::limits, &L::documents, &DocumentLimits::spool_memory_bytes>,
           "A document longer than this streams to the store while it arrives.", 4 * KiB, 16 * MiB},
    Option{"limits.spool_budget_bytes", size,
           &at<&Config::limits, &L::documents, &DocumentLimits::spool_budget_bytes>,
           "Memory that all documents on their way in may hold together.", 1 * MiB, 16 * GiB},
    Option{"limits.objects_per_submission", integer,
           &at<&Config::limits, &L::documents, &DocumentLimits::objects_per_submission>,
           "Document entries, folders and associations in one submission.", 1, 100'000},
    Option{"limits.query_results", integer,
           &at<&Config::limits, &L::documents, &DocumentLimits::query_results>,
           "Objects that one ITI-18 or ITI-51 query returns (as references, ten times as many); past them "
           "XDSTooManyResults.",
           1, 1'000'000},
    Option{"limits.query_streams", integer,
           &at<&Config::limits, &L::documents, &DocumentLimits::query_streams>,
           "Answers of more than 128 objects that are sent at one time; each holds one state of the registry until it "
           "is taken.",
           1, 1'000},
    Option{"limits.query_stream_wait", duration,
           &at<&Config::limits, &L::documents, &DocumentLimits::query_stream_wait>,
           "Longest time in which such an answer waits for its turn; then XDSRegistryBusy.", 0, 1 * minute},
    Option{"limits.query_stream", duration,
           &at<&Config::limits, &L::documents, &DocumentLimits::query_stream>,
           "Longest time in which a client may take such an answer; then the connection is ended.", 1 * second,
           1 * hour},

    Option{"limits.http.head_bytes", size,
           &at<&Config::limits, &L::http, &FramingLimits::head_bytes>,
           "Request line and fields together.", 1 * KiB, http_limits.head_bytes},
    Option{"limits.http.fields", integer, &at<&Config::limits, &L::http, &FramingLimits::fields>,
           "Fields of one request.", 8, http_limits.fields},
    Option{"limits.http.target_bytes", size,
           &at<&Config::limits, &L::http, &FramingLimits::target_bytes>,
           "Path and query; 414 above.", 64, http_limits.target_bytes},
    Option{"limits.http.chunk_line_bytes", size,
           &at<&Config::limits, &L::http, &FramingLimits::chunk_line_bytes>,
           "One line that begins a chunk.", 18, http_limits.chunk_line_bytes},
    Option{"limits.http.trailer_bytes", size,
           &at<&Config::limits, &L::http, &FramingLimits::trailer_bytes>,
           "Trailer fields together.", 0, http_limits.trailer_bytes},

    Option{"limits.xml.start_tag_bytes", size,
           &at<&Config::limits, &L::xml, &XmlLimits::start_tag_bytes>, "One start tag.", 1 * KiB,
           xml_limits.start_tag_bytes},
    Option{"limits.xml.attributes", integer, &at<&Config::limits, &L::xml, &XmlLimits::attributes>,
           "Attributes of one element.", 16, xml_limits.attributes},
    Option{"limits.xml.namespace_declarations", integer,
           &at<&Config::limits, &L::xml, &XmlLimits::namespace_declarations>,
           "Namespace declarations of one element.", 8, xml_limits.namespace_declarations},
    Option{"limits.xml.depth", integer, &at<&Config::limits, &L::xml, &XmlLimits::depth>,
           "Elements within elements.", 16, xml_limits.depth},
    Option{"limits.xml.nodes", integer, &at<&Config::limits, &L::xml, &XmlLimits::nodes>,
           "Elements, attributes, comments and instructions of one message.", 1000,
           xml_limits.nodes},
    Option{"limits.xml.text_bytes", size, &at<&Config::limits, &L::xml, &XmlLimits::text_bytes>,
           "Character data of one message, documents not counted.", 64 * KiB,
           xml_limits.text_bytes},

    Option{"limits.json.depth", integer, &at<&Config::limits, &L::json, &JsonLimits::depth>,
           "Arrays and objects within each other.", 16, json_limits.depth},
    Option{"limits.json.number_bytes", size,
           &at<&Config::limits, &L::json, &JsonLimits::number_bytes>, "One number.", 16,
           json_limits.number_bytes},
    Option{"limits.json.members", integer, &at<&Config::limits, &L::json, &JsonLimits::members>,
           "Members of one object.", 64, json_limits.members},
    Option{"limits.json.nodes", integer, &at<&Config::limits, &L::json, &JsonLimits::nodes>,
           "Values of one message.", 1000, json_limits.nodes},
    Option{"limits.json.key_bytes", size, &at<&Config::limits, &L::json, &JsonLimits::key_bytes>,
           "One member name.", 32, json_limits.key_bytes},
    Option{"limits.json.text_bytes", size, &at<&Config::limits, &L::json, &JsonLimits::text_bytes>,
           "The whole message.", 64 * KiB, json_limits.text_bytes},

    Option{"limits.mime.boundary_bytes", size,
           &at<&Config::limits, &L::mime, &MimeLimits::boundary_bytes>, "The boundary parameter.",
           8, mime_limits.boundary_bytes},
    Option{"limits.mime.parts", integer, &at<&Config::limits, &L::mime, &MimeLimits::parts>,
           "Parts of one message.", 2, mime_limits.parts},
    Option{"limits.mime.headers_per_part", integer,
           &at<&Config::limits, &L::mime, &MimeLimits::headers_per_part>,
           "Header fields of one part.", 4, mime_limits.headers_per_part},
    Option{"limits.mime.header_bytes", size,
           &at<&Config::limits, &L::mime, &MimeLimits::header_bytes>, "One header field of a part.",
           256, mime_limits.header_bytes},
    Option{"limits.mime.preamble_bytes", size,
           &at<&Config::limits, &L::mime, &MimeLimits::preamble_bytes>,
           "Bytes before the first part.", 0, mime_limits.preamble_bytes},
    Option{"limits.mime.epilogue_bytes", size,
           &at<&Config::limits, &L::mime, &MimeLimits::epilogue_bytes>,
           "Bytes after the last part.", 0, mime_limits.epilogue_bytes},
    Option{"limits.mime.root_bytes", size, &at<&Config::limits, &L::mime, &MimeLimits::root_bytes>,
           "The part with the SOAP envelope; documents sent inline lie in it.", 64 * KiB,
           mime_limits.root_bytes},
    Option{"limits.mime.security_parts", integer,
           &at<&Config::limits, &L::mime, &MimeLimits::security_parts>,
           "Parts that xop:Include elements of wsse:Security may refer to.", 0, mime_limits.security_parts},
    Option{"limits.mime.security_part_bytes", size,
           &at<&Config::limits, &L::mime, &MimeLimits::security_part_bytes>,
           "One of them.", 1 * KiB, mime_limits.security_part_bytes},
};

constexpr std::array section_table = {
    Section{"log", "Structured logs: one JSON object a line on standard error."},
    Section{"listen", "Where the gateway listens, and how clients reach it."},
    Section{"tls", "Certificates of the TLS listener."},
    Section{"identity", "How the repository and its community are called."},
    Section{"storage", "The embedded store."},
    Section{"default_source", "Policy for senders that no [[source]] matches."},
    Section{"codes", "The affinity domain: which codes metadata may hold."},
    Section{"soap", "Answers that go to an address of their own (asynchronous web services)."},
    Section{"deadlines", "Clients too slow for these are disconnected."},
    Section{"admission", "How much is taken on at once."},
    Section{"limits", "What a submission may hold."},
    Section{"limits.http", "Limits of the HTTP reader; they can be lowered, not raised."},
    Section{"limits.xml", "Limits of the XML reader; they can be lowered, not raised."},
    Section{"limits.json", "Limits of the JSON reader; they can be lowered, not raised."},
    Section{"limits.mime", "Limits of the MIME reader; they can be lowered, not raised."},
};

const std::array source_table = {
    SourceOption{"name", text, &Source::name,
                 "What logs, audit events and metrics call this sender. Required, unique.",
                 R"("chu-exemple-biologie")"},
    SourceOption{"tls_subject", text, &Source::tls_subject,
                 "Subject of its client certificate, as `openssl x509 -noout -subject -nameopt "
                 "RFC2253` prints it.",
                 R"("CN=biologie.chu-exemple.fr,O=CHU Exemple,C=FR")"},
    SourceOption{"source_id", oid, &Source::source_id,
                 "Its SubmissionSet.sourceId. A source that also names a TLS subject is not "
                 "matched by this alone when "
                 "the peer shows another certificate.",
                 R"("1.2.250.1.213.1.1.9.99.1")"},
    SourceOption{"unknown_subjects", choice, &SourcePolicy::unknown_subjects,
                 "As default_source.unknown_subjects, for this sender.", R"("accept")", "refuse|accept"},
    SourceOption{"unknown_patients", choice, &SourcePolicy::unknown_patients,
                 "As default_source.unknown_patients, for this sender.", R"("refuse")", "refuse|accept"},
    SourceOption{"limited_metadata", choice, &SourcePolicy::limited_metadata,
                 "As default_source.limited_metadata, for this sender.", R"("accept")", "refuse|accept"},
    SourceOption{"minimal_metadata", choice, &SourcePolicy::minimal_metadata,
                 "As default_source.minimal_metadata, for this sender.", R"("accept")", "refuse|accept"},
    SourceOption{"codes", choice, &SourcePolicy::codes,
                 "As default_source.codes, for this sender.", R"("warn")", "refuse|warn|accept|auto"},
    SourceOption{"ins_key", choice, &SourcePolicy::ins_key,
                 "As default_source.ins_key, for this sender.", R"("warn")", "refuse|warn|accept"},
};

}  // namespace

std::span<const Option> options() {
    return table;
}
std::span<const Section> sections() {
    return section_table;
}
std::span<const SourceOption> source_options() {
    return source_table;
}

std::string environment_name(std::string_view key) {
    std::string name = "DMPGW_";
    for (const char c : key) {
        name.push_back(c == '.'               ? '_'
                       : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A')
                                              : c);
    }
    return name;
}

}  // namespace dmpgw::server

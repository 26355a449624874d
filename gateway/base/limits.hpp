// Every limit of the four doors and of the server, as named constants. The configuration can lower each
// of them (table [limits]) and never raise one of the parser limits.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dmpgw {

inline constexpr std::size_t KiB = 1024;
inline constexpr std::size_t MiB = 1024 * KiB;
inline constexpr std::uint64_t GiB = 1024ULL * MiB;

/// framing_guard: the HTTP head.
struct FramingLimits {
    std::size_t head_bytes = 32 * KiB;       ///< request line and fields together
    std::size_t fields = 100;
    std::size_t target_bytes = 8 * KiB;      ///< 414 above
    std::size_t chunk_line_bytes = 128;
    std::size_t trailer_bytes = 8 * KiB;
};

/// lexical_guard and the tree builder: XML.
struct XmlLimits {
    std::size_t start_tag_bytes = 16 * KiB;
    std::size_t attributes = 256;            ///< per element
    std::size_t namespace_declarations = 64; ///< per element
    std::size_t depth = 100;
    std::size_t nodes = 1'000'000;           ///< elements, attributes, comments and instructions
    std::size_t text_bytes = 64 * MiB;       ///< character data kept in the tree; text sent to a sink is not counted
};

/// JSON reader.
struct JsonLimits {
    std::size_t depth = 64;
    std::size_t number_bytes = 40;
    std::size_t members = 4096;              ///< per object
    std::size_t nodes = 1'000'000;
    std::size_t key_bytes = 256;
    std::size_t text_bytes = 256 * MiB;      ///< whole input
};

/// MIME/XOP reader.
struct MimeLimits {
    std::size_t boundary_bytes = 70;         ///< RFC 2046 5.1.1
    std::size_t parts = 64;
    std::size_t headers_per_part = 16;
    std::size_t header_bytes = 4 * KiB;      ///< one header of a part
    std::size_t preamble_bytes = 4 * KiB;
    std::size_t epilogue_bytes = 4 * KiB;
    std::uint64_t root_bytes = 512ULL * MiB; ///< the SOAP part (inline base64 documents lie in it)
    std::size_t security_parts = 8;          ///< parts that wsse:Security refers to
    std::size_t security_part_bytes = 64 * KiB; ///< one of them: a certificate chain, an encrypted assertion
};

/// What a submission may hold.
struct DocumentLimits {
    std::uint64_t document_bytes = 128ULL * MiB;
    std::uint64_t message_bytes = 2 * GiB;
    std::size_t spool_memory_bytes = 1 * MiB;       ///< a document above this streams to a segment slot
    std::size_t spool_budget_bytes = 64 * MiB;      ///< memory of all spools together
    std::size_t objects_per_submission = 1000;      ///< entries, folders and associations
    std::size_t query_results = 20'000;             ///< objects that ITI-18 and ITI-51 return at once
    std::size_t query_streams = 16;                 ///< long answers of them that are sent at one time
    std::chrono::milliseconds query_stream_wait{10'000}; ///< for one of these places; then XDSRegistryBusy
    std::chrono::milliseconds query_stream{300'000};///< a long answer that is not taken by then is broken off
};

}  // namespace dmpgw

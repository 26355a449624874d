// The layout of segment files, docs/storage_format.md: a file header, then records one behind the other,
// each a header, the bytes of one document and zeros up to the next multiple of eight. Little endian.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/digest.hpp"

namespace dmpgw::storage {

inline constexpr std::size_t segment_header_bytes = 64;
inline constexpr std::size_t record_header_bytes = 64;
inline constexpr std::uint64_t record_alignment = 8;

using HeaderBytes = std::array<char, 64>;

/// What a record header says of the document behind it.
struct RecordHeader {
    std::uint64_t segment = 0;
    std::uint64_t offset = 0;  ///< of this header in the segment
    std::uint64_t length = 0;  ///< of the document
    Sha256Digest sha256{};
    bool operator==(const RecordHeader&) const = default;
};

HeaderBytes encode_segment_header(std::uint64_t segment);
/// The number of the segment; nullopt when the bytes are no header of this format version.
std::optional<std::uint64_t> decode_segment_header(std::string_view bytes);

HeaderBytes encode_record_header(const RecordHeader& header);
/// nullopt when magic, version or checksum do not hold.
std::optional<RecordHeader> decode_record_header(std::string_view bytes);

/// Bytes that a document of that length takes, header and padding included.
constexpr std::uint64_t record_bytes(std::uint64_t length) {
    return (record_header_bytes + length + record_alignment - 1) / record_alignment * record_alignment;
}

/// The header of a record whose document was removed: magic "DMPE", the length, and no hash. Who walks along a segment
/// passes over it.
HeaderBytes encode_erased_header(std::uint64_t segment, std::uint64_t offset, std::uint64_t length);
/// The length; nullopt when the bytes are no such header.
std::optional<std::uint64_t> decode_erased_header(std::string_view bytes);

/// "0000000000000042.seg"
std::string segment_name(std::uint64_t segment);
/// The inverse; nullopt for any other name.
std::optional<std::uint64_t> segment_of_name(std::string_view name);

/// CRC-32C (Castagnoli), RFC 3720 B.4.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace dmpgw::storage

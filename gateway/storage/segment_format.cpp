#include "gateway/storage/segment_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace dmpgw::storage {
namespace {

constexpr std::uint32_t segment_magic = 0x53504D44;  // "DMPS"
constexpr std::uint32_t record_magic = 0x52504D44;   // "DMPR"
constexpr std::uint32_t erased_magic = 0x45504D44;   // "DMPE"
constexpr std::uint16_t format_version = 1;
constexpr std::size_t checksum_at = 60;
constexpr std::size_t name_digits = 16;
constexpr std::string_view name_suffix = ".seg";

template <class T>
void put(HeaderBytes& bytes, std::size_t at, T value) {
    for (std::size_t i = 0; i < sizeof value; ++i) {
        bytes[at + i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
    }
}

template <class T>
T get(std::string_view bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    }
    return static_cast<T>(value);
}

std::string_view checked_part(const HeaderBytes& bytes) { return {bytes.data(), checksum_at}; }

bool holds(std::string_view bytes, std::uint32_t magic) {
    return bytes.size() >= sizeof(HeaderBytes) && get<std::uint32_t>(bytes, 0) == magic &&
           get<std::uint16_t>(bytes, 4) == format_version &&
           get<std::uint32_t>(bytes, checksum_at) == crc32c(bytes.substr(0, checksum_at));
}

HeaderBytes begin(std::uint32_t magic) {
    HeaderBytes bytes{};
    put(bytes, 0, magic);
    put(bytes, 4, format_version);
    put(bytes, 6, static_cast<std::uint16_t>(sizeof(HeaderBytes)));
    return bytes;
}

constexpr std::array<std::uint32_t, 256> make_crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x82F63B78U : 0U);
        table[i] = crc;
    }
    return table;
}

// 0 magic, 4 version, 6 header size, 8 segment, 16 offset / 8 (32 bits), 20 length (64 bits), 28 sha256.
HeaderBytes encode_header(std::uint32_t magic, const RecordHeader& header) {
    HeaderBytes bytes = begin(magic);
    put(bytes, 8, header.segment);
    put(bytes, 16, static_cast<std::uint32_t>(header.offset / record_alignment));
    put(bytes, 20, header.length);
    std::memcpy(&bytes[28], header.sha256.data(), header.sha256.size());
    put(bytes, checksum_at, crc32c(checked_part(bytes)));
    return bytes;
}

}  // namespace

HeaderBytes encode_segment_header(std::uint64_t segment) {
    HeaderBytes bytes = begin(segment_magic);
    put(bytes, 8, segment);
    put(bytes, checksum_at, crc32c(checked_part(bytes)));
    return bytes;
}

std::optional<std::uint64_t> decode_segment_header(std::string_view bytes) {
    if (!holds(bytes, segment_magic)) return std::nullopt;
    return get<std::uint64_t>(bytes, 8);
}

std::optional<RecordHeader> decode_record_header(std::string_view bytes) {
    if (!holds(bytes, record_magic)) return std::nullopt;
    RecordHeader header;
    header.segment = get<std::uint64_t>(bytes, 8);
    header.offset = std::uint64_t{get<std::uint32_t>(bytes, 16)} * record_alignment;
    header.length = get<std::uint64_t>(bytes, 20);
    std::memcpy(header.sha256.data(), bytes.data() + 28, header.sha256.size());
    return header;
}

HeaderBytes encode_record_header(const RecordHeader& header) { return encode_header(record_magic, header); }

HeaderBytes encode_erased_header(std::uint64_t segment, std::uint64_t offset, std::uint64_t length) {
    return encode_header(erased_magic, {segment, offset, length, {}});
}

std::optional<std::uint64_t> decode_erased_header(std::string_view bytes) {
    if (!holds(bytes, erased_magic)) return std::nullopt;
    return get<std::uint64_t>(bytes, 20);
}

std::string segment_name(std::uint64_t segment) { return fmt::format("{:016}{}", segment, name_suffix); }

std::optional<std::uint64_t> segment_of_name(std::string_view name) {
    if (name.size() != name_digits + name_suffix.size() || !name.ends_with(name_suffix)) return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name_digits, number);
    if (error != std::errc() || end != name.data() + name_digits) return std::nullopt;
    return number;
}

std::uint32_t crc32c(std::string_view bytes) {
    static constexpr auto table = make_crc_table();
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes) crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xFFU] ^ (crc >> 8U);
    return ~crc;
}

}  // namespace dmpgw::storage

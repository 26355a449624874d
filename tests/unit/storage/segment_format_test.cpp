#include "gateway/storage/segment_format.hpp"

#include <gtest/gtest.h>

namespace dmpgw::storage {
namespace {

std::string_view view(const HeaderBytes& bytes) { return {bytes.data(), bytes.size()}; }

TEST(SegmentFormat, checksum_is_castagnoli) {
    EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
    // RFC 3720 B.4: 32 bytes of zeros.
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);
}

TEST(SegmentFormat, headers_come_back) {
    const RecordHeader header{77, 64 + 8 * 1'000'003ULL, 123'456'789'012ULL, sha256("x")};
    EXPECT_EQ(decode_record_header(view(encode_record_header(header))), header);
    EXPECT_EQ(decode_segment_header(view(encode_segment_header(1ULL << 40U))), 1ULL << 40U);
}

TEST(SegmentFormat, layout_is_the_one_of_the_page) {
    const auto bytes = encode_record_header({0x0102, 0x40, 0x0304, {}});
    EXPECT_EQ(view(bytes).substr(0, 4), "DMPR");
    EXPECT_EQ(view(bytes).substr(4, 4), std::string_view("\x01\x00\x40\x00", 4));
    EXPECT_EQ(view(bytes).substr(8, 8), std::string_view("\x02\x01\0\0\0\0\0\0", 8));
    EXPECT_EQ(view(bytes).substr(16, 4), std::string_view("\x08\0\0\0", 4));
    EXPECT_EQ(view(bytes).substr(20, 8), std::string_view("\x04\x03\0\0\0\0\0\0", 8));
    EXPECT_EQ(view(encode_segment_header(1)).substr(0, 4), "DMPS");
}

TEST(SegmentFormat, any_changed_bit_of_a_header_is_noticed) {
    const auto good = encode_record_header({1, 64, 5, sha256("hello")});
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        auto bad = good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(decode_record_header(view(bad))) << bit;
    }
    EXPECT_FALSE(decode_record_header(view(good).substr(0, 63)));
    EXPECT_FALSE(decode_record_header(view(HeaderBytes{})));
    EXPECT_FALSE(decode_segment_header(view(good)));
}

TEST(SegmentFormat, records_are_padded_to_eight_bytes) {
    EXPECT_EQ(record_bytes(0), 64U);
    EXPECT_EQ(record_bytes(1), 72U);
    EXPECT_EQ(record_bytes(8), 72U);
    EXPECT_EQ(record_bytes(9), 80U);
}

TEST(SegmentFormat, names_carry_the_number) {
    EXPECT_EQ(segment_name(42), "0000000000000042.seg");
    EXPECT_EQ(segment_of_name("0000000000000042.seg"), 42U);
    for (const char* name : {"42.seg", "0000000000000042.sEg", "000000000000004x.seg", "registry.db", "",
                             "0000000000000042.seg.bak", "-000000000000042.seg"}) {
        EXPECT_FALSE(segment_of_name(name)) << name;
    }
}

}  // namespace
}  // namespace dmpgw::storage

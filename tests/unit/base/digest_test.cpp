// Known answers of FIPS 180-2 appendices A and B.
#include "gateway/base/digest.hpp"

#include <gtest/gtest.h>

#include "gateway/base/encoding.hpp"

namespace dmpgw {
namespace {

constexpr std::string_view two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

TEST(Sha1, known_answers) {
    EXPECT_EQ(hex_encode(sha1("")), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    EXPECT_EQ(hex_encode(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hex_encode(sha1(two_blocks)), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    EXPECT_EQ(hex_encode(sha1(std::string(1'000'000, 'a'))), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(Sha256, known_answers) {
    EXPECT_EQ(hex_encode(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex_encode(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex_encode(sha256(two_blocks)), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Hasher, the_cut_of_the_pieces_does_not_matter) {
    for (std::size_t cut = 0; cut <= two_blocks.size(); ++cut) {
        Sha1 hasher;
        hasher.update(two_blocks.substr(0, cut));
        hasher.update(two_blocks.substr(cut));
        EXPECT_EQ(hasher.finish(), sha1(two_blocks)) << cut;
    }
}

TEST(Hasher, it_starts_anew_after_finish_and_may_move) {
    Sha256 hasher;
    hasher.update("something else");
    hasher.finish();
    Sha256 moved = std::move(hasher);
    moved.update("abc");
    EXPECT_EQ(moved.finish(), sha256("abc"));
}

}  // namespace
}  // namespace dmpgw

// Specifications: ITI TF-3 4.2.3.1.7 (OID), RFC 4122 and RFC 9562 (UUID), ITU-T X.667 (2.25).
#include "gateway/base/identifiers.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <utility>

namespace dmpgw {
namespace {

class StoppedClock final : public Clock {
  public:
    explicit StoppedClock(std::int64_t ms) : time_(std::chrono::milliseconds(ms)) {}
    TimePoint now() const override { return time_; }

  private:
    TimePoint time_;
};

class FixedRandom final : public Random {
  public:
    explicit FixedRandom(std::uint64_t value) : value_(value) {}
    std::uint64_t next() override { return value_; }

  private:
    std::uint64_t value_;
};

TEST(Oid, well_formed_ones_are_known) {
    for (const char* oid : {"1.2", "0.0", "2.25.0", "1.2.250.1.213.1.4.10", "2.16.840.1.113883.6.1",
                            "2.25.340282366920938463463374607431768211455"}) {
        EXPECT_TRUE(is_oid(oid)) << oid;
    }
}

TEST(Oid, others_are_not) {
    for (const char* text : {"", "1", "3.1", "1.", ".1", "1..2", "1.02", "1.00", "01.2", "12.1", "1.2.", "1.2.a", "1.-2",
                             " 1.2", "1.2 ", "1,2", "urn:oid:1.2", "1.2\n"}) {
        EXPECT_FALSE(is_oid(text)) << text;
    }
}

TEST(Uuid, form_and_prefix_are_told_apart) {
    EXPECT_TRUE(is_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
    EXPECT_TRUE(is_uuid("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"));
    for (const char* text : {"", "f81d4fae7dec11d0a76500a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
                             "f81d4fae-7dec-11d0-a765-00a0c91e6bf6f", "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                             "f81d4fae-7dec-11d0a-765-00a0c91e6bf6", "{81d4fae-7dec-11d0-a765-00a0c91e6bf6"}) {
        EXPECT_FALSE(is_uuid(text)) << text;
    }
    EXPECT_TRUE(is_urn_uuid("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
    EXPECT_FALSE(is_urn_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
    EXPECT_FALSE(is_urn_uuid("urn:uuid:"));
    EXPECT_TRUE(is_urn_oid("urn:oid:1.2.250"));
    EXPECT_FALSE(is_urn_oid("urn:oid:"));
    EXPECT_FALSE(is_urn_oid("1.2.250"));
}

// RFC 9562 appendix A.6: the example of a version 7 UUID.
TEST(NewUuid, time_version_and_variant_lie_where_rfc_9562_says) {
    const StoppedClock clock(0x017F22E279B0);
    FixedRandom random(0);
    EXPECT_EQ(new_uuid(clock, random), "017f22e2-79b0-7000-8000-000000000000");
    FixedRandom ones(~std::uint64_t{0});
    EXPECT_EQ(new_uuid(clock, ones), "017f22e2-79b0-7fff-bfff-ffffffffffff");
}

TEST(NewUuid, later_ones_sort_behind_earlier_ones) {
    SystemRandom random;
    std::string last;
    for (std::int64_t ms = 1'700'000'000'000; ms < 1'700'000'000'500; ++ms) {
        const std::string next = new_uuid(StoppedClock(ms), random);
        EXPECT_TRUE(is_uuid(next)) << next;
        EXPECT_LT(last, next);
        last = next;
    }
}

TEST(NewUuid, none_comes_twice_in_one_millisecond) {
    SystemRandom random;
    const StoppedClock clock(1'700'000'000'000);
    std::set<std::string> seen;
    for (int i = 0; i < 5000; ++i) seen.insert(new_uuid(clock, random));
    EXPECT_EQ(seen.size(), 5000u);
}

// The SHA-256 of "abc" is ba7816bf 8f01cfea 414140de 5dae2223 … (FIPS 180-2, B.1).
TEST(UuidOfName, it_is_the_sha_256_with_version_8_and_variant) {
    EXPECT_EQ(uuid_of_name("abc"), "ba7816bf-8f01-8fea-8141-40de5dae2223");
    EXPECT_EQ(uuid_of_name("abc"), uuid_of_name("abc"));
    EXPECT_NE(uuid_of_name("abc"), uuid_of_name("abd"));
    EXPECT_TRUE(is_uuid(uuid_of_name("")));
}

TEST(WithoutOidPrefix, takes_the_prefix_and_nothing_else) {
    EXPECT_EQ(without_oid_prefix("urn:oid:1.2.3"), "1.2.3");
    EXPECT_EQ(without_oid_prefix("1.2.3"), "1.2.3");
    EXPECT_EQ(without_oid_prefix("URN:OID:1.2.3"), "URN:OID:1.2.3");
    EXPECT_EQ(without_oid_prefix("urn:oid:urn:oid:1"), "urn:oid:1");
    EXPECT_EQ(without_oid_prefix(""), "");
}

TEST(OidOfUuid, known_values) {
    const std::array<std::pair<const char*, const char*>, 5> known = {{
        {"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "2.25.329800735698586629295641978511506172918"},
        {"F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "2.25.329800735698586629295641978511506172918"},
        {"00000000-0000-0000-0000-000000000000", "2.25.0"},
        {"00000000-0000-0000-0000-00000000000a", "2.25.10"},
        {"ffffffff-ffff-ffff-ffff-ffffffffffff", "2.25.340282366920938463463374607431768211455"},
    }};
    for (const auto& [uuid, oid] : known) EXPECT_EQ(oid_of_uuid(uuid), oid);
    EXPECT_LE(oid_of_uuid("ffffffff-ffff-ffff-ffff-ffffffffffff").size(), max_oid_length);
    EXPECT_TRUE(is_oid(oid_of_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")));
}

}  // namespace
}  // namespace dmpgw

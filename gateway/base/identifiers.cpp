#include "gateway/base/identifiers.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <new>
#include <utility>

#include "gateway/base/digest.hpp"
#include "gateway/base/encoding.hpp"

namespace dmpgw {
namespace {

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string format_uuid(std::uint64_t high, std::uint64_t low) {
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU,
                       high & 0xFFFFU, low >> 48U, low & 0xFFFFFFFFFFFFU);
}

constexpr std::uint64_t rfc4122_variant = 0x8000000000000000ULL;
constexpr std::uint64_t variant_mask = 0x3FFFFFFFFFFFFFFFULL;

}  // namespace

bool is_oid(std::string_view text) {
    if (text.empty() || text[0] < '0' || text[0] > '2') return false;
    std::size_t arcs = 0;
    std::size_t i = 0;
    while (true) {
        const std::size_t start = i;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
        if (i == start || (text[start] == '0' && i - start > 1)) return false;
        ++arcs;
        if (arcs == 1 && i - start != 1) return false;
        if (i == text.size()) return arcs >= 2;
        if (text[i] != '.') return false;
        ++i;
    }
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

bool is_urn_uuid(std::string_view text) {
    return text.starts_with("urn:uuid:") && is_uuid(text.substr(9));
}

std::string_view without_oid_prefix(std::string_view text) {
    constexpr std::string_view prefix = "urn:oid:";
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

bool is_urn_oid(std::string_view text) { return without_oid_prefix(text).size() < text.size() && is_oid(without_oid_prefix(text)); }

std::uint64_t SystemRandom::next() {
    // A call of OpenSSL costs more than a microsecond whatever it is asked for, and a submission needs a
    // dozen numbers: each thread draws them in bulk. A number that was given out is not kept.
    struct Pool {
        std::array<std::uint64_t, 64> numbers{};
        std::size_t next = 64;
    };
    thread_local Pool pool;
    if (pool.next == pool.numbers.size()) {
        if (RAND_bytes(reinterpret_cast<unsigned char*>(pool.numbers.data()), sizeof pool.numbers) != 1) {
            throw std::bad_alloc();
        }
        pool.next = 0;
    }
    return std::exchange(pool.numbers[pool.next++], 0);
}

std::string new_uuid(const Clock& clock, Random& random) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(clock.now().time_since_epoch());
    const auto time = static_cast<std::uint64_t>(ms.count()) & 0xFFFFFFFFFFFFULL;
    const std::uint64_t high = (time << 16U) | 0x7000U | (random.next() & 0x0FFFU);
    const std::uint64_t low = (random.next() & variant_mask) | rfc4122_variant;
    return format_uuid(high, low);
}

std::string uuid_of_name(std::string_view name) {
    const Sha256Digest digest = sha256(name);
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        high = (high << 8U) | digest[i];
        low = (low << 8U) | digest[i + 8];
    }
    return format_uuid((high & ~0xF000ULL) | 0x8000ULL, (low & variant_mask) | rfc4122_variant);
}

std::string oid_of_uuid(std::string_view uuid) {
    // 128 bits as decimal: long division of the sixteen bytes by ten.
    std::string hex;
    std::copy_if(uuid.begin(), uuid.end(), std::back_inserter(hex), [](char c) { return c != '-'; });
    const std::string bytes = hex_decode(hex).value_or(std::string(16, '\0'));
    std::array<unsigned, 16> number{};
    for (std::size_t i = 0; i < number.size() && i < bytes.size(); ++i) {
        number[i] = static_cast<unsigned char>(bytes[i]);
    }
    std::string digits;
    while (std::any_of(number.begin(), number.end(), [](unsigned b) { return b != 0; })) {
        unsigned rest = 0;
        for (unsigned& b : number) {
            const unsigned value = rest * 256 + b;
            b = value / 10;
            rest = value % 10;
        }
        digits.push_back(static_cast<char>('0' + rest));
    }
    if (digits.empty()) digits = "0";
    std::reverse(digits.begin(), digits.end());
    return "2.25." + digits;
}

}  // namespace dmpgw

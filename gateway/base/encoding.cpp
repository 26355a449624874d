#include "gateway/base/encoding.hpp"

#include <array>

namespace dmpgw {
namespace {

constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t not_base64 = 0xFF;

constexpr std::array<std::uint8_t, 256> make_base64_values() {
    std::array<std::uint8_t, 256> values{};
    for (auto& v : values) v = not_base64;
    for (std::size_t i = 0; i < base64_alphabet.size(); ++i) {
        values[static_cast<unsigned char>(base64_alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}
constexpr std::array<std::uint8_t, 256> base64_values = make_base64_values();

// The same values, shifted to where the first, second, third and fourth character of four put them. The top
// byte says that a character is foreign.
constexpr std::uint32_t foreign = 0xFF000000;
constexpr std::array<std::array<std::uint32_t, 256>, 4> make_base64_places() {
    std::array<std::array<std::uint32_t, 256>, 4> places{};
    for (std::size_t place = 0; place < places.size(); ++place) {
        for (std::size_t c = 0; c < 256; ++c) {
            const std::uint32_t value = base64_values[c];
            places[place][c] = value == not_base64 ? foreign : value << (18 - 6 * place);
        }
    }
    return places;
}
constexpr std::array<std::array<std::uint32_t, 256>, 4> base64_places = make_base64_places();

constexpr int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

char low_byte(std::uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value & 0xFFU)); }

}  // namespace

std::string base64_encode(std::string_view bytes) {
    std::string out;
    out.resize((bytes.size() + 2) / 3 * 4);
    const auto* in = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t i = 0;
    std::size_t o = 0;
    for (; i + 3 <= bytes.size(); i += 3, o += 4) {
        const std::uint32_t v = (std::uint32_t{in[i]} << 16U) | (std::uint32_t{in[i + 1]} << 8U) | in[i + 2];
        out[o] = base64_alphabet[v >> 18U];
        out[o + 1] = base64_alphabet[(v >> 12U) & 63U];
        out[o + 2] = base64_alphabet[(v >> 6U) & 63U];
        out[o + 3] = base64_alphabet[v & 63U];
    }
    const std::size_t left = bytes.size() - i;
    if (left > 0) {
        const std::uint32_t v =
            (std::uint32_t{in[i]} << 16U) | (left == 2 ? std::uint32_t{in[i + 1]} << 8U : 0U);
        out[o] = base64_alphabet[v >> 18U];
        out[o + 1] = base64_alphabet[(v >> 12U) & 63U];
        out[o + 2] = left == 2 ? base64_alphabet[(v >> 6U) & 63U] : '=';
        out[o + 3] = '=';
    }
    return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::string out;
    Base64Decoder decoder;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') return std::nullopt;
    }
    if (!decoder.feed(text, out) || !decoder.finish()) return std::nullopt;
    return out;
}

bool Base64Decoder::feed(std::string_view text, std::string& out) {
    if (bad_) return false;
    const std::size_t before = out.size();
    out.resize(before + (static_cast<std::size_t>(held_) + text.size()) / 4 * 3);
    char* to = out.data() + before;
    const auto fail = [&] {
        out.resize(static_cast<std::size_t>(to - out.data()));
        bad_ = true;
        return false;
    };
    const auto* in = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t i = 0;
    while (i < text.size()) {
        // The quick lane: four characters of the alphabet with nothing held over.
        while (held_ == 0 && !ended_ && i + 4 <= text.size()) {
            const std::uint32_t v = base64_places[0][in[i]] | base64_places[1][in[i + 1]] |
                                    base64_places[2][in[i + 2]] | base64_places[3][in[i + 3]];
            if ((v & foreign) != 0) break;
            *to++ = low_byte(v >> 16U);
            *to++ = low_byte(v >> 8U);
            *to++ = low_byte(v);
            i += 4;
        }
        if (i >= text.size()) break;
        const unsigned char ch = in[i++];
        if (ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n') continue;
        if (ended_) return fail();
        if (ch == '=') {
            if (held_ < 2) return fail();
            ++padding_;
            ++held_;
            bits_ <<= 6U;
        } else {
            const std::uint8_t value = base64_values[ch];
            if (value == not_base64 || padding_ > 0) return fail();
            bits_ = (bits_ << 6U) | value;
            ++held_;
        }
        if (held_ == 4) {
            // The bits under the padding must be zero, or two texts would stand for the same bytes.
            if ((padding_ == 1 && (bits_ & 0xFFU) != 0) || (padding_ == 2 && (bits_ & 0xFFFFU) != 0)) {
                return fail();
            }
            *to++ = low_byte(bits_ >> 16U);
            if (padding_ < 2) *to++ = low_byte(bits_ >> 8U);
            if (padding_ < 1) *to++ = low_byte(bits_);
            ended_ = padding_ > 0;
            bits_ = 0;
            held_ = 0;
        }
    }
    out.resize(static_cast<std::size_t>(to - out.data()));
    return true;
}

std::string hex_encode(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const std::uint8_t b : bytes) {
        out.push_back(digits[b >> 4U]);
        out.push_back(digits[b & 15U]);
    }
    return out;
}

std::optional<std::string> hex_decode(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(low_byte(static_cast<std::uint32_t>(high * 16 + low)));
    }
    return out;
}

}  // namespace dmpgw

// Text encodings of bytes: strict base64 (RFC 4648) and hexadecimal.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dmpgw {

std::string base64_encode(std::string_view bytes);

/// Strict RFC 4648 decoding: no foreign character, right padding, zero trailing bits. nullopt otherwise.
std::optional<std::string> base64_decode(std::string_view text);

/// Decodes base64 that arrives in pieces, as inline documents do. XML white space (SP, HTAB, CR, LF)
/// between characters is skipped: xs:base64Binary and FHIR base64Binary allow it.
class Base64Decoder {
  public:
    /// Appends the decoded bytes to `out`; false once the text cannot be base64 any more.
    bool feed(std::string_view text, std::string& out);
    /// True when what was fed is complete base64.
    bool finish() const { return !bad_ && held_ == 0; }

  private:
    std::uint32_t bits_ = 0;
    int held_ = 0;
    int padding_ = 0;
    bool ended_ = false;
    bool bad_ = false;
};

std::string hex_encode(std::span<const std::uint8_t> bytes);
/// Lower or upper case; nullopt when the text is not an even number of hexadecimal digits.
std::optional<std::string> hex_decode(std::string_view text);

template <std::size_t N>
std::string hex_encode(const std::array<std::uint8_t, N>& bytes) {
    return hex_encode(std::span<const std::uint8_t>(bytes.data(), N));
}

}  // namespace dmpgw

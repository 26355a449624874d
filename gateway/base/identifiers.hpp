// OIDs (ISO/IEC 8824-1, as limited by ITI TF-3 4.2.3.1.7 and HL7) and UUIDs (RFC 4122, RFC 9562).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"

namespace dmpgw {

/// Longest OID in characters, HL7 and ITI TF-3 Table 4.2.3.1.7-2.
inline constexpr std::size_t max_oid_length = 64;

/// Digits and dots, first arc 0 to 2, no leading zeros, at least two arcs; the length is checked apart.
bool is_oid(std::string_view text);

/// 8-4-4-4-12 hexadecimal digits, either case, without prefix.
bool is_uuid(std::string_view text);

/// "urn:uuid:" followed by a UUID.
bool is_urn_uuid(std::string_view text);
/// "urn:oid:" followed by an OID.
bool is_urn_oid(std::string_view text);
/// "1.2.3" for "urn:oid:1.2.3", for senders write both; any other text as it is.
std::string_view without_oid_prefix(std::string_view text);

/// The seam for chance. Thread-safe.
class Random {
  public:
    virtual ~Random() = default;
    virtual std::uint64_t next() = 0;
};

/// The operating system's generator.
class SystemRandom final : public Random {
  public:
    std::uint64_t next() override;
};

/// A time-ordered UUID, version 7 (RFC 9562 5.7): new rows of an index lie side by side. Lower case.
std::string new_uuid(const Clock& clock, Random& random);

/// A UUID of the given name that is always the same, version 8 (RFC 9562 5.8), from its SHA-256.
std::string uuid_of_name(std::string_view name);

/// An OID below 2.25 of a UUID (ITU-T X.667): "2.25." and the UUID as a decimal number.
std::string oid_of_uuid(std::string_view uuid);

}  // namespace dmpgw

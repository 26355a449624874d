// The narrow keys of the registry's indexes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/storage/database.hpp"

namespace dmpgw::storage {

/// An object id as the columns without a type hold it: 16 bytes for a lower-case urn:uuid, which halves the
/// indexes, and the text itself for anything else. Refers to the text it was made of.
class IdKey {
  public:
    explicit IdKey(std::string_view id);
    void bind(Statement& statement) const;

  private:
    std::string_view text_;
    std::array<char, 16> bytes_{};
    bool is_uuid_ = false;
};

/// 64 bits of the SHA-256 of a uniqueId. Two texts may share it: compare the text of each row found.
std::int64_t unique_hash(std::string_view unique_id);

inline std::int64_t microseconds_of(TimePoint time) { return time.time_since_epoch().count(); }
inline TimePoint time_of(std::int64_t microseconds) {
    return TimePoint(std::chrono::microseconds(microseconds));
}

}  // namespace dmpgw::storage

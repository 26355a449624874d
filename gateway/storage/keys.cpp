#include "gateway/storage/keys.hpp"

#include <cstring>

#include "gateway/base/digest.hpp"

namespace dmpgw::storage {
namespace {

constexpr std::string_view prefix = "urn:uuid:";
constexpr std::size_t uuid_length = 36;

// Upper-case digits are left as text: the id must come back as it was written.
int lower_hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool pack(std::string_view uuid, std::array<char, 16>& bytes) {
    std::size_t digits = 0;
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (uuid[i] != '-') return false;
            continue;
        }
        const int digit = lower_hex(uuid[i]);
        if (digit < 0) return false;
        auto& byte = bytes[digits / 2];
        byte = static_cast<char>((static_cast<unsigned>(byte) << 4U) | static_cast<unsigned>(digit));
        ++digits;
    }
    return true;
}

}  // namespace

IdKey::IdKey(std::string_view id) : text_(id) {
    is_uuid_ = id.size() == prefix.size() + uuid_length && id.starts_with(prefix) &&
               pack(id.substr(prefix.size()), bytes_);
}

void IdKey::bind(Statement& statement) const {
    if (is_uuid_) {
        statement.copied_blob({bytes_.data(), bytes_.size()});
    } else {
        statement.text(text_);
    }
}

std::int64_t unique_hash(std::string_view unique_id) {
    const Sha256Digest digest = sha256(unique_id);
    std::int64_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
}

}  // namespace dmpgw::storage

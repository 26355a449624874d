// SHA-1 (the hash of XDS, ITI TF-3 4.2.3.2.10) and SHA-256 (our own integrity check), incremental.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dmpgw {

using Sha1Digest = std::array<std::uint8_t, 20>;
using Sha256Digest = std::array<std::uint8_t, 32>;

/// Hashes bytes as they pass. Throws std::bad_alloc only. Not shared between threads.
template <class Digest>
class Hasher {
  public:
    Hasher();
    ~Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    void update(std::string_view bytes);
    /// The digest of all bytes so far; the hasher starts anew.
    Digest finish();

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

using Sha1 = Hasher<Sha1Digest>;
using Sha256 = Hasher<Sha256Digest>;

Sha1Digest sha1(std::string_view bytes);
Sha256Digest sha256(std::string_view bytes);

}  // namespace dmpgw

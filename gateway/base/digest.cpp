#include "gateway/base/digest.hpp"

#include <openssl/evp.h>

#include <new>

namespace dmpgw {
namespace {

// EVP_sha1() looks the algorithm up at every DigestInit, which costs more than hashing a small input;
// a fetched one does not.
const EVP_MD* algorithm(const Sha1Digest*) {
    static EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    return md;
}
const EVP_MD* algorithm(const Sha256Digest*) {
    static EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return md;
}

}  // namespace

template <class Digest>
struct Hasher<Digest>::Context {
    EVP_MD_CTX* evp = EVP_MD_CTX_new();
    Context() {
        if (evp == nullptr) throw std::bad_alloc();
        restart();
    }
    ~Context() { EVP_MD_CTX_free(evp); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    void restart() {
        if (EVP_DigestInit_ex2(evp, algorithm(static_cast<const Digest*>(nullptr)), nullptr) != 1) {
            throw std::bad_alloc();
        }
    }
};

template <class Digest>
Hasher<Digest>::Hasher() : context_(std::make_unique<Context>()) {}
template <class Digest>
Hasher<Digest>::~Hasher() = default;
template <class Digest>
Hasher<Digest>::Hasher(Hasher&&) noexcept = default;
template <class Digest>
Hasher<Digest>& Hasher<Digest>::operator=(Hasher&&) noexcept = default;

template <class Digest>
void Hasher<Digest>::update(std::string_view bytes) {
    if (EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()) != 1) throw std::bad_alloc();
}

template <class Digest>
Digest Hasher<Digest>::finish() {
    Digest digest{};
    if (EVP_DigestFinal_ex(context_->evp, digest.data(), nullptr) != 1) throw std::bad_alloc();
    context_->restart();
    return digest;
}

template class Hasher<Sha1Digest>;
template class Hasher<Sha256Digest>;

Sha1Digest sha1(std::string_view bytes) {
    Sha1 hasher;
    hasher.update(bytes);
    return hasher.finish();
}

Sha256Digest sha256(std::string_view bytes) {
    Sha256 hasher;
    hasher.update(bytes);
    return hasher.finish();
}

}  // namespace dmpgw

#include "gateway/transactions/stored_body.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "gateway/base/encoding.hpp"
#include "gateway/base/limits.hpp"

namespace dmpgw::transactions {
namespace {

class RawBody final : public http::BodySource {
  public:
    explicit RawBody(std::unique_ptr<storage::DocumentReader> document) : document_(std::move(document)) {}
    std::uint64_t size() const override { return document_->size(); }
    std::size_t read(char* to, std::size_t capacity) override { return document_->read(to, capacity); }

  private:
    std::unique_ptr<storage::DocumentReader> document_;
};

class Base64Body final : public http::BodySource {
  public:
    explicit Base64Body(std::shared_ptr<http::BodySource> bytes) : bytes_(std::move(bytes)) {}
    std::uint64_t size() const override { return (bytes_->size() + 2) / 3 * 4; }
    std::size_t read(char* to, std::size_t capacity) override {
        if (offset_ == encoded_.size()) refill();
        const std::size_t n = std::min(capacity, encoded_.size() - offset_);
        std::copy_n(encoded_.data() + offset_, n, to);
        offset_ += n;
        return n;
    }

  private:
    // A whole number of three-byte groups each time, so that only the last piece can be padded.
    static constexpr std::size_t piece = 48 * KiB;
    static_assert(piece % 3 == 0);

    void refill() {
        std::string bytes(piece, '\0');
        std::size_t filled = 0;
        while (filled < piece) {
            const std::size_t n = bytes_->read(bytes.data() + filled, piece - filled);
            if (n == 0) break;
            filled += n;
        }
        bytes.resize(filled);
        encoded_ = base64_encode(bytes);
        offset_ = 0;
    }

    std::shared_ptr<http::BodySource> bytes_;
    std::string encoded_;
    std::size_t offset_ = 0;
};

}  // namespace

std::shared_ptr<http::BodySource> raw_body(std::unique_ptr<storage::DocumentReader> document) {
    return std::make_shared<RawBody>(std::move(document));
}

std::shared_ptr<http::BodySource> base64_body(std::shared_ptr<http::BodySource> bytes) {
    return std::make_shared<Base64Body>(std::move(bytes));
}

}  // namespace dmpgw::transactions

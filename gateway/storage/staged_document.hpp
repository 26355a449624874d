// A document on its way in: held in memory while it is small, streamed to a segment of its own when not.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/limits.hpp"
#include "gateway/storage/change_writer.hpp"
#include "gateway/storage/segment_folder.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/storage/sync_guard.hpp"

namespace dmpgw::storage {

/// What all staged documents of a store share. Thread-safe.
struct Spool {
    std::shared_ptr<SegmentFolder> folder;
    DocumentLimits limits;
    std::atomic<std::size_t> used_bytes{0};  ///< memory of all staged documents, against the budget
    std::shared_ptr<SyncGuard> sync_guard;
};

class SpooledDocument final : public StagedDocument {
  public:
    explicit SpooledDocument(std::shared_ptr<Spool> spool) : spool_(std::move(spool)) {}
    ~SpooledDocument() override;
    SpooledDocument(const SpooledDocument&) = delete;
    SpooledDocument& operator=(const SpooledDocument&) = delete;

    Result<void> append(std::string_view bytes) override;
    bool wants_flush() const override;
    Result<void> flush() override;
    Result<void> finish() override;
    std::uint64_t size() const override { return size_; }
    const Sha1Digest& sha1() const override { return sha1_digest_; }
    const Sha256Digest& sha256() const override { return sha256_digest_; }

    // For the committer, after finish() and the last flush().
    bool finished() const { return finished_; }
    bool in_memory() const { return file_ == nullptr; }
    /// The bytes, of a document in memory.
    std::vector<std::string_view> parts() const;
    /// The place, of a document in a segment of its own.
    DocumentLocation location() const;
    SegmentGrowth growth() const;
    /// The commit names it: its file stays.
    void keep() { kept_ = true; }

  private:
    bool is_large() const { return size_ > spool_->limits.spool_memory_bytes; }
    void drop_memory();
    void write_out();
    void seal();
    Failure failed(const std::exception& error);

    std::shared_ptr<Spool> spool_;
    std::vector<std::string> chunks_;
    std::size_t reserved_ = 0;   ///< memory of chunks_, counted in the spool
    std::size_t buffered_ = 0;   ///< bytes in chunks_
    std::uint64_t size_ = 0;
    Sha1 sha1_;
    Sha256 sha256_;
    Sha1Digest sha1_digest_{};
    Sha256Digest sha256_digest_{};
    std::optional<Failure> failure_;
    bool finished_ = false;

    // A segment of its own.
    std::uint64_t segment_ = 0;
    std::unique_ptr<File> file_;
    std::uint64_t written_ = 0;    ///< document bytes in the file
    std::uint64_t allocated_ = 0;  ///< end of the reserved space
    bool sealed_ = false;
    bool kept_ = false;
};

}  // namespace dmpgw::storage

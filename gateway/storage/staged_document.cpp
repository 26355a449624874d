#include "gateway/storage/staged_document.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/log.hpp"
#include "gateway/storage/rules.hpp"

namespace dmpgw::storage {
namespace {

constexpr std::size_t first_chunk_bytes = 16 * KiB;
constexpr std::size_t chunk_bytes = 64 * KiB;
/// A streaming document is written in pieces of at least this size.
constexpr std::size_t flush_bytes = 256 * KiB;
constexpr std::uint64_t first_allocation = 4 * MiB;
constexpr std::uint64_t largest_step = 64 * MiB;
constexpr std::uint64_t document_at = segment_header_bytes + record_header_bytes;

constexpr std::array<char, record_alignment> zeros{};

}  // namespace

SpooledDocument::~SpooledDocument() {
    drop_memory();
    if (file_ == nullptr || kept_) return;
    file_.reset();
    try {
        spool_->folder->files().remove(spool_->folder->path_of(segment_));
    } catch (const DiskError& error) {
        // No row names the file: the next start removes it.
        log::warning("staged_document_left", {{"error", error.what()}});
    }
}

void SpooledDocument::drop_memory() {
    chunks_.clear();
    spool_->used_bytes.fetch_sub(reserved_);
    reserved_ = 0;
    buffered_ = 0;
}

Result<void> SpooledDocument::append(std::string_view bytes) {
    if (failure_) return *failure_;
    if (size_ + bytes.size() > spool_->limits.document_bytes) {
        failure_ = refuse(document_too_large, "document", {}, std::to_string(spool_->limits.document_bytes));
        return *failure_;
    }
    sha1_.update(bytes);
    sha256_.update(bytes);
    size_ += bytes.size();
    while (!bytes.empty()) {
        if (chunks_.empty() || chunks_.back().size() == chunks_.back().capacity()) {
            const std::size_t wanted =
                std::max(bytes.size(), chunks_.empty() ? first_chunk_bytes : chunk_bytes);
            const std::size_t before = spool_->used_bytes.fetch_add(wanted);
            reserved_ += wanted;
            if (before + wanted > spool_->limits.spool_budget_bytes) {
                failure_ = refuse(spool_full, "document");
                drop_memory();
                return *failure_;
            }
            chunks_.emplace_back().reserve(wanted);
        }
        std::string& chunk = chunks_.back();
        const std::size_t n = std::min(bytes.size(), chunk.capacity() - chunk.size());
        chunk.append(bytes.substr(0, n));
        buffered_ += n;
        bytes.remove_prefix(n);
    }
    return {};
}

bool SpooledDocument::wants_flush() const {
    if (failure_ || !is_large()) return false;
    return finished_ ? !sealed_ : buffered_ >= flush_bytes;
}

Result<void> SpooledDocument::flush() {
    if (failure_) return *failure_;
    if (!wants_flush()) return {};
    try {
        write_out();
        if (finished_) seal();
    } catch (const DiskError& error) {
        return failed(error);
    }
    return {};
}

void SpooledDocument::write_out() {
    if (file_ == nullptr) {
        segment_ = spool_->folder->take_number();
        file_ = spool_->folder->create(segment_);
    }
    const std::uint64_t needed = document_at + written_ + buffered_ + record_alignment;
    if (needed > allocated_) {
        // Growing steps: few extents for a large document, little waste for one just over the limit.
        const std::uint64_t step = std::clamp(allocated_, first_allocation, largest_step);
        const std::uint64_t end = std::max(needed, allocated_ + step);
        file_->allocate(end);
        allocated_ = end;
    }
    std::vector<std::string_view> pieces(chunks_.begin(), chunks_.end());
    file_->write(document_at + written_, pieces);
    written_ += buffered_;
    drop_memory();
}

void SpooledDocument::seal() {
    const auto segment_header = encode_segment_header(segment_);
    const auto header = encode_record_header({segment_, segment_header_bytes, size_, sha256_digest_});
    const std::array<std::string_view, 2> front{
        std::string_view(segment_header.data(), segment_header.size()),
        std::string_view(header.data(), header.size())};
    file_->write(0, front);
    const std::uint64_t end = segment_header_bytes + record_bytes(size_);
    const std::array<std::string_view, 1> padding{
        std::string_view(zeros.data(), static_cast<std::size_t>(end - document_at - size_))};
    file_->write(document_at + size_, padding);
    file_->truncate(end);
    file_->sync();
    spool_->folder->sync();
    sealed_ = true;
}

Result<void> SpooledDocument::finish() {
    if (failure_) return *failure_;
    if (finished_) return {};
    sha1_digest_ = sha1_.finish();
    sha256_digest_ = sha256_.finish();
    finished_ = true;
    return {};
}

std::vector<std::string_view> SpooledDocument::parts() const {
    return {chunks_.begin(), chunks_.end()};
}

DocumentLocation SpooledDocument::location() const { return {segment_, document_at, size_}; }

SegmentGrowth SpooledDocument::growth() const {
    return {segment_, true, segment_header_bytes + record_bytes(size_), 1, size_};
}

Failure SpooledDocument::failed(const std::exception& error) {
    log::error("store_write_failed", {{"error", error.what()}});
    if (is_sync_failure(error)) spool_->sync_guard->failed(error);
    failure_ = failure_of(error);
    drop_memory();
    return *failure_;
}

}  // namespace dmpgw::storage

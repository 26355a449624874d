// What a connection has read and not used yet, and the pool its large blocks come from.
//
// An idle connection holds 4 KiB, enough for almost every head and most small requests; a 64 KiB block is
// borrowed for a body. Reading bodies in small pieces costs ten times the CPU.
#pragma once

#include <boost/asio/buffer.hpp>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/limits.hpp"

namespace dmpgw::http {

/// Blocks of one size, reused. Belongs to one thread.
class BlockPool {
  public:
    /// At most `keep` unused blocks are kept for reuse.
    BlockPool(std::size_t block_bytes, std::size_t keep) : block_bytes_(block_bytes), keep_(keep) {}
    using Block = std::unique_ptr<char[]>;

    std::size_t block_bytes() const { return block_bytes_; }
    Block take() {
        if (free_.empty()) return std::make_unique_for_overwrite<char[]>(block_bytes_);
        Block block = std::move(free_.back());
        free_.pop_back();
        return block;
    }
    void give(Block block) {
        if (free_.size() < keep_) free_.push_back(std::move(block));
    }

  private:
    std::size_t block_bytes_;
    std::size_t keep_;
    std::vector<Block> free_;
};

/// Bytes in order: filled at the end, used from the front. Not thread-safe.
class ReadBuffer {
  public:
    static constexpr std::size_t small_bytes = 4 * KiB;

    /// `pool` must outlive the buffer.
    explicit ReadBuffer(BlockPool& pool) : pool_(&pool) {}
    ~ReadBuffer() {
        if (block_) pool_->give(std::move(block_));
    }
    ReadBuffer(const ReadBuffer&) = delete;
    ReadBuffer& operator=(const ReadBuffer&) = delete;

    std::string_view data() const { return {base() + begin_, end_ - begin_}; }
    char* mutable_data() { return base() + begin_; }
    bool empty() const { return begin_ == end_; }

    /// Free room behind the data, at least one byte: moves the data to the front, and to a large block when
    /// `large` or when the small one is full. Precondition: the data does not fill a large block.
    boost::asio::mutable_buffer space(bool large) {
        if (!block_ && (large || end_ - begin_ == small_bytes)) move_to(pool_->take());
        else if (begin_ == end_) begin_ = end_ = 0;
        else if (end_ == capacity()) shift();
        return {base() + end_, capacity() - end_};
    }
    void commit(std::size_t bytes) { end_ += bytes; }
    void consume(std::size_t bytes) { begin_ += bytes; }

    /// Gives the large block back when what is left fits the small one.
    void shrink() {
        if (!block_ || end_ - begin_ > small_bytes) return;
        std::memcpy(small_.data(), block_.get() + begin_, end_ - begin_);
        pool_->give(std::exchange(block_, nullptr));
        end_ -= begin_;
        begin_ = 0;
    }

  private:
    char* base() { return block_ ? block_.get() : small_.data(); }
    const char* base() const { return block_ ? block_.get() : small_.data(); }
    std::size_t capacity() const { return block_ ? pool_->block_bytes() : small_bytes; }
    void shift() {
        std::memmove(base(), base() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    void move_to(BlockPool::Block block) {
        std::memcpy(block.get(), small_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
        block_ = std::move(block);
    }

    BlockPool* pool_;
    BlockPool::Block block_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::array<char, small_bytes> small_;
};

}  // namespace dmpgw::http

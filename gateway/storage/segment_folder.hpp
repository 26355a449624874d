// The folder of segment files: their paths, their numbers, and how a new one comes into being.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "gateway/storage/file_system.hpp"
#include "gateway/storage/segment_format.hpp"

namespace dmpgw::storage {

/// Thread-safe.
class SegmentFolder {
  public:
    SegmentFolder(std::shared_ptr<FileSystem> files, std::string path, std::uint64_t first_free)
        : files_(std::move(files)), path_(std::move(path)), next_(first_free) {}

    std::uint64_t take_number() { return next_.fetch_add(1); }
    std::string path_of(std::uint64_t segment) const { return path_ + "/" + segment_name(segment); }
    std::unique_ptr<File> create(std::uint64_t segment) {
        return files_->open(path_of(segment), OpenMode::create_new);
    }
    /// Makes the names of new files durable.
    void sync() { files_->sync_folder(path_); }
    FileSystem& files() { return *files_; }

  private:
    std::shared_ptr<FileSystem> files_;
    std::string path_;
    std::atomic<std::uint64_t> next_;
};

}  // namespace dmpgw::storage

// Reading stored documents: files stay open between reads, and a reader sees one document only.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "gateway/storage/segment_folder.hpp"
#include "gateway/storage/store.hpp"

namespace dmpgw::storage {

/// Thread-safe.
class SegmentReader {
  public:
    explicit SegmentReader(std::shared_ptr<SegmentFolder> folder) : folder_(std::move(folder)) {}
    /// not_found when the segment is not there or ends before the document does.
    Result<std::unique_ptr<DocumentReader>> open(const DocumentLocation& location);

  private:
    std::shared_ptr<File> file(std::uint64_t segment);

    std::shared_ptr<SegmentFolder> folder_;
    std::mutex mutex_;
    std::map<std::uint64_t, std::shared_ptr<File>> open_;
};

}  // namespace dmpgw::storage

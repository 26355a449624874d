// Reading stored documents: files stay open between reads, and a reader sees one document only.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "gateway/storage/segment_folder.hpp"
#include "gateway/storage/store.hpp"

namespace dmpgw::storage {

/// Who reads which document, so that none is wiped under a reader's eyes. Thread-safe; a lease keeps it alive, for a
/// reader may outlive the store.
class DocumentLeases {
  public:
    using Place = std::pair<std::uint64_t, std::uint64_t>;  ///< segment, offset

    /// False for a document that was retired.
    bool take(const Place& place);
    void give_back(const Place& place);
    /// True when nobody holds a lease; in any case nobody gets a new one.
    bool retire(const Place& place);

  private:
    std::mutex mutex_;
    std::map<Place, std::size_t> readers_;
    std::set<Place> retired_;  // since the start; a view from before may still name them
};

/// Thread-safe.
class SegmentReader {
  public:
    explicit SegmentReader(std::shared_ptr<SegmentFolder> folder) : folder_(std::move(folder)) {}
    /// not_found when the segment is not there or ends before the document does, and for a document that was retired.
    Result<std::unique_ptr<DocumentReader>> open(const DocumentLocation& location);
    /// The document was removed: nobody opens it any more. True when nobody is reading it either.
    bool retire(const DocumentLocation& location);

  private:
    std::shared_ptr<File> file(std::uint64_t segment);

    std::shared_ptr<SegmentFolder> folder_;
    std::mutex mutex_;
    std::map<std::uint64_t, std::shared_ptr<File>> open_;
    std::shared_ptr<DocumentLeases> leases_ = std::make_shared<DocumentLeases>();
};

}  // namespace dmpgw::storage

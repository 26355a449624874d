#include "gateway/storage/segment_reader.hpp"

#include <algorithm>
#include <cerrno>

#include "gateway/storage/rules.hpp"

namespace dmpgw::storage {
namespace {

/// Descriptors kept open; large documents have a file each, so there can be many.
constexpr std::size_t max_open_files = 128;

class FileDocumentReader final : public DocumentReader {
  public:
    FileDocumentReader(std::shared_ptr<File> file, const DocumentLocation& location)
        : file_(std::move(file)), location_(location) {}

    std::uint64_t size() const override { return location_.length; }

    std::size_t read(char* to, std::size_t capacity) override {
        const auto wanted =
            static_cast<std::size_t>(std::min<std::uint64_t>(capacity, location_.length - done_));
        if (wanted == 0) return 0;
        const std::size_t n = file_->read(location_.offset + done_, to, wanted);
        // open() saw the whole document: a file that ends earlier now was cut under our hands.
        if (n == 0) throw DiskError(DiskStep::read, EIO, "a segment that ends inside a document");
        done_ += n;
        return n;
    }

  private:
    std::shared_ptr<File> file_;
    DocumentLocation location_;
    std::uint64_t done_ = 0;
};

}  // namespace

std::shared_ptr<File> SegmentReader::file(std::uint64_t segment) {
    const std::lock_guard lock(mutex_);
    if (const auto found = open_.find(segment); found != open_.end()) return found->second;
    if (open_.size() >= max_open_files) open_.clear();
    std::shared_ptr<File> opened = folder_->files().open(folder_->path_of(segment), OpenMode::read);
    open_.emplace(segment, opened);
    return opened;
}

Result<std::unique_ptr<DocumentReader>> SegmentReader::open(const DocumentLocation& location) {
    try {
        auto segment = file(location.segment);
        if (location.offset + location.length > segment->size()) return refuse(document_gone, "document");
        return std::make_unique<FileDocumentReader>(std::move(segment), location);
    } catch (const DiskError& error) {
        if (error.code().value() == ENOENT) return refuse(document_gone, "document");
        return failure_of(error);
    }
}

}  // namespace dmpgw::storage

#include "gateway/storage/segment_reader.hpp"

#include <algorithm>
#include <cerrno>

#include "gateway/storage/rules.hpp"

namespace dmpgw::storage {
namespace {

/// Descriptors kept open; large documents have a file each, so there can be many.
constexpr std::size_t max_open_files = 128;

// Gives its place back when it goes.
class Lease {
  public:
    Lease(std::shared_ptr<DocumentLeases> leases, DocumentLeases::Place place)
        : leases_(std::move(leases)), place_(place) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
        if (leases_) leases_->give_back(place_);
    }

  private:
    std::shared_ptr<DocumentLeases> leases_;
    DocumentLeases::Place place_;
};

class FileDocumentReader final : public DocumentReader {
  public:
    FileDocumentReader(std::shared_ptr<File> file, const DocumentLocation& location, Lease lease)
        : file_(std::move(file)), location_(location), lease_(std::move(lease)) {}

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
    Lease lease_;
    std::uint64_t done_ = 0;
};

}  // namespace

bool DocumentLeases::take(const Place& place) {
    const std::lock_guard lock(mutex_);
    if (retired_.contains(place)) return false;
    ++readers_[place];
    return true;
}

void DocumentLeases::give_back(const Place& place) {
    const std::lock_guard lock(mutex_);
    const auto found = readers_.find(place);
    if (found != readers_.end() && --found->second == 0) readers_.erase(found);
}

bool DocumentLeases::retire(const Place& place) {
    const std::lock_guard lock(mutex_);
    retired_.insert(place);
    return !readers_.contains(place);
}

bool SegmentReader::retire(const DocumentLocation& location) {
    return leases_->retire({location.segment, location.offset});
}

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
        const DocumentLeases::Place place{location.segment, location.offset};
        if (!leases_->take(place)) return refuse(document_gone, "document");
        Lease lease(leases_, place);
        auto segment = file(location.segment);
        if (location.offset + location.length > segment->size()) return refuse(document_gone, "document");
        return std::make_unique<FileDocumentReader>(std::move(segment), location, std::move(lease));
    } catch (const DiskError& error) {
        if (error.code().value() == ENOENT) return refuse(document_gone, "document");
        return failure_of(error);
    }
}

}  // namespace dmpgw::storage

// The committer's end of the shared segments: places documents while units are decided, then writes and
// syncs all of a group at once.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/storage/change_writer.hpp"
#include "gateway/storage/segment_folder.hpp"

namespace dmpgw::storage {

/// Belongs to the committer's thread.
///
/// Life of a group: place() for each document, undo_to() for a unit that fails, write() once, and then
/// either keep() after the database commit or abandon(). What was abandoned is overwritten by the next
/// group: no row names it.
class SegmentWriter {
  public:
    /// A segment to go on with: its number and the end of its last record.
    struct Resume {
        std::uint64_t segment = 0;
        std::uint64_t tail = 0;
    };

    SegmentWriter(std::shared_ptr<SegmentFolder> folder, std::uint64_t segment_bytes);
    /// Goes on with a segment that is there. Throws DiskError.
    void resume(const Resume& at);

    /// Gives a document of `parts` (which must live until the group ends) its place. Opens the next segment
    /// when the present one is full. Throws DiskError.
    DocumentLocation place(const std::vector<std::string_view>& parts, std::uint64_t length,
                           const Sha256Digest& sha256);

    /// How much of the group is placed; undo_to() forgets what was placed after it.
    struct Mark {
        std::size_t records = 0;
    };
    Mark mark() const { return {records_.size()}; }
    void undo_to(Mark mark);

    /// Writes and syncs everything placed. Throws DiskError.
    void write();
    /// What the group added, by segment. Valid between write() and keep().
    const std::vector<SegmentGrowth>& growth() const { return growth_; }
    void keep();
    /// `suspect`: the disk refused to write there, so the next group starts a new segment.
    void abandon(bool suspect);

  private:
    struct Segment {
        std::uint64_t number = 0;
        std::unique_ptr<File> file;
        std::uint64_t capacity = 0;
        std::uint64_t tail = 0;       ///< with what is placed
        std::uint64_t kept_tail = 0;  ///< with what is committed
        bool header_due = false;      ///< a new file: its header goes out with the first group
    };
    struct Record {
        std::shared_ptr<Segment> segment;
        std::uint64_t offset = 0;
        std::uint64_t length = 0;
        HeaderBytes header{};
        std::vector<std::string_view> parts;
    };
    void open_next(std::uint64_t needed);
    void write_run(std::size_t first, std::size_t last);

    std::shared_ptr<SegmentFolder> folder_;
    std::uint64_t segment_bytes_;
    std::shared_ptr<Segment> current_;
    std::deque<Record> records_;
    std::vector<SegmentGrowth> growth_;
};

}  // namespace dmpgw::storage

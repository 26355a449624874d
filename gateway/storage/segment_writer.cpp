#include "gateway/storage/segment_writer.hpp"

#include <algorithm>
#include <array>

namespace dmpgw::storage {
namespace {

constexpr std::array<char, record_alignment> zeros{};

/// When the disk cannot give a whole segment any more, a smaller one uses up what is left.
constexpr std::uint64_t small_segment_divisor = 16;

}  // namespace

SegmentWriter::SegmentWriter(std::shared_ptr<SegmentFolder> folder, std::uint64_t segment_bytes)
    : folder_(std::move(folder)), segment_bytes_(segment_bytes) {}

void SegmentWriter::resume(const Resume& at) {
    auto segment = std::make_shared<Segment>();
    segment->number = at.segment;
    segment->file = folder_->files().open(folder_->path_of(at.segment), OpenMode::write);
    segment->capacity = segment->file->size();
    segment->tail = at.tail;
    segment->kept_tail = at.tail;
    current_ = std::move(segment);
}

DocumentLocation SegmentWriter::place(const std::vector<std::string_view>& parts, std::uint64_t length,
                                      const Sha256Digest& sha256) {
    const std::uint64_t needed = record_bytes(length);
    if (current_ == nullptr || current_->tail + needed > current_->capacity) open_next(needed);
    Record record;
    record.segment = current_;
    record.offset = current_->tail;
    record.length = length;
    record.header = encode_record_header({current_->number, record.offset, length, sha256});
    record.parts = parts;
    records_.push_back(std::move(record));
    current_->tail += needed;
    return {current_->number, records_.back().offset + record_header_bytes, length};
}

void SegmentWriter::undo_to(Mark mark) {
    while (records_.size() > mark.records) {
        records_.back().segment->tail = records_.back().offset;
        records_.pop_back();
    }
}

void SegmentWriter::open_next(std::uint64_t needed) {
    auto segment = std::make_shared<Segment>();
    segment->number = folder_->take_number();
    segment->file = folder_->create(segment->number);
    const std::uint64_t least = segment_header_bytes + needed;
    try {
        try {
            segment->capacity = std::max(segment_bytes_, least);
            segment->file->allocate(segment->capacity);
        } catch (const DiskError& error) {
            if (!error.is_full()) throw;
            segment->capacity = std::max(segment_bytes_ / small_segment_divisor, least);
            segment->file->allocate(segment->capacity);
        }
        segment->file->sync();
        folder_->sync();
    } catch (...) {
        // The first error counts; a file that cannot be removed now is removed at the next start.
        try {
            folder_->files().remove(folder_->path_of(segment->number));
        } catch (const DiskError&) {
        }
        throw;
    }
    segment->tail = segment_header_bytes;
    segment->kept_tail = segment_header_bytes;
    segment->header_due = true;
    current_ = std::move(segment);
}

void SegmentWriter::write_run(std::size_t first, std::size_t last) {
    Segment& segment = *records_[first].segment;
    HeaderBytes segment_header{};
    std::vector<std::string_view> parts;
    std::uint64_t at = records_[first].offset;
    if (segment.header_due) {
        segment_header = encode_segment_header(segment.number);
        parts.emplace_back(segment_header.data(), segment_header.size());
        at -= segment_header_bytes;
    }
    SegmentGrowth growth{segment.number, false, segment.tail, 0, 0};
    for (std::size_t i = first; i < last; ++i) {
        const Record& record = records_[i];
        parts.emplace_back(record.header.data(), record.header.size());
        parts.insert(parts.end(), record.parts.begin(), record.parts.end());
        const std::uint64_t filled = record_header_bytes + record.length;
        parts.emplace_back(zeros.data(), record_bytes(record.length) - filled);
        ++growth.documents;
        growth.bytes += record.length;
    }
    segment.file->write(at, parts);
    segment.file->sync();
    growth_.push_back(growth);
}

void SegmentWriter::write() {
    std::size_t first = 0;
    while (first < records_.size()) {
        std::size_t last = first + 1;
        while (last < records_.size() && records_[last].segment == records_[first].segment) ++last;
        write_run(first, last);
        first = last;
    }
}

void SegmentWriter::keep() {
    for (const auto& record : records_) {
        record.segment->kept_tail = record.segment->tail;
        record.segment->header_due = false;
    }
    records_.clear();
    growth_.clear();
}

void SegmentWriter::abandon(bool suspect) {
    for (const auto& record : records_) record.segment->tail = record.segment->kept_tail;
    records_.clear();
    growth_.clear();
    if (suspect) current_.reset();
}

}  // namespace dmpgw::storage

#include "gateway/storage/recovery.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "gateway/base/limits.hpp"
#include "gateway/base/log.hpp"
#include "gateway/storage/reclaimer.hpp"
#include "gateway/storage/segment_format.hpp"

namespace dmpgw::storage {
namespace {

struct SegmentRow {
    bool own = false;
    std::uint64_t tail = 0;
};

// Bytes behind the tail belong to units that were never acknowledged. They would be overwritten one day;
// wiping them now keeps patient data that nobody may see from lying about, and lets `verify` read the
// records of a segment up to the first zero header.
void wipe_tail(FileSystem& files, const std::string& path, std::uint64_t tail) {
    const auto file = files.open(path, OpenMode::write);
    const std::uint64_t end = file->size();
    bool clean = true;
    std::vector<char> piece(static_cast<std::size_t>(MiB));
    const std::vector<char> zeros(piece.size());
    for (std::uint64_t at = tail; at < end;) {
        const std::size_t n = file->read(at, piece.data(), piece.size());
        if (n == 0) break;
        const auto used = std::find_if(piece.rbegin() + static_cast<std::ptrdiff_t>(piece.size() - n),
                                       piece.rend(), [](char c) { return c != 0; });
        if (used != piece.rend()) {
            const std::array<std::string_view, 1> part{std::string_view(zeros.data(), n)};
            file->write(at, part);
            clean = false;
        }
        at += n;
    }
    if (!clean) {
        file->sync();
        log::info("torn_tail_cleared", {{"segment", path}});
    }
}

}  // namespace

Recovered recover(FileSystem& files, const std::string& segments, Connection& writer) {
    Recovered result;
    std::map<std::uint64_t, SegmentRow> rows;
    {
        auto query = writer.statement("SELECT number, own, tail, documents, bytes FROM segment");
        while (query.step()) {
            const auto number = static_cast<std::uint64_t>(query.get_integer(0));
            rows[number] = {query.get_integer(1) != 0, static_cast<std::uint64_t>(query.get_integer(2))};
            result.documents += static_cast<std::uint64_t>(query.get_integer(3));
            result.bytes += static_cast<std::uint64_t>(query.get_integer(4));
            result.next_segment = std::max(result.next_segment, number + 1);
        }
    }
    bool removed = false;
    std::map<std::uint64_t, SegmentRow> missing = rows;
    for (const auto& name : files.list(segments)) {
        const auto number = segment_of_name(name);
        if (!number) continue;
        missing.erase(*number);
        result.next_segment = std::max(result.next_segment, *number + 1);
        if (rows.contains(*number)) continue;
        files.remove(segments + "/" + name);
        removed = true;
        log::info("leftover_segment_removed", {{"segment", name}});
    }
    if (removed) files.sync_folder(segments);
    for (const auto& [number, row] : missing) {
        log::error("segment_missing", {{"segment", segment_name(number)}});
    }
    // What the last process removed and could not wipe any more.
    std::vector<DocumentLocation> freed;
    {
        auto query = writer.statement("SELECT segment, offset, length FROM freed_document");
        while (query.step()) {
            freed.push_back({static_cast<std::uint64_t>(query.get_integer(0)),
                             static_cast<std::uint64_t>(query.get_integer(1)),
                             static_cast<std::uint64_t>(query.get_integer(2))});
        }
    }
    for (const DocumentLocation& location : freed) {
        const std::string path = segments + "/" + segment_name(location.segment);
        if (files.exists(path)) wipe_record(files, path, location);
    }
    if (!freed.empty()) writer.execute("DELETE FROM freed_document");
    // Only the newest shared segment can have a torn tail: the ones before it were left for good.
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (row->second.own) continue;
        if (missing.contains(row->first)) break;
        wipe_tail(files, segments + "/" + segment_name(row->first), row->second.tail);
        result.current = SegmentWriter::Resume{row->first, row->second.tail};
        break;
    }
    return result;
}

}  // namespace dmpgw::storage

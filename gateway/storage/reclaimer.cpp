#include "gateway/storage/reclaimer.hpp"

#include <array>
#include <exception>

#include "gateway/base/log.hpp"

namespace dmpgw::storage {

void wipe_record(FileSystem& files, const std::string& segment_path, const DocumentLocation& location) {
    const auto file = files.open(segment_path, OpenMode::write);
    const std::uint64_t header_at = location.offset - record_header_bytes;
    const HeaderBytes header = encode_erased_header(location.segment, header_at, location.length);
    const std::array<std::string_view, 1> part{std::string_view(header.data(), header.size())};
    // The header first: a record that is half erased is already one that nobody opens.
    file->write(header_at, part);
    file->erase(location.offset, location.length);
    file->sync();
}

void Reclaimer::reclaim(const std::vector<FreedDocument>& freed) noexcept {
    for (const FreedDocument& document : freed) {
        try {
            const bool unread = reader_.retire(document.location);
            if (document.own) {
                // Whoever has the file open reads on; its space comes back when the last one closes it.
                folder_.files().remove(folder_.path_of(document.location.segment));
                folder_.sync();
            } else if (unread) {
                wipe_record(folder_.files(), folder_.path_of(document.location.segment), document.location);
            }
        } catch (const std::exception& error) {
            log::error("reclaim_failed", {{"error", error.what()}});
        }
    }
}

}  // namespace dmpgw::storage

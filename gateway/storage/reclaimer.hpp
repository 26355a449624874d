// Gives back the space of removed documents, docs/storage_format.md "Removal". Only ever after the commit that removed
// them is durable: what is not reclaimed before the process ends is reclaimed by the next start.
#pragma once

#include <vector>

#include "gateway/storage/change_writer.hpp"
#include "gateway/storage/segment_folder.hpp"
#include "gateway/storage/segment_reader.hpp"

namespace dmpgw::storage {

/// Wipes one record of a shared segment: its header says that the document was removed, its bytes are zero. May be
/// repeated. Throws DiskError.
void wipe_record(FileSystem& files, const std::string& segment_path, const DocumentLocation& location);

class Reclaimer {
  public:
    Reclaimer(SegmentFolder& folder, SegmentReader& reader) : folder_(folder), reader_(reader) {}

    /// Never throws: a disk that says no is logged. Leaves a shared record that somebody is reading for the next start.
    void reclaim(const std::vector<FreedDocument>& freed) noexcept;

  private:
    SegmentFolder& folder_;
    SegmentReader& reader_;
};

}  // namespace dmpgw::storage

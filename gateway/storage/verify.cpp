// The verify half of maintenance.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <optional>
#include <tuple>

#include "gateway/base/encoding.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/base/text.hpp"
#include "gateway/storage/database.hpp"
#include "gateway/storage/maintenance.hpp"
#include "gateway/storage/object_json.hpp"
#include "gateway/storage/rules.hpp"
#include "gateway/storage/schema.hpp"
#include "gateway/storage/segment_format.hpp"
#include "gateway/storage/store_layout.hpp"

namespace dmpgw::storage {
namespace {

constexpr std::size_t read_bytes = MiB;
constexpr std::size_t cache_bytes = 8 * MiB;

struct DocumentRow {
    std::uint64_t segment = 0;
    std::uint64_t offset = 0;
    std::int64_t row = 0;
};

class Verification {
  public:
    Verification(const std::string& folder, FileSystem& files)
        : folder_(folder),
          files_(files),
          database_(database_path(folder), ConnectionKind::reader, cache_bytes) {}

    bool is_ours() { return schema_state(database_).application == application_id; }
    void check_database();
    void list_documents();
    bool check_documents(const std::function<bool(std::uint64_t, std::uint64_t)>& progress);
    void find_orphans();
    VerifyReport take_report() { return std::move(report_); }

  private:
    void check_document(const DocumentRow& place);
    void check_bytes(const DocumentRow& place, const model::DocumentEntry& entry, std::uint64_t length,
                     std::string_view sha256_wanted);
    void walk_segment(std::uint64_t segment);
    File* segment(std::uint64_t number);
    void damaged(const DocumentRow& place, const std::string& entry_uuid, std::string what) {
        report_.damages.push_back({entry_uuid, std::move(what), place.segment, place.offset});
    }

    std::string folder_;
    FileSystem& files_;
    Connection database_;
    VerifyReport report_;
    std::vector<DocumentRow> documents_;  ///< by segment and offset: files are read from front to back
    std::set<std::pair<std::uint64_t, std::uint64_t>> detached_;  ///< segment and offset of bytes without an entry
    std::map<std::uint64_t, std::uint64_t> tails_;
    std::uint64_t open_number_ = 0;
    std::unique_ptr<File> open_;
};

void Verification::check_database() {
    auto check = database_.statement("PRAGMA integrity_check");
    while (check.step()) {
        if (check.get_text(0) != "ok") damaged({}, {}, "registry.db: " + std::string(check.get_text(0)));
    }
    report_.entries = static_cast<std::uint64_t>(database_.integer_of("SELECT count(*) FROM entry"));
}

// A snapshot held while terabytes are read would keep the log of a running gateway from ever starting anew.
// So the places are listed at once; what they name never changes.
void Verification::list_documents() {
    database_.execute("BEGIN");
    auto rows = database_.statement("SELECT segment, offset, row FROM entry WHERE segment IS NOT NULL");
    while (rows.step()) {
        documents_.push_back({static_cast<std::uint64_t>(rows.get_integer(0)),
                              static_cast<std::uint64_t>(rows.get_integer(1)), rows.get_integer(2)});
    }
    // Bytes on their way out have no entry either.
    for (const char* sql : {"SELECT segment, offset FROM detached_document", "SELECT segment, offset FROM freed_document"}) {
        auto detached = database_.statement(sql);
        while (detached.step()) {
            detached_.emplace(static_cast<std::uint64_t>(detached.get_integer(0)),
                              static_cast<std::uint64_t>(detached.get_integer(1)));
        }
    }
    auto tails = database_.statement("SELECT number, tail FROM segment");
    while (tails.step()) {
        tails_[static_cast<std::uint64_t>(tails.get_integer(0))] =
            static_cast<std::uint64_t>(tails.get_integer(1));
    }
    database_.execute("ROLLBACK");
    std::sort(documents_.begin(), documents_.end(), [](const DocumentRow& a, const DocumentRow& b) {
        return std::tie(a.segment, a.offset, a.row) < std::tie(b.segment, b.offset, b.row);
    });
}

File* Verification::segment(std::uint64_t number) {
    if (open_ != nullptr && open_number_ == number) return open_.get();
    open_.reset();
    const std::string path = segments_path(folder_) + "/" + segment_name(number);
    if (!files_.exists(path)) return nullptr;
    open_ = files_.open(path, OpenMode::read);
    open_number_ = number;
    return open_.get();
}

bool Verification::check_documents(const std::function<bool(std::uint64_t, std::uint64_t)>& progress) {
    for (const auto& place : documents_) {
        try {
            check_document(place);
        } catch (const DiskError& error) {
            damaged(place, {}, error.what());
        }
        if (progress && !progress(report_.documents, documents_.size())) return false;
    }
    return true;
}

void Verification::check_document(const DocumentRow& place) {
    ++report_.documents;
    auto row = database_.statement("SELECT object, length, sha256 FROM entry WHERE row = ?");
    row.integer(place.row);
    // The running gateway may have been told to remove it meanwhile.
    if (!row.step() || row.is_null(1)) return;
    const auto entry = read_document_entry(row.get_text(0));
    if (!entry) return damaged(place, {}, "the metadata of the entry cannot be read");
    const auto length = static_cast<std::uint64_t>(row.get_integer(1));
    if (segment(place.segment) == nullptr) {
        return damaged(place, entry->entry_uuid, "the segment file is missing");
    }
    check_bytes(place, *entry, length, row.get_blob(2));
}

void Verification::check_bytes(const DocumentRow& place, const model::DocumentEntry& entry,
                               std::uint64_t length, std::string_view sha256_wanted) {
    File& file = *segment(place.segment);
    HeaderBytes raw{};
    if (place.offset < record_header_bytes) return damaged(place, entry.entry_uuid, "an impossible place");
    const std::uint64_t header_at = place.offset - record_header_bytes;
    const std::size_t got = file.read(header_at, raw.data(), raw.size());
    const auto header = decode_record_header({raw.data(), got});
    if (!header) return damaged(place, entry.entry_uuid, "the record has no valid header");
    if (header->segment != place.segment || header->offset != header_at || header->length != length ||
        std::memcmp(header->sha256.data(), sha256_wanted.data(),
                    std::min(sha256_wanted.size(), header->sha256.size())) != 0 ||
        sha256_wanted.size() != header->sha256.size()) {
        return damaged(place, entry.entry_uuid, "the record is another one than the registry says");
    }
    Sha1 sha1;
    Sha256 sha256;
    std::vector<char> buffer(static_cast<std::size_t>(std::min<std::uint64_t>(read_bytes, length)));
    std::uint64_t done = 0;
    while (done < length) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), length - done));
        const std::size_t n = file.read(place.offset + done, buffer.data(), wanted);
        if (n == 0) return damaged(place, entry.entry_uuid, "the segment ends inside the document");
        sha1.update({buffer.data(), n});
        sha256.update({buffer.data(), n});
        done += n;
    }
    report_.bytes += length;
    if (sha256.finish() != header->sha256) {
        return damaged(place, entry.entry_uuid, "the bytes are not those that were stored (SHA-256)");
    }
    if (!entry.hash.empty() && to_lower(entry.hash) != hex_encode(sha1.finish())) {
        return damaged(place, entry.entry_uuid, "the bytes do not have the hash of the metadata (SHA-1)");
    }
    if (entry.size && *entry.size != length) {
        damaged(place, entry.entry_uuid, "the bytes do not have the size of the metadata");
    }
}

// Only below the tails of the snapshot: what lies above may be a group that is being committed right now.
void Verification::find_orphans() {
    for (const auto& [number, tail] : tails_) {
        try {
            walk_segment(number);
        } catch (const DiskError& error) {
            report_.damages.push_back({{}, error.what(), number, 0});
        }
    }
    for (const auto& name : files_.list(segments_path(folder_))) {
        const auto number = segment_of_name(name);
        // A number above all known ones may be a file that a running gateway has just made.
        if (!number || tails_.contains(*number)) continue;
        if (tails_.empty() || *number > tails_.rbegin()->first) continue;
        report_.orphans.push_back({{}, "a segment file without a row", *number, 0});
    }
}

void Verification::walk_segment(std::uint64_t number) {
    File* file = segment(number);
    if (file == nullptr) {
        report_.damages.push_back({{}, "the segment file is missing", number, 0});
        return;
    }
    HeaderBytes raw{};
    const std::size_t got = file->read(0, raw.data(), raw.size());
    if (decode_segment_header({raw.data(), got}) != number) {
        report_.damages.push_back({{}, "the segment file has no valid header", number, 0});
    }
    auto known = std::lower_bound(documents_.begin(), documents_.end(), number,
                                  [](const DocumentRow& row, std::uint64_t n) { return row.segment < n; });
    for (std::uint64_t at = segment_header_bytes; at < tails_[number];) {
        const std::size_t n = file->read(at, raw.data(), raw.size());
        if (const auto erased = decode_erased_header({raw.data(), n})) {
            at += record_bytes(*erased);
            continue;
        }
        const auto header = decode_record_header({raw.data(), n});
        // A damaged record that an entry names is reported with the entry; its length is lost, and with it
        // the way to the records behind it.
        if (!header) return;
        const std::uint64_t document_at = at + record_header_bytes;
        while (known != documents_.end() && known->segment == number && known->offset < document_at) ++known;
        const bool has_entry = known != documents_.end() && known->segment == number && known->offset == document_at;
        if (!has_entry && !detached_.contains({number, document_at})) {
            report_.orphans.push_back({{}, "a record that no entry names", number, document_at});
        }
        at += record_bytes(header->length);
    }
}

}  // namespace

Result<VerifyReport> verify(const std::string& folder,
                            const std::function<bool(std::uint64_t, std::uint64_t)>& progress,
                            std::shared_ptr<FileSystem> files) {
    try {
        if (!files->exists(database_path(folder))) return refuse(store_not_ours, folder, {}, "registry.db");
        Verification verification(folder, *files);
        if (!verification.is_ours()) return refuse(store_not_ours, folder, {}, "registry.db");
        verification.check_database();
        verification.list_documents();
        if (verification.check_documents(progress)) verification.find_orphans();
        return verification.take_report();
    } catch (const std::exception& error) {
        return refuse(store_unreadable, folder, {}, error.what());
    }
}

}  // namespace dmpgw::storage

// The backup half of maintenance.hpp.
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <memory>

#include "gateway/base/limits.hpp"
#include "gateway/storage/database.hpp"
#include "gateway/storage/maintenance.hpp"
#include "gateway/storage/rules.hpp"
#include "gateway/storage/schema.hpp"
#include "gateway/storage/segment_format.hpp"
#include "gateway/storage/store_layout.hpp"

namespace dmpgw::storage {
namespace {

constexpr std::size_t copy_bytes = MiB;
constexpr std::size_t cache_bytes = 8 * MiB;

/// The copy goes under another name until the segments are whole: registry.db is what makes a store.
std::string unfinished_path(const std::string& target) { return target + "/registry.db.unfinished"; }

struct CloseDatabase {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};

// In one step: the whole copy is one snapshot, and the gateway goes on writing to the log meanwhile.
void copy_database(Connection& from, const std::string& to) {
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int code = sqlite3_open_v2(to.c_str(), &handle, flags, nullptr);
    const std::unique_ptr<sqlite3, CloseDatabase> target(handle);
    if (code == SQLITE_OK) {
        sqlite3_extended_result_codes(handle, 1);
        sqlite3_backup* copy = sqlite3_backup_init(handle, "main", from.handle(), "main");
        if (copy != nullptr) sqlite3_backup_step(copy, -1);
        code = sqlite3_backup_finish(copy);
        if (copy == nullptr) code = sqlite3_extended_errcode(handle);
    }
    if (code != SQLITE_OK) {
        throw DatabaseError(sqlite3_extended_errcode(handle), sqlite3_system_errno(handle),
                            std::string("backup: ") + sqlite3_errmsg(handle));
    }
}

void copy_segment(FileSystem& files, const std::string& from, const std::string& to, std::uint64_t length) {
    const auto source = files.open(from, OpenMode::read);
    const auto target = files.open(to, OpenMode::create_new);
    std::vector<char> buffer(copy_bytes);
    for (std::uint64_t at = 0; at < length;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), length - at));
        const std::size_t n = source->read(at, buffer.data(), wanted);
        if (n == 0) throw DiskError(DiskStep::read, EIO, from + " (ends before its last record)");
        const std::array<std::string_view, 1> part{std::string_view(buffer.data(), n)};
        target->write(at, part);
        at += n;
    }
    target->sync();
}

BackupReport copy_store(const std::string& folder, const std::string& target, FileSystem& files) {
    BackupReport report;
    {
        Connection from(database_path(folder), ConnectionKind::reader, cache_bytes);
        files.open(unfinished_path(target), OpenMode::create_new);
        copy_database(from, unfinished_path(target));
    }
    {
        // The copy says which segments belong to it and how far: rows come after the bytes they name.
        Connection copy(unfinished_path(target), ConnectionKind::reader, cache_bytes);
        auto rows = copy.statement("SELECT number, tail, documents FROM segment ORDER BY number");
        while (rows.step()) {
            const std::string name = segment_name(static_cast<std::uint64_t>(rows.get_integer(0)));
            const auto tail = static_cast<std::uint64_t>(rows.get_integer(1));
            copy_segment(files, segments_path(folder) + "/" + name, segments_path(target) + "/" + name, tail);
            ++report.segments;
            report.documents += static_cast<std::uint64_t>(rows.get_integer(2));
            report.bytes += tail;
        }
    }
    files.sync_folder(segments_path(target));
    const auto database = files.open(unfinished_path(target), OpenMode::write);
    report.bytes += database->size();
    database->sync();
    files.rename(unfinished_path(target), database_path(target));
    files.sync_folder(target);
    return report;
}

}  // namespace

Result<BackupReport> backup(const std::string& folder, const std::string& target,
                            std::shared_ptr<FileSystem> files) {
    try {
        if (!files->exists(database_path(folder))) return refuse(store_not_ours, folder, {}, "registry.db");
        {
            Connection probe(database_path(folder), ConnectionKind::reader, cache_bytes);
            if (schema_state(probe).application != application_id) return refuse(store_not_ours, folder);
        }
        files->create_folder(target);
        if (!files->list(target).empty()) return refuse(backup_target_in_use, target);
        files->create_folder(segments_path(target));
        return copy_store(folder, target, *files);
    } catch (const DatabaseError& error) {
        if (error.is_full()) return refuse(store_full, target);
        return refuse(store_unreadable, folder, {}, error.what());
    } catch (const DiskError& error) {
        if (error.is_full()) return refuse(store_full, target);
        return refuse(store_unreadable, folder, {}, error.what());
    }
}

}  // namespace dmpgw::storage

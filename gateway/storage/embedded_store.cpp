#include "gateway/storage/embedded_store.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "gateway/base/log.hpp"
#include "gateway/storage/checkpointer.hpp"
#include "gateway/storage/committer.hpp"
#include "gateway/storage/reader_pool.hpp"
#include "gateway/storage/reclaimer.hpp"
#include "gateway/storage/recovery.hpp"
#include "gateway/storage/rules.hpp"
#include "gateway/storage/schema.hpp"
#include "gateway/storage/segment_reader.hpp"
#include "gateway/storage/store_layout.hpp"

namespace dmpgw::storage {
namespace {

/// EX_TEMPFAIL of sysexits.h: a supervisor starts the process again, and the start recovers.
constexpr int exit_after_sync_failure = 75;

void end_process(const std::exception& error) {
    log::error("sync_failed_process_ends", {{"error", error.what()}});
    std::_Exit(exit_after_sync_failure);
}

class Embedded final : public Store {
  public:
    Embedded(StoreOptions options, std::unique_ptr<FileLock> lock, const Recovered& recovered)
        : options_(std::move(options)),
          lock_(std::move(lock)),
          folder_(std::make_shared<SegmentFolder>(options_.files, segments_path(options_.folder),
                                                  recovered.next_segment)),
          sync_guard_(std::make_shared<SyncGuard>(options_.on_sync_failure)),
          spool_(std::make_shared<Spool>()),
          reader_(folder_),
          pool_(std::make_shared<ReaderPool>(options_, database_path(options_.folder))),
          checkpointer_(options_, database_path(options_.folder), sync_guard_) {
        spool_->folder = folder_;
        spool_->limits = options_.limits;
        spool_->sync_guard = sync_guard_;
        auto segments = std::make_unique<SegmentWriter>(folder_, options_.segment_bytes);
        if (recovered.current) segments->resume(*recovered.current);
        auto group = std::make_unique<GroupCommit>(options_, database_path(options_.folder), options_.clock,
                                                   sync_guard_, std::move(segments),
                                                   [this](int pages) { checkpointer_.log_grew(pages); },
                                                   [this](const auto& freed) { Reclaimer(*folder_, reader_).reclaim(freed); });
        group->counters().documents = recovered.documents;
        group->counters().bytes = recovered.bytes;
        committer_ = std::make_unique<Committer>(options_, std::move(group));
        checkpointer_.start([this] { committer_->finish_checkpoint(); });
    }

    ~Embedded() override {
        // The checkpointer calls the committer and the committer the checkpointer: its thread ends first,
        // then the committer empties its queue.
        checkpointer_.stop();
        committer_.reset();
    }

    std::unique_ptr<StagedDocument> stage() override { return std::make_unique<SpooledDocument>(spool_); }
    void commit(Unit unit, Committed done) override { committer_->commit(std::move(unit), std::move(done)); }
    std::unique_ptr<RegistryView> read() override { return pool_->view(); }
    Result<std::unique_ptr<DocumentReader>> open(const DocumentLocation& location) override {
        return reader_.open(location);
    }
    StoreStatistics statistics() const override {
        StoreStatistics statistics = committer_->statistics();
        statistics.log_bytes = checkpointer_.log_bytes();
        return statistics;
    }

  private:
    const StoreOptions options_;
    std::unique_ptr<FileLock> lock_;
    std::shared_ptr<SegmentFolder> folder_;
    std::shared_ptr<SyncGuard> sync_guard_;
    std::shared_ptr<Spool> spool_;
    SegmentReader reader_;
    std::shared_ptr<ReaderPool> pool_;
    Checkpointer checkpointer_;
    std::unique_ptr<Committer> committer_;
};

/// Whether the folder is one that this release may open; nullopt when it is.
std::optional<Failure> refusal(const StoreOptions& options, Connection& probe, bool is_new) {
    const SchemaState state = schema_state(probe);
    const bool empty = state.application == 0 && state.version == 0 &&
                       probe.integer_of("SELECT count(*) FROM sqlite_schema") == 0;
    if (!empty && state.application != application_id) {
        return refuse(store_not_ours, options.folder, {}, "registry.db");
    }
    if (state.version > newest_schema()) {
        return refuse(store_too_new, options.folder, {},
                      fmt::format("schema {} > {}", state.version, newest_schema()));
    }
    // Segments without their registry would all be removed as leftovers.
    if (empty || is_new) {
        for (const auto& name : options.files->list(segments_path(options.folder))) {
            if (segment_of_name(name)) return refuse(store_not_ours, options.folder, {}, "segments/" + name);
        }
    }
    return std::nullopt;
}

/// Makes the folder, and its own name durable: a store that vanishes with its folder is lost as well.
void make_folder(FileSystem& files, const std::string& folder) {
    const bool is_new = !files.exists(folder);
    files.create_folder(folder);
    files.create_folder(segments_path(folder));
    if (!is_new) return;
    auto path = std::filesystem::absolute(folder).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();
    try {
        files.sync_folder(path.parent_path().string());
    } catch (const DiskError& error) {
        // The service may lack the right to read the folder above its own.
        if (error.is_sync()) throw;
    }
}

Result<std::unique_ptr<Store>> open_folder(StoreOptions options) {
    FileSystem& files = *options.files;
    make_folder(files, options.folder);
    auto lock = files.lock(lock_path(options.folder));
    if (lock == nullptr) return refuse(store_in_use, options.folder);

    const std::string database = database_path(options.folder);
    const bool is_new = !files.exists(database);
    Recovered recovered;
    {
        // The probe changes nothing: a file of somebody else is left as it was.
        if (!is_new) {
            Connection probe(database, ConnectionKind::reader, options.reader_cache_bytes);
            if (auto failure = refusal(options, probe, is_new)) return *failure;
        }
        // SQLite would let everybody read a file that it makes; this one it only fills, and gives its log
        // the same rights.
        if (is_new) files.open(database, OpenMode::create_new);
        Connection writer(database, ConnectionKind::writer, options.writer_cache_bytes);
        if (auto failure = refusal(options, writer, is_new)) return *failure;
        migrate(writer);
        // What the last process wrote to the log without having synced it is made durable before anyone
        // is told of it.
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        files.sync_folder(options.folder);
        recovered = recover(files, segments_path(options.folder), writer);
    }
    return std::unique_ptr<Store>(
        std::make_unique<Embedded>(std::move(options), std::move(lock), recovered));
}

}  // namespace

Result<std::unique_ptr<Store>> EmbeddedStore::open(StoreOptions options) {
    if (options.files == nullptr) options.files = posix_file_system();
    if (options.clock == nullptr) options.clock = std::make_shared<SystemClock>();
    if (options.on_sync_failure == nullptr) options.on_sync_failure = end_process;
    const std::string folder = options.folder;
    try {
        return open_folder(std::move(options));
    } catch (const DatabaseError& error) {
        if (error.is_not_a_database()) return refuse(store_not_ours, folder, {}, "registry.db");
        return refuse(store_unreadable, folder, {}, error.what());
    } catch (const DiskError& error) {
        return refuse(store_unreadable, folder, {}, error.what());
    }
}

}  // namespace dmpgw::storage

#include "gateway/storage/reader_pool.hpp"

#include "gateway/storage/registry_view.hpp"

namespace dmpgw::storage {
namespace {

class SnapshotView final : public SqliteView {
  public:
    SnapshotView(std::shared_ptr<ReaderPool> pool, std::unique_ptr<Connection> connection)
        : SqliteView(*connection), pool_(std::move(pool)), connection_(std::move(connection)) {
        connection_->statement("BEGIN").run();
        // BEGIN alone takes no snapshot: the first read does.
        connection_->integer_of("SELECT 1 FROM patient_key LIMIT 1");
    }
    ~SnapshotView() override {
        try {
            connection_->statement("ROLLBACK").run();
            pool_->give_back(std::move(connection_));
        } catch (const std::exception&) {
            // A connection that cannot end its transaction is closed instead of lent out again.
            connection_.reset();
        }
    }
    SnapshotView(const SnapshotView&) = delete;
    SnapshotView& operator=(const SnapshotView&) = delete;

  private:
    std::shared_ptr<ReaderPool> pool_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace

ReaderPool::ReaderPool(const StoreOptions& options, std::string database)
    : idle_limit_(options.idle_readers),
      cache_bytes_(options.reader_cache_bytes),
      database_(std::move(database)) {}

std::unique_ptr<Connection> ReaderPool::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
    }
    return std::make_unique<Connection>(database_, ConnectionKind::reader, cache_bytes_);
}

std::unique_ptr<RegistryView> ReaderPool::view() {
    return std::make_unique<SnapshotView>(shared_from_this(), take());
}

void ReaderPool::give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < idle_limit_) idle_.push_back(std::move(connection));
}

}  // namespace dmpgw::storage

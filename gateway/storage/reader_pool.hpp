// Connections for reading, lent out as views of one snapshot each.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/storage/database.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/storage/store_options.hpp"

namespace dmpgw::storage {

/// Thread-safe. Views keep it alive.
class ReaderPool : public std::enable_shared_from_this<ReaderPool> {
  public:
    ReaderPool(const StoreOptions& options, std::string database);
    /// A view of the last committed state. Throws DatabaseError when none can be had. A view that lives
    /// long keeps the log from starting anew.
    std::unique_ptr<RegistryView> view();
    /// For the view when it ends.
    void give_back(std::unique_ptr<Connection> connection);

  private:
    std::unique_ptr<Connection> take();

    const std::size_t idle_limit_;
    const std::size_t cache_bytes_;
    const std::string database_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace dmpgw::storage

// The store that lies in one folder of the gateway's own machine: documents in segment files, metadata in
// SQLite. Format on disk: docs/storage_format.md.
#pragma once

#include <memory>

#include "gateway/storage/store.hpp"
#include "gateway/storage/store_options.hpp"

namespace dmpgw::storage {

/// Thread-safe, as every Store. Views, readers and staged documents may outlive it; units that wait when
/// it is destroyed are committed first.
class EmbeddedStore {
  public:
    /// Opens the folder, makes a new store in an empty one, brings an older one up to this release and
    /// recovers from whatever ended the last process. Fails with STORE_IN_USE, STORE_TOO_NEW,
    /// STORE_NOT_OURS or STORE_UNREADABLE.
    static Result<std::unique_ptr<Store>> open(StoreOptions options);
};

}  // namespace dmpgw::storage

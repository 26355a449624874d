// The names inside a store folder.
#pragma once

#include <string>

namespace dmpgw::storage {

inline std::string database_path(const std::string& folder) { return folder + "/registry.db"; }
inline std::string segments_path(const std::string& folder) { return folder + "/segments"; }
inline std::string lock_path(const std::string& folder) { return folder + "/store.lock"; }

}  // namespace dmpgw::storage

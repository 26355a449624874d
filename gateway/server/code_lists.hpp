// The affinity domain's lists of codes as the configuration names them (codes.files), from the disk.
#pragma once

#include "gateway/base/failure.hpp"
#include "gateway/server/config.hpp"
#include "gateway/terminology/code_lists.hpp"

namespace dmpgw::server {

/// Longest list read, in bytes.
inline constexpr std::size_t max_code_list_bytes = 64 * MiB;

/// Fails with every mistake of every file, each with its file and place. Without files: the lists of this version.
Result<terminology::CodeLists> load_code_lists(const CodesConfig& codes);

}  // namespace dmpgw::server

// What the machine was like while it was measured: without it no figure means anything elsewhere.
#pragma once

#include <filesystem>
#include <string>

#include "tests/bench/percentile.hpp"

namespace dmpgw::bench {

/// Milliseconds that appending 4 KiB and fdatasync take, 200 times, in that folder.
Percentiles sync_latency(const std::filesystem::path& folder);

/// Share of the last 10 s in which some thread waited for a CPU, in percent; negative where the
/// kernel does not say.
double cpu_pressure();

/// True when the folder lies in memory, where fdatasync costs nothing and the figures would lie.
bool is_in_memory(const std::filesystem::path& folder);

}  // namespace dmpgw::bench

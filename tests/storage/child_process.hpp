// Starting the writing child, with a ledger of what it was told: which units it began and which the store
// acknowledged.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace dmpgw::storage {

struct ChildRun {
    std::set<std::uint64_t> started;
    std::set<std::uint64_t> acknowledged;
    bool signalled = false;
    int status = 0;  ///< exit status or signal
};

/// Runs a program to its end, or until it is killed with SIGKILL after `kill_after`. Reads its standard
/// output: lines "s N" and "a N".
ChildRun run_child(const std::vector<std::string>& command,
                   const std::map<std::string, std::string>& environment,
                   std::optional<std::chrono::milliseconds> kill_after = std::nullopt);

}  // namespace dmpgw::storage

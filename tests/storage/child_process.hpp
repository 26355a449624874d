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

/// When the child gets its SIGKILL: after the delay, which runs from the first moment that it has written
/// `output_bytes` of its ledger (0: from its start).
struct Kill {
    std::chrono::milliseconds delay{0};
    std::size_t output_bytes = 0;
};

/// Runs a program to its end, or to its kill. Reads its standard output: lines "s N" and "a N".
ChildRun run_child(const std::vector<std::string>& command,
                   const std::map<std::string, std::string>& environment,
                   std::optional<Kill> kill = std::nullopt);

}  // namespace dmpgw::storage

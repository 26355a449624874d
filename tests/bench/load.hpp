// A load generator: TLS keep-alive connections, closed loop (each sends again as soon as it is
// answered) or open loop (a constant rate; latency counts from the intended send time, so that a
// stalled server shows). One thread, so that it leaves the rest of the machine to what it measures.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "tests/bench/messages.hpp"
#include "tests/bench/percentile.hpp"

namespace dmpgw::bench {

struct LoadOptions {
    std::uint16_t port = 0;
    std::size_t connections = 64;
    std::chrono::milliseconds warm_up{2000};
    std::chrono::milliseconds duration{6000};
    double rate = 0;                 ///< requests a second; 0: closed loop
    std::uint64_t first_number = 0;  ///< numbers from here on make the requests unique
};

struct LoadResult {
    std::uint64_t completed = 0;  ///< successes that were answered in the measured time
    std::uint64_t failed = 0;     ///< in the whole run
    std::uint64_t unsent =
        0;                   ///< open loop: requests that were due and never had a free connection
    double seconds = 0;      ///< of the measured time, as it turned out
    Percentiles latency_ms;  ///< of all requests that were due in the measured time
    std::uint64_t next_number = 0;
    double per_second() const { return seconds > 0 ? static_cast<double>(completed) / seconds : 0; }
};

/// `measured` is called when the warm-up ends and again when the measured time ends.
LoadResult run_load(const Template& request, const LoadOptions& options,
                    const std::function<void()>& measured);

}  // namespace dmpgw::bench

// How long a peer may take. Steady time throughout: a stepped wall clock moves no deadline.
#pragma once

#include <chrono>
#include <cstdint>

namespace dmpgw::http {

struct HttpDeadlines {
    std::chrono::milliseconds tls_handshake{5'000};
    std::chrono::milliseconds head{10'000};         ///< first byte to last of a head
    std::chrono::milliseconds body_grace{
        10'000};  ///< waiting for body bytes, in all, before the rate counts
    std::uint64_t body_bytes_per_second = 1024;     ///< slowest body after the grace
    std::chrono::milliseconds write{30'000};        ///< without progress; also the grace of the write rate
    std::uint64_t write_bytes_per_second = 1024;    ///< slowest reader after the grace
    std::chrono::milliseconds idle{60'000};         ///< between requests
    std::chrono::milliseconds linger{1'000};        ///< draining a peer after the last answer
};

}  // namespace dmpgw::http

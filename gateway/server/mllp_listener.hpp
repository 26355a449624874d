// MLLP, the framing of HL7 v2 over TCP (HL7 v2.5 appendix C; ITI TF-2 3.8): a message between VT and FS CR, one answer for
// each, connections that stay open. Plain TCP: for loopback and for a network that is guarded otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "gateway/transactions/services.hpp"

namespace dmpgw::server {

/// Longest message; a patient fits many times.
inline constexpr std::size_t max_mllp_message = 1 * MiB;
/// Connections at once; one more is closed as it comes.
inline constexpr std::size_t max_mllp_connections = 64;

class MllpListener {
  public:
    /// Listens from here on, on a thread of its own. Throws std::system_error where the port cannot be listened on.
    MllpListener(transactions::Services& services, const std::string& address, std::uint16_t port);
    /// Must come after the end of the store: a commit's thread may still be in the call that woke this listener.
    ~MllpListener();
    MllpListener(const MllpListener&) = delete;
    MllpListener& operator=(const MllpListener&) = delete;

    std::uint16_t port() const;
    /// Stops listening, answers what was received whole, closes. Once only.
    void stop();

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace dmpgw::server

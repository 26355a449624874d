// What the server takes on at once. Past a limit a request is refused before its body is read: overload is
// shed at the door, where it costs least.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "gateway/base/limits.hpp"

namespace dmpgw::http {

struct AdmissionLimits {
    std::size_t connections = 2000;
    std::size_t connections_per_address = 0;  ///< 0: no limit; loopback addresses never count
    /// A slow body holds a place until its deadline and costs little else, so there are places enough for many.
    std::size_t requests_in_flight = 1024;
    std::uint64_t body_bytes_in_flight = 4 * GiB;  ///< declared lengths, and chunked bytes as they arrive
};

/// Counts against AdmissionLimits. Thread-safe; must outlive its tickets.
class Admission {
  public:
    explicit Admission(const AdmissionLimits& limits) : limits_(limits) {}

    /// One admitted connection; gives its place back when destroyed.
    class ConnectionTicket {
      public:
        ConnectionTicket() = default;
        ConnectionTicket(Admission* admission, std::string address)
            : admission_(admission), address_(std::move(address)) {}
        ConnectionTicket(ConnectionTicket&& other) noexcept
            : admission_(std::exchange(other.admission_, nullptr)), address_(std::move(other.address_)) {}
        ConnectionTicket& operator=(ConnectionTicket&& other) noexcept;
        ~ConnectionTicket() { release(); }
        explicit operator bool() const { return admission_ != nullptr; }

      private:
        void release() noexcept;
        Admission* admission_ = nullptr;
        std::string address_;  ///< empty when not counted by address
    };

    /// One admitted request and the body bytes it has reserved.
    class RequestTicket {
      public:
        RequestTicket() = default;
        RequestTicket(Admission* admission, std::uint64_t bytes) : admission_(admission), bytes_(bytes) {}
        RequestTicket(RequestTicket&& other) noexcept
            : admission_(std::exchange(other.admission_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
        RequestTicket& operator=(RequestTicket&& other) noexcept;
        ~RequestTicket() { release(); }
        explicit operator bool() const { return admission_ != nullptr; }
        /// Reserves more body bytes; false when that passes the limit.
        bool grow(std::uint64_t bytes);

      private:
        void release() noexcept;
        Admission* admission_ = nullptr;
        std::uint64_t bytes_ = 0;
    };

    /// An empty ticket when there is no place.
    ConnectionTicket admit_connection(const std::string& address);
    RequestTicket admit_request(std::uint64_t body_bytes);

    std::size_t connections() const { return connections_.load(std::memory_order_relaxed); }
    std::size_t requests_in_flight() const { return requests_.load(std::memory_order_relaxed); }
    std::uint64_t body_bytes_in_flight() const { return body_bytes_.load(std::memory_order_relaxed); }

  private:
    bool reserve_bytes(std::uint64_t bytes);

    AdmissionLimits limits_;
    std::atomic<std::size_t> connections_ = 0;
    std::atomic<std::size_t> requests_ = 0;
    std::atomic<std::uint64_t> body_bytes_ = 0;
    std::mutex mutex_;  ///< guards by_address_, which is used only where an address limit is set
    std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace dmpgw::http

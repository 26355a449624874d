#include "gateway/http/admission.hpp"

namespace dmpgw::http {
namespace {

bool is_loopback(const std::string& address) {
    return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

}  // namespace

Admission::ConnectionTicket& Admission::ConnectionTicket::operator=(ConnectionTicket&& other) noexcept {
    if (this != &other) {
        release();
        admission_ = std::exchange(other.admission_, nullptr);
        address_ = std::move(other.address_);
    }
    return *this;
}

void Admission::ConnectionTicket::release() noexcept {
    if (admission_ == nullptr) return;
    Admission* admission = std::exchange(admission_, nullptr);
    admission->connections_.fetch_sub(1, std::memory_order_relaxed);
    if (address_.empty()) return;
    const std::lock_guard lock(admission->mutex_);
    const auto found = admission->by_address_.find(address_);
    if (found != admission->by_address_.end() && --found->second == 0) admission->by_address_.erase(found);
}

Admission::RequestTicket& Admission::RequestTicket::operator=(RequestTicket&& other) noexcept {
    if (this != &other) {
        release();
        admission_ = std::exchange(other.admission_, nullptr);
        bytes_ = std::exchange(other.bytes_, 0);
    }
    return *this;
}

void Admission::RequestTicket::release() noexcept {
    if (admission_ == nullptr) return;
    Admission* admission = std::exchange(admission_, nullptr);
    admission->requests_.fetch_sub(1, std::memory_order_relaxed);
    admission->body_bytes_.fetch_sub(std::exchange(bytes_, 0), std::memory_order_relaxed);
}

bool Admission::RequestTicket::grow(std::uint64_t bytes) {
    if (admission_ == nullptr) return true;
    if (!admission_->reserve_bytes(bytes)) return false;
    bytes_ += bytes;
    return true;
}

Admission::ConnectionTicket Admission::admit_connection(const std::string& address) {
    // Counting first and looking then is exact enough: two newcomers at the limit may both be turned away.
    if (connections_.fetch_add(1, std::memory_order_relaxed) >= limits_.connections) {
        connections_.fetch_sub(1, std::memory_order_relaxed);
        return {};
    }
    if (limits_.connections_per_address == 0 || is_loopback(address)) return {this, {}};
    {
        const std::lock_guard lock(mutex_);
        std::size_t& count = by_address_[address];
        if (count < limits_.connections_per_address) {
            ++count;
            return {this, address};
        }
    }
    connections_.fetch_sub(1, std::memory_order_relaxed);
    return {};
}

Admission::RequestTicket Admission::admit_request(std::uint64_t body_bytes) {
    if (requests_.fetch_add(1, std::memory_order_relaxed) >= limits_.requests_in_flight ||
        !reserve_bytes(body_bytes)) {
        requests_.fetch_sub(1, std::memory_order_relaxed);
        return {};
    }
    return {this, body_bytes};
}

bool Admission::reserve_bytes(std::uint64_t bytes) {
    if (bytes > limits_.body_bytes_in_flight) return false;
    if (body_bytes_.fetch_add(bytes, std::memory_order_relaxed) > limits_.body_bytes_in_flight - bytes) {
        body_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
        return false;
    }
    return true;
}

}  // namespace dmpgw::http

// Answers that a request wants sent to an address of their own: asynchronous web services, WS-Addressing 1.0 core 3.4
// (reply endpoints) and SOAP binding 5.1; ITI TF-2 Appendix V.4. Only to addresses that the operator allows: who may
// name any address has this gateway post to any host it reaches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/http/message.hpp"
#include "gateway/http/task.hpp"
#include "gateway/soap/message.hpp"

namespace dmpgw::transactions {

struct Services;

/// One answer on its way, whole in memory.
struct ReplyElsewhere {
    std::string address;
    std::string content_type;
    std::string body;
    std::string request_id;
    std::shared_ptr<void> room;  ///< given back when the answer has been sent or given up
};

/// The port that sends them. Thread-safe.
class ReplySender {
  public:
    virtual ~ReplySender() = default;
    virtual bool allows(std::string_view address) const = 0;
    /// The right to gather and send one answer; null while as many are out as may be at once, so that their memory is
    /// bounded whatever their receivers do.
    virtual std::shared_ptr<void> reserve() = 0;
    /// Sends in the background, and again where the receiver cannot be reached. An answer that stays undelivered is
    /// lost: its sender asks again, and gets the first answer again.
    virtual void send(ReplyElsewhere reply) = 0;
};

/// Longest answer that is sent to an address of its own.
inline constexpr std::size_t max_reply_elsewhere_bytes = 16 * MiB;

enum class ReplyTarget : std::uint8_t { connection, elsewhere, nowhere };

struct ReplyRoute {
    ReplyTarget target = ReplyTarget::connection;
    std::shared_ptr<void> room{};  ///< of an answer that goes elsewhere
};

/// Where the answer goes. Refused when ReplyTo or FaultTo names an address that is not allowed, or while too many
/// answers wait.
Result<ReplyRoute> reply_route(const soap::Message& message, const Services& services);

/// Puts the bytes of an answer into `to`; false, with `to` incomplete, when they are more than
/// max_reply_elsewhere_bytes. Throws as its streams do.
http::Task<bool> gather(const http::Response& answer, std::string& to, Services& services);

}  // namespace dmpgw::transactions

// One connection: heads in, answers out, from the handshake to the last byte.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/http/admission.hpp"
#include "gateway/http/loop.hpp"
#include "gateway/http/read_buffer.hpp"
#include "gateway/http/request_body.hpp"
#include "gateway/http/response_writer.hpp"
#include "gateway/http/transport.hpp"

namespace dmpgw::http {

/// Lives on the thread of its loop from start() until its coroutine has ended.
class Connection final : public LoopMember, public std::enable_shared_from_this<Connection> {
  public:
    Connection(Loop& loop, std::unique_ptr<Transport> transport, std::string peer_address,
               Admission::ConnectionTicket ticket);

    /// Begins serving. Call on the thread of the loop; the connection keeps itself alive.
    void start();

    void cancel() override;
    void close_if_idle() override;
    void abort() override;

  private:
    enum class Next : std::uint8_t { keep, close, drop };  ///< drop: nothing more can be said
    enum class HeadOutcome : std::uint8_t { complete, refused, ended };

    static Task<void> run(std::shared_ptr<Connection> self);
    Task<HeadOutcome> receive_head();
    Task<Next> serve_one();
    Task<Next> serve_request(Request& request, const RouteInfo& route);
    Task<std::optional<Response>> call_handler(Request& request, const RouteInfo& route);
    Task<Next> refuse_request(const Request& request, const RouteInfo& route, FramingRefusal framing, bool close);
    Task<Next> refuse(const RequestHead& head, const Refusal& refusal, std::string_view request_id,
                      bool close);
    Task<Next> answer(const RequestHead& head, const Response& response, std::string_view request_id,
                      bool close);
    Task<void> linger();
    Response render(const RequestHead& head, const Refusal& refusal, std::string_view request_id) const;

    const ServerOptions& options() const { return loop_->shared().options; }

    Loop* loop_;
    std::unique_ptr<Transport> transport_;
    std::string peer_address_;
    Admission::ConnectionTicket ticket_;
    std::optional<PeerCertificate> certificate_;
    ReadBuffer buffer_;
    ResponseWriter writer_;
    bool idle_ = false;       ///< waiting for the first byte of a request
    bool served_ = false;     ///< has had a request before
    bool told_to_close_ = false;

    // Of the request that is being served:
    RequestHead head_;
    Refusal head_refusal_;
    std::string_view route_name_;
    std::uint64_t bytes_in_ = 0;
    Watch::Clock::time_point received_;
};

}  // namespace dmpgw::http

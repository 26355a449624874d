#include "gateway/http/connection.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "gateway/base/log.hpp"
#include "gateway/http/body_rules.hpp"

namespace dmpgw::http {
namespace {

constexpr std::size_t max_request_id = 64;
constexpr std::size_t max_drained = 64 * KiB;
// A client that connected just before a drain is about to send its only request: it gets this long for it.
constexpr std::chrono::milliseconds newcomer_grace{1'000};

bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= max_request_id &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '.' || c == '_' || c == '-';
           });
}

// Enough of a refused head to pick the protocol of the answer: the target, where the line has one.
RequestHead guess_head(std::string_view bytes) {
    RequestHead head;
    const std::string_view line = bytes.substr(0, bytes.find_first_of("\r\n"));
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos || second > first + 1024) return head;
    const std::string_view target = line.substr(first + 1, second - first - 1);
    const bool clean = target.starts_with('/') &&
                       std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    if (clean) head.target = target;
    return head;
}

Refusal to_refusal(FramingRefusal refused) { return {refused.status, std::move(refused.failure), {}}; }

}  // namespace

Response render_plain(const RequestHead&, unsigned status, const Failure& failure, std::string_view) {
    std::string text;
    for (const Finding& finding : failure.findings) {
        text.append(finding.rule).append(": ").append(finding.what.en).append(" ").append(finding.mend.en);
        text.push_back('\n');
    }
    return {status, "text/plain; charset=utf-8", std::move(text)};
}

Connection::Connection(Loop& loop, std::unique_ptr<Transport> transport, std::string peer_address,
                       Admission::ConnectionTicket ticket)
    : LoopMember(loop),
      loop_(&loop),
      transport_(std::move(transport)),
      peer_address_(std::move(peer_address)),
      ticket_(std::move(ticket)),
      buffer_(loop.read_blocks()),
      writer_(*transport_, watch, loop) {}

void Connection::start() {
    boost::asio::co_spawn(loop_->executor(), run(shared_from_this()), boost::asio::detached);
}

void Connection::cancel() {
    boost::system::error_code ignored;
    transport_->socket().cancel(ignored);
}

void Connection::close_if_idle() {
    told_to_close_ = true;
    if (!idle_) return;
    if (served_) cancel();
    else watch.until = std::min(watch.until, Watch::Clock::now() + newcomer_grace);
}

void Connection::abort() {
    boost::system::error_code ignored;
    transport_->socket().close(ignored);
}

Task<void> Connection::run(std::shared_ptr<Connection> self) {
    try {
        Connection& c = *self;
        c.watch.arm_for(c.options().deadlines.tls_handshake);
        const auto ec = co_await c.transport_->handshake();
        c.watch.disarm();
        if (ec) co_return;
        c.certificate_ = c.transport_->peer_certificate();
        Next next = Next::keep;
        while (next == Next::keep) next = co_await c.serve_one();
        if (next == Next::close) co_await c.linger();
    } catch (const std::exception& e) {
        // A bug, or no memory: this connection ends, the process lives.
        log::error("connection_failed", {{"error", e.what()}});
    }
}

Task<Connection::HeadOutcome> Connection::receive_head() {
    const FramingPolicy& policy = options().framing;
    const HttpDeadlines& deadlines = options().deadlines;
    HeadScanner scanner(policy.limits);
    idle_ = buffer_.empty();
    auto until = Watch::Clock::now() + (idle_ ? deadlines.idle : deadlines.head);
    while (true) {
        const auto length = scanner.scan(buffer_.data());
        if (!length) {
            head_refusal_ = to_refusal(length.error());
            co_return HeadOutcome::refused;
        }
        if (*length > 0) {
            auto head = read_head(buffer_.data().substr(0, *length), policy);
            if (!head) {
                head_refusal_ = to_refusal(head.error());
                co_return HeadOutcome::refused;
            }
            head_ = std::move(*head);
            buffer_.consume(*length);
            co_return HeadOutcome::complete;
        }
        if (idle_ && told_to_close_) {
            if (served_) co_return HeadOutcome::ended;
            until = std::min(until, Watch::Clock::now() + newcomer_grace);
        }
        watch.arm(until);
        const auto [ec, n] = co_await transport_->read_some(buffer_.space(false));
        watch.disarm();
        if (ec) {
            // A drain interrupts idle connections; a request that has just arrived on one is still served.
            boost::system::error_code unknown;
            const bool interrupted = idle_ && !watch.expired && ec == boost::asio::error::operation_aborted;
            if (interrupted && transport_->socket().available(unknown) > 0) {
                idle_ = false;
                until = Watch::Clock::now() + deadlines.head;
                continue;
            }
            if (idle_ || !watch.expired) co_return HeadOutcome::ended;
            head_refusal_ = to_refusal({rules::head_too_slow, "head"});
            co_return HeadOutcome::refused;
        }
        buffer_.commit(n);
        if (std::exchange(idle_, false)) until = Watch::Clock::now() + deadlines.head;
    }
}

Task<Connection::Next> Connection::serve_one() {
    route_name_ = {};
    bytes_in_ = 0;
    buffer_.shrink();
    const HeadOutcome outcome = co_await receive_head();
    idle_ = false;
    served_ = true;
    if (outcome == HeadOutcome::ended) co_return buffer_.empty() ? Next::close : Next::drop;
    received_ = Watch::Clock::now();
    if (outcome == HeadOutcome::refused) {
        const RequestHead head = guess_head(buffer_.data());
        co_return co_await refuse(head, head_refusal_, loop_->new_request_id(), true);
    }

    Request request;
    request.head = std::move(head_);
    const std::string_view given_id = request.head.field("X-Request-Id");
    request.request_id = is_request_id(given_id) ? std::string(given_id) : loop_->new_request_id();
    request.peer_address = peer_address_;
    if (certificate_) {
        request.tls_subject = certificate_->subject;
        request.tls_certificate_sha256 = certificate_->sha256;
    }
    request.received = received_;

    // A body that is not read keeps the connection from being used again.
    const bool close = request.head.has_body();
    const auto route = loop_->shared().router->find(request.head);
    if (!route) co_return co_await refuse(request.head, route.error(), request.request_id, close);
    route_name_ = (*route)->name;
    if (request.head.content_length.value_or(0) > (*route)->body_limit) {
        co_return co_await refuse_request(request, **route, {rules::body_too_large, "header Content-Length"}, close);
    }
    co_return co_await serve_request(request, **route);
}

Task<Connection::Next> Connection::serve_request(Request& request, const RouteInfo& route) {
    Admission::RequestTicket ticket;
    if (!route.always_admitted) {
        ticket = loop_->shared().admission.admit_request(request.head.content_length.value_or(0));
        if (!ticket) {
            co_return co_await refuse_request(request, route, {rules::overloaded, "server"}, request.head.has_body());
        }
    }
    RequestBody body(*transport_, buffer_, watch, loop_->shared(), request.head, route.body_limit, ticket);
    request.body = &body;
    request.body_limit = route.body_limit;

    std::optional<Response> response = co_await call_handler(request, route);
    bytes_in_ = body.received();
    const bool failed = !response || !has_clean_fields(*response);
    if (!failed && !body.finished() && body.is_worth_discarding()) co_await body.discard();
    if (body.refusal()) {
        co_return co_await refuse(request.head, to_refusal(*body.refusal()), request.request_id, true);
    }
    if (failed) {
        if (response) log::error("response_field_refused", {{"request_id", request.request_id}});
        co_return co_await refuse_request(request, route, {rules::handler_failed, "server"}, true);
    }
    body.release();
    co_return co_await answer(request.head, *response, request.request_id, !body.finished());
}

// Nothing when the handler threw.
Task<std::optional<Response>> Connection::call_handler(Request& request, const RouteInfo& route) {
    try {
        co_return co_await route.handler(request);
    } catch (const std::exception& e) {
        log::error("handler_failed",
                   {{"request_id", request.request_id}, {"route", route.name}, {"error", e.what()}});
    } catch (...) {
        log::error("handler_failed", {{"request_id", request.request_id}, {"route", route.name}});
    }
    co_return std::nullopt;
}

Response Connection::render(const RequestHead& head, const Refusal& refusal,
                            std::string_view request_id) const {
    Response response = options().refusal(head, refusal.status, refusal.failure, request_id);
    for (const Field& field : refusal.fields) response.set(field.name, field.value);
    const bool has_retry = std::any_of(response.fields.begin(), response.fields.end(),
                                       [](const Field& f) { return f.name == "Retry-After"; });
    if (refusal.status == 503 && !has_retry) response.set("Retry-After", "2");
    return response;
}

// A refusal that the route's handler does not know of: who must know is told first.
Task<Connection::Next> Connection::refuse_request(const Request& request, const RouteInfo& route,
                                                  FramingRefusal framing, bool close) {
    const Refusal refusal = to_refusal(std::move(framing));
    if (route.on_refusal) {
        try {
            co_await route.on_refusal(request, refusal.failure);
        } catch (const std::exception& e) {
            log::error("refusal_not_recorded", {{"request_id", request.request_id}, {"error", e.what()}});
        }
    }
    co_return co_await refuse(request.head, refusal, request.request_id, close);
}

Task<Connection::Next> Connection::refuse(const RequestHead& head, const Refusal& refusal,
                                          std::string_view request_id, bool close) {
    Response response = render(head, refusal, request_id);
    response.close = response.close || close;
    co_return co_await answer(head, response, request_id, close);
}

Task<Connection::Next> Connection::answer(const RequestHead& head, const Response& response,
                                          std::string_view request_id, bool close) {
    HeadFacts facts;
    facts.date = loop_->date();
    facts.request_id = request_id;
    facts.minor_version = head.minor_version;
    facts.close = close || response.close || !head.keep_alive || told_to_close_ ||
                  loop_->shared().draining.load(std::memory_order_relaxed) ||
                  (head.minor_version == 0 && response.is_streamed());
    facts.with_body = head.method != "HEAD";
    const bool written = co_await writer_.write(response, facts);
    if (options().observer) {
        const auto time =
            std::chrono::duration_cast<std::chrono::microseconds>(Watch::Clock::now() - received_);
        options().observer({head, route_name_, request_id, peer_address_, response.status, time, bytes_in_,
                            writer_.sent()});
    }
    if (!written) co_return Next::drop;
    co_return facts.close ? Next::close : Next::keep;
}

// RFC 9112 9.6: closing while bytes of the peer are unread resets the connection, and the reset may overtake
// the answer. So: say that nothing more will come, then read a little for nothing.
Task<void> Connection::linger() {
    watch.arm_for(options().deadlines.linger);
    co_await transport_->shutdown();
    std::size_t drained = 0;
    while (!watch.expired && drained < max_drained) {
        const auto [ec, n] = co_await transport_->socket().async_read_some(buffer_.space(true),
                                                                         boost::asio::as_tuple(use_task));
        if (ec) break;
        drained += n;
    }
    watch.disarm();
}

}  // namespace dmpgw::http

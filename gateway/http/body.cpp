#include "gateway/http/request_body.hpp"

#include <algorithm>
#include <cstring>

#include "gateway/http/body_rules.hpp"

namespace dmpgw::http {

RequestBody::RequestBody(Transport& transport, ReadBuffer& buffer, Watch& watch, const Shared& shared,
                         const RequestHead& head, std::uint64_t limit, Admission::RequestTicket& ticket)
    : transport_(&transport), buffer_(&buffer), watch_(&watch), shared_(&shared), ticket_(&ticket),
      remaining_(head.content_length.value_or(0)), owes_continue_(head.expect_continue) {
    if (head.chunked) decoder_.emplace(shared.options.framing.limits, limit);
}

bool RequestBody::finished() const { return decoder_ ? decoder_->done() : remaining_ == 0; }

bool RequestBody::is_worth_discarding() const {
    if (finished()) return true;
    if (refusal_) return false;
    // A client that waits for 100-continue may send its body or may not, unless it already lies here.
    if (owes_continue_) return !decoder_ && remaining_ <= buffer_->data().size() - held_;
    return decoder_ || remaining_ <= max_discarded;
}

Task<Result<std::string_view>> RequestBody::read() {
    if (!refusal_) {
        release();
        if (decoder_) co_await read_chunked();
        else co_await read_plain();
    }
    if (refusal_) co_return refusal_->failure;
    received_ += piece_.size();
    co_return piece_;
}

void RequestBody::release() {
    buffer_->consume(std::exchange(held_, 0));
    piece_ = {};
}

Task<void> RequestBody::read_plain() {
    if (remaining_ == 0) co_return;
    if (buffer_->empty()) co_await fill();
    if (refusal_) co_return;
    const std::string_view data = buffer_->data();
    held_ = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, data.size()));
    remaining_ -= held_;
    piece_ = data.substr(0, held_);
}

Task<void> RequestBody::read_chunked() {
    while (!decoder_->done() && piece_.empty() && !refusal_) {
        release();  // chunk lines only: they are done with
        if (buffer_->empty()) co_await fill();
        if (!refusal_) decode_buffered();
    }
}

// Decodes all that is in the buffer, in place: the runs of data move together at its front, so that a
// body of tiny chunks is still handed on in large pieces.
void RequestBody::decode_buffered() {
    char* const front = buffer_->mutable_data();
    const std::string_view input = buffer_->data();
    std::size_t decoded = 0;
    while (held_ < input.size() && !decoder_->done()) {
        const auto step = decoder_->next(input.substr(held_));
        if (!step) {
            refusal_ = step.error();
            return;
        }
        if (!step->data.empty()) {
            std::memmove(front + decoded, step->data.data(), step->data.size());
            decoded += step->data.size();
        }
        held_ += step->consumed;
    }
    piece_ = {front, decoded};
    if (!ticket_->grow(decoded)) refusal_ = FramingRefusal(rules::overloaded, "body");
}

Task<void> RequestBody::fill() {
    if (std::exchange(owes_continue_, false)) co_await send_continue();
    if (refusal_) co_return;
    const HttpDeadlines& deadlines = shared_->options.deadlines;
    const auto earned = std::chrono::milliseconds(received_ * 1000 / std::max<std::uint64_t>(
                                                      deadlines.body_bytes_per_second, 1));
    const auto start = Watch::Clock::now();
    watch_->arm(start + deadlines.body_grace + earned - waited_);
    const auto [ec, n] = co_await transport_->read_some(buffer_->space(true));
    watch_->disarm();
    waited_ += Watch::Clock::now() - start;
    if (ec) {
        refusal_ = FramingRefusal(watch_->expired ? rules::body_too_slow : rules::body_cut_short, "body");
        co_return;
    }
    buffer_->commit(n);
}

Task<void> RequestBody::send_continue() {
    static constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
    std::size_t sent = 0;
    while (sent < text.size()) {
        const boost::asio::const_buffer rest(text.data() + sent, text.size() - sent);
        watch_->arm_for(shared_->options.deadlines.write);
        const auto [ec, n] = co_await transport_->write_some(BufferRun{&rest, &rest + 1});
        watch_->disarm();
        if (ec) {
            refusal_ = FramingRefusal(rules::body_cut_short, "body");
            co_return;
        }
        sent += n;
    }
}

Task<void> RequestBody::discard() {
    const std::uint64_t before = received_;
    while (!finished() && !refusal_ && received_ - before <= max_discarded) {
        const auto piece = co_await read();
        if (!piece || piece->empty()) break;
    }
    if (!refusal_) release();
}

}  // namespace dmpgw::http

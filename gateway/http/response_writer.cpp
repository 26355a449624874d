#include "gateway/http/response_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "gateway/base/log.hpp"
#include "gateway/base/text.hpp"
#include "gateway/http/framing_guard.hpp"

namespace dmpgw::http {
namespace {

// Below this, copying a body behind its head is cheaper than a second buffer (and a second TLS record).
constexpr std::size_t coalesced_bytes = 8 * KiB;

bool belongs_to_connection(std::string_view name) {
    static constexpr std::array<std::string_view, 6> names = {
        "Content-Length", "Connection", "Date", "Server", "Transfer-Encoding", "X-Request-Id"};
    return std::any_of(names.begin(), names.end(),
                       [name](std::string_view other) { return equals_ignoring_case(name, other); });
}

void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

// RFC 9112 7.1: the line before the bytes of a chunk.
void append_chunk_line(std::string& out, std::size_t size) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16).ptr;
    out.append(digits.data(), end).append("\r\n");
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

bool is_bodiless(unsigned status) { return status < 200 || status == 204 || status == 304; }

void append_head(std::string& out, const Response& response, const HeadFacts& facts) {
    out.append("HTTP/1.1 ");
    append_number(out, response.status);
    out.append(" ").append(reason_phrase(response.status)).append("\r\n");
    append_field(out, "Date", facts.date);
    append_field(out, "X-Request-Id", facts.request_id);
    const bool has_body = !is_bodiless(response.status);
    if (has_body && response.is_streamed()) {
        if (facts.minor_version > 0) append_field(out, "Transfer-Encoding", "chunked");
    } else if (has_body) {
        out.append("Content-Length: ");
        append_number(out, response.content_length());
        out.append("\r\n");
    }
    if (facts.close) append_field(out, "Connection", "close");
    else if (facts.minor_version == 0) append_field(out, "Connection", "keep-alive");
    bool has_sniffing_field = false;
    for (const Field& field : response.fields) {
        if (belongs_to_connection(field.name)) continue;
        has_sniffing_field = has_sniffing_field || equals_ignoring_case(field.name, "X-Content-Type-Options");
        append_field(out, field.name, field.value);
    }
    if (!has_sniffing_field) append_field(out, "X-Content-Type-Options", "nosniff");
    out.append("\r\n");
}

bool has_clean_fields(const Response& response) {
    return std::all_of(response.fields.begin(), response.fields.end(), [](const Field& field) {
        return is_token(field.name) && std::none_of(field.value.begin(), field.value.end(), [](char c) {
            return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
        });
    });
}

Task<bool> ResponseWriter::write(const Response& response, const HeadFacts& facts) {
    sent_ = 0;
    waited_ = {};
    chunked_ = response.is_streamed() && facts.minor_version > 0;
    until_ = Watch::Clock::time_point::max();
    head_.clear();
    append_head(head_, response, facts);
    pending_.clear();
    pending_.emplace_back();  // head_ may still grow: filled in by flush()
    if (facts.with_body && !is_bodiless(response.status)) {
        for (const BodyPiece& piece : response.body) {
            if (const auto* text = std::get_if<std::string>(&piece)) {
                const bool joins_head = pending_.size() == 1 && !head_.empty();
                if (text->empty()) continue;
                if (chunked_) add_copy(*text);
                else if (joins_head && head_.size() + text->size() <= coalesced_bytes) head_.append(*text);
                else add(*text);
            } else if (const auto* source = std::get_if<std::shared_ptr<BodySource>>(&piece)) {
                const bool written = co_await write_source(**source);
                if (!written) co_return false;
            } else {
                const bool written = co_await write_stream(*std::get<std::shared_ptr<BodyStream>>(piece));
                if (!written) co_return false;
            }
        }
        if (chunked_) {
            if (pending_.empty()) pending_.emplace_back();
            head_.append("0\r\n\r\n");
        }
    }
    co_return co_await flush();
}

// What is in head_ goes out first: nothing but head_ may wait when a chunk begins.
void ResponseWriter::add(std::string_view bytes) {
    if (!chunked_) {
        pending_.emplace_back(bytes.data(), bytes.size());
        return;
    }
    if (pending_.empty()) pending_.emplace_back();
    append_chunk_line(head_, bytes.size());
    pending_.emplace_back(bytes.data(), bytes.size());
    pending_.emplace_back("\r\n", 2);
}

// The few texts around a stream: an envelope without what it holds.
void ResponseWriter::add_copy(std::string_view bytes) {
    if (pending_.empty()) pending_.emplace_back();
    append_chunk_line(head_, bytes.size());
    head_.append(bytes).append("\r\n");
}

Task<bool> ResponseWriter::write_stream(BodyStream& stream) {
    struct Told {
        BodyStream& stream;
        bool whole = false;
        ~Told() {
            if (!whole) stream.broke_off();
        }
    } told{stream};
    until_ = stream.deadline();
    while (true) {
        const std::string piece = co_await stream.next();
        if (piece.empty()) break;
        if (Watch::Clock::now() >= until_) co_return false;
        add(piece);
        const bool flushed = co_await flush();
        if (!flushed) co_return false;
    }
    until_ = Watch::Clock::time_point::max();
    told.whole = true;
    co_return true;
}

Task<bool> ResponseWriter::write_source(BodySource& source) {
    struct Borrowed {
        BlockPool& pool;
        BlockPool::Block block;
        ~Borrowed() { pool.give(std::move(block)); }
    } borrowed{loop_->write_blocks(), loop_->write_blocks().take()};
    std::uint64_t left = source.size();
    while (left > 0) {
        const auto wanted =
            static_cast<std::size_t>(std::min<std::uint64_t>(left, borrowed.pool.block_bytes()));
        const std::size_t n = source.read(borrowed.block.get(), wanted);
        if (n == 0 || n > wanted) {
            log::error("response_source_short", {{"bytes", left}});
            co_return false;
        }
        left -= n;
        add({borrowed.block.get(), n});
        const bool flushed = co_await flush();
        if (!flushed) co_return false;
    }
    co_return true;
}

Task<bool> ResponseWriter::flush() {
    if (!head_.empty()) pending_.front() = boost::asio::const_buffer(head_.data(), head_.size());
    const HttpDeadlines& deadlines = loop_->shared().options.deadlines;
    std::size_t first = 0;
    while (first < pending_.size()) {
        // Two limits: no progress at all for a while, and a reader that trickles on for ever.
        const auto earned = std::chrono::milliseconds(sent_ * 1000 / std::max<std::uint64_t>(
                                                          deadlines.write_bytes_per_second, 1));
        const auto start = Watch::Clock::now();
        watch_->arm(std::min(until_, start + std::min<Watch::Clock::duration>(deadlines.write,
                                                                              deadlines.write + earned - waited_)));
        auto [ec, n] = co_await transport_->write_some(
            BufferRun{pending_.data() + first, pending_.data() + pending_.size()});
        watch_->disarm();
        waited_ += Watch::Clock::now() - start;
        if (ec) co_return false;
        sent_ += n;
        while (first < pending_.size() && n >= pending_[first].size()) n -= pending_[first++].size();
        if (n > 0) pending_[first] += n;
    }
    pending_.clear();
    head_.clear();
    co_return true;
}

}  // namespace dmpgw::http

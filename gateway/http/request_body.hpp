// The body of one request on its connection: Content-Length or chunked, behind BodyReader.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/http/body.hpp"
#include "gateway/http/chunk_decoder.hpp"
#include "gateway/http/loop.hpp"
#include "gateway/http/read_buffer.hpp"
#include "gateway/http/transport.hpp"

namespace dmpgw::http {

class RequestBody final : public BodyReader {
  public:
    /// Most body bytes that are read for nothing in order to keep a connection.
    static constexpr std::uint64_t max_discarded = 64 * KiB;

    /// All references must outlive the body. `buffer` stands right behind the head.
    RequestBody(Transport& transport, ReadBuffer& buffer, Watch& watch, const Shared& shared,
                const RequestHead& head, std::uint64_t limit, Admission::RequestTicket& ticket);

    Task<Result<std::string_view>> read() override;

    /// Reads on to the end for nothing, at most max_discarded bytes.
    Task<void> discard();
    /// Lets go of the last piece; the buffer then stands at what follows.
    void release();

    /// True once the last byte of the body has been read.
    bool finished() const;
    /// Whether discard() may be tried: not where the client still waits for 100-continue or much is left.
    bool is_worth_discarding() const;
    /// Why read() failed, if it did.
    const std::optional<FramingRefusal>& refusal() const { return refusal_; }
    /// Body bytes so far, decoded.
    std::uint64_t received() const { return received_; }

  private:
    Task<void> read_plain();
    Task<void> read_chunked();
    void decode_buffered();
    Task<void> fill();
    Task<void> send_continue();

    Transport* transport_;
    ReadBuffer* buffer_;
    Watch* watch_;
    const Shared* shared_;
    Admission::RequestTicket* ticket_;
    std::optional<ChunkDecoder> decoder_;
    std::uint64_t remaining_ = 0;   ///< of Content-Length
    std::uint64_t received_ = 0;
    std::size_t held_ = 0;          ///< bytes of the buffer that the present piece stands for
    std::string_view piece_;
    Watch::Clock::duration waited_{};  ///< for the peer, without the time of the handler
    std::optional<FramingRefusal> refusal_;
    bool owes_continue_ = false;
};

}  // namespace dmpgw::http

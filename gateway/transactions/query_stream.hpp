// The objects of a long answer of ITI-18, ITI-38 or ITI-51, read and written while they are sent: ITI TF-2 3.18.4.1.3.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/audit/event.hpp"
#include "gateway/http/body_stream.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/transactions/query_answer.hpp"
#include "gateway/transactions/services.hpp"
#include "gateway/xds/messages.hpp"

namespace dmpgw::transactions {

/// The right to send one long answer: while it is sent it holds a state of the registry, and with it a connection to the
/// database and the log from starting anew. Given back when it is destroyed.
class StreamTicket {
  public:
    StreamTicket(StreamTicket&& other) noexcept : streams_(std::move(other.streams_)) {}
    StreamTicket& operator=(StreamTicket&&) = delete;
    ~StreamTicket();

    /// Waits while limits.query_streams of them are out, or while the log of the store is longer than max_log_bytes
    /// because others have held old states for long; refused (busy, XDSRegistryBusy) after limits.query_stream_wait.
    static http::Task<Result<StreamTicket>> wait(Services& services);

  private:
    static Result<StreamTicket> take(Services& services);
    explicit StreamTicket(std::shared_ptr<std::atomic<std::size_t>> streams) : streams_(std::move(streams)) {}
    std::shared_ptr<std::atomic<std::size_t>> streams_;
};

/// Past that no long answer is begun: those that overlap without end would keep the log from ever starting anew.
inline constexpr std::uint64_t max_log_bytes = 1 * GiB;

/// What lies between the start and the end of rim:RegistryObjectList. References need nothing but their ids; objects are
/// read again, in batches of some ten KiB on the disk pool, from the state in which they were found.
class QueryStream final : public http::BodyStream {
  public:
    /// `registry` is the state in which `answer` was found; null for references. `event` is what the trail already says
    /// of the query: it is repeated, as failed, when the answer breaks off. `services` must outlive the stream.
    QueryStream(std::unique_ptr<QueryAnswer> answer, xds::ReturnType type,
                std::unique_ptr<storage::RegistryView> registry, StreamTicket ticket, audit::Event event,
                Services& services);

    /// Makes the first piece ahead, while a failure can still be answered as one. Throws as next() does.
    http::Task<void> prepare();
    /// Throws when the registry cannot be read, or does not hold what it held (which is a damaged store).
    http::Task<std::string> next() override;
    std::chrono::steady_clock::time_point deadline() const override { return deadline_; }
    /// Leaves an event ANSWER_BROKEN_OFF in the trail that says how many objects may have been seen.
    void broke_off() noexcept override;

  private:
    http::Task<std::string> make_piece();
    std::string write_batch();
    void write(xml::Writer& writer, const FoundObject& object) const;

    std::unique_ptr<QueryAnswer> answer_;
    std::vector<FoundObject> found_;
    std::size_t written_ = 0;
    std::optional<std::string> first_;
    xds::ReturnType type_;
    std::unique_ptr<storage::RegistryView> registry_;
    StreamTicket ticket_;
    audit::Event event_;
    Services& services_;
    std::chrono::steady_clock::time_point deadline_;
};

}  // namespace dmpgw::transactions

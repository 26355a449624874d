#include "gateway/transactions/query_stream.hpp"

#include <fmt/format.h>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <stdexcept>
#include <utility>

#include "gateway/base/log.hpp"
#include "gateway/transactions/waiting.hpp"
#include "gateway/xds/ebrim_writer.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule too_many_streams{
    "TOO_MANY_LONG_ANSWERS", FailureKind::busy, "XDSRegistryBusy",
    "As many long answers as this gateway sends at one time are under way",
    "Cette passerelle envoie déjà autant de longues réponses à la fois qu'elle le peut",
    "Ask again in a while, or narrow the query by dates or codes",
    "Redemandez dans un moment, ou restreignez la recherche par dates ou codes", "ITI TF-3 4.2.4.1"};
constexpr Rule log_too_long{
    "REGISTRY_LOG_TOO_LONG", FailureKind::busy, "XDSRegistryBusy",
    "The registry cannot hold one more state for a long answer until earlier ones have been sent",
    "Le registre ne peut garder un état de plus pour une longue réponse avant que les précédentes ne soient envoyées",
    "Ask again in a while, or narrow the query by dates or codes",
    "Redemandez dans un moment, ou restreignez la recherche par dates ou codes", "ITI TF-3 4.2.4.1"};
constexpr Rule broken_off{
    "ANSWER_BROKEN_OFF", FailureKind::unavailable, "XDSRegistryError",
    "The answer broke off before its end", "La réponse s'est interrompue avant la fin",
    "Send the query again, and read its answer faster than limits.query_stream asks for",
    "Renvoyez la recherche, et lisez sa réponse plus vite que ne le demande limits.query_stream", "RFC 9112 8"};

/// A piece is about this long: enough that the cost of a chunk is none, and little enough to hold many at once.
constexpr std::size_t piece_bytes = 64 * KiB;

/// An answer is over in some ten milliseconds where its client is quick.
constexpr std::chrono::milliseconds next_try{10};

template <class T>
const T& found(const std::optional<T>& object, const FoundObject& wanted) {
    if (!object) throw std::runtime_error("an object is gone from the state it was found in: " + *wanted.entry_uuid);
    return *object;
}

}  // namespace

StreamTicket::~StreamTicket() {
    if (streams_) streams_->fetch_sub(1);
}

Result<StreamTicket> StreamTicket::take(Services& services) {
    const std::size_t before = services.query_streams->fetch_add(1);
    StreamTicket ticket(services.query_streams);
    if (before >= services.document_limits.query_streams) return refuse(too_many_streams, "AdhocQuery", fmt::format("{}", before));
    const std::uint64_t log = services.store.statistics().log_bytes;
    if (log > max_log_bytes) return refuse(log_too_long, "AdhocQuery", fmt::format("{} MiB", log / MiB));
    return ticket;
}

http::Task<Result<StreamTicket>> StreamTicket::wait(Services& services) {
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, http::Executor>;
    const auto until = std::chrono::steady_clock::now() + services.document_limits.query_stream_wait;
    const http::Executor executor = co_await boost::asio::this_coro::executor;
    Timer timer(executor);
    while (true) {
        Result<StreamTicket> ticket = take(services);
        if (ticket || std::chrono::steady_clock::now() >= until) co_return ticket;
        timer.expires_after(next_try);
        co_await timer.async_wait(http::use_task);
    }
}

QueryStream::QueryStream(std::unique_ptr<QueryAnswer> answer, xds::ReturnType type,
                         std::unique_ptr<storage::RegistryView> registry, StreamTicket ticket, audit::Event event,
                         Services& services)
    : answer_(std::move(answer)),
      found_(answer_->found()),
      type_(type),
      registry_(std::move(registry)),
      ticket_(std::move(ticket)),
      event_(std::move(event)),
      services_(services),
      deadline_(std::chrono::steady_clock::now() + services.document_limits.query_stream) {}

http::Task<void> QueryStream::prepare() { first_ = co_await make_piece(); }

http::Task<std::string> QueryStream::next() {
    if (first_) {
        std::string first = std::move(*first_);
        first_.reset();
        co_return first;
    }
    co_return co_await make_piece();
}

http::Task<std::string> QueryStream::make_piece() {
    std::string piece;
    const DiskCall write = [this, &piece]() -> Result<void> {
        piece = write_batch();
        return {};
    };
    const auto done = co_await offload(services_.disk, write);
    if (!done) throw std::logic_error("a batch that fails without a throw");
    co_return piece;
}

std::string QueryStream::write_batch() {
    xml::Writer writer;
    while (written_ < found_.size() && writer.size() < piece_bytes) write(writer, found_[written_++]);
    // The last piece may wait long for its reader; nobody needs the state any more.
    if (written_ == found_.size()) registry_.reset();
    return writer.finish();
}

void QueryStream::write(xml::Writer& writer, const FoundObject& object) const {
    const std::string& uuid = *object.entry_uuid;
    if (type_ == xds::ReturnType::object_ref) return xds::write_object_ref(writer, uuid, answer_->home_of(object));
    const auto at_home = [&](auto known) {
        known.home_community_id = answer_->home_of(object);
        return known;
    };
    switch (object.kind) {
        case ObjectKind::submission_set:
            return xds::write_submission_set(writer, at_home(found(registry_->submission_set_by_uuid(uuid), object)));
        case ObjectKind::entry: return xds::write_entry(writer, at_home(found(registry_->entry_by_uuid(uuid), object).entry));
        case ObjectKind::folder: return xds::write_folder(writer, at_home(found(registry_->folder_by_uuid(uuid), object)));
        case ObjectKind::association:
            return xds::write_association(writer, found(registry_->association_by_uuid(uuid), object));
    }
}

void QueryStream::broke_off() noexcept {
    try {
        registry_.reset();
        const std::string shown = fmt::format("{} of {} objects", written_, found_.size());
        log::warning("query_answer_broken_off", {{"request_id", event_.request_id}, {"reason", shown}});
        audit::Event event = event_;
        event.time = services_.clock.now();
        audit::set_failure(event, refuse(broken_off, "AdhocQueryResponse", shown));
        event.query += " (" + shown + ")";
        storage::Unit unit;
        unit.decide = [row = audit::to_record(event)](const storage::RegistryView&) {
            storage::Changes changes;
            changes.audit.push_back(row);
            return changes;
        };
        services_.store.commit(std::move(unit), [id = event.request_id](const Result<void>& recorded) {
            if (!recorded) log::error("broken_answer_not_recorded", {{"request_id", id}, {"rule", recorded.error().first().rule}});
        });
    } catch (const std::exception& e) {
        log::error("broken_answer_not_recorded", {{"request_id", event_.request_id}, {"error", e.what()}});
    }
}

}  // namespace dmpgw::transactions

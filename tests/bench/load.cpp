#include "tests/bench/load.hpp"

#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <charconv>
#include <cstdio>
#include <exception>
#include <string_view>
#include <vector>

namespace dmpgw::bench {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Stream = asio::ssl::stream<Socket>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
template <typename T>
using Task = asio::awaitable<T, Executor>;
constexpr asio::use_awaitable_t<Executor> use_task;

double milliseconds(Clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

struct Run {
    const Template& request;
    const LoadOptions& options;
    asio::io_context io{1};
    asio::ssl::context tls{asio::ssl::context::tls_client};
    Clock::time_point start{};
    Clock::time_point measure_from{};
    Clock::time_point end{};
    /// An overloaded server is not waited for longer than this.
    Clock::time_point give_up{};
    bool measuring = false;
    std::uint64_t next_number = 0;
    std::uint64_t next_slot = 0;
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
    std::uint64_t unsent = 0;
    std::vector<double> latencies_ms{};

    /// When the next request is due: now, or in its turn.
    Clock::time_point next_due() {
        if (options.rate <= 0) return Clock::now();
        const auto turn = static_cast<double>(next_slot++) / options.rate;
        return start +
               std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(turn));
    }

    void record(Clock::time_point due, Clock::time_point now) {
        if (measuring) ++completed;
        if (due >= measure_from && due < end) latencies_ms.push_back(milliseconds(now - due));
    }

    void fail(std::string_view why) {
        if (failed++ == 0) {
            std::fprintf(stderr, "first failure of %s: %.*s\n", request.path.c_str(),
                         static_cast<int>(std::min<std::size_t>(why.size(), 800)), why.data());
        }
    }
};

// One answer, understood as far as our own servers need it. Keeps its memory from one to the next.
class Answer {
  public:
    Task<void> read(Stream& stream) {
        size_ = 0;
        std::size_t head = 0;
        std::size_t total = 0;
        while (head == 0 || size_ < total) {
            if (size_ == bytes_.size()) bytes_.resize(bytes_.size() * 2);
            size_ += co_await stream.async_read_some(
                asio::buffer(bytes_.data() + size_, bytes_.size() - size_), use_task);
            if (head != 0) continue;
            const std::size_t blank = text().find("\r\n\r\n");
            if (blank == std::string_view::npos) continue;
            head = blank + 4;
            total = head + content_length(text().substr(0, blank));
        }
    }
    std::string_view text() const { return {bytes_.data(), size_}; }

  private:
    static std::size_t content_length(std::string_view head) {
        constexpr std::string_view name = "Content-Length: ";
        const std::size_t field = head.find(name);
        std::size_t length = 0;
        if (field == std::string_view::npos) return length;
        std::from_chars(head.data() + field + name.size(), head.data() + head.size(), length);
        return length;
    }

    std::vector<char> bytes_ = std::vector<char>(32 * 1024);
    std::size_t size_ = 0;
};

Task<void> converse(Run& run, Stream& stream) {
    std::string message =
        "POST " + run.request.path +
        " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + run.request.content_type +
        "\r\nContent-Length: " + std::to_string(run.request.body.size()) + "\r\n\r\n";
    std::vector<std::size_t> offsets = run.request.offsets;
    for (std::size_t& o : offsets)
        o += message.size();
    message += run.request.body;
    Answer answer;
    Timer timer(run.io);
    while (true) {
        const Clock::time_point due = run.next_due();
        if (due >= run.end) co_return;
        if (due > Clock::now()) {
            timer.expires_at(due);
            co_await timer.async_wait(use_task);
        } else if (Clock::now() > run.give_up) {
            ++run.unsent;
            run.record(due, Clock::now());
            continue;
        }
        Template::number(message, offsets, run.request.value_of(run.next_number++));
        co_await asio::async_write(stream, asio::buffer(message), use_task);
        co_await answer.read(stream);
        if (answer.text().find(run.request.success) == std::string_view::npos)
            run.fail(answer.text());
        else
            run.record(due, Clock::now());
    }
}

Task<void> connection(Run& run) {
    try {
        Socket socket(run.io);
        const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), run.options.port);
        co_await socket.async_connect(endpoint, use_task);
        socket.set_option(asio::ip::tcp::no_delay(true));
        Stream stream(std::move(socket), run.tls);
        co_await stream.async_handshake(asio::ssl::stream_base::client, use_task);
        co_await converse(run, stream);
    } catch (const std::exception& e) {
        run.fail(e.what());
    }
}

}  // namespace

LoadResult run_load(const Template& request, const LoadOptions& options,
                    const std::function<void()>& measured) {
    Run run{request, options};
    run.tls.set_verify_mode(asio::ssl::verify_none);
    run.next_number = options.first_number;
    run.start = Clock::now();
    run.measure_from = run.start + options.warm_up;
    run.end = run.measure_from + options.duration;
    run.give_up = run.end + options.duration;
    run.latencies_ms.reserve(1U << 18U);
    for (std::size_t i = 0; i < options.connections; ++i) {
        asio::co_spawn(run.io, connection(run), asio::detached);
    }
    // The moments at which the timers really ran: on a busy machine they are late.
    Clock::time_point began;
    Clock::time_point ended;
    Timer from(run.io, run.measure_from);
    Timer to(run.io, run.end);
    from.async_wait([&](auto) {
        measured();
        run.measuring = true;
        began = Clock::now();
    });
    to.async_wait([&](auto) {
        measured();
        run.measuring = false;
        ended = Clock::now();
    });
    run.io.run();

    LoadResult result;
    result.completed = run.completed;
    result.failed = run.failed;
    result.unsent = run.unsent;
    result.seconds = std::chrono::duration<double>(ended - began).count();
    result.latency_ms = percentiles(run.latencies_ms);
    result.next_number = run.next_number;
    return result;
}

}  // namespace dmpgw::bench

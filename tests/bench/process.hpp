// The servers that are measured run as processes of their own, so that what they cost can be told
// from what the load generator beside them costs.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dmpgw::bench {

/// A child process. Killed at the latest when the benchmark ends, even when it is itself killed.
class Process {
  public:
    /// Starts arguments[0]; standard output and standard error go to `log`. Throws when it cannot.
    Process(const std::vector<std::string>& arguments, const std::filesystem::path& log);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    bool running();
    const std::filesystem::path& log() const { return log_; }
    /// CPU time of all its threads, of those that ended too, in microseconds.
    double cpu_us() const;
    /// The most memory that was resident since the start or the last forget_peak(), in MiB.
    double peak_mib() const;
    /// Begins a new peak; without the right to, the old one stays.
    void forget_peak();
    /// SIGTERM, then waits. Returns the exit code; -1 when it was killed by a signal or did not end
    /// in 30 s.
    int stop();

  private:
    std::filesystem::path log_;
    pid_t id_ = -1;
};

/// A TCP port of 127.0.0.1 that was free a moment ago.
std::uint16_t free_port();

/// True when GET `path` on that port of 127.0.0.1, plain HTTP, answers 200.
bool answers_ok(std::uint16_t port, const std::string& path);

/// True when something listens there.
bool listens(std::uint16_t port);

/// Throws with that text and the server's log.
[[noreturn]] void throw_with_log(const std::string& what, const Process& process);
void sleep_ms(int milliseconds);

/// Waits until `ready` holds, at most 30 s. Throws, with the log, when it does not or the process
/// ends.
template <typename Ready>
void wait_until_ready(Process& process, Ready ready) {
    constexpr int attempts = 600;
    for (int i = 0; i < attempts; ++i) {
        if (ready()) return;
        if (!process.running()) throw_with_log("a server ended before it was ready", process);
        sleep_ms(50);
    }
    throw_with_log("a server was not ready within 30 s", process);
}

}  // namespace dmpgw::bench

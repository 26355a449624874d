#include "tests/storage/child_process.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace dmpgw::storage {
namespace {

using Steady = std::chrono::steady_clock;

pid_t start(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
            int output) {
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::dup2(output, STDOUT_FILENO);
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> arguments;
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

void note(ChildRun& run, const std::string& output) {
    std::istringstream lines(output);
    char kind = 0;
    std::uint64_t number = 0;
    // A line that the kill cut short has no newline: its number may be cut as well.
    for (std::string line; std::getline(lines, line) && !lines.eof();) {
        std::istringstream words(line);
        if (words >> kind >> number) (kind == 'a' ? run.acknowledged : run.started).insert(number);
    }
}

}  // namespace

ChildRun run_child(const std::vector<std::string>& command,
                   const std::map<std::string, std::string>& environment,
                   std::optional<Kill> kill) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("pipe");
    const pid_t pid = start(command, environment, ends[1]);
    ::close(ends[1]);
    // A child that hangs is killed as well, and reported as signalled.
    auto deadline = Steady::now() + std::chrono::minutes(5);
    bool armed = false;
    bool killed = false;
    std::string output;
    while (true) {
        if (kill && !armed && output.size() >= kill->output_bytes) {
            deadline = Steady::now() + kill->delay;
            armed = true;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Steady::now());
        pollfd wait{ends[0], POLLIN, 0};
        if (!killed && (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) == 0)) {
            ::kill(pid, SIGKILL);
            killed = true;
            continue;
        }
        char buffer[65536];
        const ssize_t n = ::read(ends[0], buffer, sizeof buffer);
        if (n <= 0) break;
        output.append(buffer, static_cast<std::size_t>(n));
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(pid, &status, 0);
    ChildRun run;
    run.signalled = WIFSIGNALED(status);
    run.status = run.signalled ? WTERMSIG(status) : WEXITSTATUS(status);
    note(run, output);
    return run;
}

}  // namespace dmpgw::storage

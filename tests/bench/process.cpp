#include "tests/bench/process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace dmpgw::bench {
namespace {

std::filesystem::path proc(pid_t id, const char* file) {
    return std::filesystem::path("/proc") / std::to_string(id) / file;
}

// A connected TCP socket of 127.0.0.1, or nothing.
class Client {
  public:
    explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    }
    ~Client() { ::close(fd_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    bool connected() const { return connected_; }
    int fd() const { return fd_; }

  private:
    int fd_;
    bool connected_ = false;
};

}  // namespace

Process::Process(const std::vector<std::string>& arguments, const std::filesystem::path& log)
    : log_(log) {
    std::vector<char*> argv;
    for (const std::string& a : arguments)
        argv.push_back(const_cast<char*>(a.c_str()));
    argv.push_back(nullptr);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out < 0) throw std::system_error(errno, std::generic_category(), log.string());
    const pid_t parent = ::getpid();
    id_ = ::fork();
    if (id_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(127);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(out, STDERR_FILENO);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    const int error = errno;
    ::close(out);
    if (id_ < 0) throw std::system_error(error, std::generic_category(), "fork");
}

Process::~Process() {
    if (id_ <= 0) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
}

bool Process::running() {
    if (id_ <= 0) return false;
    if (::waitpid(id_, nullptr, WNOHANG) != id_) return true;
    id_ = -1;
    return false;
}

double Process::cpu_us() const {
    clockid_t clock{};
    timespec now{};
    if (::clock_getcpuclockid(id_, &clock) != 0 || ::clock_gettime(clock, &now) != 0) {
        throw std::runtime_error("a measured server is gone");
    }
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double Process::peak_mib() const {
    std::ifstream status(proc(id_, "status"));
    std::string key;
    double kib = 0;
    while (status >> key) {
        if (key == "VmHWM:") {
            status >> kib;
            break;
        }
        status.ignore(4096, '\n');
    }
    return kib / 1024;
}

void Process::forget_peak() {
    std::ofstream(proc(id_, "clear_refs")) << "5";
}

int Process::stop() {
    if (id_ <= 0) return -1;
    ::kill(id_, SIGTERM);
    for (int i = 0; i < 3000; ++i) {
        int status = 0;
        if (::waitpid(id_, &status, WNOHANG) == id_) {
            id_ = -1;
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        }
        sleep_ms(10);
    }
    return -1;
}

std::uint16_t free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof any;
    const bool bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&any), length) == 0 &&
                       ::getsockname(fd, reinterpret_cast<sockaddr*>(&any), &length) == 0;
    ::close(fd);
    if (!bound) throw std::runtime_error("no free port");
    return ntohs(any.sin_port);
}

bool listens(std::uint16_t port) {
    return Client(port).connected();
}

bool answers_ok(std::uint16_t port, const std::string& path) {
    const Client client(port);
    if (!client.connected()) return false;
    const std::string text =
        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    if (::write(client.fd(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return false;
    const std::string wanted = "HTTP/1.1 200";
    std::string answer(wanted.size(), '\0');
    return ::recv(client.fd(), answer.data(), answer.size(), MSG_WAITALL) ==
               static_cast<ssize_t>(answer.size()) &&
           answer == wanted;
}

void throw_with_log(const std::string& what, const Process& process) {
    std::ostringstream text;
    text << what << "; its log:\n" << std::ifstream(process.log()).rdbuf();
    throw std::runtime_error(text.str());
}

void sleep_ms(int milliseconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

}  // namespace dmpgw::bench

#include "tests/bench/disk.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <system_error>

namespace dmpgw::bench {

Percentiles sync_latency(const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / "sync";
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), file.string());
    const std::string block(4096, 'x');
    std::vector<double> latencies;
    for (int i = 0; i < 200; ++i) {
        const auto start = std::chrono::steady_clock::now();
        if (::write(fd, block.data(), block.size()) != static_cast<ssize_t>(block.size()) ||
            ::fdatasync(fd) != 0) {
            break;
        }
        const auto took = std::chrono::steady_clock::now() - start;
        latencies.push_back(std::chrono::duration<double, std::milli>(took).count());
    }
    ::close(fd);
    std::filesystem::remove(file);
    return percentiles(latencies);
}

double cpu_pressure() {
    std::ifstream file("/proc/pressure/cpu");
    std::string word;
    while (file >> word) {
        if (word.starts_with("avg10=")) return std::stod(word.substr(6));
    }
    return -1;
}

bool is_in_memory(const std::filesystem::path& folder) {
    struct statfs facts {};
    return ::statfs(folder.c_str(), &facts) == 0 &&
           (facts.f_type == TMPFS_MAGIC || facts.f_type == RAMFS_MAGIC);
}

}  // namespace dmpgw::bench

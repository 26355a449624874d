// A disk that forgets: loaded with LD_PRELOAD before a program, it keeps for each file below one folder
// what the disk would hold if the power went now, and can let the power go.
//
// The model is the strictest that POSIX allows. Bytes are on the disk after fsync or fdatasync of their
// file, names (created, renamed, removed) after fsync of their folder, nothing before. At the cut each
// 512-byte sector written since the last sync is, by chance, old, new or something in between; sizes and
// names likewise. Calls are served one at a time, so that the cut falls between two of them.
//
// Environment, read at the first call:
//   DMPGW_SHIM_FOLDER     files below it are watched (needed; files ending in -shm are not, SQLite maps
//                         and rebuilds them)
//   DMPGW_SHIM_CUT_AFTER  the power goes at this watched call; the process ends with status 99
//   DMPGW_SHIM_SEED       of the chances
//   DMPGW_SHIM_LIE        syncs of files whose name ends so return at once and sync nothing
// A program may also find dmpgw_shim_fail and dmpgw_shim_calls with dlsym and make calls fail.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t sector_bytes = 512;
constexpr int cut_status = 99;
using Sector = std::array<char, sector_bytes>;

enum class Call { open, write, sync, truncate, allocate, rename, unlink, count };
constexpr std::array<std::string_view, static_cast<std::size_t>(Call::count)> call_names{
    "open", "write", "sync", "truncate", "allocate", "rename", "unlink"};

// Straight to the kernel: the names of libc are ours here.
long raw_open(const char* path, int flags, unsigned mode) {
    return ::syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
ssize_t raw_pread(int fd, void* to, std::size_t n, std::int64_t at) {
    return ::syscall(SYS_pread64, fd, to, n, at);
}
ssize_t raw_pwrite(int fd, const void* from, std::size_t n, std::int64_t at) {
    return ::syscall(SYS_pwrite64, fd, from, n, at);
}
int raw_truncate(int fd, std::int64_t size) { return static_cast<int>(::syscall(SYS_ftruncate, fd, size)); }
int raw_unlink(const char* path) { return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0)); }
int raw_rename(const char* from, const char* to) {
    return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

/// A file as the program sees it, with all that is needed to take it back to its last sync.
struct Watched {
    std::string path;
    bool is_folder = false;
    int fd = -1;  ///< our own, for as long as the process lives
    std::int64_t durable_size = 0;
    /// Contents of each sector changed since the last sync, oldest (the durable one) first.
    std::map<std::int64_t, std::vector<Sector>> old;

    std::int64_t size() const {
        struct stat status {};
        return ::fstat(fd, &status) == 0 ? status.st_size : 0;
    }
    void remember(std::int64_t from, std::int64_t to) {
        constexpr std::size_t kept_versions = 4;
        const auto unit = static_cast<std::int64_t>(sector_bytes);
        for (std::int64_t at = from / unit * unit; at < to; at += unit) {
            auto& versions = old[at];
            if (versions.size() >= kept_versions) continue;
            Sector sector{};
            raw_pread(fd, sector.data(), sector.size(), at);
            versions.push_back(sector);
        }
    }
    void settle() {
        old.clear();
        durable_size = size();
    }
};

/// A change of names that its folder has not been synced for.
struct NameChange {
    enum class Kind { created, removed, renamed } kind;
    std::string path;
    std::string other;   ///< renamed: the old name
    std::string backup;  ///< removed, or replaced by a renaming: where the old file is kept
};

struct Fault {
    long after = 0;  ///< calls still to let through
    long times = 0;
    int error = 0;
    bool swallow = false;  ///< say that all went well, and do nothing
};

class Disk {
  public:
    Disk() {
        if (const char* value = std::getenv("DMPGW_SHIM_FOLDER")) folder_ = std::string(value) + "/";
        if (const char* value = std::getenv("DMPGW_SHIM_CUT_AFTER")) cut_after_ = std::atol(value);
        if (const char* value = std::getenv("DMPGW_SHIM_LIE")) lie_ = value;
        if (const char* value = std::getenv("DMPGW_SHIM_SEED")) {
            random_.seed(static_cast<std::uint64_t>(std::atoll(value)));
        }
    }

    std::recursive_mutex mutex;

    bool watches(std::string_view path) const {
        return !folder_.empty() && path.starts_with(folder_) && !path.ends_with("-shm") &&
               !path.ends_with(".shim-backup");
    }
    Watched* of(int fd) {
        const auto found = by_fd_.find(fd);
        return found == by_fd_.end() ? nullptr : found->second.get();
    }

    /// Counts a watched call; 0 to go on, an errno to fail with, -1 to pretend success.
    int before(Call call) {
        if (cut_after_ > 0 && ++calls_ >= cut_after_) cut();
        auto& fault = faults_[static_cast<std::size_t>(call)];
        ++counts_[static_cast<std::size_t>(call)];
        if (fault.times == 0) return 0;
        if (fault.after > 0) {
            --fault.after;
            return 0;
        }
        --fault.times;
        return fault.swallow ? -1 : fault.error;
    }

    int open(const char* path, int flags, unsigned mode) {
        const bool watched = watches(path);
        const bool is_new = watched && (flags & O_CREAT) != 0 && ::access(path, F_OK) != 0;
        if (is_new) {
            const int verdict = before(Call::open);
            if (verdict > 0) {
                errno = verdict;
                return -1;
            }
        }
        const auto fd = static_cast<int>(raw_open(path, flags, mode));
        if (fd < 0 || !watched) return fd;
        auto& file = by_path_[path];
        if (file == nullptr) file = watch(path);
        by_fd_[fd] = file;
        if (is_new) names_.push_back({NameChange::Kind::created, path, {}, {}});
        return fd;
    }
    void close(int fd) { by_fd_.erase(fd); }

    void sync(Watched& file) {
        if (!lie_.empty() && file.path.ends_with(lie_)) return;
        if (!file.is_folder) return file.settle();
        // Names in this very folder are durable now.
        std::erase_if(names_, [&](const NameChange& change) {
            const auto slash = change.path.rfind('/');
            if (change.path.substr(0, slash) != file.path) return false;
            if (!change.backup.empty()) raw_unlink(change.backup.c_str());
            return true;
        });
    }

    int unlink(const char* path) {
        const std::string backup = next_backup();
        if (raw_rename(path, backup.c_str()) != 0) return -1;
        names_.push_back({NameChange::Kind::removed, path, {}, backup});
        move_watch(path, backup);
        return 0;
    }
    int rename(const char* from, const char* to) {
        std::string backup;
        if (::access(to, F_OK) == 0) {
            backup = next_backup();
            if (raw_rename(to, backup.c_str()) != 0) return -1;
            move_watch(to, backup);
        }
        if (raw_rename(from, to) != 0) return -1;
        names_.push_back({NameChange::Kind::renamed, to, from, backup});
        move_watch(from, to);
        return 0;
    }

    void set_fault(std::string_view call, const Fault& fault) {
        for (std::size_t i = 0; i < call_names.size(); ++i) {
            if (call_names[i] == call) faults_[i] = fault;
            counts_[i] = 0;
        }
    }
    long count(std::string_view call) const {
        for (std::size_t i = 0; i < call_names.size(); ++i) {
            if (call_names[i] == call) return counts_[i];
        }
        return 0;
    }

  private:
    std::shared_ptr<Watched> watch(const std::string& path) {
        auto file = std::make_shared<Watched>();
        file->path = path;
        struct stat status {};
        file->is_folder = ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
        if (!file->is_folder) {
            file->fd = static_cast<int>(raw_open(path.c_str(), O_RDWR | O_CLOEXEC, 0));
            file->durable_size = file->size();
        }
        return file;
    }
    void move_watch(const std::string& from, const std::string& to) {
        const auto found = by_path_.find(from);
        if (found == by_path_.end()) return;
        found->second->path = to;
        by_path_[to] = found->second;
        by_path_.erase(from);
    }
    std::string next_backup() { return folder_ + std::to_string(backups_++) + ".shim-backup"; }
    std::uint64_t chance(std::uint64_t n) { return random_() % n; }

    [[noreturn]] void cut() {
        for (auto& [path, file] : by_path_) {
            if (!file->is_folder) forget(*file);
        }
        // A journaling file system keeps the order of names: some last ones are lost.
        std::size_t lost = names_.empty() ? 0 : chance(names_.size() + 1);
        if (chance(4) == 0) lost = names_.size();
        while (lost-- > 0) {
            const NameChange& change = names_.back();
            switch (change.kind) {
                case NameChange::Kind::created: raw_unlink(change.path.c_str()); break;
                case NameChange::Kind::removed:
                    raw_rename(change.backup.c_str(), change.path.c_str());
                    break;
                case NameChange::Kind::renamed:
                    raw_rename(change.path.c_str(), change.other.c_str());
                    if (!change.backup.empty()) raw_rename(change.backup.c_str(), change.path.c_str());
                    break;
            }
            names_.pop_back();
        }
        ::syscall(SYS_exit_group, cut_status);
        std::abort();
    }

    void forget(Watched& file) {
        if (file.fd < 0 || (file.old.empty() && file.size() == file.durable_size)) return;
        enum { keep_all, drop_all, keep_some };
        const std::uint64_t way = chance(8);
        const int mode = way == 0 ? keep_all : way <= 3 ? drop_all : keep_some;
        if (mode == keep_all) return;
        const std::int64_t now = file.size();
        const bool old_size = mode == drop_all || chance(2) == 0;
        const std::int64_t size = old_size ? file.durable_size : now;
        for (const auto& [at, versions] : file.old) {
            const std::uint64_t pick = mode == drop_all ? 0 : chance(versions.size() + 1);
            if (pick == versions.size() || at >= size) continue;
            const auto n = std::min<std::int64_t>(sector_bytes, size - at);
            raw_pwrite(file.fd, versions[pick].data(), static_cast<std::size_t>(n), at);
        }
        raw_truncate(file.fd, size);
    }

    std::string folder_;
    std::string lie_;
    long cut_after_ = 0;
    long calls_ = 0;
    int backups_ = 0;
    std::mt19937_64 random_{1};
    std::map<int, std::shared_ptr<Watched>> by_fd_;
    std::map<std::string, std::shared_ptr<Watched>> by_path_;
    std::vector<NameChange> names_;
    std::array<Fault, static_cast<std::size_t>(Call::count)> faults_{};
    std::array<long, static_cast<std::size_t>(Call::count)> counts_{};
};

// Never destroyed: other threads write until the very end of the process.
Disk& disk() {
    static Disk* const instance = new Disk;
    return *instance;
}

/// Runs `act` on a watched file under the lock, unless the call is to fail or to be swallowed.
template <class Act>
ssize_t on_watched(int fd, Call call, ssize_t pretended, Act act) {
    const std::lock_guard lock(disk().mutex);
    if (Watched* file = disk().of(fd)) {
        const int verdict = disk().before(call);
        if (verdict > 0) {
            errno = verdict;
            return -1;
        }
        if (verdict < 0) return pretended;
        return act(file);
    }
    return act(nullptr);
}

ssize_t write_at(int fd, const void* from, std::size_t n, std::int64_t at) {
    return on_watched(fd, Call::write, static_cast<ssize_t>(n), [&](Watched* file) {
        if (file != nullptr) file->remember(at, at + static_cast<std::int64_t>(n));
        return raw_pwrite(fd, from, n, at);
    });
}

int sync(int fd, long number) {
    return static_cast<int>(on_watched(fd, Call::sync, 0, [&](Watched* file) -> ssize_t {
        if (file == nullptr) return ::syscall(number, fd);
        disk().sync(*file);
        return 0;
    }));
}

int open_any(const char* path, int flags, va_list arguments) {
    const unsigned mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, unsigned) : 0;
    const std::lock_guard lock(disk().mutex);
    return disk().open(path, flags, mode);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const int fd = open_any(path, flags, arguments);
    va_end(arguments);
    return fd;
}
int open64(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const int fd = open_any(path, flags, arguments);
    va_end(arguments);
    return fd;
}

int close(int fd) {
    {
        const std::lock_guard lock(disk().mutex);
        disk().close(fd);
    }
    return static_cast<int>(::syscall(SYS_close, fd));
}

ssize_t pwrite(int fd, const void* from, std::size_t n, off_t at) { return write_at(fd, from, n, at); }
ssize_t pwrite64(int fd, const void* from, std::size_t n, off64_t at) { return write_at(fd, from, n, at); }

ssize_t pwritev(int fd, const iovec* parts, int count, off_t at) {
    ssize_t written = 0;
    const std::lock_guard lock(disk().mutex);
    for (int i = 0; i < count; ++i) {
        const ssize_t n = write_at(fd, parts[i].iov_base, parts[i].iov_len, at + written);
        if (n < 0) return written > 0 ? written : -1;
        written += n;
        if (static_cast<std::size_t>(n) < parts[i].iov_len) break;
    }
    return written;
}
ssize_t pwritev64(int fd, const iovec* parts, int count, off64_t at) { return pwritev(fd, parts, count, at); }

int fsync(int fd) { return sync(fd, SYS_fsync); }
int fdatasync(int fd) { return sync(fd, SYS_fdatasync); }

int ftruncate(int fd, off_t size) noexcept {
    return static_cast<int>(on_watched(fd, Call::truncate, 0, [&](Watched* file) -> ssize_t {
        if (file != nullptr && size < file->size()) file->remember(size, file->size());
        return raw_truncate(fd, size);
    }));
}
int ftruncate64(int fd, off64_t size) noexcept { return ftruncate(fd, size); }

int fallocate(int fd, int mode, off_t at, off_t n) {
    return static_cast<int>(on_watched(fd, Call::allocate, 0, [&](Watched*) -> ssize_t {
        return ::syscall(SYS_fallocate, fd, mode, at, n);
    }));
}
int fallocate64(int fd, int mode, off64_t at, off64_t n) { return fallocate(fd, mode, at, n); }

int unlink(const char* path) noexcept {
    const std::lock_guard lock(disk().mutex);
    if (!disk().watches(path)) return raw_unlink(path);
    const int verdict = disk().before(Call::unlink);
    if (verdict == 0) return disk().unlink(path);
    if (verdict < 0) return 0;
    errno = verdict;
    return -1;
}

int rename(const char* from, const char* to) noexcept {
    const std::lock_guard lock(disk().mutex);
    if (!disk().watches(from)) return raw_rename(from, to);
    const int verdict = disk().before(Call::rename);
    if (verdict == 0) return disk().rename(from, to);
    if (verdict < 0) return 0;
    errno = verdict;
    return -1;
}

/// From now on, after `after` more calls of the kind, `times` calls fail with `error`, or are swallowed.
void dmpgw_shim_fail(const char* call, long after, long times, int error, int swallow) {
    const std::lock_guard lock(disk().mutex);
    disk().set_fault(call, {after, times, error, swallow != 0});
}

/// Calls of the kind since the last dmpgw_shim_fail.
long dmpgw_shim_calls(const char* call) {
    const std::lock_guard lock(disk().mutex);
    return disk().count(call);
}

}  // extern "C"

// The file seam over POSIX calls. Interrupted and short calls are finished here, so that callers see whole
// reads and writes or a DiskError.
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "gateway/base/limits.hpp"
#include "gateway/storage/file_system.hpp"

namespace dmpgw::storage {
namespace {

/// pwritev takes at most IOV_MAX (1024) parts a call.
constexpr std::size_t max_parts = 1024;
/// A call stops at the part that passes this. Measured on ext4 (Linux 6.x, 51 KB documents): one call of
/// 3.2 MB costs 34 us a document, four calls of 0.8 MB cost 11 us, for the kernel makes huge page-cache
/// folios for the large one.
constexpr std::size_t good_write_bytes = 768 * KiB;

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

  private:
    int fd_;
};

class PosixFile final : public File {
  public:
    PosixFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}

    std::size_t read(std::uint64_t offset, char* to, std::size_t capacity) const override {
        while (true) {
            const ssize_t n = ::pread(fd_.get(), to, capacity, static_cast<off_t>(offset));
            if (n >= 0) return static_cast<std::size_t>(n);
            if (errno != EINTR) fail(DiskStep::read);
        }
    }

    void write(std::uint64_t offset, std::span<const std::string_view> parts) override {
        std::vector<iovec> vectors;
        vectors.reserve(parts.size());
        for (const auto part : parts) {
            if (!part.empty()) vectors.push_back({const_cast<char*>(part.data()), part.size()});
        }
        std::size_t first = 0;
        while (first < vectors.size()) {
            const int count = parts_of_call(vectors, first);
            const ssize_t n = ::pwritev(fd_.get(), &vectors[first], count, static_cast<off_t>(offset));
            if (n < 0) {
                if (errno == EINTR) continue;
                fail(DiskStep::write);
            }
            offset += static_cast<std::uint64_t>(n);
            first = skip(vectors, first, static_cast<std::size_t>(n));
        }
    }

    void sync() override {
        // Not retried, not even after EINTR: a second fdatasync may succeed although pages were dropped.
        if (::fdatasync(fd_.get()) != 0) fail(DiskStep::sync);
    }

    void allocate(std::uint64_t end) override {
        const std::uint64_t now = size();
        if (end <= now) return;
        while (::fallocate(fd_.get(), 0, static_cast<off_t>(now), static_cast<off_t>(end - now)) != 0) {
            if (errno == EINTR) continue;
            if (errno != EOPNOTSUPP && errno != ENOSYS) fail(DiskStep::allocate);
            // A file system without preallocation (NFSv3, some overlays): the file grows sparsely, and a
            // full disk shows at the write instead.
            truncate(end);
            return;
        }
    }

    void truncate(std::uint64_t size) override {
        if (::ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) fail(DiskStep::truncate);
    }

    void erase(std::uint64_t offset, std::uint64_t length) override {
        while (::fallocate(fd_.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset),
                           static_cast<off_t>(length)) != 0) {
            if (errno == EINTR) continue;
            if (errno != EOPNOTSUPP && errno != ENOSYS) fail(DiskStep::write);
            // Without holes the bytes go, and the space stays.
            const std::string zeros(static_cast<std::size_t>(std::min<std::uint64_t>(length, MiB)), '\0');
            for (std::uint64_t done = 0; done < length; done += zeros.size()) {
                const std::string_view part = std::string_view(zeros).substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(length - done, zeros.size())));
                write(offset + done, {&part, 1});
            }
            return;
        }
    }

    std::uint64_t size() const override {
        struct stat status {};
        if (::fstat(fd_.get(), &status) != 0) fail(DiskStep::open);
        return static_cast<std::uint64_t>(status.st_size);
    }

  private:
    [[noreturn]] void fail(DiskStep step) const { throw DiskError(step, errno, path_); }

    static int parts_of_call(const std::vector<iovec>& vectors, std::size_t first) {
        std::size_t bytes = 0;
        std::size_t last = first;
        while (last < vectors.size() && last - first < max_parts && bytes < good_write_bytes) {
            bytes += vectors[last++].iov_len;
        }
        return static_cast<int>(last - first);
    }

    /// Leaves in `vectors` what a short write has not written; returns the first index still to do.
    static std::size_t skip(std::vector<iovec>& vectors, std::size_t first, std::size_t written) {
        while (first < vectors.size() && written >= vectors[first].iov_len) {
            written -= vectors[first].iov_len;
            ++first;
        }
        if (written > 0) {
            vectors[first].iov_base = static_cast<char*>(vectors[first].iov_base) + written;
            vectors[first].iov_len -= written;
        }
        return first;
    }

    Descriptor fd_;
    std::string path_;
};

class PosixLock final : public FileLock {
  public:
    explicit PosixLock(int fd) : fd_(fd) {}

  private:
    Descriptor fd_;
};

class PosixFileSystem final : public FileSystem {
  public:
    std::unique_ptr<File> open(const std::string& path, OpenMode mode) override {
        const int flags = mode == OpenMode::read    ? O_RDONLY
                          : mode == OpenMode::write ? O_RDWR
                                                    : O_RDWR | O_CREAT | O_EXCL;
        const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0640);
        if (fd < 0) throw DiskError(DiskStep::open, errno, path);
        return std::make_unique<PosixFile>(fd, path);
    }

    bool exists(const std::string& path) override { return ::access(path.c_str(), F_OK) == 0; }

    void create_folder(const std::string& path) override {
        std::error_code error;
        const bool is_new = std::filesystem::create_directories(path, error);
        // Patient data: the service and its group alone.
        constexpr auto rights = std::filesystem::perms::owner_all | std::filesystem::perms::group_read |
                                std::filesystem::perms::group_exec;
        if (is_new && !error) std::filesystem::permissions(path, rights, error);
        if (error) throw DiskError(DiskStep::open, error.value(), path);
    }

    void sync_folder(const std::string& path) override {
        const Descriptor fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (fd.get() < 0) throw DiskError(DiskStep::open, errno, path);
        if (::fsync(fd.get()) != 0) throw DiskError(DiskStep::sync, errno, path);
    }

    void remove(const std::string& path) override {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw DiskError(DiskStep::remove, errno, path);
    }

    void rename(const std::string& from, const std::string& to) override {
        if (::rename(from.c_str(), to.c_str()) != 0) throw DiskError(DiskStep::rename, errno, from);
    }

    std::vector<std::string> list(const std::string& folder) override {
        std::vector<std::string> names;
        DIR* stream = ::opendir(folder.c_str());
        if (stream == nullptr) throw DiskError(DiskStep::list, errno, folder);
        errno = 0;
        while (const dirent* item = ::readdir(stream)) {
            const std::string_view name = item->d_name;
            if (name != "." && name != "..") names.emplace_back(name);
        }
        const int error = errno;
        ::closedir(stream);
        if (error != 0) throw DiskError(DiskStep::list, error, folder);
        std::sort(names.begin(), names.end());
        return names;
    }

    std::unique_ptr<FileLock> lock(const std::string& path) override {
        const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
        if (fd < 0) throw DiskError(DiskStep::lock, errno, path);
        auto held = std::make_unique<PosixLock>(fd);
        if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return held;
        if (errno == EWOULDBLOCK) return nullptr;
        throw DiskError(DiskStep::lock, errno, path);
    }
};

}  // namespace

std::string_view to_string(DiskStep step) {
    switch (step) {
        case DiskStep::open: return "open";
        case DiskStep::read: return "read";
        case DiskStep::write: return "write";
        case DiskStep::sync: return "sync";
        case DiskStep::allocate: return "allocate";
        case DiskStep::truncate: return "truncate";
        case DiskStep::remove: return "remove";
        case DiskStep::rename: return "rename";
        case DiskStep::list: return "list";
        case DiskStep::lock: return "lock";
    }
    return "open";
}

DiskError::DiskError(DiskStep step, int error_number, const std::string& path)
    : std::system_error(error_number, std::generic_category(),
                        std::string(to_string(step)) + " of " + path),
      step_(step) {}

bool DiskError::is_full() const {
    return code().value() == ENOSPC || code().value() == EDQUOT;
}

std::shared_ptr<FileSystem> posix_file_system() { return std::make_shared<PosixFileSystem>(); }

}  // namespace dmpgw::storage

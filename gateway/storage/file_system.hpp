// The one seam for files of the store: everything but SQLite's own files goes through it, so that a test
// can fail the n-th call of a kind or forget what was not synced (after leveldb's Env).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace dmpgw::storage {

/// What was being done to the disk when it failed.
enum class DiskStep : std::uint8_t {
    open, read, write, sync, allocate, truncate, remove, rename, list, lock,
};
std::string_view to_string(DiskStep step);

/// The disk refused. Thrown inside storage/ and turned into a value at the port.
class DiskError : public std::system_error {
  public:
    DiskError(DiskStep step, int error_number, const std::string& path);
    DiskStep step() const { return step_; }
    /// After a failed sync nobody knows what is on the disk: the process must end.
    bool is_sync() const { return step_ == DiskStep::sync; }
    /// The disk or the quota is full: it can be mended without us.
    bool is_full() const;

  private:
    DiskStep step_;
};

/// An open file. Reads may come from any number of threads at once; the rest from one thread at a time.
/// All members throw DiskError.
class File {
  public:
    virtual ~File() = default;
    /// Up to `capacity` bytes from `offset`; 0 at or past the end.
    virtual std::size_t read(std::uint64_t offset, char* to, std::size_t capacity) const = 0;
    /// Writes all parts one behind the other from `offset` on, whatever number of calls that takes.
    virtual void write(std::uint64_t offset, std::span<const std::string_view> parts) = 0;
    /// Returns once all bytes written so far, and the size, are on the disk.
    virtual void sync() = 0;
    /// Reserves space so that later writes below `end` cannot run out of it; the file grows to `end` and
    /// new bytes read as zero.
    virtual void allocate(std::uint64_t end) = 0;
    virtual void truncate(std::uint64_t size) = 0;
    /// The range reads as zero from now on, and whole blocks of it are given back where the file system can.
    virtual void erase(std::uint64_t offset, std::uint64_t length) = 0;
    virtual std::uint64_t size() const = 0;
};

/// Held as long as the object lives.
class FileLock {
  public:
    virtual ~FileLock() = default;
};

enum class OpenMode : std::uint8_t {
    read,        ///< must be there
    write,       ///< read and write, must be there
    create_new,  ///< read and write, must not be there
};

/// Thread-safe. All members throw DiskError.
class FileSystem {
  public:
    virtual ~FileSystem() = default;
    virtual std::unique_ptr<File> open(const std::string& path, OpenMode mode) = 0;
    virtual bool exists(const std::string& path) = 0;
    virtual void create_folder(const std::string& path) = 0;  ///< with its parents; may be there
    /// Makes creations, removals and renamings in the folder durable.
    virtual void sync_folder(const std::string& path) = 0;
    virtual void remove(const std::string& path) = 0;  ///< a file that is not there is no error
    virtual void rename(const std::string& from, const std::string& to) = 0;
    virtual std::vector<std::string> list(const std::string& folder) = 0;  ///< names of files, sorted
    /// An exclusive lock on a file, created if need be; nullptr when another process holds it.
    virtual std::unique_ptr<FileLock> lock(const std::string& path) = 0;
};

/// The real one.
std::shared_ptr<FileSystem> posix_file_system();

}  // namespace dmpgw::storage

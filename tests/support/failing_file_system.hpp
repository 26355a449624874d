// Two file systems for tests of the store: one that fails the n-th call of a kind, and one in memory that
// forgets what was not synced, as leveldb's fault injection does.
#pragma once

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/storage/file_system.hpp"

namespace dmpgw::storage {

/// Passes calls on to another file system until the one that is to fail. Thread-safe.
class FailingFileSystem final : public FileSystem, public std::enable_shared_from_this<FailingFileSystem> {
  public:
    explicit FailingFileSystem(std::shared_ptr<FileSystem> real) : real_(std::move(real)) {}

    /// After `after` more calls of the kind, `times` calls fail with `error`. A swallowed failure does
    /// nothing and says that all went well: the known-bad disk.
    void fail(DiskStep step, int after, int times, int error, bool swallow = false) {
        const std::lock_guard lock(mutex_);
        faults_[step] = {after, times, error, swallow};
        met_ = 0;
    }
    /// Failures since fail() was last called.
    int met() const {
        const std::lock_guard lock(mutex_);
        return met_;
    }

    std::unique_ptr<File> open(const std::string& path, OpenMode mode) override {
        if (mode == OpenMode::create_new) before(DiskStep::open, path);
        return std::make_unique<Handle>(shared_from_this(), real_->open(path, mode), path);
    }
    bool exists(const std::string& path) override { return real_->exists(path); }
    void create_folder(const std::string& path) override { real_->create_folder(path); }
    void sync_folder(const std::string& path) override {
        if (before(DiskStep::sync, path)) real_->sync_folder(path);
    }
    void remove(const std::string& path) override {
        if (before(DiskStep::remove, path)) real_->remove(path);
    }
    void rename(const std::string& from, const std::string& to) override {
        if (before(DiskStep::rename, from)) real_->rename(from, to);
    }
    std::vector<std::string> list(const std::string& folder) override { return real_->list(folder); }
    std::unique_ptr<FileLock> lock(const std::string& path) override { return real_->lock(path); }

  private:
    struct Fault {
        int after = 0;
        int times = 0;
        int error = 0;
        bool swallow = false;
    };

    /// Throws, or says whether the call is to be made.
    bool before(DiskStep step, const std::string& path) {
        const std::lock_guard lock(mutex_);
        Fault& fault = faults_[step];
        if (fault.times == 0) return true;
        if (fault.after > 0) {
            --fault.after;
            return true;
        }
        --fault.times;
        ++met_;
        if (!fault.swallow) throw DiskError(step, fault.error, path);
        return false;
    }

    class Handle final : public File {
      public:
        Handle(std::shared_ptr<FailingFileSystem> owner, std::unique_ptr<File> real, std::string path)
            : owner_(std::move(owner)), real_(std::move(real)), path_(std::move(path)) {}
        std::size_t read(std::uint64_t offset, char* to, std::size_t capacity) const override {
            owner_->before(DiskStep::read, path_);
            return real_->read(offset, to, capacity);
        }
        void write(std::uint64_t offset, std::span<const std::string_view> parts) override {
            if (owner_->before(DiskStep::write, path_)) real_->write(offset, parts);
        }
        void sync() override {
            if (owner_->before(DiskStep::sync, path_)) real_->sync();
        }
        void allocate(std::uint64_t end) override {
            if (owner_->before(DiskStep::allocate, path_)) real_->allocate(end);
        }
        void truncate(std::uint64_t size) override {
            if (owner_->before(DiskStep::truncate, path_)) real_->truncate(size);
        }
        void erase(std::uint64_t offset, std::uint64_t length) override {
            if (owner_->before(DiskStep::write, path_)) real_->erase(offset, length);
        }
        std::uint64_t size() const override { return real_->size(); }

      private:
        std::shared_ptr<FailingFileSystem> owner_;
        std::unique_ptr<File> real_;
        std::string path_;
    };

    std::shared_ptr<FileSystem> real_;
    mutable std::mutex mutex_;
    std::map<DiskStep, Fault> faults_;
    int met_ = 0;
};

/// Files in memory with two states each: what the program sees and what the disk holds. Used by one thread.
class ForgetfulFileSystem final : public FileSystem {
  public:
    /// A disk that lies: syncs do nothing.
    bool ignores_syncs = false;

    /// The power goes: every 512-byte sector not synced is, by chance, old or new; names not synced with
    /// their folder are gone. Files that were open must not be used any more.
    void cut_power(std::mt19937_64& random) {
        std::erase_if(files_, [&](const auto& item) { return !durable_names_.contains(item.first); });
        for (auto& [path, file] : files_) {
            std::string kept = random() % 2 == 0 ? file->durable : file->seen;
            for (std::size_t at = 0; at < kept.size(); at += sector) {
                const std::string& source = random() % 2 == 0 ? file->durable : file->seen;
                for (std::size_t i = at; i < std::min(at + sector, kept.size()); ++i) {
                    kept[i] = i < source.size() ? source[i] : '\0';
                }
            }
            file->durable = kept;
            file->seen = std::move(kept);
        }
    }

    std::unique_ptr<File> open(const std::string& path, OpenMode mode) override {
        const auto found = files_.find(path);
        if (mode == OpenMode::create_new) {
            if (found != files_.end()) throw DiskError(DiskStep::open, EEXIST, path);
            files_[path] = std::make_shared<Content>();
        } else if (found == files_.end()) {
            throw DiskError(DiskStep::open, ENOENT, path);
        }
        return std::make_unique<Handle>(*this, files_[path]);
    }
    bool exists(const std::string& path) override { return files_.contains(path); }
    void create_folder(const std::string&) override {}
    void sync_folder(const std::string& path) override {
        if (ignores_syncs) return;
        std::erase_if(durable_names_, [&](const auto& name) { return name.starts_with(path + "/"); });
        for (const auto& [name, file] : files_) {
            if (name.starts_with(path + "/")) durable_names_.insert(name);
        }
    }
    void remove(const std::string& path) override { files_.erase(path); }
    void rename(const std::string& from, const std::string& to) override {
        files_[to] = files_.at(from);
        files_.erase(from);
    }
    std::vector<std::string> list(const std::string& folder) override {
        std::vector<std::string> names;
        for (const auto& [path, file] : files_) {
            if (path.starts_with(folder + "/")) names.push_back(path.substr(folder.size() + 1));
        }
        return names;
    }
    std::unique_ptr<FileLock> lock(const std::string&) override { return std::make_unique<FileLock>(); }

  private:
    static constexpr std::size_t sector = 512;
    struct Content {
        std::string seen;
        std::string durable;
    };

    class Handle final : public File {
      public:
        Handle(ForgetfulFileSystem& owner, std::shared_ptr<Content> content)
            : owner_(owner), content_(std::move(content)) {}
        std::size_t read(std::uint64_t offset, char* to, std::size_t capacity) const override {
            if (offset >= content_->seen.size()) return 0;
            return content_->seen.copy(to, capacity, static_cast<std::size_t>(offset));
        }
        void write(std::uint64_t offset, std::span<const std::string_view> parts) override {
            auto at = static_cast<std::size_t>(offset);
            for (const auto part : parts) {
                if (content_->seen.size() < at + part.size()) content_->seen.resize(at + part.size());
                content_->seen.replace(at, part.size(), part);
                at += part.size();
            }
        }
        void sync() override {
            if (!owner_.ignores_syncs) content_->durable = content_->seen;
        }
        void allocate(std::uint64_t end) override {
            if (content_->seen.size() < end) content_->seen.resize(static_cast<std::size_t>(end));
        }
        void truncate(std::uint64_t size) override { content_->seen.resize(static_cast<std::size_t>(size)); }
        void erase(std::uint64_t offset, std::uint64_t length) override {
            const std::string zeros(static_cast<std::size_t>(length), '\0');
            const std::string_view part = zeros;
            write(offset, {&part, 1});
        }
        std::uint64_t size() const override { return content_->seen.size(); }

      private:
        ForgetfulFileSystem& owner_;
        std::shared_ptr<Content> content_;
    };

    std::map<std::string, std::shared_ptr<Content>> files_;
    std::set<std::string> durable_names_;
};

}  // namespace dmpgw::storage

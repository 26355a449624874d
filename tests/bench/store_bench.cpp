// What the store costs, beside what its two parts cost alone on the same disk:
//
//   rows      rows of 1.2 KB with two indexes in SQLite (WAL, synchronous=FULL), in groups
//   segment   documents appended to one preallocated file, one fdatasync a group
//   store     whole units (entry, submission set, association, idempotency and audit records, document)
//
// CPU is that of the whole process less the thread that makes the units, so `store` is what a commit costs
// behind the doors; staging (copy, SHA-1, SHA-256) is shown beside it.
//
//   store_bench [--documents 20000] [--size 51200] [--folder DIR]       a real disk, not a tmpfs
#include <fmt/format.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <stdexcept>

#include "gateway/base/log.hpp"
#include "gateway/storage/database.hpp"
#include "gateway/storage/embedded_store.hpp"
#include "gateway/storage/segment_writer.hpp"
#include "tests/storage/sample_units.hpp"

namespace {

using namespace dmpgw;
using namespace dmpgw::storage;
using Steady = std::chrono::steady_clock;

double cpu_microseconds(int who) {
    rusage usage{};
    ::getrusage(who, &usage);
    const auto of = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

struct Meter {
    Steady::time_point start = Steady::now();
    double process = cpu_microseconds(RUSAGE_SELF);
    double thread = cpu_microseconds(RUSAGE_THREAD);

    void report(const std::string& name, std::uint64_t group, std::uint64_t count, bool without_this_thread) {
        const double seconds = std::chrono::duration<double>(Steady::now() - start).count();
        const double own = cpu_microseconds(RUSAGE_THREAD) - thread;
        const double all = cpu_microseconds(RUSAGE_SELF) - process;
        const auto n = static_cast<double>(count);
        fmt::print("{:<8} group {:>4} {:>10.0f} /s {:>8.1f} us CPU each", name, group, n / seconds,
                   (without_this_thread ? all - own : all) / n);
        if (without_this_thread) fmt::print("  (and {:.1f} us to make and stage it)", own / n);
        fmt::print("\n");
        std::fflush(stdout);
    }
};

void rows(const std::string& folder, std::uint64_t group, std::uint64_t count) {
    Connection db(fmt::format("{}/rows-{}.db", folder, group), ConnectionKind::writer, 64 * MiB);
    db.execute("CREATE TABLE t (row INTEGER PRIMARY KEY, uid INTEGER, patient INTEGER, object TEXT)");
    db.execute("CREATE UNIQUE INDEX t_uid ON t(uid)");
    db.execute("CREATE INDEX t_patient ON t(patient)");
    const std::string object(1200, 'x');
    Meter meter;
    for (std::uint64_t n = 0; n < count;) {
        db.statement("BEGIN IMMEDIATE").run();
        for (std::uint64_t i = 0; i < group; ++i, ++n) {
            db.statement("INSERT INTO t (uid, patient, object) VALUES (?,?,?)")
                .integer(static_cast<std::int64_t>(n * 0x9E3779B97F4A7C15ULL))
                .integer(static_cast<std::int64_t>(n / 8))
                .text(object)
                .run();
        }
        db.statement("COMMIT").run();
        if (n % 4096 < group) db.execute("PRAGMA wal_checkpoint(PASSIVE)");
    }
    meter.report("rows", group, count, false);
}

void segment(const std::string& folder, std::uint64_t group, std::uint64_t count, std::size_t size) {
    const std::string path = fmt::format("{}/segments-{}", folder, group);
    auto files = posix_file_system();
    files->create_folder(path);
    SegmentWriter writer(std::make_shared<SegmentFolder>(files, path, 1), 64 * MiB);
    const std::string document = sample::document_of(1, size);
    const Sha256Digest digest = sha256(document);
    Meter meter;
    for (std::uint64_t n = 0; n < count;) {
        for (std::uint64_t i = 0; i < group; ++i, ++n) writer.place({document}, document.size(), digest);
        writer.write();
        writer.keep();
    }
    meter.report("segment", group, count, false);
    std::filesystem::remove_all(path);
}

void store(const std::string& folder, std::uint64_t outstanding, std::uint64_t count, std::size_t size) {
    StoreOptions options;
    options.folder = fmt::format("{}/store-{}", folder, outstanding);
    auto opened = EmbeddedStore::open(options);
    if (!opened) throw std::runtime_error(opened.error().first().what.en);
    Store& target = **opened;
    const std::string document = sample::document_of(1, size);
    std::mutex mutex;
    std::condition_variable answered;
    std::uint64_t waiting = 0;
    std::uint64_t failed = 0;
    Meter meter;
    for (std::uint64_t n = 0; n < count; ++n) {
        auto staged = target.stage();
        if (!staged->append(document) || !staged->finish()) throw std::runtime_error("not staged");
        auto changes = std::make_shared<Changes>(sample::changes_of(n, *staged));
        Unit unit;
        unit.documents.push_back(std::move(staged));
        unit.decide = [changes](const RegistryView& view) {
            // What transactions/submit asks at least.
            (void)view.submission_record("test", changes->submission_sets[0].unique_id);
            (void)view.entries_by_unique_id(changes->entries[0].entry.unique_id);
            return std::move(*changes);
        };
        {
            std::unique_lock lock(mutex);
            answered.wait(lock, [&] { return waiting < outstanding; });
            ++waiting;
        }
        target.commit(std::move(unit), [&](const Result<void>& result) {
            const std::lock_guard lock(mutex);
            failed += result ? 0U : 1U;
            --waiting;
            answered.notify_one();
        });
    }
    {
        std::unique_lock lock(mutex);
        answered.wait(lock, [&] { return waiting == 0; });
    }
    const auto statistics = target.statistics();
    meter.report("store", statistics.units / std::max<std::uint64_t>(statistics.commits, 1), count, true);
    if (failed > 0) throw std::runtime_error("units failed");
    opened->reset();
    std::filesystem::remove_all(options.folder);
}

std::string argument(int argc, char** argv, const std::string& name, const std::string& fallback) {
    for (int i = 1; i + 1 < argc; ++i) {
        if (argv[i] == name) return argv[i + 1];
    }
    return fallback;
}

}  // namespace

int main(int argc, char** argv) {
    log::set_level(log::Level::error);
    const auto count = std::stoull(argument(argc, argv, "--documents", "20000")) / 64 * 64;
    const auto size = static_cast<std::size_t>(std::stoull(argument(argc, argv, "--size", "51200")));
    std::string folder = argument(argc, argv, "--folder", std::filesystem::temp_directory_path().string());
    folder += "/dmpgw-bench-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) return 2;
    for (const std::uint64_t group : {16U, 64U}) rows(folder, group, count);
    for (const std::uint64_t group : {16U, 64U}) segment(folder, group, count, size);
    for (const std::uint64_t outstanding : {1U, 16U, 32U, 64U, 128U}) {
        store(folder, outstanding, outstanding == 1 ? count / 16 : count, size);
    }
    std::filesystem::remove_all(folder);
    return 0;
}

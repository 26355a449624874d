#include "tests/bench/sqlite_alone.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/percentile.hpp"

namespace dmpgw::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* schema = R"(
    PRAGMA journal_mode=WAL;
    PRAGMA synchronous=FULL;
    PRAGMA wal_autocheckpoint=4096;
    CREATE TABLE entry (id INTEGER PRIMARY KEY, unique_id TEXT NOT NULL, patient INTEGER NOT NULL,
                        status INTEGER NOT NULL, time INTEGER NOT NULL, object TEXT NOT NULL);
    CREATE UNIQUE INDEX entry_unique_id ON entry (unique_id);
    CREATE INDEX entry_patient ON entry (patient, status, time);
    CREATE TABLE audit (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, patient TEXT, event TEXT NOT NULL);
    CREATE TABLE once (key TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;)";

class Database {
  public:
    explicit Database(const std::filesystem::path& file) {
        if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) fail();
        run(schema);
    }
    ~Database() { sqlite3_close(handle_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    sqlite3* handle() { return handle_; }
    void run(const char* sql) {
        if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
    }
    [[noreturn]] void fail() {
        throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(handle_));
    }

  private:
    sqlite3* handle_ = nullptr;
};

class Insert {
  public:
    Insert(Database& database, const char* sql) : database_(database) {
        if (sqlite3_prepare_v3(database.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_,
                               nullptr) != SQLITE_OK) {
            database.fail();
        }
    }
    ~Insert() { sqlite3_finalize(statement_); }
    Insert(const Insert&) = delete;
    Insert& operator=(const Insert&) = delete;

    Insert& operator<<(std::int64_t value) {
        sqlite3_bind_int64(statement_, ++bound_, value);
        return *this;
    }
    Insert& operator<<(const std::string& text) {
        sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()),
                          SQLITE_STATIC);
        return *this;
    }
    void run() {
        if (sqlite3_step(statement_) != SQLITE_DONE) database_.fail();
        sqlite3_reset(statement_);
        bound_ = 0;
    }

  private:
    Database& database_;
    sqlite3_stmt* statement_ = nullptr;
    int bound_ = 0;
};

double thread_cpu_us() {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    const auto of = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

// Spreads consecutive numbers over 32 bits, as patients and digests are spread.
std::int64_t scatter(std::int64_t n) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(n) * 0x9E3779B97F4A7C15U >> 32U);
}

}  // namespace

SqliteResult run_sqlite_alone(const std::filesystem::path& file, std::size_t group,
                              std::chrono::milliseconds duration) {
    Database database(file);
    Insert entry(
        database,
        "INSERT INTO entry (unique_id, patient, status, time, object) VALUES (?, ?, ?, ?, ?)");
    Insert audit(database, "INSERT INTO audit (time, patient, event) VALUES (?, ?, ?)");
    Insert once(database, "INSERT INTO once (key, digest) VALUES (?, ?)");
    const std::string object(1200, 'x');
    const std::string event(250, 'y');
    const std::string digest(32, 'd');

    std::vector<double> commits_ms;
    const double cpu = thread_cpu_us();
    const Clock::time_point start = Clock::now();
    Clock::time_point now = start;
    std::int64_t n = 0;
    while (now - start < duration) {
        const Clock::time_point begun = now;
        database.run("BEGIN IMMEDIATE");
        for (std::size_t i = 0; i < group; ++i, ++n) {
            const std::string unique_id = fmt::format("1.2.250.1.999.8.1.1{:014}", n);
            const std::string patient = fmt::format("{}", scatter(n));
            entry << unique_id << scatter(n) << 1 << 1'773'480'000 + n << object;
            entry.run();
            audit << 1'773'480'000 + n << patient << event;
            audit.run();
            once << unique_id << digest;
            once.run();
        }
        database.run("COMMIT");
        now = Clock::now();
        commits_ms.push_back(std::chrono::duration<double, std::milli>(now - begun).count());
    }
    SqliteResult result;
    result.group = group;
    result.per_second = static_cast<double>(n) / std::chrono::duration<double>(now - start).count();
    result.cpu_us = (thread_cpu_us() - cpu) / static_cast<double>(n);
    const Percentiles p = percentiles(commits_ms);
    result.p50_ms = p.p50;
    result.p99_ms = p.p99;
    return result;
}

}  // namespace dmpgw::bench

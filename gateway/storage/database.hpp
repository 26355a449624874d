// A thin cover over SQLite: connections with cached statements, values bound and read by type, errors
// thrown with their extended code.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace dmpgw::storage {

class DatabaseError : public std::runtime_error {
  public:
    DatabaseError(int extended_code, int error_number, const std::string& text);
    int extended_code() const { return extended_code_; }
    bool is_constraint() const;
    /// No space: SQLITE_FULL, or an I/O error whose cause was ENOSPC or EDQUOT.
    bool is_full() const;
    /// fsync of the log, of the database or of its folder failed.
    bool is_sync() const;
    bool is_not_a_database() const;

  private:
    int extended_code_;
    int error_number_;
};

class Connection;

/// One execution of a prepared statement; goes back to its connection's cache when destroyed. Bound text
/// and blobs must outlive it.
class Statement {
  public:
    Statement(Connection& connection, const char* sql, sqlite3_stmt* handle);
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    Statement& operator=(Statement&&) = delete;

    /// Bind the next parameter.
    Statement& integer(std::int64_t value);
    Statement& integer(std::optional<std::int64_t> value);
    Statement& text(std::string_view value);
    Statement& text_or_null(std::string_view value);  ///< NULL when empty
    Statement& blob(std::string_view value);
    Statement& copied_blob(std::string_view value);  ///< the value need not outlive the call
    Statement& null();

    /// True with a row, false at the end. Throws DatabaseError.
    bool step();
    /// step() of a statement that gives no rows.
    void run();
    /// Makes ready for another execution with new values.
    Statement& again();

    bool is_null(int column) const;
    std::int64_t get_integer(int column) const;
    std::string_view get_text(int column) const;  ///< valid until the next step()
    std::string_view get_blob(int column) const;

  private:
    void check(int code);
    Connection* connection_;
    const char* sql_;
    sqlite3_stmt* handle_;
    int next_ = 1;
};

/// How long a call waits for a lock. Readers meet one only while the log is being recovered, writers only
/// when an operator's tool writes.
inline constexpr int database_busy_timeout_ms = 5000;

enum class ConnectionKind : std::uint8_t { writer, reader };

/// One SQLite connection in WAL mode. Used by one thread at a time.
class Connection {
  public:
    /// A writer creates the database when it is not there; a reader never writes a row.
    Connection(const std::string& path, ConnectionKind kind, std::size_t cache_bytes);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void execute(const std::string& sql);
    /// `sql` must be a string literal: its address is the key of the cache.
    Statement statement(const char* sql);
    std::int64_t integer_of(const char* sql);
    std::int64_t last_row() const;
    int changes() const;
    bool in_transaction() const;
    sqlite3* handle() const { return handle_.get(); }

  private:
    friend class Statement;
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    sqlite3_stmt* prepare(std::string_view sql, bool kept);
    [[noreturn]] void fail(int code) const;
    int cause() const;

    std::unique_ptr<sqlite3, Close> handle_;
    std::unordered_map<const char*, std::vector<sqlite3_stmt*>> idle_;
};

}  // namespace dmpgw::storage

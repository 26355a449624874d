#include "gateway/storage/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <utility>

namespace dmpgw::storage {
DatabaseError::DatabaseError(int extended_code, int error_number, const std::string& text)
    : std::runtime_error(text), extended_code_(extended_code), error_number_(error_number) {}

bool DatabaseError::is_constraint() const { return (extended_code_ & 0xFF) == SQLITE_CONSTRAINT; }

bool DatabaseError::is_full() const {
    const int primary = extended_code_ & 0xFF;
    // SQLite turns ENOSPC of a write into SQLITE_FULL, but a quota (EDQUOT) and a full disk met while the
    // shared-memory file grows come as I/O errors with the cause beside them.
    return primary == SQLITE_FULL || ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) &&
                                      (error_number_ == ENOSPC || error_number_ == EDQUOT));
}

bool DatabaseError::is_sync() const {
    return extended_code_ == SQLITE_IOERR_FSYNC || extended_code_ == SQLITE_IOERR_DIR_FSYNC;
}

bool DatabaseError::is_not_a_database() const { return (extended_code_ & 0xFF) == SQLITE_NOTADB; }

Statement::Statement(Connection& connection, const char* sql, sqlite3_stmt* handle)
    : connection_(&connection), sql_(sql), handle_(handle) {}

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_),
      sql_(other.sql_),
      handle_(std::exchange(other.handle_, nullptr)),
      next_(other.next_) {}

Statement::~Statement() {
    if (handle_ == nullptr) return;
    sqlite3_reset(handle_);
    sqlite3_clear_bindings(handle_);
    connection_->idle_[sql_].push_back(handle_);
}

void Statement::check(int code) {
    if (code != SQLITE_OK) connection_->fail(code);
}

Statement& Statement::integer(std::int64_t value) {
    check(sqlite3_bind_int64(handle_, next_++, value));
    return *this;
}

Statement& Statement::integer(std::optional<std::int64_t> value) {
    return value ? integer(*value) : null();
}

Statement& Statement::text(std::string_view value) {
    // A null pointer would bind NULL; an empty view may hold one.
    const char* data = value.empty() ? "" : value.data();
    check(sqlite3_bind_text64(handle_, next_++, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

Statement& Statement::text_or_null(std::string_view value) {
    return value.empty() ? null() : text(value);
}

Statement& Statement::blob(std::string_view value) {
    const char* data = value.empty() ? "" : value.data();
    check(sqlite3_bind_blob64(handle_, next_++, data, value.size(), SQLITE_STATIC));
    return *this;
}

Statement& Statement::copied_blob(std::string_view value) {
    const char* data = value.empty() ? "" : value.data();
    check(sqlite3_bind_blob64(handle_, next_++, data, value.size(), SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::null() {
    check(sqlite3_bind_null(handle_, next_++));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    connection_->fail(code);
}

void Statement::run() {
    while (step()) {
    }
}

Statement& Statement::again() {
    sqlite3_reset(handle_);
    next_ = 1;
    return *this;
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

std::int64_t Statement::get_integer(int column) const { return sqlite3_column_int64(handle_, column); }

std::string_view Statement::get_text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::string_view Statement::get_blob(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

void Connection::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Connection::Connection(const std::string& path, ConnectionKind kind, std::size_t cache_bytes) {
    const bool writer = kind == ConnectionKind::writer;
    sqlite3* handle = nullptr;
    // NOMUTEX: a connection is used by one thread at a time, so SQLite need not lock around each call.
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (writer ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (handle == nullptr) throw std::bad_alloc();
    sqlite3_extended_result_codes(handle, 1);
    if (code != SQLITE_OK) fail(sqlite3_extended_errcode(handle));
    sqlite3_busy_timeout(handle, database_busy_timeout_ms);
    execute(fmt::format("PRAGMA cache_size = -{}", cache_bytes / 1024));
    // Savepoints keep page images; in memory, or they would go to a file in /tmp.
    execute("PRAGMA temp_store = MEMORY");
    execute("PRAGMA trusted_schema = OFF");
    // FULL: the log is synced at every commit. NORMAL loses acknowledged rows when the power goes. Readers
    // need it as well, for the checkpoints that run on theirs.
    execute("PRAGMA synchronous = FULL");
    if (writer) {
        execute("PRAGMA page_size = 4096");
        execute("PRAGMA journal_mode = WAL");
        execute("PRAGMA wal_autocheckpoint = 0");
    } else {
        execute("PRAGMA query_only = ON");
    }
}

Connection::~Connection() {
    for (auto& [sql, statements] : idle_) {
        for (auto* statement : statements) sqlite3_finalize(statement);
    }
}

void Connection::fail(int code) const {
    sqlite3* db = handle_.get();
    throw DatabaseError(sqlite3_extended_errcode(db) == 0 ? code : sqlite3_extended_errcode(db), cause(),
                        std::string("registry database: ") + sqlite3_errmsg(db));
}

// The errno behind the last I/O error. SQLite reads errno late, when other calls may have changed it; each
// of its files remembers its own.
int Connection::cause() const {
    sqlite3* db = handle_.get();
    const auto tells = [](int error) { return error == ENOSPC || error == EDQUOT || error == EIO; };
    const int late = sqlite3_system_errno(db);
    if (tells(late)) return late;
    for (const int which : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
        sqlite3_file* file = nullptr;
        if (sqlite3_file_control(db, "main", which, &file) != SQLITE_OK) continue;
        if (file == nullptr || file->pMethods == nullptr) continue;
        int error = 0;
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error);
        if (tells(error)) return error;
    }
    return late;
}

void Connection::execute(const std::string& sql) {
    const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

sqlite3_stmt* Connection::prepare(std::string_view sql, bool kept) {
    sqlite3_stmt* statement = nullptr;
    const unsigned flags = kept ? SQLITE_PREPARE_PERSISTENT : 0U;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), flags,
                                        &statement, nullptr);
    if (code != SQLITE_OK) fail(code);
    return statement;
}

Statement Connection::statement(const char* sql) {
    auto& idle = idle_[sql];
    if (idle.empty()) return {*this, sql, prepare(sql, true)};
    sqlite3_stmt* handle = idle.back();
    idle.pop_back();
    return {*this, sql, handle};
}

std::int64_t Connection::integer_of(const char* sql) {
    Statement query = statement(sql);
    return query.step() ? query.get_integer(0) : 0;
}

std::int64_t Connection::last_row() const { return sqlite3_last_insert_rowid(handle_.get()); }
int Connection::changes() const { return sqlite3_changes(handle_.get()); }
bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

}  // namespace dmpgw::storage

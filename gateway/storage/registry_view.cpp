#include "gateway/storage/registry_view.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <stdexcept>

#include "gateway/storage/keys.hpp"
#include "gateway/storage/object_json.hpp"

namespace dmpgw::storage {
namespace {

// The columns of each kind, in the order that the readers below take them.
#define ENTRY_COLUMNS "row, object, status, segment, offset, length, sha256, registered_at"
#define OBJECT_COLUMNS "object, status"

template <class T>
T whole(Result<T> object) {
    if (!object) throw std::runtime_error("registry database: an object cannot be read");
    return std::move(*object);
}

template <class T>
void take_status(const Statement& row, int column, T& object) {
    if (row.is_null(column)) {
        object.availability_status.reset();
    } else {
        object.availability_status = static_cast<model::AvailabilityStatus>(row.get_integer(column));
    }
}

StoredEntry read_entry(const Statement& row) {
    StoredEntry stored;
    stored.row = row.get_integer(0);
    stored.entry = whole(read_document_entry(row.get_text(1)));
    take_status(row, 2, stored.entry);
    if (!row.is_null(3)) {
        stored.location = DocumentLocation{static_cast<std::uint64_t>(row.get_integer(3)),
                                           static_cast<std::uint64_t>(row.get_integer(4)),
                                           static_cast<std::uint64_t>(row.get_integer(5))};
    }
    if (const auto digest = row.get_blob(6); digest.size() == sizeof(Sha256Digest)) {
        std::memcpy(stored.sha256.emplace().data(), digest.data(), digest.size());
    }
    stored.registered_at = time_of(row.get_integer(7));
    return stored;
}

void read_object(const Statement& row, model::SubmissionSet& to) {
    to = whole(read_submission_set(row.get_text(0)));
    take_status(row, 1, to);
}
void read_object(const Statement& row, model::Folder& to) {
    to = whole(read_folder(row.get_text(0)));
    take_status(row, 1, to);
}
void read_object(const Statement& row, model::Association& to) {
    to = whole(read_association(row.get_text(0)));
    take_status(row, 1, to);
}

template <class T>
std::optional<T> first(Statement query) {
    if (!query.step()) return std::nullopt;
    T object;
    read_object(query, object);
    return object;
}

template <class T>
std::vector<T> all(Statement query) {
    std::vector<T> objects;
    while (query.step()) read_object(query, objects.emplace_back());
    return objects;
}

// Shows each row until one is enough; false when it was.
template <class T>
bool show(Statement& query, const std::function<bool(const T&)>& visit) {
    while (query.step()) {
        T object;
        read_object(query, object);
        if (!visit(object)) return false;
    }
    return true;
}

Statement with_id(Statement query, std::string_view id) {
    IdKey(id).bind(query);
    return query;
}

}  // namespace

Statement SqliteView::query(const char* sql) const {
    asked_ = true;
    return connection_.statement(sql);
}

std::optional<StoredEntry> SqliteView::entry_by_uuid(std::string_view entry_uuid) const {
    auto found = with_id(query("SELECT " ENTRY_COLUMNS " FROM entry WHERE uuid = ?"), entry_uuid);
    if (!found.step()) return std::nullopt;
    return read_entry(found);
}

std::vector<StoredEntry> SqliteView::entries_by_unique_id(std::string_view unique_id) const {
    std::vector<StoredEntry> entries;
    if (unique_id.empty()) return entries;
    auto found = query("SELECT " ENTRY_COLUMNS " FROM entry WHERE unique_hash = ? ORDER BY row");
    found.integer(unique_hash(unique_id));
    while (found.step()) {
        StoredEntry stored = read_entry(found);
        if (stored.entry.unique_id == unique_id) entries.push_back(std::move(stored));
    }
    return entries;
}

std::vector<StoredEntry> SqliteView::entries_by_logical_id(std::string_view logical_id) const {
    std::vector<StoredEntry> entries;
    // A row whose logical id is its own id holds NULL there, which saves an index entry for most rows.
    auto same = with_id(
        query("SELECT " ENTRY_COLUMNS " FROM entry WHERE uuid = ? AND logical_id IS NULL"), logical_id);
    while (same.step()) entries.push_back(read_entry(same));
    auto others =
        with_id(query("SELECT " ENTRY_COLUMNS " FROM entry WHERE logical_id = ? ORDER BY row"), logical_id);
    while (others.step()) entries.push_back(read_entry(others));
    std::sort(entries.begin(), entries.end(),
              [](const StoredEntry& a, const StoredEntry& b) { return a.row < b.row; });
    return entries;
}

void SqliteView::entries_of_patient(const std::string& patient_key,
                                    const std::function<bool(const StoredEntry&)>& visit) const {
    auto found = query("SELECT " ENTRY_COLUMNS
                       " FROM entry WHERE patient = (SELECT id FROM patient_key WHERE key = ?) ORDER BY row");
    found.text(patient_key);
    while (found.step()) {
        if (!visit(read_entry(found))) return;
    }
}

void SqliteView::entries_with_code(CodeKind kind, const std::vector<std::string>& codes,
                                   const std::function<bool(const StoredEntry&)>& visit) const {
    for (const std::string& code : codes) {
        // CROSS JOIN: SQLite then keeps the order of the tables, whatever it guesses of their sizes.
        auto found = query("SELECT " ENTRY_COLUMNS
                           " FROM entry_code c CROSS JOIN entry e ON e.row = c.entry"
                           " WHERE c.kind = ? AND c.code = ? ORDER BY c.entry");
        found.integer(static_cast<std::int64_t>(kind)).text(code);
        while (found.step()) {
            if (!visit(read_entry(found))) return;
        }
    }
}

std::optional<model::SubmissionSet> SqliteView::submission_set_by_uuid(std::string_view uuid) const {
    return first<model::SubmissionSet>(
        with_id(query("SELECT " OBJECT_COLUMNS " FROM submission_set WHERE uuid = ?"), uuid));
}

std::optional<model::SubmissionSet> SqliteView::submission_set_by_unique_id(std::string_view id) const {
    auto found = query("SELECT " OBJECT_COLUMNS " FROM submission_set WHERE unique_id = ?");
    found.text(id);
    return first<model::SubmissionSet>(std::move(found));
}

void SqliteView::submission_sets_of_patient(const std::string& patient_key,
                                            const std::function<bool(const model::SubmissionSet&)>& visit) const {
    auto found = query("SELECT " OBJECT_COLUMNS
                       " FROM submission_set WHERE patient = (SELECT id FROM patient_key WHERE key = ?)"
                       " ORDER BY row");
    found.text(patient_key);
    show(found, visit);
}

std::optional<model::Folder> SqliteView::folder_by_uuid(std::string_view entry_uuid) const {
    return first<model::Folder>(
        with_id(query("SELECT " OBJECT_COLUMNS " FROM folder WHERE uuid = ?"), entry_uuid));
}

std::optional<model::Folder> SqliteView::folder_by_unique_id(std::string_view unique_id) const {
    auto found = query("SELECT " OBJECT_COLUMNS
                       " FROM folder WHERE unique_id = ? ORDER BY version DESC LIMIT 1");
    found.text(unique_id);
    return first<model::Folder>(std::move(found));
}

std::vector<model::Folder> SqliteView::folders_by_unique_id(std::string_view unique_id) const {
    auto found = query("SELECT " OBJECT_COLUMNS " FROM folder WHERE unique_id = ? ORDER BY version");
    found.text(unique_id);
    return all<model::Folder>(std::move(found));
}

std::vector<model::Folder> SqliteView::folders_by_logical_id(std::string_view logical_id) const {
    // The first version of a folder has its own id for logical id, and NULL in that column.
    auto folders = all<model::Folder>(with_id(
        query("SELECT " OBJECT_COLUMNS " FROM folder WHERE uuid = ? AND logical_id IS NULL"), logical_id));
    auto later = all<model::Folder>(
        with_id(query("SELECT " OBJECT_COLUMNS " FROM folder WHERE logical_id = ? ORDER BY version"), logical_id));
    std::move(later.begin(), later.end(), std::back_inserter(folders));
    return folders;
}

void SqliteView::folders_of_patient(const std::string& patient_key,
                                    const std::function<bool(const model::Folder&)>& visit) const {
    auto found = query("SELECT " OBJECT_COLUMNS
                       " FROM folder WHERE patient = (SELECT id FROM patient_key WHERE key = ?)"
                       " ORDER BY row");
    found.text(patient_key);
    show(found, visit);
}

void SqliteView::folders_with_code(const std::vector<std::string>& codes,
                                   const std::function<bool(const model::Folder&)>& visit) const {
    for (const std::string& code : codes) {
        auto found = query("SELECT " OBJECT_COLUMNS
                           " FROM folder_code c CROSS JOIN folder f ON f.row = c.folder"
                           " WHERE c.code = ? ORDER BY c.folder");
        found.text(code);
        if (!show(found, visit)) return;
    }
}

std::optional<model::Association> SqliteView::association_by_uuid(std::string_view entry_uuid) const {
    return first<model::Association>(
        with_id(query("SELECT " OBJECT_COLUMNS " FROM association WHERE uuid = ?"), entry_uuid));
}

std::vector<model::Association> SqliteView::associations_of(
    const std::vector<std::string>& entry_uuids) const {
    std::map<std::int64_t, model::Association> by_row;
    const auto take = [&](Statement found) {
        while (found.step()) {
            const auto [place, is_new] = by_row.try_emplace(found.get_integer(2));
            if (is_new) read_object(found, place->second);
        }
    };
    for (const auto& id : entry_uuids) {
        take(with_id(query("SELECT " OBJECT_COLUMNS ", row FROM association WHERE source = ?"), id));
        take(with_id(query("SELECT " OBJECT_COLUMNS ", row FROM association WHERE target = ?"), id));
    }
    std::vector<model::Association> associations;
    associations.reserve(by_row.size());
    for (auto& [row, association] : by_row) associations.push_back(std::move(association));
    return associations;
}

void SqliteView::associations_of(const std::vector<std::string>& entry_uuids,
                                 const std::function<bool(const model::Association&)>& visit) const {
    for (const auto& id : entry_uuids) {
        auto starting = with_id(query("SELECT " OBJECT_COLUMNS " FROM association WHERE source = ?"), id);
        if (!show(starting, visit)) return;
        auto ending = with_id(query("SELECT " OBJECT_COLUMNS " FROM association WHERE target = ?"), id);
        if (!show(ending, visit)) return;
    }
}

bool SqliteView::keeps_document(std::string_view unique_id) const {
    for (const StoredEntry& stored : entries_by_unique_id(unique_id)) {
        if (stored.location) return true;
    }
    auto detached = query("SELECT 1 FROM detached_document WHERE unique_hash = ? AND unique_id = ?");
    detached.integer(unique_hash(unique_id)).text(unique_id);
    return detached.step();
}

std::string SqliteView::fact(std::string_view name) const {
    auto found = query("SELECT value FROM store_fact WHERE name = ?");
    found.text(name);
    return found.step() ? std::string(found.get_text(0)) : std::string();
}

std::optional<IdempotencyRecord> SqliteView::submission_record(std::string_view source,
                                                               std::string_view unique_id) const {
    auto found = query("SELECT content, receipt FROM submission_record WHERE unique_id = ? AND source = ?");
    found.text(unique_id).text(source);
    if (!found.step()) return std::nullopt;
    IdempotencyRecord record;
    record.source = source;
    record.submission_unique_id = unique_id;
    const auto content = found.get_blob(0);
    std::memcpy(record.content.data(), content.data(), std::min(content.size(), record.content.size()));
    record.receipt = found.get_text(1);
    return record;
}

namespace {

PatientRecord read_patient(Connection& connection, const Statement& row) {
    PatientRecord record;
    record.id = row.get_text(1);
    record.version = static_cast<int>(row.get_integer(2));
    record.updated_at = time_of(row.get_integer(3));
    record.resource = row.get_text(4);
    auto identifiers =
        connection.statement("SELECT identifier FROM patient_identifier WHERE patient = ? ORDER BY position");
    identifiers.integer(row.get_integer(0));
    while (identifiers.step()) record.identifiers.emplace_back(identifiers.get_text(0));
    return record;
}

}  // namespace

std::optional<PatientRecord> SqliteView::patient_by_id(std::string_view id) const {
    auto found = query("SELECT row, id, version, updated_at, resource FROM patient WHERE id = ?");
    found.text(id);
    if (!found.step()) return std::nullopt;
    return read_patient(connection_, found);
}

std::vector<PatientRecord> SqliteView::patients_by_identifier(std::string_view system_and_value) const {
    auto found = query("SELECT p.row, p.id, p.version, p.updated_at, p.resource FROM patient_identifier i"
                       " JOIN patient p ON p.row = i.patient WHERE i.identifier = ? ORDER BY p.row");
    found.text(system_and_value);
    std::vector<PatientRecord> records;
    while (found.step()) records.push_back(read_patient(connection_, found));
    return records;
}

void SqliteView::audit_records(TimePoint since, const std::string& patient_key,
                               const std::function<bool(const AuditRecord&)>& visit) const {
    auto found = patient_key.empty()
                     ? query("SELECT a.time, a.transaction_name, a.outcome, k.key, a.request_id, a.event"
                             " FROM audit a LEFT JOIN patient_key k ON k.id = a.patient"
                             " WHERE a.time >= ? ORDER BY a.time, a.row")
                     : query("SELECT a.time, a.transaction_name, a.outcome, k.key, a.request_id, a.event"
                             " FROM audit a JOIN patient_key k ON k.id = a.patient"
                             " WHERE a.time >= ? AND a.patient = (SELECT id FROM patient_key WHERE key = ?)"
                             " ORDER BY a.time, a.row");
    found.integer(microseconds_of(since));
    if (!patient_key.empty()) found.text(patient_key);
    while (found.step()) {
        AuditRecord record;
        record.time = time_of(found.get_integer(0));
        record.transaction = found.get_text(1);
        record.outcome = found.get_text(2);
        record.patient = found.get_text(3);
        record.request_id = found.get_text(4);
        record.event = found.get_text(5);
        if (!visit(record)) return;
    }
}

}  // namespace dmpgw::storage

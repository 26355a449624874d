#include "gateway/storage/change_writer.hpp"

#include <algorithm>
#include <stdexcept>

#include "gateway/storage/keys.hpp"
#include "gateway/storage/object_json.hpp"

namespace dmpgw::storage {
namespace {

using model::AvailabilityStatus;

std::optional<std::int64_t> number_of(const std::optional<AvailabilityStatus>& status) {
    if (!status) return std::nullopt;
    return static_cast<std::int64_t>(*status);
}

std::string_view bytes_of(const Sha256Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// NULL where it is the object's own id: most objects have one version, and an index entry is saved.
template <class Object>
void bind_logical_id(Statement& insert, const Object& object) {
    if (object.logical_id.empty() || object.logical_id == object.entry_uuid) insert.null();
    else IdKey(object.logical_id).bind(insert);
}

// What the table entry_code says of an entry: each kind of code that a query without a patient may ask by.
template <class Each>
void for_each_code(const model::DocumentEntry& entry, const Each& each) {
    const auto say = [&](CodeKind kind, const std::string& code) {
        if (!code.empty()) each(static_cast<std::int64_t>(kind), code);
    };
    if (entry.class_code) say(CodeKind::class_code, entry.class_code->code);
    if (entry.healthcare_facility_type_code) say(CodeKind::facility_type, entry.healthcare_facility_type_code->code);
    for (const model::Code& code : entry.event_codes) say(CodeKind::event, code.code);
    for (const model::Cx& reference : entry.reference_id_list) say(CodeKind::reference, reference.id);
}

}  // namespace

void ChangeWriter::apply(const Changes& changes, std::span<const std::optional<PlacedDocument>> documents,
                         TimePoint now) {
    // A unit before this one may have been rolled back, and its patient with it.
    last_patient_key_.clear();
    for (const auto& entry : changes.entries) add(entry, documents, now);
    for (const auto& set : changes.submission_sets) add(set);
    for (const auto& folder : changes.folders) add(folder);
    for (const auto& association : changes.associations) add(association);
    for (const auto& status : changes.statuses) change(status);
    for (const auto& folder : changes.changed_folders) change(folder);
    for (const auto& one : changes.merged_patients) merge(one);
    for (const auto& uuid : changes.removed_objects) remove_object(uuid);
    for (const auto& unique_id : changes.removed_documents) remove_documents(unique_id);
    for (const auto& record : changes.patients) add(record);
    for (const auto& [name, value] : changes.facts) {
        auto insert = writer_.statement("INSERT OR IGNORE INTO store_fact (name, value) VALUES (?,?)");
        insert.text(name).text(value).run();
    }
    if (changes.idempotency) add(*changes.idempotency);
    for (const auto& record : changes.audit) add(record);
}

void ChangeWriter::add(const NewEntry& added, std::span<const std::optional<PlacedDocument>> documents,
                       TimePoint now) {
    const auto& entry = added.entry;
    const std::string object = to_json(entry);
    auto insert = writer_.statement(
        "INSERT INTO entry (uuid, logical_id, unique_hash, patient, status, registered_at,"
        " segment, offset, length, sha256, object) VALUES (?,?,?,?,?,?,?,?,?,?,?)");
    const auto patient_row = patient(entry.patient_id);
    IdKey(entry.entry_uuid).bind(insert);
    bind_logical_id(insert, entry);
    if (entry.unique_id.empty()) {
        insert.null();
    } else {
        insert.integer(unique_hash(entry.unique_id));
    }
    insert.integer(patient_row).integer(number_of(entry.availability_status)).integer(microseconds_of(now));
    if (added.document) {
        const auto& document = documents[*added.document];
        if (!document) throw std::logic_error("changes name a document that was not placed");
        insert.integer(static_cast<std::int64_t>(document->location.segment))
            .integer(static_cast<std::int64_t>(document->location.offset))
            .integer(static_cast<std::int64_t>(document->location.length))
            .blob(bytes_of(document->sha256));
    } else if (added.location && added.sha256) {
        insert.integer(static_cast<std::int64_t>(added.location->segment))
            .integer(static_cast<std::int64_t>(added.location->offset))
            .integer(static_cast<std::int64_t>(added.location->length))
            .blob(bytes_of(*added.sha256));
    } else {
        insert.null().null().null().null();
    }
    insert.text(object).run();
    add_codes(writer_.last_row(), entry);
}

// OR IGNORE: an entry may name a code twice.
void ChangeWriter::add_codes(std::int64_t row, const model::DocumentEntry& entry) {
    for_each_code(entry, [&](std::int64_t kind, const std::string& code) {
        auto insert = writer_.statement("INSERT OR IGNORE INTO entry_code (kind, code, entry) VALUES (?,?,?)");
        insert.integer(kind).text(code).integer(row).run();
    });
}

void ChangeWriter::add_codes(std::int64_t row, const model::Folder& folder) {
    for (const model::Code& code : folder.codes) {
        if (code.code.empty()) continue;
        auto insert = writer_.statement("INSERT OR IGNORE INTO folder_code (code, folder) VALUES (?,?)");
        insert.text(code.code).integer(row).run();
    }
}

void ChangeWriter::add(const model::SubmissionSet& set) {
    const std::string object = to_json(set);
    const auto patient_row = patient(set.patient_id);
    auto insert = writer_.statement(
        "INSERT INTO submission_set (uuid, unique_id, patient, status, object) VALUES (?,?,?,?,?)");
    IdKey(set.entry_uuid).bind(insert);
    insert.text_or_null(set.unique_id).integer(patient_row).integer(number_of(set.availability_status));
    insert.text(object).run();
}

void ChangeWriter::add(const model::Folder& folder) {
    const std::string object = to_json(folder);
    const auto patient_row = patient(folder.patient_id);
    auto insert = writer_.statement(
        "INSERT INTO folder (uuid, logical_id, unique_id, version, patient, status, object) VALUES (?,?,?,?,?,?,?)");
    IdKey(folder.entry_uuid).bind(insert);
    bind_logical_id(insert, folder);
    insert.text_or_null(folder.unique_id).integer(std::int64_t{folder.version}).integer(patient_row);
    insert.integer(number_of(folder.availability_status)).text(object).run();
    add_codes(writer_.last_row(), folder);
}

void ChangeWriter::add(const model::Association& association) {
    const std::string object = to_json(association);
    auto insert = writer_.statement(
        "INSERT INTO association (uuid, source, target, status, object) VALUES (?,?,?,?,?)");
    IdKey(association.entry_uuid).bind(insert);
    IdKey(association.source).bind(insert);
    IdKey(association.target).bind(insert);
    insert.integer(number_of(association.availability_status)).text(object).run();
}

void ChangeWriter::add(const PatientRecord& record) {
    auto upsert = writer_.statement(
        "INSERT INTO patient (id, version, updated_at, resource) VALUES (?,?,?,?)"
        " ON CONFLICT (id) DO UPDATE SET version = excluded.version, updated_at = excluded.updated_at,"
        " resource = excluded.resource RETURNING row");
    upsert.text(record.id).integer(std::int64_t{record.version}).integer(microseconds_of(record.updated_at));
    upsert.text(record.resource);
    if (!upsert.step()) throw std::logic_error("an upsert that returns no row");
    const std::int64_t row = upsert.get_integer(0);
    upsert.run();

    writer_.statement("DELETE FROM patient_identifier WHERE patient = ?").integer(row).run();
    std::int64_t position = 0;
    for (const auto& identifier : record.identifiers) {
        auto insert = writer_.statement(
            "INSERT OR IGNORE INTO patient_identifier (identifier, patient, position) VALUES (?,?,?)");
        insert.text(identifier).integer(row).integer(position++).run();
    }
}

void ChangeWriter::add(const IdempotencyRecord& record) {
    auto insert = writer_.statement(
        "INSERT INTO submission_record (source, unique_id, content, receipt) VALUES (?,?,?,?)");
    insert.text(record.source).text(record.submission_unique_id).blob(bytes_of(record.content));
    insert.text(record.receipt).run();
}

void ChangeWriter::add(const AuditRecord& record) {
    const auto patient_row = patient(record.patient);
    auto insert = writer_.statement(
        "INSERT INTO audit (time, patient, transaction_name, outcome, request_id, event)"
        " VALUES (?,?,?,?,?,?)");
    insert.integer(microseconds_of(record.time)).integer(patient_row).text(record.transaction);
    insert.text(record.outcome).text(record.request_id).text(record.event).run();
}

void ChangeWriter::add(const SegmentGrowth& growth) {
    auto upsert = writer_.statement(
        "INSERT INTO segment (number, own, tail, documents, bytes) VALUES (?,?,?,?,?)"
        " ON CONFLICT (number) DO UPDATE SET tail = excluded.tail,"
        " documents = documents + excluded.documents, bytes = bytes + excluded.bytes");
    upsert.integer(static_cast<std::int64_t>(growth.segment)).integer(std::int64_t{growth.own ? 1 : 0});
    upsert.integer(static_cast<std::int64_t>(growth.tail))
        .integer(static_cast<std::int64_t>(growth.documents))
        .integer(static_cast<std::int64_t>(growth.bytes))
        .run();
}

void ChangeWriter::change(const StatusChange& change) {
    // An entry in nearly all cases; ids are unique over all kinds, so the order only saves look-ups.
    for (const char* sql : {"UPDATE entry SET status = ? WHERE uuid = ?",
                            "UPDATE association SET status = ? WHERE uuid = ?",
                            "UPDATE submission_set SET status = ? WHERE uuid = ?",
                            "UPDATE folder SET status = ? WHERE uuid = ?"}) {
        auto update = writer_.statement(sql);
        update.integer(static_cast<std::int64_t>(change.status));
        IdKey(change.entry_uuid).bind(update);
        update.run();
        if (writer_.changes() > 0) return;
    }
    throw std::logic_error("a status change of an object that is not there");
}

void ChangeWriter::change(const model::Folder& folder) {
    const std::string object = to_json(folder);
    auto update = writer_.statement("UPDATE folder SET object = ? WHERE uuid = ?");
    update.text(object);
    IdKey(folder.entry_uuid).bind(update);
    update.run();
    if (writer_.changes() == 0) throw std::logic_error("a change of a folder that is not there");
}

// The objects say whose they are: each is written anew. The audit trail keeps the name under which things happened.
void ChangeWriter::merge(const PatientMerge& merge) {
    const auto from = patient(merge.obsolete.key());
    const auto to = patient(merge.surviving.key());
    const auto rewrite = [&](const char* select_sql, const char* update_sql, auto read) {
        std::vector<std::pair<std::int64_t, std::string>> rows;
        auto select = writer_.statement(select_sql);
        select.integer(from);
        while (select.step()) {
            auto object = read(select.get_text(1));
            if (!object) throw std::runtime_error("registry database: an object cannot be read");
            object->patient_id = merge.surviving;
            rows.emplace_back(select.get_integer(0), to_json(*object));
        }
        for (const auto& [row, object] : rows) {
            auto update = writer_.statement(update_sql);
            update.integer(to).text(object).integer(row).run();
        }
    };
    rewrite("SELECT row, object FROM entry WHERE patient = ?", "UPDATE entry SET patient = ?, object = ? WHERE row = ?",
            [](std::string_view text) { return read_document_entry(text); });
    rewrite("SELECT row, object FROM submission_set WHERE patient = ?",
            "UPDATE submission_set SET patient = ?, object = ? WHERE row = ?",
            [](std::string_view text) { return read_submission_set(text); });
    rewrite("SELECT row, object FROM folder WHERE patient = ?", "UPDATE folder SET patient = ?, object = ? WHERE row = ?",
            [](std::string_view text) { return read_folder(text); });
}

void ChangeWriter::remove_object(const std::string& entry_uuid) {
    remove_entry(entry_uuid);
    bool removed = writer_.changes() > 0;
    // A removed set that is sent again is a new submission: its record goes with it.
    auto record = writer_.statement(
        "DELETE FROM submission_record WHERE unique_id = (SELECT unique_id FROM submission_set WHERE uuid = ?)");
    IdKey(entry_uuid).bind(record);
    record.run();
    if (!removed) remove_codes_of_folder(entry_uuid);
    for (const char* sql : {"DELETE FROM association WHERE uuid = ?", "DELETE FROM folder WHERE uuid = ?",
                            "DELETE FROM submission_set WHERE uuid = ?"}) {
        if (removed) return;
        auto statement = writer_.statement(sql);
        IdKey(entry_uuid).bind(statement);
        statement.run();
        removed = writer_.changes() > 0;
    }
    if (!removed) throw std::logic_error("a removal of an object that is not there");
}

void ChangeWriter::remove_codes_of_folder(const std::string& entry_uuid) {
    auto select = writer_.statement("SELECT row, object FROM folder WHERE uuid = ?");
    IdKey(entry_uuid).bind(select);
    if (!select.step()) return;
    const auto folder = read_folder(select.get_text(1));
    if (!folder) return;
    for (const model::Code& code : folder->codes) {
        auto remove = writer_.statement("DELETE FROM folder_code WHERE code = ? AND folder = ?");
        remove.text(code.code).integer(select.get_integer(0)).run();
    }
}

// Its bytes stay, for the repository is asked by another transaction, unless another version shares them.
void ChangeWriter::remove_entry(const std::string& entry_uuid) {
    auto select = writer_.statement(
        "SELECT row, unique_hash, segment, offset, length, object FROM entry WHERE uuid = ?");
    IdKey(entry_uuid).bind(select);
    const bool known = select.step();
    const auto entry = known ? read_document_entry(select.get_text(5)) : Result<model::DocumentEntry>(model::DocumentEntry{});
    if (known && entry) {
        for_each_code(*entry, [&](std::int64_t kind, const std::string& code) {
            auto remove = writer_.statement("DELETE FROM entry_code WHERE kind = ? AND code = ? AND entry = ?");
            remove.integer(kind).text(code).integer(select.get_integer(0)).run();
        });
    }
    if (known && !select.is_null(1) && !select.is_null(2)) {
        const DocumentLocation location{static_cast<std::uint64_t>(select.get_integer(2)),
                                        static_cast<std::uint64_t>(select.get_integer(3)),
                                        static_cast<std::uint64_t>(select.get_integer(4))};
        const std::int64_t unique = select.get_integer(1);
        if (entry && !is_shared(location, unique, select.get_integer(0))) {
            auto insert = writer_.statement(
                "INSERT INTO detached_document (unique_hash, unique_id, segment, offset, length) VALUES (?,?,?,?,?)");
            insert.integer(unique).text(entry->unique_id).integer(select.get_integer(2));
            insert.integer(select.get_integer(3)).integer(select.get_integer(4)).run();
        }
    }
    auto statement = writer_.statement("DELETE FROM entry WHERE uuid = ?");
    IdKey(entry_uuid).bind(statement);
    statement.run();
}

// Versions of an entry have one uniqueId and share its bytes.
bool ChangeWriter::is_shared(const DocumentLocation& location, std::int64_t unique, std::int64_t except_row) {
    auto others = writer_.statement(
        "SELECT 1 FROM entry WHERE unique_hash = ? AND segment = ? AND offset = ? AND row <> ?");
    others.integer(unique).integer(static_cast<std::int64_t>(location.segment));
    others.integer(static_cast<std::int64_t>(location.offset)).integer(except_row);
    return others.step();
}

void ChangeWriter::remove_documents(const std::string& unique_id) {
    const std::int64_t unique = unique_hash(unique_id);
    std::vector<std::int64_t> rows;
    const auto take = [&](const Statement& row) {
        const DocumentLocation location{static_cast<std::uint64_t>(row.get_integer(1)),
                                        static_cast<std::uint64_t>(row.get_integer(2)),
                                        static_cast<std::uint64_t>(row.get_integer(3))};
        const bool known = std::any_of(freed_.begin(), freed_.end(),
                                       [&](const FreedDocument& f) { return f.location == location; });
        if (!known) freed_.push_back({location, false});
    };
    auto entries = writer_.statement(
        "SELECT row, segment, offset, length, object FROM entry WHERE unique_hash = ? AND segment IS NOT NULL");
    entries.integer(unique);
    while (entries.step()) {
        const auto entry = read_document_entry(entries.get_text(4));
        if (!entry || entry->unique_id != unique_id) continue;
        take(entries);
        rows.push_back(entries.get_integer(0));
    }
    for (const std::int64_t row : rows) {
        // A submission whose bytes are gone is not answered as if they were here when it is sent again.
        auto forget = writer_.statement(
            "DELETE FROM submission_record WHERE unique_id IN (SELECT s.unique_id FROM entry e"
            " JOIN association a ON a.target = e.uuid JOIN submission_set s ON s.uuid = a.source WHERE e.row = ?)");
        forget.integer(row).run();
        auto update = writer_.statement(
            "UPDATE entry SET segment = NULL, offset = NULL, length = NULL, sha256 = NULL WHERE row = ?");
        update.integer(row).run();
    }
    auto detached = writer_.statement(
        "SELECT row, segment, offset, length FROM detached_document WHERE unique_hash = ? AND unique_id = ?");
    detached.integer(unique).text(unique_id);
    while (detached.step()) take(detached);
    auto statement = writer_.statement("DELETE FROM detached_document WHERE unique_hash = ? AND unique_id = ?");
    statement.integer(unique).text(unique_id).run();
}

void ChangeWriter::book_freed() {
    for (FreedDocument& freed : freed_) {
        const auto segment = static_cast<std::int64_t>(freed.location.segment);
        auto own = writer_.statement("DELETE FROM segment WHERE number = ? AND own = 1");
        own.integer(segment).run();
        // A file without a row is removed by the next start if it is not removed before.
        freed.own = writer_.changes() > 0;
        if (freed.own) continue;
        auto shared = writer_.statement(
            "UPDATE segment SET documents = documents - 1, bytes = bytes - ? WHERE number = ?");
        shared.integer(static_cast<std::int64_t>(freed.location.length)).integer(segment).run();
        auto insert = writer_.statement("INSERT INTO freed_document (segment, offset, length) VALUES (?,?,?)");
        insert.integer(segment).integer(static_cast<std::int64_t>(freed.location.offset));
        insert.integer(static_cast<std::int64_t>(freed.location.length)).run();
    }
}

std::optional<std::int64_t> ChangeWriter::patient(const std::optional<model::Cx>& id) {
    return id ? patient(id->key()) : std::nullopt;
}

std::optional<std::int64_t> ChangeWriter::patient(const std::string& key) {
    if (key.empty()) return std::nullopt;
    if (key == last_patient_key_) return last_patient_;
    auto select = writer_.statement("SELECT id FROM patient_key WHERE key = ?");
    select.text(key);
    if (select.step()) {
        last_patient_ = select.get_integer(0);
    } else {
        writer_.statement("INSERT INTO patient_key (key) VALUES (?)").text(key).run();
        last_patient_ = writer_.last_row();
    }
    last_patient_key_ = key;
    return last_patient_;
}

}  // namespace dmpgw::storage

#include "gateway/storage/schema.hpp"

#include <fmt/format.h>

#include <array>

namespace dmpgw::storage {
namespace {

// Columns without a type keep what is bound: an id is a 16-byte blob when it is a lower-case urn:uuid, else
// its text (id_key.hpp). `unique_hash` is 64 bits of the SHA-256 of the text in `object`: a narrow index,
// verified on each hit. `status` wins over what `object` says: it is all that ever
// changes in a row, but for the lastUpdateTime of a folder.
constexpr const char* first_schema = R"sql(
CREATE TABLE patient_key (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);

CREATE TABLE segment (
  number INTEGER PRIMARY KEY,
  own INTEGER NOT NULL,            -- 1: the file holds a single large document
  tail INTEGER NOT NULL,           -- end of the last record
  documents INTEGER NOT NULL,
  bytes INTEGER NOT NULL);         -- of documents, without headers

CREATE TABLE entry (
  row INTEGER PRIMARY KEY,
  uuid NOT NULL,
  logical_id,                      -- NULL: same as uuid
  unique_hash INTEGER,
  patient INTEGER,
  status INTEGER,
  registered_at INTEGER NOT NULL,  -- microseconds since 1970
  segment INTEGER, offset INTEGER, length INTEGER, sha256 BLOB,
  object TEXT NOT NULL);
CREATE UNIQUE INDEX entry_uuid ON entry(uuid);
CREATE INDEX entry_logical_id ON entry(logical_id) WHERE logical_id IS NOT NULL;
CREATE INDEX entry_unique ON entry(unique_hash);
CREATE INDEX entry_patient ON entry(patient);

CREATE TABLE submission_set (
  row INTEGER PRIMARY KEY,
  uuid NOT NULL,
  unique_id TEXT,
  patient INTEGER,
  status INTEGER,
  object TEXT NOT NULL);
CREATE UNIQUE INDEX submission_set_uuid ON submission_set(uuid);
CREATE UNIQUE INDEX submission_set_unique ON submission_set(unique_id);
CREATE INDEX submission_set_patient ON submission_set(patient);

CREATE TABLE folder (
  row INTEGER PRIMARY KEY,
  uuid NOT NULL,
  unique_id TEXT,
  version INTEGER NOT NULL,
  patient INTEGER,
  status INTEGER,
  object TEXT NOT NULL);
CREATE UNIQUE INDEX folder_uuid ON folder(uuid);
CREATE UNIQUE INDEX folder_unique ON folder(unique_id, version);
CREATE INDEX folder_patient ON folder(patient);

CREATE TABLE association (
  row INTEGER PRIMARY KEY,
  uuid NOT NULL,
  source NOT NULL,
  target NOT NULL,
  status INTEGER,
  object TEXT NOT NULL);
CREATE UNIQUE INDEX association_uuid ON association(uuid);
CREATE INDEX association_source ON association(source);
CREATE INDEX association_target ON association(target);

CREATE TABLE submission_record (
  row INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  unique_id TEXT NOT NULL,
  content BLOB NOT NULL,
  receipt TEXT NOT NULL);
CREATE UNIQUE INDEX submission_record_key ON submission_record(unique_id, source);

CREATE TABLE patient (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  resource TEXT NOT NULL);
CREATE TABLE patient_identifier (
  identifier TEXT NOT NULL,
  patient INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (identifier, patient)) WITHOUT ROWID;
CREATE INDEX patient_identifier_patient ON patient_identifier(patient, position);

CREATE TABLE audit (
  row INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  patient INTEGER,
  transaction_name TEXT NOT NULL,
  outcome TEXT NOT NULL,
  request_id TEXT NOT NULL,
  event TEXT NOT NULL);
CREATE INDEX audit_time ON audit(time);
CREATE INDEX audit_patient ON audit(patient, time) WHERE patient IS NOT NULL;
)sql";

// Folders have versions, as entries have (ITI-57): found by logical id too.
constexpr const char* folder_versions = R"sql(
ALTER TABLE folder ADD COLUMN logical_id;  -- NULL: same as uuid
CREATE INDEX folder_logical_id ON folder(logical_id) WHERE logical_id IS NOT NULL;
)sql";

// Removal, ITI-62 and ITI-86: bytes whose entry is gone but which nobody has removed yet, and bytes that were removed
// but may still lie in a shared segment.
constexpr const char* removal = R"sql(
CREATE TABLE detached_document (
  row INTEGER PRIMARY KEY,
  unique_hash INTEGER NOT NULL,
  unique_id TEXT NOT NULL,
  segment INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL);
CREATE INDEX detached_document_unique ON detached_document(unique_hash);
CREATE TABLE freed_document (segment INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL);
)sql";

// What the store is, beside what it holds: whose INS it takes. A store from before has its domain from its patients; of
// one that mixed them, real people count.
constexpr const char* store_facts = R"sql(
CREATE TABLE store_fact (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO store_fact (name, value)
  SELECT 'ins_domain', CASE
      WHEN k.key LIKE '%&1.2.250.1.213.1.4.8&ISO' OR k.key LIKE '%&1.2.250.1.213.1.4.9&ISO' THEN 'real'
      WHEN k.key LIKE '%&1.2.250.1.213.1.4.10&ISO' THEN 'test'
      ELSE 'demo' END AS domain
    FROM patient_key k
    WHERE (k.key LIKE '%&1.2.250.1.213.1.4.8&ISO' OR k.key LIKE '%&1.2.250.1.213.1.4.9&ISO'
        OR k.key LIKE '%&1.2.250.1.213.1.4.10&ISO' OR k.key LIKE '%&1.2.250.1.213.1.4.11&ISO')
      AND EXISTS (SELECT 1 FROM submission_set s WHERE s.patient = k.id)
    ORDER BY CASE domain WHEN 'real' THEN 0 WHEN 'test' THEN 1 ELSE 2 END LIMIT 1;
)sql";

// What a query that names no patient asks by (ITI-51): `kind` is a CodeKind of store.hpp, `code` a code without its
// scheme or the id of a reference without its authority. What lies here already is read from the objects, whose JSON SQLite understands.
constexpr const char* codes = R"sql(
CREATE TABLE entry_code (kind INTEGER NOT NULL, code TEXT NOT NULL, entry INTEGER NOT NULL,
  PRIMARY KEY (kind, code, entry)) WITHOUT ROWID;
CREATE TABLE folder_code (code TEXT NOT NULL, folder INTEGER NOT NULL, PRIMARY KEY (code, folder)) WITHOUT ROWID;
INSERT OR IGNORE INTO entry_code SELECT 0, json_extract(object, '$.classCode.code'), row FROM entry
  WHERE json_extract(object, '$.classCode.code') IS NOT NULL;
INSERT OR IGNORE INTO entry_code SELECT 1, json_extract(object, '$.healthcareFacilityTypeCode.code'), row FROM entry
  WHERE json_extract(object, '$.healthcareFacilityTypeCode.code') IS NOT NULL;
INSERT OR IGNORE INTO entry_code SELECT 2, json_extract(c.value, '$.code'), e.row
  FROM entry e, json_each(e.object, '$.eventCodes') c WHERE json_extract(c.value, '$.code') IS NOT NULL;
INSERT OR IGNORE INTO entry_code SELECT 3, json_extract(c.value, '$.id'), e.row
  FROM entry e, json_each(e.object, '$.referenceIdList') c WHERE json_extract(c.value, '$.id') IS NOT NULL;
INSERT OR IGNORE INTO folder_code SELECT json_extract(c.value, '$.code'), f.row
  FROM folder f, json_each(f.object, '$.codes') c WHERE json_extract(c.value, '$.code') IS NOT NULL;
)sql";

// Step n brings a database of version n to n + 1. A released step is never edited: a change is a new one.
constexpr std::array migrations{first_schema, folder_versions, removal, store_facts, codes};

}  // namespace

std::int64_t newest_schema() { return static_cast<std::int64_t>(migrations.size()); }

SchemaState schema_state(Connection& connection) {
    return {connection.integer_of("PRAGMA application_id"), connection.integer_of("PRAGMA user_version")};
}

void migrate(Connection& writer) {
    for (auto version = schema_state(writer).version; version < newest_schema(); ++version) {
        writer.execute("BEGIN IMMEDIATE");
        try {
            writer.execute(migrations[static_cast<std::size_t>(version)]);
            writer.execute(fmt::format("PRAGMA application_id = {}", application_id));
            writer.execute(fmt::format("PRAGMA user_version = {}", version + 1));
            writer.execute("COMMIT");
        } catch (...) {
            if (writer.in_transaction()) writer.execute("ROLLBACK");
            throw;
        }
    }
}

}  // namespace dmpgw::storage

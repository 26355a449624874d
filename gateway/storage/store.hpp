// The port to storage: what the transactions may ask of whatever keeps documents and metadata.
//
// Writing goes through commit() alone: documents, metadata, audit records and the idempotency record of one
// unit become durable together, or not at all. The decision what to write is taken inside the one
// writer, on the state the unit will be added to, so that two submissions never race.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/digest.hpp"
#include "gateway/base/failure.hpp"
#include "gateway/model/submission.hpp"

namespace dmpgw::storage {

// ------------------------------------------------------------------------------------------ documents

/// Where the bytes of a document lie.
struct DocumentLocation {
    std::uint64_t segment = 0;
    std::uint64_t offset = 0;  ///< of the first document byte
    std::uint64_t length = 0;
    bool operator==(const DocumentLocation&) const = default;
};

/// Bytes on their way in. Small ones are held in memory until the commit; those above the spool limit
/// stream to a segment of their own. Hash and size are computed on the way. Used by one thread at a time.
/// Destroyed without a commit, it gives its space back and leaves nothing.
class StagedDocument {
  public:
    virtual ~StagedDocument() = default;
    /// Takes bytes into memory and hashes them; no I/O. Fails (too_large) past the document limit, or
    /// (busy) past the spool budget of the process.
    virtual Result<void> append(std::string_view bytes) = 0;
    /// True when enough bytes wait for flush(), which writes them to the disk and may block.
    virtual bool wants_flush() const = 0;
    virtual Result<void> flush() = 0;
    /// Ends the input: size and digests are final from here on. No I/O: of a document that streams, the end is
    /// still to be written, wants_flush() is true once more, and the last flush() writes and syncs it (the
    /// writer does so itself for a caller that did not, which holds up everybody).
    virtual Result<void> finish() = 0;
    virtual std::uint64_t size() const = 0;
    virtual const Sha1Digest& sha1() const = 0;      ///< valid after finish()
    virtual const Sha256Digest& sha256() const = 0;  ///< valid after finish()
};

/// A stored document being read. Used by one thread at a time.
class DocumentReader {
  public:
    virtual ~DocumentReader() = default;
    virtual std::uint64_t size() const = 0;
    /// Up to `capacity` bytes; 0 at the end. Throws std::system_error when the disk fails.
    virtual std::size_t read(char* to, std::size_t capacity) = 0;
};

// ------------------------------------------------------------------------------------------- registry

/// What the store knows of an entry beside its metadata.
struct StoredEntry {
    model::DocumentEntry entry;
    std::int64_t row = 0;
    std::optional<DocumentLocation> location;  ///< nullopt: on-demand, or kept by another repository
    std::optional<Sha256Digest> sha256;
    TimePoint registered_at{};
};

/// An earlier submission, by the exactly-once rule: key = source and SubmissionSet.uniqueId.
struct IdempotencyRecord {
    std::string source;                 ///< name of the [[source]] that sent it
    std::string submission_unique_id;
    Sha256Digest content{};             ///< digest of canonical metadata and documents
    std::string receipt;                ///< what the first answer said, as JSON of transactions/submit
};

struct PatientRecord {
    std::string id;                         ///< FHIR logical id
    std::vector<std::string> identifiers;   ///< "system|value" as FHIR writes them
    std::string resource;                   ///< FHIR JSON
    int version = 1;
    TimePoint updated_at{};
};

struct AuditRecord {
    TimePoint time{};
    std::string transaction;   ///< "ITI-41", "ITI-68", "GET /metadata"
    std::string outcome;       ///< "success", "refused" or "failed"
    std::string patient;       ///< Cx::key(); empty when not known
    std::string request_id;
    std::string event;         ///< JSON of the whole event, written by audit/
};

/// What a query that names no patient may ask entries by (ITI TF-2 3.51.4.1.2.3). Stored as numbers: these never change.
enum class CodeKind : std::uint8_t { class_code = 0, facility_type = 1, event = 2, reference = 3 };

/// One consistent state of the registry. A view belongs to one thread at a time.
class RegistryView {
  public:
    virtual ~RegistryView() = default;

    virtual std::optional<StoredEntry> entry_by_uuid(std::string_view entry_uuid) const = 0;
    /// All versions and re-submissions with that uniqueId, oldest first.
    virtual std::vector<StoredEntry> entries_by_unique_id(std::string_view unique_id) const = 0;
    virtual std::vector<StoredEntry> entries_by_logical_id(std::string_view logical_id) const = 0;
    /// Entries of a patient, oldest first, until `visit` says false.
    virtual void entries_of_patient(const std::string& patient_key,
                                    const std::function<bool(const StoredEntry&)>& visit) const = 0;
    /// Entries of any patient with one of the codes (of `kind`, without their schemes; of a reference id its id), until
    /// `visit` says false. An entry with several of them is visited as often.
    virtual void entries_with_code(CodeKind kind, const std::vector<std::string>& codes,
                                   const std::function<bool(const StoredEntry&)>& visit) const = 0;
    virtual std::optional<model::SubmissionSet> submission_set_by_uuid(std::string_view entry_uuid) const = 0;
    virtual std::optional<model::SubmissionSet> submission_set_by_unique_id(std::string_view unique_id) const = 0;
    /// Submission sets of a patient, oldest first, until `visit` says false.
    virtual void submission_sets_of_patient(const std::string& patient_key,
                                            const std::function<bool(const model::SubmissionSet&)>& visit) const = 0;
    virtual std::optional<model::Folder> folder_by_uuid(std::string_view entry_uuid) const = 0;
    /// The newest version.
    virtual std::optional<model::Folder> folder_by_unique_id(std::string_view unique_id) const = 0;
    /// All versions, oldest first.
    virtual std::vector<model::Folder> folders_by_unique_id(std::string_view unique_id) const = 0;
    virtual std::vector<model::Folder> folders_by_logical_id(std::string_view logical_id) const = 0;
    /// Folders of a patient, oldest first, until `visit` says false.
    virtual void folders_of_patient(const std::string& patient_key,
                                    const std::function<bool(const model::Folder&)>& visit) const = 0;
    /// Folders of any patient with one of the codes (without their schemes), until `visit` says false. A folder with
    /// several of them is visited as often.
    virtual void folders_with_code(const std::vector<std::string>& codes,
                                   const std::function<bool(const model::Folder&)>& visit) const = 0;
    virtual std::optional<model::Association> association_by_uuid(std::string_view entry_uuid) const = 0;
    /// Associations whose source or target is one of the ids, oldest first, each once.
    virtual std::vector<model::Association> associations_of(const std::vector<std::string>& entry_uuids) const = 0;
    /// The same one by one, in no order, until `visit` says false: for ids so many that their associations should not
    /// be in memory together. One between two of the ids is visited twice.
    virtual void associations_of(const std::vector<std::string>& entry_uuids,
                                 const std::function<bool(const model::Association&)>& visit) const = 0;

    /// Whether bytes of a document with that uniqueId lie here, with or without an entry.
    virtual bool keeps_document(std::string_view unique_id) const = 0;

    virtual std::optional<IdempotencyRecord> submission_record(std::string_view source,
                                                               std::string_view unique_id) const = 0;

    virtual std::optional<PatientRecord> patient_by_id(std::string_view id) const = 0;
    virtual std::vector<PatientRecord> patients_by_identifier(std::string_view system_and_value) const = 0;

    /// What the store remembers of itself under that name (Changes::facts); empty when nothing.
    virtual std::string fact(std::string_view name) const = 0;

    /// Audit records from `since` on, oldest first, of one patient when `patient_key` is not empty.
    virtual void audit_records(TimePoint since, const std::string& patient_key,
                               const std::function<bool(const AuditRecord&)>& visit) const = 0;
};

// --------------------------------------------------------------------------------------------- writing

/// A document entry to add; `document` is its index in Unit::documents, nullopt for one whose bytes are not
/// kept here (on-demand, or registered by another repository).
struct NewEntry {
    model::DocumentEntry entry;
    std::optional<std::size_t> document;
    /// A new version of an entry whose bytes lie here already.
    std::optional<DocumentLocation> location{};
    std::optional<Sha256Digest> sha256{};
};

/// Everything of one patient becomes another's: ITI-44 and ITI-8, duplicates resolved.
struct PatientMerge {
    model::Cx obsolete;
    model::Cx surviving;
};

struct StatusChange {
    std::string entry_uuid;  ///< of a DocumentEntry, SubmissionSet, Folder or Association
    model::AvailabilityStatus status;
};

/// What one unit adds to the store.
struct Changes {
    std::vector<NewEntry> entries;
    std::vector<model::SubmissionSet> submission_sets;
    std::vector<model::Folder> folders;
    std::vector<model::Association> associations;
    std::vector<StatusChange> statuses;
    std::vector<model::Folder> changed_folders;      ///< known by their entry_uuid; they keep their status
    std::vector<PatientMerge> merged_patients;
    std::vector<std::string> removed_objects;        ///< entryUUIDs of any kind; the bytes of entries stay
    std::vector<std::string> removed_documents;      ///< uniqueIds whose bytes go; their entries stay
    std::vector<PatientRecord> patients;             ///< inserted, or replaced by id
    std::vector<std::pair<std::string, std::string>> facts;  ///< name and value; a name that is known keeps its value
    std::optional<IdempotencyRecord> idempotency;
    std::vector<AuditRecord> audit;                  ///< at least one: nothing happens unrecorded
};

/// Called once by the writer, on its thread, with the state the changes will be added to. It must not
/// block or throw on bad input; a refusal returns Changes that hold only the audit record.
using Decide = std::function<Changes(const RegistryView&)>;

struct Unit {
    std::vector<std::unique_ptr<StagedDocument>> documents;  ///< all finished
    Decide decide;
};

/// Success: all of it is on the disk. Failure: nothing of it is there (too_large for a full disk,
/// unavailable while the store cannot write). Called on the writer's thread; must not block.
using Committed = std::function<void(Result<void>)>;

struct StoreStatistics {
    std::uint64_t documents = 0;
    std::uint64_t bytes = 0;
    std::uint64_t commits = 0;        ///< groups
    std::uint64_t units = 0;
    std::uint64_t queued_units = 0;
    std::uint64_t audit_backlog = 0;  ///< audit records of reads that wait for space
    std::uint64_t log_bytes = 0;      ///< of the write-ahead log, as the last commit left it; a reader of an old state keeps
                                      ///< it from starting anew
    bool writable = true;
};

/// Thread-safe: any number of threads may call its members at once.
class Store {
  public:
    virtual ~Store() = default;
    virtual std::unique_ptr<StagedDocument> stage() = 0;
    virtual void commit(Unit unit, Committed done) = 0;
    /// A view of the last committed state.
    virtual std::unique_ptr<RegistryView> read() = 0;
    /// not_found when the segment has gone (removed document); the reader checks nothing: verify() does.
    virtual Result<std::unique_ptr<DocumentReader>> open(const DocumentLocation& location) = 0;
    virtual StoreStatistics statistics() const = 0;
};

}  // namespace dmpgw::storage

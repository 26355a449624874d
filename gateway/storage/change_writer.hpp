// What one unit adds, as rows: runs inside the writer's transaction and throws DatabaseError when a unique
// index or the disk says no.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gateway/storage/database.hpp"
#include "gateway/storage/store.hpp"

namespace dmpgw::storage {

/// Where a document of the unit will lie, and its digest.
struct PlacedDocument {
    DocumentLocation location;
    Sha256Digest sha256{};
};

/// Documents that a group added to one segment.
struct SegmentGrowth {
    std::uint64_t segment = 0;
    bool own = false;
    std::uint64_t tail = 0;
    std::uint64_t documents = 0;
    std::uint64_t bytes = 0;
};

/// A document whose bytes are to go once the commit is durable.
struct FreedDocument {
    DocumentLocation location;
    bool own = false;  ///< it has a segment of its own
};

/// Belongs to the writer's thread.
class ChangeWriter {
  public:
    explicit ChangeWriter(Connection& writer) : writer_(writer) {}

    /// `documents` by index of Unit::documents; each one that an entry names is placed.
    /// Throws std::logic_error when the changes name a document or a status that is not there.
    void apply(const Changes& changes, std::span<const std::optional<PlacedDocument>> documents,
               TimePoint now);
    void add(const AuditRecord& record);
    void add(const SegmentGrowth& growth);
    /// Books what apply() has freed since begin_group(); the last thing that a group writes, for it changes rows that
    /// the growth of segments makes.
    void book_freed();
    void begin_group() { freed_.clear(); }
    std::vector<FreedDocument> take_freed() { return std::exchange(freed_, {}); }

  private:
    void add(const NewEntry& entry, std::span<const std::optional<PlacedDocument>> documents, TimePoint now);
    void add(const model::SubmissionSet& set);
    void add(const model::Folder& folder);
    void add(const model::Association& association);
    void add(const PatientRecord& patient);
    void add(const IdempotencyRecord& record);
    void change(const StatusChange& change);
    void change(const model::Folder& folder);
    void merge(const PatientMerge& merge);
    void add_codes(std::int64_t row, const model::DocumentEntry& entry);
    void add_codes(std::int64_t row, const model::Folder& folder);
    void remove_object(const std::string& entry_uuid);
    /// Whatever of a folder lies beside its row; the row itself stays.
    void remove_codes_of_folder(const std::string& entry_uuid);
    void remove_entry(const std::string& entry_uuid);
    void remove_documents(const std::string& unique_id);
    bool is_shared(const DocumentLocation& location, std::int64_t unique, std::int64_t except_row);
    /// The surrogate of a patient, made when it is new; nullopt for no patient.
    std::optional<std::int64_t> patient(const std::string& key);
    std::optional<std::int64_t> patient(const std::optional<model::Cx>& id);

    Connection& writer_;
    // The objects of a unit are about one patient: the last key asked for is nearly always the next one.
    std::string last_patient_key_;
    std::int64_t last_patient_ = 0;
    std::vector<FreedDocument> freed_;
};

}  // namespace dmpgw::storage

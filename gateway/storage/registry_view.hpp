// The registry as SQL shows it to one connection: on a snapshot for readers, inside the open transaction for
// the writer.
#pragma once

#include <memory>

#include "gateway/storage/database.hpp"
#include "gateway/storage/store.hpp"

namespace dmpgw::storage {

/// One thread at a time, as the connection behind it. Throws DatabaseError when the database cannot be
/// read and std::runtime_error when a row is damaged.
class SqliteView : public RegistryView {
  public:
    explicit SqliteView(Connection& connection) : connection_(connection) {}

    std::optional<StoredEntry> entry_by_uuid(std::string_view entry_uuid) const override;
    std::vector<StoredEntry> entries_by_unique_id(std::string_view unique_id) const override;
    std::vector<StoredEntry> entries_by_logical_id(std::string_view logical_id) const override;
    void entries_of_patient(const std::string& patient_key,
                            const std::function<bool(const StoredEntry&)>& visit) const override;
    void entries_with_code(CodeKind kind, const std::vector<std::string>& codes,
                           const std::function<bool(const StoredEntry&)>& visit) const override;
    std::optional<model::SubmissionSet> submission_set_by_uuid(std::string_view uuid) const override;
    std::optional<model::SubmissionSet> submission_set_by_unique_id(std::string_view id) const override;
    void submission_sets_of_patient(const std::string& patient_key,
                                    const std::function<bool(const model::SubmissionSet&)>& visit) const override;
    std::optional<model::Folder> folder_by_uuid(std::string_view entry_uuid) const override;
    std::optional<model::Folder> folder_by_unique_id(std::string_view unique_id) const override;
    std::vector<model::Folder> folders_by_unique_id(std::string_view unique_id) const override;
    std::vector<model::Folder> folders_by_logical_id(std::string_view logical_id) const override;
    void folders_of_patient(const std::string& patient_key,
                            const std::function<bool(const model::Folder&)>& visit) const override;
    void folders_with_code(const std::vector<std::string>& codes,
                           const std::function<bool(const model::Folder&)>& visit) const override;
    std::optional<model::Association> association_by_uuid(std::string_view entry_uuid) const override;
    std::vector<model::Association> associations_of(
        const std::vector<std::string>& entry_uuids) const override;
    void associations_of(const std::vector<std::string>& entry_uuids,
                         const std::function<bool(const model::Association&)>& visit) const override;
    bool keeps_document(std::string_view unique_id) const override;
    std::string fact(std::string_view name) const override;
    std::optional<IdempotencyRecord> submission_record(std::string_view source,
                                                       std::string_view unique_id) const override;
    std::optional<PatientRecord> patient_by_id(std::string_view id) const override;
    std::vector<PatientRecord> patients_by_identifier(std::string_view system_and_value) const override;
    void audit_records(TimePoint since, const std::string& patient_key,
                       const std::function<bool(const AuditRecord&)>& visit) const override;

    /// True once anything was asked: whoever asked nothing decided without regard to the state.
    bool was_asked() const { return asked_; }

  private:
    Statement query(const char* sql) const;

    Connection& connection_;
    mutable bool asked_ = false;
};

}  // namespace dmpgw::storage

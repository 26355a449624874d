// The waist: the only place in the program that can acknowledge a submission, whatever face it came
// through. IHE ITI TF-2 3.41.4.1.3, 3.42.4.1.3; exactly once by source and SubmissionSet.uniqueId.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/http/task.hpp"
#include "gateway/model/submission.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/transactions/caller.hpp"
#include "gateway/transactions/services.hpp"
#include "gateway/xds/metadata_rules.hpp"

namespace dmpgw::transactions {

/// The bytes of one DocumentEntry, finished.
struct SubmittedDocument {
    std::string entry_id;   ///< entry_uuid (or symbolic id) in the submission
    std::unique_ptr<storage::StagedDocument> bytes;
};

enum class Intake {
    provide_and_register,  ///< ITI-41, ITI-65: every stable entry comes with its bytes
    register_only,         ///< ITI-42, ITI-61: another repository keeps the bytes, or nobody yet
    update,                ///< ITI-57
    restricted_update,     ///< ITI-92
};

struct SubmitRequest {
    Intake intake = Intake::provide_and_register;
    model::Submission submission;
    std::vector<SubmittedDocument> documents;
    std::vector<storage::PatientRecord> patients;  ///< that came along (FHIR): kept with the submission
    Findings findings;      ///< of reading the message; errors among them refuse
    xds::RuleContext rules; ///< how places are called in the message, and what its reader found already
};

/// Proof that a submission is safe: only submit() can make one, after its commit.
class Receipt {
  public:
    const std::string& submission_set_uuid() const { return submission_set_uuid_; }
    /// In the order of the submission.
    const std::vector<std::string>& entry_uuids() const { return entry_uuids_; }
    const std::vector<std::string>& folder_uuids() const { return folder_uuids_; }
    /// True when an equal submission was known and the first answer is given again.
    bool repeated() const { return repeated_; }
    const Findings& warnings() const { return warnings_; }

  private:
    friend class Waist;
    Receipt() = default;
    std::string submission_set_uuid_;
    std::vector<std::string> entry_uuids_;
    std::vector<std::string> folder_uuids_;
    Findings warnings_;
    bool repeated_ = false;
};

/// Checks the rules, hash and size of every document, then the state of the registry inside the writer, and
/// commits documents, metadata, audit event and idempotency record together. A refusal leaves exactly one
/// audit event and nothing else. Either way exactly one audit event is durable when this returns.
http::Task<Result<Receipt>> submit(SubmitRequest request, const Caller& caller, Services& services);

/// A refusal that was found before a submission could be made of the message: records it and returns it.
http::Task<Failure> refuse_submission(Failure failure, const Caller& caller, Services& services);

}  // namespace dmpgw::transactions

// Rules that depend on what is registered already, ITI TF-2 3.42.4.1.3 and TF-3 4.2.2.2. Called inside the
// writer, on the state that the submission will be added to; pure but for reading that state.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/model/submission.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/xds/place.hpp"

namespace dmpgw::transactions {

/// Whether the submission's patient has been registered, by whom or however: ITI TF-2 3.42.4.1.3 (XDSUnknownPatientId).
/// `along` are those that come with the submission.
Findings check_patient_known(const model::Submission& submission, const std::vector<storage::PatientRecord>& along,
                             const storage::RegistryView& registry, const xds::Locate& locate = {});

/// Entry ids are UUIDs by now, hash and size are those of the bytes. All findings at once, at the places that
/// `locate` names; describe() when absent.
Findings check_against_registry(const model::Submission& submission, const storage::RegistryView& registry,
                                const xds::Locate& locate = {});

}  // namespace dmpgw::transactions

// INS of real people and INS for tests never lie in one store, and an INS has the right key. Référentiel INS 2.0; CI-SIS
// (the OID follows the kind of the patient's card).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/model/ins.hpp"
#include "gateway/model/submission.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/transactions/services.hpp"
#include "gateway/xds/place.hpp"
#include "gateway/xds/strictness.hpp"

namespace dmpgw::transactions {

/// An INS that a message would bring into the store.
struct InsUse {
    model::InsDomain domain = model::InsDomain::real;
    std::string value;
    std::string authority;  ///< OID
    std::string where;
};

/// Of patientId and sourcePatientId, each value once. `locate` as in xds::RuleContext.
std::vector<InsUse> ins_of(const model::Submission& submission, const xds::Locate& locate);
/// Of the identifiers of a Patient, whose systems are URLs or OIDs.
std::vector<InsUse> ins_of(const storage::PatientRecord& patient, const std::string& where);
std::vector<InsUse> ins_of(std::span<const model::Cx> identifiers, const std::string& where);

/// A finding for each INS whose form or key is wrong.
Findings check_ins_keys(std::span<const InsUse> uses, xds::Strictness strictness);

/// What the store's domain says to the INS of one message.
struct InsVerdict {
    Findings findings;                        ///< one for each INS of another domain than the store's
    std::optional<model::InsDomain> becomes;  ///< the store's domain from now on, where it had none
    /// Lets the store remember. Called with the changes of a message that is accepted.
    void note(storage::Changes& changes) const;
};

/// The store's domain is the configured one, else that of the first INS it took, else that of the first in this message.
/// Called inside the writer.
InsVerdict check_ins_domain(std::span<const InsUse> uses, const storage::RegistryView& registry, const Services& services);

/// What a store that has its domain already says to a configuration that asks for another. Called at start.
Findings check_configured_ins_domain(const storage::RegistryView& registry, const Services& services);

}  // namespace dmpgw::transactions

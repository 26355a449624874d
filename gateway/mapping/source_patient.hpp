// sourcePatientId and sourcePatientInfo as the Patient of context.sourcePatientInfo.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/json/value.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::mapping {

struct SourcePatient {
    std::optional<model::Cx> id;
    std::vector<std::string> info;  ///< "PID-5|NOM^Prénom"
    bool operator==(const SourcePatient&) const = default;
};

/// Identifier, name, birthDate, gender and address of a Patient. Other elements have no place in XDS.
SourcePatient read_source_patient(const json::Value& patient, const std::string& where, Findings& findings);

/// PID lines that no element says come back through raw_pid_url extensions.
json::Value write_source_patient(const SourcePatient& source);

}  // namespace dmpgw::mapping

// The list of `dmpgw patients import`: a line a patient, "id;family;given;birth date;gender", of
// which the id alone must be there. Empty lines, and lines that begin with #, are passed over.
#pragma once

#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::cli {

struct ListedPatient {
    std::size_t line = 0;    ///< counted from 1
    std::string identifier;  ///< FHIR token "urn:oid:…|…"
    json::Value resource;    ///< Patient
};

/// The id in any form that parse_patient() reads; dates as 1951-04-12 or 19510412; gender as FHIR
/// or as M, F, U. All faults at once, each with its line.
Result<std::vector<ListedPatient>> read_patient_list(std::string_view text);

}  // namespace dmpgw::cli

// Values that people type: patients and times.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/failure.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::cli {

/// A patient id with its assigning authority, in any of the forms people have at hand:
/// "251042923241772^^^&1.2.250.1.213.1.4.10&ISO^NH" (CX, ITI TF-3 Table 4.2.3.1.7-2),
/// "urn:oid:1.2.250.1.213.1.4.10|251042923241772" or without "urn:oid:" (FHIR token).
Result<model::Cx> parse_patient(std::string_view text);

/// "2026-11-24", "2026-11-24T05:51", "2026-11-24T05:51:58.123Z", "2026-11-24T06:51:58+01:00".
/// Without a zone: UTC.
Result<TimePoint> parse_time(std::string_view text);

/// An OID without "urn:oid:", or a refusal.
Result<std::string> parse_unique_id(std::string_view text);

}  // namespace dmpgw::cli

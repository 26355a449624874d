// XCN and XON as Practitioner and Organization resources.
#pragma once

#include <optional>

#include "gateway/json/value.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::mapping {

/// A Practitioner, Patient, RelatedPerson or Device as XCN; nullopt when it has neither identifier nor name.
/// A national identifier is preferred (IDNPS, else RPPS or ADELI with its prefix), then any urn:oid:.
std::optional<model::Xcn> read_person(const json::Value& resource);
/// A Practitioner without id and telecom. What it cannot say is kept word for word in raw_xcn_url.
json::Value write_person(const model::Xcn& xcn);

/// An Organization as XON; nullopt when it has neither identifier nor name.
std::optional<model::Xon> read_organization(const json::Value& resource);
json::Value write_organization(const model::Xon& xon);

}  // namespace dmpgw::mapping

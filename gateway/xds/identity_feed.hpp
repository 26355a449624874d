// ITI-44 Patient Identity Feed HL7 V3: PRPA_IN201301UV02 (added), PRPA_IN201302UV02 (revised) and PRPA_IN201304UV02
// (duplicates resolved) in, MCCI_IN000002UV01 out. ITI TF-2 3.44.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/failure.hpp"
#include "gateway/model/hl7_types.hpp"
#include "gateway/xml/document.hpp"

namespace dmpgw::xds {

enum class IdentityEvent : std::uint8_t { added, revised, duplicates_resolved };

/// An instance identifier of HL7 V3.
struct InstanceId {
    std::string root;
    std::string extension;
};

struct IdentityFeed {
    IdentityEvent event = IdentityEvent::added;
    std::vector<model::Cx> identifiers;  ///< of the patient; at least one, each with an OID as authority
    std::string identifiers_at;          ///< where they stand in the message: an XPath, or "PID-3"
    std::vector<model::Cx> obsolete;     ///< that the patient's identifiers replace; of duplicates_resolved only
    std::string family;
    std::vector<std::string> given;
    std::string gender;                  ///< as HL7 V3 codes it: M, F, UN
    std::string birth_time;              ///< TS, "19510412"
};

/// What an acknowledgement repeats of its message, also of one that could not be read.
struct IdentityMessage {
    InstanceId id;
    InstanceId sender;
    InstanceId receiver;
};

IdentityMessage read_identity_message(const xml::Element& payload);

/// All faults at once.
Result<IdentityFeed> read_identity_feed(const xml::Element& payload);

/// Accept acknowledgement: CA, or CE with every finding as acknowledgementDetail.
std::string write_identity_acknowledgement(const IdentityMessage& message, const Findings& findings, std::string_view uuid,
                                           TimePoint now);

std::span<const Rule> identity_feed_rules();

}  // namespace dmpgw::xds

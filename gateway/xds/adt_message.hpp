// ITI-8 Patient Identity Feed: HL7 v2 ADT messages (A01, A04, A05, A08 and A40 of HL7 2.3.1 and later) in, ACK out.
// ITI TF-2 3.8; the framing (MLLP) is server/mllp_listener.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/failure.hpp"
#include "gateway/xds/identity_feed.hpp"

namespace dmpgw::xds {

/// What an acknowledgement repeats of its message, also of one that cannot be read further.
struct AdtHeader {
    std::string sending_application;
    std::string sending_facility;
    std::string receiving_application;
    std::string receiving_facility;
    std::string event;       ///< MSH-9.2: "A01"
    std::string control_id;  ///< MSH-10
    std::string version;     ///< MSH-12
};

/// Fails (malformed) where the bytes do not begin with an MSH segment whose encoding characters are those of HL7.
Result<AdtHeader> read_adt_header(std::string_view message);

/// Segments end with CR; CR LF and LF are tolerated. MSH-18 "8859/1" is read as such, everything else must be UTF-8.
/// All faults at once, each with segment and field as its place.
Result<IdentityFeed> read_adt(std::string_view message);

/// ACK: AA, AE for what the sender must mend, AR for an event that is not taken here; ERR with each finding.
std::string write_adt_acknowledgement(const AdtHeader& header, const Findings& findings, std::string_view control_id,
                                      TimePoint now);

std::span<const Rule> adt_rules();

}  // namespace dmpgw::xds

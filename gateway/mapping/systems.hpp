// Code systems and identifier systems: URLs of FHIR and OIDs of XDS, both ways (mappings/code_systems.json,
// mappings/identifier_systems.json).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dmpgw::mapping {

/// What codingScheme a FHIR system becomes. `known` is false when a URL is kept as it is for want of an OID.
struct Scheme {
    std::string text;
    bool known = true;
};
Scheme scheme_of_system(std::string_view uri);

/// The FHIR system of a codingScheme: the URL of the table, else urn:oid:, else the scheme itself when it is
/// a URI, else a private URN that scheme_of_system turns back into the same text.
std::string system_of_scheme(std::string_view scheme);

/// How a national identifier is written in HL7 v2 types.
struct IdentifierSystem {
    std::string uri;
    std::string oid;
    std::string prefix;       ///< put before the value, as 8 before an RPPS number
    std::size_t length = 0;   ///< of the value without prefix; 0: any
    std::string type;         ///< XCN.13, XON.7 or the FHIR type code of a patient identifier
    std::string of;           ///< person, organization or patient
    std::string name;
};
const std::vector<IdentifierSystem>& identifier_systems();

/// The OID of an assigning authority for a FHIR system: of urn:oid: itself, of the table, else (`derived`)
/// one below 2.25 that is always the same for the same text. Empty for an empty system.
struct Authority {
    std::string oid;
    bool derived = false;
};
Authority authority_of_system(std::string_view uri);

/// INS-NIR, INS-NIA, their test and demonstration domains, and INS-C.
bool is_ins_authority(std::string_view oid);

}  // namespace dmpgw::mapping

// Coded attributes and localised strings, ITI TF-3 4.2.3.1.2 and ebRIM 3.0 2.4.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace dmpgw::model {

/// ebRIM InternationalString with its first LocalizedString.
struct LocalizedString {
    std::string value;
    std::string lang;     ///< xml:lang; empty when not said
    std::string charset;  ///< empty when not said
    bool empty() const { return value.empty(); }
    bool operator==(const LocalizedString&) const = default;
};

struct Code {
    std::string code;
    std::string scheme;       ///< codingScheme: an OID, or what the sender wrote
    LocalizedString display;
    bool operator==(const Code&) const = default;
};

/// A slot that the model has no attribute for: kept, stored and given back.
struct Slot {
    std::string name;
    std::vector<std::string> values;
    bool operator==(const Slot&) const = default;
};

}  // namespace dmpgw::model

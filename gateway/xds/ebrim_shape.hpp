// Which ebRIM construct carries which XDS attribute, ITI TF-3 Tables 4.2.3.2-1, 4.2.3.3-1, 4.2.3.4-1: as
// data, so that reader, writer and the places of findings say the same.
#pragma once

#include <span>
#include <string_view>

#include "gateway/xds/place.hpp"

namespace dmpgw::xds {

enum class Carrier : std::uint8_t {
    slot,           ///< rim:Slot; key = its name
    code,           ///< rim:Classification with a nodeRepresentation; key = its scheme
    author,         ///< rim:Classification with slots; key = its scheme
    identifier,     ///< rim:ExternalIdentifier; key = its scheme
    xml_attribute,  ///< key = its name
    child,          ///< key = local name of a child element
};

struct Attribute {
    ObjectKind kind;
    std::string_view name;  ///< as ITI TF-3 calls it
    Carrier carrier;
    std::string_view key;
};

std::span<const Attribute> ebrim_attributes();
/// nullptr when there is none.
const Attribute* find_attribute(ObjectKind kind, std::string_view name);
const Attribute* find_carried(ObjectKind kind, Carrier carrier, std::string_view key);
/// True when some kind of object has a classification or external identifier of this scheme.
bool is_known_scheme(std::string_view key);

/// The end of a place's XPath, below its object: "/Slot[@name='hash']/ValueList/Value[1]".
std::string ebrim_suffix(const Place& place);

}  // namespace dmpgw::xds

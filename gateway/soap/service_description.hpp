// WSDL 1.1 (W3C note, 3 and 4) and the XML schemas that it imports, with the addresses of this gateway. The files
// are those of profiles/wsdl; on the disk their addresses are relative, so that any tool can read them there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dmpgw::soap {

/// The WSDL of an actor as it is served: "registry", "repository", "gateway" or "identity". `base` is the public
/// URL that the paths of the actors stand below, without a slash at the end. nullopt: there is no such actor.
std::optional<std::string> wsdl_of(std::string_view actor, std::string_view base);

/// A schema by its file name, as "rim.xsd"; its own imports lead to the same actor. nullopt: there is no such schema.
std::optional<std::string> schema_of(std::string_view actor, std::string_view name, std::string_view base);

}  // namespace dmpgw::soap

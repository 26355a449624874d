// Narratives: the one place where XML stands inside FHIR as text. FHIR R4 narrative.html, json.html#xhtml.
#pragma once

#include <string>
#include <string_view>

#include "gateway/xml/document.hpp"

namespace dmpgw::fhir {

inline constexpr std::string_view xhtml_namespace = "http://www.w3.org/1999/xhtml";

/// The div as text that stands by itself, with its namespace as the default one. Comments and the way references were
/// written are not kept; elements, attributes, text and their order are. `div` and all in it must be in the namespace
/// of XHTML, its attributes in none or that of xml:; see is_xhtml().
std::string write_xhtml(const xml::Element& div);

/// Whether write_xhtml() keeps all of it.
bool is_xhtml(const xml::Element& div);

/// A div that came in JSON, as it may stand inside an XML document: unchanged but for a missing xmlns where it is one
/// well-formed div element, otherwise a div that shows its characters. Depth of recursion: that of the XML door.
std::string embed_xhtml(std::string_view div);

}  // namespace dmpgw::fhir

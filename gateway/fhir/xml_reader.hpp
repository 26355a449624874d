// A resource in XML as the tree that its JSON form has: FHIR R4 xml.html, json.html.
#pragma once

#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/json/value.hpp"
#include "gateway/xml/document.hpp"

namespace dmpgw::fhir {

inline constexpr std::string_view fhir_namespace = "http://hl7.org/fhir";

/// The limits of the XML door for resources. Values stand in attributes, so that a start tag is as long as the content
/// of a Binary; and one level of XML becomes two of JSON, so that this depth keeps the tree within JsonLimits::depth.
XmlLimits resource_limits(XmlLimits limits);

struct XmlResource {
    json::Value resource;
    Findings remarks;  ///< warnings: elements out of order, or left out of a Coding that repeats them
};

/// Arrays wherever the table of elements has one, numbers as the text they were sent as, ids and extensions of
/// primitives as "_name", members in the order in which their elements came. Fails with all findings at once (at most
/// 100), each with the place as an XPath: unknown resources, elements and attributes, wrong namespaces, repetition of
/// what may stand once, values that are not of their type, empty elements. Depth of recursion: that of the XML door.
Result<XmlResource> read_xml(const xml::Element& root);

}  // namespace dmpgw::fhir

// A resource in its JSON form as XML: FHIR R4 xml.html, json.html.
#pragma once

#include <string>

#include "gateway/base/failure.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::fhir {

struct XmlText {
    std::string text;
    /// Warnings on what has no form in XML and is missing in the text: members and resources that the table of elements
    /// does not know, values of the wrong kind. At most 100.
    Findings left_out;
};

/// UTF-8 with an XML declaration; elements in the order of the schema. `pretty`: each on a line of its own, indented by
/// two spaces, but for narratives, where white space is content. The root must be a resource that the table knows,
/// else the text holds no element. Depth of recursion: that of the tree.
XmlText write_xml(const json::Value& resource, bool pretty = false);

}  // namespace dmpgw::fhir

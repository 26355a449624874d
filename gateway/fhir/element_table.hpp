// The elements of FHIR R4 resources and data types, as far as they decide how JSON becomes XML and back: FHIR R4
// json.html and xml.html. The facts are data: profiles/fhir/r4_elements.txt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dmpgw::fhir {

/// What the content of an element is.
enum class ElementKind : std::uint8_t {
    boolean,
    number,     ///< integer, unsignedInt, positiveInt, decimal: a number in JSON
    text,       ///< every other primitive: a string in JSON
    attribute,  ///< a string in JSON, an attribute in XML: Element.id, Extension.url
    xhtml,      ///< Narrative.div
    complex,    ///< elements of its own
    resource,   ///< a whole resource: Bundle.entry.resource, contained
};

struct TypeRule;

/// One element of one type under the name it has in instances: a choice value[x] has one for each type it may have.
struct ElementRule {
    std::string name;                ///< "valueString"
    ElementKind kind = ElementKind::text;
    const TypeRule* type = nullptr;  ///< of a complex element; else null
    std::size_t order = 0;           ///< its place in the schema; the same for all names of one choice
    bool repeats = false;            ///< an array in JSON, even of one
};

/// A resource, a data type or a component as Patient.contact.
struct TypeRule {
    std::string name;
    bool is_resource = false;
    std::map<std::string, ElementRule, std::less<>> elements;

    /// nullptr when the type has no element of that name.
    const ElementRule* find(std::string_view element) const;
};

/// Immutable once read, so every thread may use it.
class ElementTable {
  public:
    /// Throws std::logic_error, naming the line, for a text that does not follow the form of the embedded file.
    explicit ElementTable(std::string_view text);

    /// nullptr for a name that is no resource of the table.
    const TypeRule* resource(std::string_view name) const;
    /// Throws std::logic_error for a name that is not in the table.
    const TypeRule& type(std::string_view name) const;
    /// Names of all resources, sorted.
    std::vector<std::string_view> resources() const;

  private:
    std::map<std::string, TypeRule, std::less<>> types_;
};

/// The table of this version, read at its first use.
const ElementTable& element_table();

}  // namespace dmpgw::fhir

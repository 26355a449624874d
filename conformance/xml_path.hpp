// A small path language over XML, enough to say what an answer must hold:
//
//   /soap:Envelope/soap:Body//rs:RegistryError/@errorCode
//   //rim:ExtrinsicObject[rim:Slot[@name='size']]/rim:Slot[@name='hash']/rim:ValueList/rim:Value[1]
//
// Steps: "/" child, "//" descendant; prefix:name, *:name (any namespace), * (any element); @name at
// the end. Predicates: [n], [path], [path='text'], [path!='text']. Prefixes are fixed, see
// xml_path.cpp; "soap" means SOAP 1.2 or 1.1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/xml/document.hpp"

namespace dmpgw::conformance {

/// A parsed path. Thread-safe for reading.
class XmlPath {
  public:
    /// Rule path_malformed for anything outside the language, an unknown prefix included.
    static Result<XmlPath> parse(std::string_view text);

    /// The value of each node found, in document order: of an attribute its value, of an element
    /// its own text without white space at both ends.
    std::vector<std::string> values(const xml::Element& root) const;
    /// The elements found; none for a path that ends with an attribute.
    std::vector<const xml::Element*> elements(const xml::Element& root) const;

  private:
    friend class XmlPathParser;
    struct Predicate;
    struct Step {
        bool descendant = false;
        bool attribute = false;
        std::vector<std::string_view> namespaces;  ///< empty: any
        std::string name;                          ///< empty: any
        std::vector<Predicate> predicates;
    };
    struct Predicate {
        std::size_t index = 0;  ///< 1-based; 0: a path instead
        std::vector<Step> path;
        std::optional<std::string> text;
        bool negated = false;
    };
    struct Node {
        const xml::Element* element = nullptr;  ///< nullptr: above the root
        const xml::Attribute* attribute = nullptr;
    };
    static std::vector<Node> walk(const std::vector<Step>& steps, Node from,
                                  const xml::Element& root);
    static std::vector<Node> step_from(const Step& step, Node from, const xml::Element& root);
    static bool holds(const Predicate& predicate, Node node, const xml::Element& root);
    static std::string value_of(Node node);

    std::vector<Step> steps_;
};

}  // namespace dmpgw::conformance

#include "conformance/xml_path.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "conformance/rules.hpp"
#include "gateway/base/text.hpp"

namespace dmpgw::conformance {
namespace {

// Predicates in predicates in predicates: no scenario needs more, and the parser recurses on them.
constexpr int max_nesting = 4;

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> prefixes = {{
    {"soap", "http://www.w3.org/2003/05/soap-envelope"},
    {"soap", "http://schemas.xmlsoap.org/soap/envelope/"},
    {"s12", "http://www.w3.org/2003/05/soap-envelope"},
    {"s11", "http://schemas.xmlsoap.org/soap/envelope/"},
    {"wsa", "http://www.w3.org/2005/08/addressing"},
    {"xds", "urn:ihe:iti:xds-b:2007"},
    {"rs", "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0"},
    {"rim", "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"},
    {"lcm", "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"},
    {"query", "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0"},
    {"xop", "http://www.w3.org/2004/08/xop/include"},
    {"cda", "urn:hl7-org:v3"},
    {"fhir", "http://hl7.org/fhir"},
    {"wsse", "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"},
    {"xml", "http://www.w3.org/XML/1998/namespace"},
}};

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

/// Recursive descent over one path; recursion is bounded by max_nesting.
class XmlPathParser {
  public:
    explicit XmlPathParser(std::string_view text) : text_(text) {}

    Result<XmlPath> run() {
        XmlPath path;
        if (!starts_with("/")) return error("a path begins with / or //");
        if (!read_steps(path.steps_, 0)) return error(problem_);
        if (at_ != text_.size()) return error("text behind the path");
        return path;
    }

  private:
    Failure error(std::string_view detail) const {
        return refuse(rules::path_malformed, "path", text_, detail);
    }
    bool starts_with(std::string_view what) const { return text_.substr(at_).starts_with(what); }
    bool take(std::string_view what) {
        if (!starts_with(what)) return false;
        at_ += what.size();
        return true;
    }
    bool fail(std::string_view problem) {
        problem_ = problem;
        return false;
    }
    std::string_view read_name() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_name_character(text_[at_]))
            ++at_;
        return text_.substr(begin, at_ - begin);
    }

    // Steps up to the end of the path or of the predicate. Inside a predicate the first has no
    // slash before it.
    bool read_steps(std::vector<XmlPath::Step>& steps, int nesting) {
        bool first = nesting > 0;
        while (true) {
            XmlPath::Step step;
            if (take("//"))
                step.descendant = true;
            else if (!take("/") && !first)
                return true;
            first = false;
            if (!steps.empty() && steps.back().attribute)
                return fail("an attribute has no children");
            if (!read_step(step, nesting)) return false;
            steps.push_back(std::move(step));
        }
    }

    bool read_step(XmlPath::Step& step, int nesting) {
        step.attribute = take("@");
        if (take("*")) {
            if (take(":")) {
                step.name = read_name();
                if (step.name.empty()) return fail("a name is missing behind *:");
            }
        } else if (!read_qualified_name(step)) {
            return false;
        }
        while (take("[")) {
            step.predicates.emplace_back();
            if (!read_predicate(step.predicates.back(), nesting + 1)) return false;
            if (!take("]")) return fail("a predicate is not closed");
        }
        return true;
    }

    bool read_qualified_name(XmlPath::Step& step) {
        const std::string_view name = read_name();
        if (name.empty()) return fail("a name is missing");
        if (!take(":")) {
            step.name = name;
            step.namespaces.push_back("");
            return true;
        }
        step.name = read_name();
        if (step.name.empty()) return fail("a name is missing behind its prefix");
        for (const auto& [prefix, uri] : prefixes) {
            if (prefix == name) step.namespaces.push_back(uri);
        }
        return step.namespaces.empty() ? fail("the prefix is not one of those known") : true;
    }

    bool read_predicate(XmlPath::Predicate& predicate, int nesting) {
        if (nesting > max_nesting) return fail("predicates are nested too deep");
        const std::size_t begin = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9')
            ++at_;
        if (at_ > begin) {
            std::from_chars(text_.data() + begin, text_.data() + at_, predicate.index);
            return predicate.index > 0 ? true : fail("an index counts from 1");
        }
        if (!read_steps(predicate.path, nesting)) return false;
        predicate.negated = take("!=");
        if (!predicate.negated && !take("=")) return true;
        const char quote = at_ < text_.size() ? text_[at_] : '\0';
        if (quote != '\'' && quote != '"') return fail("a quoted text is missing behind =");
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) return fail("a text is not closed");
        predicate.text = std::string(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string_view problem_;
};

Result<XmlPath> XmlPath::parse(std::string_view text) {
    return XmlPathParser(text).run();
}

std::string XmlPath::value_of(Node node) {
    if (node.attribute != nullptr) return std::string(node.attribute->value);
    return std::string(trim(node.element->text()));
}

bool XmlPath::holds(const Predicate& predicate, Node node, const xml::Element& root) {
    const auto found = walk(predicate.path, node, root);
    if (!predicate.text) return !found.empty();
    return std::any_of(found.begin(), found.end(), [&](Node n) {
        return (value_of(n) == *predicate.text) != predicate.negated;
    });
}

std::vector<XmlPath::Node> XmlPath::step_from(const Step& step, Node from,
                                              const xml::Element& root) {
    const auto fits = [&](std::string_view ns, std::string_view local) {
        return (step.name.empty() || step.name == local) &&
               (step.namespaces.empty() || std::find(step.namespaces.begin(), step.namespaces.end(),
                                                     ns) != step.namespaces.end());
    };
    // Depth first with a stack of its own: an answer may be as deep as the reader allows.
    std::vector<const xml::Element*> open;
    std::vector<Node> found;
    const auto push_children = [&](const xml::Element* parent) {
        if (parent == nullptr) {
            open.push_back(&root);
            return;
        }
        const auto children = parent->children();
        open.insert(open.end(), children.rbegin(), children.rend());
    };
    const auto take_attributes = [&](const xml::Element& element) {
        for (const xml::Attribute& attribute : element.attributes()) {
            if (fits(attribute.namespace_uri, attribute.local_name))
                found.push_back({&element, &attribute});
        }
    };
    if (step.attribute && from.element != nullptr) take_attributes(*from.element);
    if (!step.attribute || step.descendant) push_children(from.element);
    while (!open.empty()) {
        const xml::Element* element = open.back();
        open.pop_back();
        if (step.attribute)
            take_attributes(*element);
        else if (fits(element->namespace_uri(), element->local_name()))
            found.push_back({element, nullptr});
        if (step.descendant) push_children(element);
    }
    for (const Predicate& predicate : step.predicates) {
        if (predicate.index > 0) {
            found = predicate.index <= found.size() ? std::vector<Node>{found[predicate.index - 1]}
                                                    : std::vector<Node>{};
            continue;
        }
        std::erase_if(found, [&](Node node) { return !holds(predicate, node, root); });
    }
    return found;
}

std::vector<XmlPath::Node> XmlPath::walk(const std::vector<Step>& steps, Node from,
                                         const xml::Element& root) {
    std::vector<Node> current{from};
    for (const Step& step : steps) {
        std::vector<Node> next;
        for (const Node& node : current) {
            for (const Node& found : step_from(step, node, root)) {
                // Two ancestors found by // reach the same descendant: it counts once.
                const bool known = std::any_of(next.begin(), next.end(), [&](const Node& n) {
                    return n.element == found.element && n.attribute == found.attribute;
                });
                if (!step.descendant || !known) next.push_back(found);
            }
        }
        current = std::move(next);
    }
    return current;
}

std::vector<std::string> XmlPath::values(const xml::Element& root) const {
    std::vector<std::string> out;
    for (const Node& node : walk(steps_, {}, root))
        out.push_back(value_of(node));
    return out;
}

std::vector<const xml::Element*> XmlPath::elements(const xml::Element& root) const {
    std::vector<const xml::Element*> out;
    for (const Node& node : walk(steps_, {}, root)) {
        if (node.attribute == nullptr) out.push_back(node.element);
    }
    return out;
}

}  // namespace dmpgw::conformance

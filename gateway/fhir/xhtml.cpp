#include "gateway/fhir/xhtml.hpp"

#include <algorithm>

#include "gateway/xml/names.hpp"
#include "gateway/xml/writer.hpp"

namespace dmpgw::fhir {
namespace {

constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";

void append_element(xml::Writer& writer, const xml::Element& element) {
    writer.open(element.local_name());
    if (element.parent() == nullptr || element.parent()->namespace_uri() != xhtml_namespace) {
        writer.attribute("xmlns", xhtml_namespace);
    }
    for (const xml::Attribute& a : element.attributes()) {
        const std::string name(a.local_name);
        writer.attribute(a.namespace_uri.empty() ? name : "xml:" + name, a.value);
    }
    std::size_t written = 0;
    const auto text_up_to = [&](std::size_t end) {
        if (end > written) writer.text(element.text().substr(written, end - written));
        written = end;
    };
    for (const xml::Element* child : element.children()) {
        text_up_to(child->text_offset());
        append_element(writer, *child);
    }
    text_up_to(element.text().size());
    writer.close();
}

}  // namespace

bool is_xhtml(const xml::Element& div) {
    if (div.namespace_uri() != xhtml_namespace) return false;
    for (const xml::Attribute& a : div.attributes()) {
        if (!a.namespace_uri.empty() && a.namespace_uri != xml_namespace) return false;
    }
    const auto children = div.children();
    return std::all_of(children.begin(), children.end(), [](const xml::Element* child) { return is_xhtml(*child); });
}

std::string write_xhtml(const xml::Element& div) {
    xml::Writer writer;
    append_element(writer, div);
    return writer.finish();
}

std::string embed_xhtml(std::string_view div) {
    // A byte order mark, a declaration or an instruction before the div may begin a document and stand nowhere else.
    if (div.size() > 1 && div[0] == '<' && xml::starts_name(div[1])) {
        XmlLimits limits;
        limits.start_tag_bytes = limits.text_bytes;  // an image may lie in the src of its img
        const auto document = xml::parse(div, limits);
        if (document && document->root().is(xhtml_namespace, "div")) return std::string(div);
        // Senders of JSON often forget the namespace; what they mean is clear.
        if (document && document->root().is({}, "div")) return "<div xmlns=\"" + std::string(xhtml_namespace) + "\"" + std::string(div.substr(4));
    }
    xml::Writer writer;
    writer.open("div").attribute("xmlns", xhtml_namespace).text(div);
    return writer.finish();
}

}  // namespace dmpgw::fhir

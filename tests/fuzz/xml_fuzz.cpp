// The XML reader: tree or rule do not depend on the cut, and what is accepted is well-formed to a stock
// libxml2 that reads it whole.
#include <libxml/parser.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "gateway/xml/document.hpp"
#include "tests/unit/xml/tree_dump.hpp"

namespace {

using namespace dmpgw::xml;

std::string outcome(std::string_view bytes, std::size_t piece) {
    DocumentReader reader;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        if (auto fed = reader.feed(bytes.substr(0, piece)); !fed) return "refuse " + fed.error().first().rule;
    }
    auto document = reader.finish();
    return document ? "accept\n" + dump(document->root()) : "refuse " + document.error().first().rule;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::string whole = outcome(bytes, size + 1);
    for (const std::size_t piece : {1, 3, 7, 64}) {
        if (outcome(bytes, piece) != whole) std::abort();
    }
    if (whole.starts_with("refuse")) return 0;
    constexpr int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE;
    xmlParserCtxtPtr context = xmlNewParserCtxt();
    xmlDocPtr document = xmlCtxtReadMemory(context, bytes.data(), static_cast<int>(size), nullptr, "UTF-8", options);
    if (document == nullptr || context->nsWellFormed != 1) std::abort();
    xmlFreeDoc(document);
    xmlFreeParserCtxt(context);
    return 0;
}

// What lexical_guard accepts: a stock libxml2 that reads it finds no DTD, no entity node and nothing over
// the limits, in whatever encoding it thinks fit. And the verdict does not depend on the cut.
#include <libxml/parser.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "gateway/xml/lexical_guard.hpp"

namespace {

std::string verdict(std::string_view bytes, std::size_t piece) {
    dmpgw::xml::LexicalGuard guard;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        if (auto fed = guard.feed(bytes.substr(0, piece)); !fed) return fed.error().first().rule + fed.error().first().where;
    }
    auto end = guard.finish();
    return end ? "" : end.error().first().rule + end.error().first().where;
}

void check_tree(const xmlNode* root) {
    int depth = 1;
    for (const xmlNode* n = root; n != nullptr;) {
        if (n->type == XML_ENTITY_REF_NODE || n->type == XML_DTD_NODE || depth > 101) std::abort();
        int attributes = 0;
        if (n->type == XML_ELEMENT_NODE) {
            for (const xmlAttr* a = n->properties; a != nullptr; a = a->next) ++attributes;
        }
        if (attributes > 256) std::abort();
        if (n->children != nullptr) {
            n = n->children;
            ++depth;
            continue;
        }
        while (n != root && n->next == nullptr) {
            n = n->parent;
            --depth;
        }
        n = n == root ? nullptr : n->next;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::string whole = verdict(bytes, size + 1);
    if (verdict(bytes, 1) != whole || verdict(bytes, 7) != whole) std::abort();
    if (!whole.empty()) return 0;
    constexpr int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_RECOVER;
    xmlDocPtr document = xmlReadMemory(bytes.data(), static_cast<int>(size), nullptr, nullptr, options);
    if (document == nullptr) return 0;
    if (document->intSubset != nullptr || document->extSubset != nullptr) std::abort();
    check_tree(xmlDocGetRootElement(document));
    xmlFreeDoc(document);
    return 0;
}

#include "gateway/soap/security_parts.hpp"

#include <vector>

#include "gateway/base/encoding.hpp"
#include "gateway/soap/envelope_rules.hpp"
#include "gateway/soap/mime_headers.hpp"
#include "gateway/soap/xop.hpp"

namespace dmpgw::soap {

struct SecurityParts::Part final : ByteSink {
    const xml::Element* holder = nullptr;  ///< of the Include
    std::string where;
    std::size_t limit = 0;
    std::string bytes;
    bool came = false;

    Result<void> append(std::string_view piece) override {
        if (bytes.size() + piece.size() > limit) {
            return refuse(security_part_too_large, where, "", std::to_string(limit));
        }
        bytes.append(piece);
        return {};
    }
    Result<void> finish() override {
        came = true;
        return {};
    }
};

bool stands_in_security(const xml::Element& element) {
    for (const xml::Element* e = element.parent(); e != nullptr; e = e->parent()) {
        if (!e->is(ns_wsse, "Security")) continue;
        // A header block, not an element of that name somewhere in the Body.
        const xml::Element* header = e->parent();
        const xml::Element* envelope = header == nullptr ? nullptr : header->parent();
        return envelope != nullptr && envelope->parent() == nullptr && header->is(envelope->namespace_uri(), "Header");
    }
    return false;
}

Result<void> SecurityParts::expect_parts_of(const xml::Element& envelope) {
    const xml::Element* header = envelope.child(envelope.namespace_uri(), "Header");
    if (header == nullptr) return {};
    std::vector<const xml::Element*> open(header->children().begin(), header->children().end());
    while (!open.empty()) {
        const xml::Element* element = open.back();
        open.pop_back();
        open.insert(open.end(), element->children().begin(), element->children().end());
        if (!element->is(ns_xop, "Include") || !stands_in_security(*element->parent())) continue;
        // A bad href is refused where all references are looked at.
        const auto id = content_id_of_href(element->attribute("href"));
        if (!id) continue;
        if (parts_.size() >= limits_.security_parts) {
            return refuse(too_many_security_parts, element->path(), "", std::to_string(limits_.security_parts));
        }
        const auto part = std::make_shared<Part>();
        part->holder = element->parent();
        part->where = element->path();
        part->limit = limits_.security_part_bytes;
        parts_.emplace(canonical_content_id(*id), part);
    }
    return {};
}

ByteSink* SecurityParts::sink_of(std::string_view content_id) {
    const auto found = parts_.find(canonical_content_id(content_id));
    return found == parts_.end() ? nullptr : found->second.get();
}

Result<void> SecurityParts::resolve(xml::Document& document) {
    for (const auto& [id, part] : parts_) {
        if (!part->came) return refuse(security_part_before_root, part->where, id);
        document.replace_content(*part->holder, base64_encode(part->bytes));
    }
    return {};
}

}  // namespace dmpgw::soap

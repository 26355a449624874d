// SOAP 1.2 part 1, 5 (message structure), 2.2 (roles) and 2.4 (mustUnderstand); WS-Addressing 1.0 core, 3.4.
#include "gateway/base/text.hpp"
#include "gateway/soap/envelope_rules.hpp"
#include "gateway/soap/message.hpp"

namespace dmpgw::soap {
namespace {

bool is_true(std::string_view value) { return value == "1" || value == "true"; }

// Headers that this gateway acts on, or may pass over because the connection already proves what they say.
bool understood(const xml::Element& header) {
    return header.namespace_uri() == ns_addressing || header.is(ns_wsse, "Security");
}

// This node is the next one and the last one. A block for another role is not ours to understand.
bool is_for_us(const xml::Element& header, std::string_view ns) {
    if (ns == ns_soap11) {
        const std::string_view actor = trim(header.find_attribute(ns, "actor").value_or(""));
        return actor.empty() || actor == "http://schemas.xmlsoap.org/soap/actor/next";
    }
    const std::string_view role = trim(header.find_attribute(ns, "role").value_or(""));
    return role.empty() || role == "http://www.w3.org/2003/05/soap-envelope/role/next" ||
           role == "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver";
}

Result<void> check_must_understand(const xml::Element& header_block, std::string_view ns) {
    for (const xml::Element* entry : header_block.children()) {
        const bool must = is_true(entry->find_attribute(ns, "mustUnderstand").value_or(""));
        if (must && is_for_us(*entry, ns) && !understood(*entry)) {
            return refuse(soap_must_understand, entry->path(), entry->local_name());
        }
    }
    return {};
}

Addressing read_addressing(const xml::Element& header) {
    Addressing addressing;
    const auto text_of = [&](std::string_view name) {
        const xml::Element* e = header.child(ns_addressing, name);
        return e == nullptr ? std::string() : std::string(trim(e->text()));
    };
    addressing.action = text_of("Action");
    addressing.message_id = text_of("MessageID");
    const auto address_in = [&](std::string_view name) {
        const xml::Element* endpoint = header.child(ns_addressing, name);
        const xml::Element* address = endpoint == nullptr ? nullptr : endpoint->child(ns_addressing, "Address");
        return address == nullptr ? std::string() : std::string(trim(address->text()));
    };
    addressing.reply_to = address_in("ReplyTo");
    addressing.fault_to = address_in("FaultTo");
    return addressing;
}

}  // namespace

std::string message_id_of(const xml::Element& envelope) {
    const xml::Element* header = envelope.child(envelope.namespace_uri(), "Header");
    return header == nullptr ? std::string() : read_addressing(*header).message_id;
}

Result<Message> read_envelope(xml::Document document, std::string_view action_hint) {
    const xml::Element& root = document.root();
    if (document.processing_instructions() != 0) return refuse(soap_processing_instruction, "document");
    if (root.local_name() != "Envelope") return refuse(soap_not_an_envelope, root.path(), root.local_name());
    Message message;
    if (root.namespace_uri() == ns_soap12) message.version = Version::soap12;
    else if (root.namespace_uri() == ns_soap11) message.version = Version::soap11;
    else return refuse(soap_version, root.path(), root.namespace_uri());

    const xml::Element* body = nullptr;
    for (const xml::Element* child : root.children()) {
        if (child->is(root.namespace_uri(), "Header") && message.header == nullptr && body == nullptr) {
            message.header = child;
        } else if (child->is(root.namespace_uri(), "Body") && body == nullptr) {
            body = child;
        } else {
            return refuse(soap_not_an_envelope, child->path(), child->local_name());
        }
    }
    if (body == nullptr) return refuse(soap_not_an_envelope, root.path(), "no Body");
    if (body->children().size() != 1 || !trim(body->text()).empty()) {
        return refuse(soap_not_an_envelope, body->path(), std::to_string(body->children().size()) + " elements");
    }
    message.payload = body->children().front();
    if (message.header != nullptr) {
        if (auto checked = check_must_understand(*message.header, root.namespace_uri()); !checked) {
            return checked.error();
        }
        message.addressing = read_addressing(*message.header);
    }
    if (message.addressing.action.empty()) message.addressing.action = action_hint;
    message.document = std::move(document);
    return message;
}

}  // namespace dmpgw::soap

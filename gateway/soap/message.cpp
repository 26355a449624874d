#include "gateway/soap/message.hpp"

#include <utility>
#include <vector>

#include "gateway/base/encoding.hpp"
#include "gateway/base/text.hpp"
#include "gateway/http/message.hpp"
#include "gateway/soap/envelope_rules.hpp"
#include "gateway/soap/security_parts.hpp"
#include "gateway/soap/xop.hpp"

namespace dmpgw::soap {
namespace {

Version version_said_by(const http::MediaType& type) {
    const bool is_soap11 = type.type == "text/xml" || equals_ignoring_case(type.parameter("start-info").substr(0, 8), "text/xml");
    return is_soap11 ? Version::soap11 : Version::soap12;
}

}  // namespace

// The base64 text of one element on its way to its sink, decoded piece by piece.
struct MessageReader::InlineDocument final : xml::TextSink {
    std::string where;
    ByteSink& to;
    Base64Decoder decoder;
    std::string decoded;

    InlineDocument(std::string place, ByteSink& sink) : where(std::move(place)), to(sink) {}

    Result<void> append(std::string_view text) override {
        decoded.clear();
        if (!decoder.feed(text, decoded)) return refuse(soap_inline_base64, where, text.substr(0, 40));
        return to.append(decoded);
    }
    Result<void> finish() override {
        if (!decoder.finish()) return refuse(soap_inline_base64, where, "", "it ends in the middle of a group");
        return to.finish();
    }
};

MessageReader::MessageReader(const XmlLimits& limits, const MimeLimits& mime, DocumentSinks& sinks)
    : sinks_(sinks), security_(std::make_unique<SecurityParts>(mime)) {
    root_ = std::make_unique<xml::DocumentReader>(limits, [this](const xml::Element& element) -> xml::TextSink* {
        ByteSink* sink = sinks_.inline_text(element);
        if (sink == nullptr) return nullptr;
        auto& document = inline_documents_[&element];
        document = std::make_unique<InlineDocument>(element.path(), *sink);
        return document.get();
    });
}

MessageReader::~MessageReader() = default;

Result<std::unique_ptr<MessageReader>> MessageReader::open(std::string_view content_type, std::string_view soap_action,
                                                           const XmlLimits& xml, const MimeLimits& mime,
                                                           DocumentSinks& sinks) {
    const auto media_type = http::parse_media_type(content_type);
    if (!media_type) return refuse(soap_content_type, "header Content-Type", content_type);
    std::unique_ptr<MessageReader> reader(new MessageReader(xml, mime, sinks));
    reader->root_limit_ = mime.root_bytes;

    // SOAP 1.2 names the action in the Content-Type, SOAP 1.1 in SOAPAction, with quotes around it.
    std::string action(media_type->parameter("action"));
    if (action.empty()) action = soap_action;
    if (action.size() >= 2 && action.front() == '"' && action.back() == '"') action = action.substr(1, action.size() - 2);

    if (media_type->type == "multipart/related") {
        auto type = read_multipart_type(content_type, mime);
        if (!type) return type.error();
        reader->packaging_ = Packaging::mtom;
        reader->references_ = ReferenceTable(type->start);
        if (!type->action.empty()) action = type->action;
        reader->mime_ = std::make_unique<MimeReader>(type->boundary, *reader, mime);
    } else if (media_type->type == "application/soap+xml" || media_type->type == "text/xml") {
        const std::string_view charset = media_type->parameter("charset");
        if (!charset.empty() && !equals_ignoring_case(charset, "utf-8")) {
            return refuse(soap_content_type, "header Content-Type", content_type, "only UTF-8 is read");
        }
    } else {
        return refuse(soap_content_type, "header Content-Type", content_type);
    }
    reader->action_hint_ = std::move(action);
    reader->version_hint_ = version_said_by(*media_type);
    return reader;
}

Version version_of(std::string_view content_type) {
    const auto media_type = http::parse_media_type(content_type);
    return media_type ? version_said_by(*media_type) : Version::soap12;
}

Result<void> MessageReader::feed(std::string_view bytes) {
    return mime_ ? mime_->feed(bytes) : feed_root(bytes);
}

Result<void> MessageReader::feed_root(std::string_view bytes) {
    root_bytes_ += bytes.size();
    if (root_bytes_ > root_limit_) return refuse(soap_root_too_large, "SOAP part", "", std::to_string(root_limit_));
    return root_->feed(bytes);
}

Result<void> MessageReader::begin_part(const PartHeader& header) {
    const std::size_t index = references_.parts();
    const auto is_root = references_.add_part(header);
    if (!is_root) return is_root.error();
    in_root_ = *is_root;
    if (in_root_) {
        const auto type = read_root_type(header);
        if (!type) return type.error();
        if (action_hint_.empty()) action_hint_ = type->action;
        return {};
    }
    part_sink_ = security_->sink_of(header.content_id);
    if (part_sink_ != nullptr) return {};
    const auto sink = sinks_.part(index);
    if (!sink) return sink.error();
    part_sink_ = *sink;
    return {};
}

Result<void> MessageReader::part_data(std::string_view bytes) {
    return in_root_ ? feed_root(bytes) : part_sink_->append(bytes);
}

Result<void> MessageReader::end_part() { return in_root_ ? end_root() : part_sink_->finish(); }

// The header must be known before the parts that follow: it says which of them are no documents.
Result<void> MessageReader::end_root() {
    if (auto finished = finish_root(); !finished) return finished;
    return security_->expect_parts_of(document_->root());
}

Result<void> MessageReader::finish_root() {
    auto document = root_->finish();
    if (!document) return document.error();
    document_ = std::move(*document);
    // The envelope itself says better than the Content-Type which version it is.
    if (document_->root().namespace_uri() == ns_soap11) version_hint_ = Version::soap11;
    if (document_->root().namespace_uri() == ns_soap12) version_hint_ = Version::soap12;
    message_id_hint_ = message_id_of(document_->root());
    return {};
}

Result<void> MessageReader::refer_to_parts(const xml::Element& root) {
    // Includes are looked for everywhere: one that nobody resolves would be content that nobody checked.
    std::vector<const xml::Element*> open{&root};
    while (!open.empty()) {
        const xml::Element* element = open.back();
        open.pop_back();
        if (element->is(ns_xop, "Include")) {
            // XOP 1.0 section 3.2: an Include stands for the whole content of its parent.
            const xml::Element* parent = element->parent();
            if (parent == nullptr || parent->children().size() != 1 || !trim(parent->text()).empty() ||
                !(sinks_.takes_include(*parent) || stands_in_security(*parent))) {
                return refuse(soap_include_place, element->path(), element->attribute("href"));
            }
            if (auto known = references_.refer(element->attribute("href"), element->path()); !known) return known;
        }
        const auto children = element->children();
        open.insert(open.end(), children.rbegin(), children.rend());
    }
    return references_.finish();
}

Result<Message> MessageReader::finish() {
    if (mime_) {
        if (auto ended = mime_->finish(); !ended) return ended.error();
        if (!references_.root()) return references_.finish().error();
        if (auto referred = refer_to_parts(document_->root()); !referred) return referred.error();
        if (auto resolved = security_->resolve(*document_); !resolved) return resolved.error();
    } else if (auto finished = finish_root(); !finished) {
        return finished.error();
    }
    auto message = read_envelope(std::move(*document_), action_hint_);
    if (!message) return message.error();
    message->packaging = packaging_;
    message->references = std::move(references_);
    return message;
}

}  // namespace dmpgw::soap

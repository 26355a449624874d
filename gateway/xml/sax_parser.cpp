#include "gateway/xml/sax_parser.hpp"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <cstring>
#include <exception>
#include <new>
#include <optional>
#include <string>

#include "gateway/xml/rules.hpp"

namespace dmpgw::xml {
namespace {

const char* chars(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

xmlParserInputPtr load_nothing(const char*, const char*, xmlParserCtxtPtr) { return nullptr; }

void initialise_once() {
    static const bool done = [] {
        xmlInitParser();
        xmlSetExternalEntityLoader(load_nothing);
        return true;
    }();
    static_cast<void>(done);
}

const Rule& rule_of(const xmlError& error) {
    switch (error.code) {
        case XML_ERR_TAG_NAME_MISMATCH: return rule_tag_mismatch;
        case XML_ERR_ATTRIBUTE_REDEFINED:
        case XML_NS_ERR_ATTRIBUTE_REDEFINED: return rule_duplicate_attribute;
        case XML_NS_ERR_UNDEFINED_NAMESPACE: return rule_unbound_prefix;
        default: return error.domain == XML_FROM_NAMESPACE ? rule_namespace : rule_not_well_formed;
    }
}

// Names from the document, never its text.
std::string names_in(const xmlError& error) {
    if (rule_of(error).id == rule_not_well_formed.id) return {};
    std::string names = error.str1 == nullptr ? "" : error.str1;
    if (error.str2 != nullptr) names.append(names.empty() ? "" : ", ").append(error.str2);
    return names;
}

}  // namespace

struct SaxParser::Machine {
    TreeBuilder& builder;
    xmlParserCtxtPtr context = nullptr;
    std::optional<Failure> failure;    // the first error that libxml2 reported
    std::exception_ptr thrown;         // out of a sink or the allocator; may not pass through C
    std::string value;                 // scratch of attribute_value()
    const xmlChar* plain_uri = nullptr;  // the last namespace name found without an ampersand

    explicit Machine(TreeBuilder& b) : builder(b) {}
    ~Machine() {
        if (context != nullptr) xmlFreeParserCtxt(context);
    }
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    // libxml2 cannot be stopped inside a callback without a trap (xmlStopParser leaves a document that
    // looks like a success, and frees buffers in use). It runs to the end of the piece instead, and its
    // events are ignored.
    bool ended() const { return failure.has_value() || thrown != nullptr || builder.refused(); }

    template <class Action>
    static void guarded(void* self, Action action) {
        auto& machine = *static_cast<Machine*>(self);
        if (machine.ended()) return;
        try {
            action(machine);
        } catch (...) {
            machine.thrown = std::current_exception();
        }
    }

    void record(const Rule& rule, std::string_view names, std::string_view detail) {
        if (!failure) failure = refuse(rule, builder.path(), names, detail);
    }

    int start_tag_line() const;
    std::string_view attribute_value(const xmlChar* from, const xmlChar* to);
    const xmlChar* namespace_name(const xmlChar* uri);

    static void on_start(void* self, const xmlChar* local, const xmlChar* prefix, const xmlChar* uri,
                         int namespaces, const xmlChar** declared, int attributes, int defaulted,
                         const xmlChar** attribute);
    static void on_end(void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
        guarded(self, [](Machine& m) { m.builder.end_element(); });
    }
    static void on_text(void* self, const xmlChar* text, int length) {
        guarded(self, [&](Machine& m) { m.builder.text({chars(text), static_cast<std::size_t>(length)}); });
    }
    // libxml2 normalises line ends (XML 1.0 2.11) everywhere but in CDATA sections pushed to it. A section
    // arrives whole, so that no line end is cut.
    static void on_cdata(void* self, const xmlChar* text, int length) {
        guarded(self, [&](Machine& m) {
            std::string_view raw(chars(text), static_cast<std::size_t>(length));
            std::size_t at = raw.find('\r');
            for (; at != std::string_view::npos; at = raw.find('\r')) {
                m.builder.text(raw.substr(0, at));
                raw.remove_prefix(at + 1);
                if (!raw.starts_with('\n')) m.builder.text("\n");
            }
            m.builder.text(raw);
        });
    }
    // The guard lets no DOCTYPE and no entity pass; should one pass all the same, it ends here.
    static void on_doctype(void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
        guarded(self, [](Machine& m) { m.record(rule_doctype, {}, "libxml2"); });
    }
    static void on_reference(void* self, const xmlChar* name) {
        guarded(self, [&](Machine& m) { m.record(rule_entity, chars(name), "libxml2"); });
    }
    static void on_error(void* self, xmlErrorPtr error) {
        // Warnings (a relative namespace name, an odd xml:lang) leave the document well-formed.
        if (error == nullptr || error->level < XML_ERR_ERROR) return;
        guarded(self, [&](Machine& m) {
            if (error->code == XML_ERR_NO_MEMORY) throw std::bad_alloc();
            m.record(rule_of(*error), names_in(*error),
                     fmt::format("line {}, libxml2 {}", error->line, error->code));
        });
    }
};

// The parser stands at the end of the start tag; no "<" can stand inside one.
int SaxParser::Machine::start_tag_line() const {
    const xmlParserInput& input = *context->input;
    const auto length = static_cast<std::size_t>(input.cur - input.base);
    const void* const from = length == 0 ? nullptr : memrchr(input.base, '<', length);
    if (from == nullptr) return input.line;
    int line = input.line;
    const auto* at = static_cast<const char*>(from);
    const char* const end = chars(input.cur);
    while ((at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)))) != nullptr) {
        --line;
        ++at;
    }
    return line;
}

// Without entity substitution, which stays off, libxml2 hands over "&" in attribute values as "&#38;",
// and nothing else with an ampersand, since the guard refuses every other entity.
std::string_view SaxParser::Machine::attribute_value(const xmlChar* from, const xmlChar* to) {
    constexpr std::string_view ampersand = "&#38;";
    std::string_view raw(chars(from), static_cast<std::size_t>(to - from));
    if (std::memchr(raw.data(), '&', raw.size()) == nullptr) return raw;
    std::size_t at = raw.find(ampersand);
    value.clear();
    for (; at != std::string_view::npos; at = raw.find(ampersand)) {
        value.append(raw.substr(0, at + 1));
        raw.remove_prefix(at + ampersand.size());
    }
    return value.append(raw);
}

// Namespace names are attribute values too. The dictionary gives the corrected one an address of its own.
const xmlChar* SaxParser::Machine::namespace_name(const xmlChar* uri) {
    if (uri == nullptr || uri == plain_uri) return uri;
    const std::string_view name = attribute_value(uri, uri + std::strlen(chars(uri)));
    if (name.data() == chars(uri)) return plain_uri = uri;
    const xmlChar* const kept = xmlDictLookup(context->dict, reinterpret_cast<const xmlChar*>(name.data()),
                                              static_cast<int>(name.size()));
    if (kept == nullptr) throw std::bad_alloc();
    return kept;
}

void SaxParser::Machine::on_start(void* self, const xmlChar* local, const xmlChar*, const xmlChar* uri, int,
                                  const xmlChar**, int attributes, int, const xmlChar** attribute) {
    guarded(self, [&](Machine& m) {
        m.builder.begin_element(chars(local), chars(m.namespace_name(uri)), m.start_tag_line(),
                                static_cast<std::size_t>(attributes));
        // Each attribute is five pointers: local name, prefix, namespace, begin and end of the value.
        for (int i = 0; i < attributes; ++i, attribute += 5) {
            m.builder.add_attribute(chars(attribute[0]), chars(m.namespace_name(attribute[2])),
                                    m.attribute_value(attribute[3], attribute[4]));
        }
        m.builder.end_start_tag();
    });
}

SaxParser::SaxParser(TreeBuilder& builder) : machine_(std::make_unique<Machine>(builder)) {
    initialise_once();
    xmlSAXHandler handler{};
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = Machine::on_start;
    handler.endElementNs = Machine::on_end;
    handler.characters = Machine::on_text;
    handler.ignorableWhitespace = Machine::on_text;  // the same function: libxml2 then asks no questions
    handler.cdataBlock = Machine::on_cdata;
    handler.internalSubset = Machine::on_doctype;
    handler.externalSubset = Machine::on_doctype;
    handler.reference = Machine::on_reference;
    handler.serror = Machine::on_error;
    xmlParserCtxtPtr context = xmlCreatePushParserCtxt(&handler, machine_.get(), nullptr, 0, nullptr);
    if (context == nullptr) throw std::bad_alloc();
    machine_->context = context;
    // HUGE lifts the limits at which libxml2 cuts text (they bind when it must hold text whole); ours are
    // checked before and refuse. Without a DTD there is nothing that could grow.
    xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_IGNORE_ENC);
    xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8);
}

SaxParser::~SaxParser() = default;

Result<void> SaxParser::outcome() {
    if (machine_->thrown != nullptr) std::rethrow_exception(machine_->thrown);
    // The builder is asked first: what it refused lies before what libxml2 found later.
    if (machine_->builder.refused()) return machine_->builder.failure();
    if (machine_->failure) return *machine_->failure;
    const xmlParserCtxt& context = *machine_->context;
    if (context.wellFormed != 1 || context.nsWellFormed != 1 || context.errNo != 0 ||
        context.disableSAX != 0 || context.myDoc != nullptr) {
        machine_->record(rule_not_well_formed, {}, fmt::format("libxml2 {}", context.errNo));
        return *machine_->failure;
    }
    return {};
}

Result<void> SaxParser::push(std::string_view bytes) {
    if (bytes.empty() || machine_->ended()) return outcome();
    xmlParseChunk(machine_->context, bytes.data(), static_cast<int>(bytes.size()), 0);
    return outcome();
}

Result<void> SaxParser::finish() {
    if (!machine_->ended()) xmlParseChunk(machine_->context, nullptr, 0, 1);
    Result<void> result = outcome();
    if (result && !machine_->builder.complete()) return refuse(rule_incomplete, "/");
    return result;
}

std::size_t SaxParser::buffered() const {
    const xmlParserInput* const input = machine_->context->input;
    return input == nullptr ? 0 : static_cast<std::size_t>(input->end - input->base);
}

}  // namespace dmpgw::xml

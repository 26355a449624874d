// Hardened XML in: lexical_guard, then libxml2's SAX2 push parser, then a small tree of our own.
//
// The bytes may come in pieces, so that a message can be read while it arrives. Text of chosen elements
// (inline base64 documents) goes to a sink piece by piece and never lies in the tree.
// Security rules: UTF-8 only, no DOCTYPE, no entity but the five of XML, our limits before the parser's,
// every recorded libxml2 error (well-formedness and namespaces) refuses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"

namespace dmpgw::xml {

struct Attribute {
    std::string_view namespace_uri;  ///< empty: in no namespace
    std::string_view local_name;
    std::string_view value;          ///< references resolved, white space normalised as XML says
};

/// One element of a Document; lives as long as it. Thread-safe for reading.
class Element {
  public:
    std::string_view local_name() const { return local_name_; }
    std::string_view namespace_uri() const { return namespace_uri_; }
    bool is(std::string_view ns, std::string_view local) const {
        return local_name_ == local && namespace_uri_ == ns;
    }
    const Element* parent() const { return parent_; }
    std::span<const Element* const> children() const { return children_; }
    /// In document order, without namespace declarations.
    std::span<const Attribute> attributes() const { return attributes_; }

    /// The attribute `local` in no namespace; nullopt when absent.
    std::optional<std::string_view> find_attribute(std::string_view local) const;
    std::optional<std::string_view> find_attribute(std::string_view ns, std::string_view local) const;
    /// Same, empty when absent.
    std::string_view attribute(std::string_view local) const { return find_attribute(local).value_or(""); }

    /// First child element of that name; nullptr when there is none.
    const Element* child(std::string_view ns, std::string_view local) const;
    std::vector<const Element*> children_named(std::string_view ns, std::string_view local) const;

    /// All character data directly inside, in order, joined. Empty where a sink took it.
    std::string_view text() const { return text_; }
    /// Bytes of the parent's text() that stand before this element: with it mixed content (XHTML) can be written
    /// again in its order. 0 for the root.
    std::size_t text_offset() const { return text_offset_; }
    /// 1-based line of the start tag.
    int line() const { return line_; }
    /// Where it is, without prefixes and with indexes among siblings of the same name where there are
    /// several: /Envelope/Body/ProvideAndRegisterDocumentSetRequest/Document[2]
    std::string path() const;

  private:
    friend class TreeBuilder;
    friend class Document;
    // All that is pointed to lies in the arena of the Document, which never runs destructors.
    std::string_view local_name_;
    std::string_view namespace_uri_;
    const Element* parent_ = nullptr;
    const Element* previous_ = nullptr;  ///< the sibling before; known while the parent is still open
    std::span<const Element* const> children_;
    std::span<const Attribute> attributes_;
    std::string_view text_;
    int line_ = 0;
    std::uint32_t text_offset_ = 0;  ///< XmlLimits::text_bytes is far below what it can hold
};

/// An owned tree. Move only.
class Document {
  public:
    const Element& root() const { return *root_; }
    /// Processing instructions read, the XML declaration not counted: SOAP 1.2 part 1, 5 forbids them in
    /// a message, FHIR and CDA allow them.
    std::size_t processing_instructions() const { return processing_instructions_; }
    /// Gives an element of this document a text in place of all that it holds: XOP 1.0, 3.2. References to what it
    /// held must not be used any more.
    void replace_content(const Element& element, std::string_view text);

  private:
    friend class TreeBuilder;
    std::unique_ptr<std::pmr::monotonic_buffer_resource> arena_;
    const Element* root_ = nullptr;
    std::size_t processing_instructions_ = 0;
};

/// Takes the character data of one element as it is read.
class TextSink {
  public:
    virtual ~TextSink() = default;
    /// A piece of text, UTF-8, references resolved. A failure ends the reading with it.
    virtual Result<void> append(std::string_view text) = 0;
    /// The end tag was read.
    virtual Result<void> finish() = 0;
};

/// Asked at each start tag, when name, attributes and parents are known and children are not; a sink it
/// returns takes the text of this element. A child element after any text but white space is refused
/// (XML_ELEMENT_IN_TEXT). A child element before any text, as xop:Include is, sends the sink away: it is
/// never called, and the element is built like every other. The sink must outlive the reading.
using SinkSelector = std::function<TextSink*(const Element&)>;

/// Reads one document whose bytes arrive in pieces. Not shared between threads, but may move from one to
/// another between calls. Tree and failure do not depend on how the bytes are cut. Memory: the tree, one
/// token, and a few pieces of 64 KiB however large the text that goes to sinks.
class DocumentReader {
  public:
    explicit DocumentReader(const XmlLimits& limits = {}, SinkSelector selector = {});
    ~DocumentReader();
    DocumentReader(DocumentReader&&) noexcept;
    DocumentReader& operator=(DocumentReader&&) noexcept;

    /// A failure is final; `bytes` need not outlive the call.
    Result<void> feed(std::string_view bytes);
    /// Call once after the last byte.
    Result<Document> finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The whole document at once.
Result<Document> parse(std::string_view bytes, const XmlLimits& limits = {});

}  // namespace dmpgw::xml

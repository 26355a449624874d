// Builds the tree of a Document from the events of a parser, and sends the text of chosen elements to
// their sinks. Knows nothing of libxml2.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/xml/document.hpp"

namespace dmpgw::xml {

/// The events must be those of a well-formed document up to where they end. After a refusal every event
/// is ignored, so that a parser which cannot be stopped at once does no harm. Not shared between threads.
class TreeBuilder {
  public:
    TreeBuilder(const XmlLimits& limits, SinkSelector selector);

    /// `local` and `uri` (nullptr: none) must stay where they are for the whole document and be the same
    /// pointer for the same text, as names from a dictionary are.
    void begin_element(const char* local, const char* uri, int line, std::size_t attributes);
    /// As many times as begin_element() announced.
    void add_attribute(const char* local, const char* uri, std::string_view value);
    void end_start_tag();
    void text(std::string_view piece);
    void end_element();

    bool refused() const { return failure_.has_value(); }
    const Failure& failure() const { return *failure_; }
    /// Path of the innermost open element; "/" when there is none.
    std::string path() const;
    /// Precondition: the root element has ended and nothing was refused.
    Document take(std::size_t processing_instructions);
    bool complete() const { return document_.root_ != nullptr && depth_ == 0; }

  private:
    struct Open {
        Element* element = nullptr;
        const Element* last_child = nullptr;
        std::size_t first_child = 0;  // in children_
        std::string text;
        TextSink* sink = nullptr;
        bool sink_used = false;
    };

    template <class T>
    T* allocate(std::size_t count) {
        return static_cast<T*>(document_.arena_->allocate(count * sizeof(T), alignof(T)));
    }
    std::string_view copy(std::string_view text);
    std::string_view name(const char* text);
    bool take_text_budget(std::size_t bytes);
    void sink_text(Open& open, std::string_view piece);
    void refuse_with(Failure failure) { failure_ = std::move(failure); }
    Open& top() { return open_[depth_ - 1]; }

    const XmlLimits limits_;
    SinkSelector selector_;
    Document document_;
    std::optional<Failure> failure_;
    std::size_t text_bytes_ = 0;
    std::size_t depth_ = 0;
    std::vector<Open> open_;                 // [0, depth_) are open; the rest keep their text's memory
    std::vector<const Element*> children_;   // ended children of all open elements
    Attribute* attributes_ = nullptr;
    std::size_t attribute_count_ = 0;

    struct CachedName {
        const char* key = nullptr;
        std::string_view copy;
    };
    std::array<CachedName, 256> names_;
};

}  // namespace dmpgw::xml

#include "gateway/xml/tree_builder.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <type_traits>

#include "gateway/xml/characters.hpp"
#include "gateway/xml/rules.hpp"

namespace dmpgw::xml {
namespace {

// First block of the arena: a SOAP envelope of 17 KB fits into three.
constexpr std::size_t first_block_bytes = 16 * KiB;
// Above this a scratch string is given back instead of kept for the next element.
constexpr std::size_t kept_scratch_bytes = 64 * KiB;

bool is_blank(std::string_view text) { return std::all_of(text.begin(), text.end(), is_xml_space); }

}  // namespace

static_assert(std::is_trivially_destructible_v<Element>, "the arena never runs destructors");

TreeBuilder::TreeBuilder(const XmlLimits& limits, SinkSelector selector)
    : limits_(limits), selector_(std::move(selector)) {
    document_.arena_ = std::make_unique<std::pmr::monotonic_buffer_resource>(first_block_bytes);
}

std::string_view TreeBuilder::copy(std::string_view text) {
    if (text.empty()) return {};
    char* const place = allocate<char>(text.size());
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
}

// Names recur; the parser's dictionary gives one address to each, so that the address finds the copy.
std::string_view TreeBuilder::name(const char* text) {
    if (text == nullptr) return {};
    const auto address = reinterpret_cast<std::uintptr_t>(text);
    CachedName& cached = names_[((address >> 3U) ^ (address >> 11U)) % names_.size()];
    if (cached.key != text) cached = {text, copy(text)};
    return cached.copy;
}

bool TreeBuilder::take_text_budget(std::size_t bytes) {
    text_bytes_ += bytes;
    if (text_bytes_ <= limits_.text_bytes) return true;
    refuse_with(refuse(rule_text_too_long, path()));
    return false;
}

void TreeBuilder::begin_element(const char* local, const char* uri, int line, std::size_t attributes) {
    if (refused()) return;
    Open* const parent = depth_ == 0 ? nullptr : &top();
    if (parent != nullptr && parent->sink != nullptr) {
        if (parent->sink_used) {
            return refuse_with(refuse(rule_element_in_text, path(), local));
        }
        parent->sink = nullptr;
    }
    auto* const element = new (allocate<Element>(1)) Element;
    element->local_name_ = name(local);
    element->namespace_uri_ = name(uri);
    element->line_ = line;
    if (parent != nullptr) {
        element->parent_ = parent->element;
        element->previous_ = parent->last_child;
        element->text_offset_ = static_cast<std::uint32_t>(parent->text.size());
        parent->last_child = element;
    }
    attributes_ = attributes == 0 ? nullptr : allocate<Attribute>(attributes);
    attribute_count_ = 0;
    if (depth_ == open_.size()) open_.emplace_back();
    ++depth_;
    Open& open = top();
    open.element = element;
    open.last_child = nullptr;
    open.first_child = children_.size();
    open.text.clear();
    open.sink = nullptr;
    open.sink_used = false;
}

void TreeBuilder::add_attribute(const char* local, const char* uri, std::string_view value) {
    if (refused() || !take_text_budget(value.size())) return;
    new (attributes_ + attribute_count_) Attribute{name(uri), name(local), copy(value)};
    ++attribute_count_;
}

void TreeBuilder::end_start_tag() {
    if (refused()) return;
    Open& open = top();
    open.element->attributes_ = {attributes_, attribute_count_};
    if (selector_) open.sink = selector_(*open.element);
}

void TreeBuilder::text(std::string_view piece) {
    if (refused() || depth_ == 0 || piece.empty()) return;
    Open& open = top();
    if (open.sink != nullptr) return sink_text(open, piece);
    if (take_text_budget(piece.size())) open.text.append(piece);
}

void TreeBuilder::sink_text(Open& open, std::string_view piece) {
    // White space before anything else is held until it is known whether text or a child follows.
    if (!open.sink_used) {
        if (is_blank(piece)) {
            if (take_text_budget(piece.size())) open.text.append(piece);
            return;
        }
        open.sink_used = true;
        if (!open.text.empty()) {
            Result<void> taken = open.sink->append(open.text);
            open.text.clear();
            if (!taken) return refuse_with(taken.error());
        }
    }
    if (Result<void> taken = open.sink->append(piece); !taken) refuse_with(taken.error());
}

void TreeBuilder::end_element() {
    if (refused()) return;
    Open& open = top();
    Element& element = *open.element;
    if (open.sink != nullptr) {
        if (!open.text.empty()) {
            if (Result<void> taken = open.sink->append(open.text); !taken) return refuse_with(taken.error());
        }
        if (Result<void> finished = open.sink->finish(); !finished) return refuse_with(finished.error());
    } else {
        element.text_ = copy(open.text);
    }
    if (open.text.capacity() > kept_scratch_bytes) std::string().swap(open.text);
    if (const std::size_t count = children_.size() - open.first_child; count != 0) {
        const auto from = children_.begin() + static_cast<std::ptrdiff_t>(open.first_child);
        auto* const place = allocate<const Element*>(count);
        std::copy(from, children_.end(), place);
        element.children_ = {place, count};
        children_.erase(from, children_.end());
    }
    --depth_;
    if (depth_ == 0) document_.root_ = &element;
    else children_.push_back(&element);
}

std::string TreeBuilder::path() const {
    return depth_ == 0 ? "/" : open_[depth_ - 1].element->path();
}

Document TreeBuilder::take(std::size_t processing_instructions) {
    document_.processing_instructions_ = processing_instructions;
    return std::move(document_);
}

}  // namespace dmpgw::xml

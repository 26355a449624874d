#include "gateway/xml/document.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/xml/lexical_guard.hpp"
#include "gateway/xml/rules.hpp"
#include "gateway/xml/sax_parser.hpp"
#include "gateway/xml/tree_builder.hpp"

namespace dmpgw::xml {
namespace {

// Bytes that guard and parser take at a time: large pieces would be copied whole into libxml2's buffer.
constexpr std::size_t slice_bytes = 64 * KiB;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view cdata_begin = "<![CDATA[";
constexpr std::string_view cdata_end = "]]>";

}  // namespace

std::optional<std::string_view> Element::find_attribute(std::string_view local) const {
    return find_attribute({}, local);
}

std::optional<std::string_view> Element::find_attribute(std::string_view ns, std::string_view local) const {
    for (const Attribute& a : attributes_) {
        if (a.local_name == local && a.namespace_uri == ns) return a.value;
    }
    return std::nullopt;
}

const Element* Element::child(std::string_view ns, std::string_view local) const {
    for (const Element* c : children_) {
        if (c->is(ns, local)) return c;
    }
    return nullptr;
}

std::vector<const Element*> Element::children_named(std::string_view ns, std::string_view local) const {
    std::vector<const Element*> found;
    for (const Element* c : children_) {
        if (c->is(ns, local)) found.push_back(c);
    }
    return found;
}

void Document::replace_content(const Element& element, std::string_view text) {
    auto* copy = static_cast<char*>(arena_->allocate(std::max<std::size_t>(text.size(), 1), 1));
    std::copy(text.begin(), text.end(), copy);
    // The elements of the arena are this document's own; only its users see them as they are.
    auto& own = const_cast<Element&>(element);
    own.children_ = {};
    own.text_ = {copy, text.size()};
}

std::string Element::path() const {
    std::vector<const Element*> chain;
    for (const Element* e = this; e != nullptr; e = e->parent_) chain.push_back(e);
    std::string path;
    for (auto it = chain.rbegin(); it != chain.rend(); ++it) {
        const Element& e = **it;
        path.append("/").append(e.local_name_);
        if (e.parent_ == nullptr) continue;
        std::size_t index = 1;
        for (const Element* s = e.previous_; s != nullptr; s = s->previous_) {
            if (s->is(e.namespace_uri_, e.local_name_)) ++index;
        }
        // While the parent is open its children are not listed yet; then only what came before counts.
        const auto same = [&](const Element* s) { return s != &e && s->is(e.namespace_uri_, e.local_name_); };
        const auto siblings = e.parent_->children_;
        if (index > 1 || std::any_of(siblings.begin(), siblings.end(), same)) path += fmt::format("[{}]", index);
    }
    return path;
}

struct DocumentReader::State {
    State(const XmlLimits& limits, SinkSelector selector)
        : guard(limits), builder(limits, std::move(selector)), parser(builder) {}

    LexicalGuard guard;
    TreeBuilder builder;
    SaxParser parser;
    std::string pending;       // bytes of a token that is not complete yet
    std::uint64_t parsed = 0;  // bytes handed to the parser
    bool in_cdata = false;     // they end inside a CDATA section
    std::string reopened;      // scratch of parse()
    std::optional<Failure> failure;

    Result<void> feed_slice(std::string_view slice);
    Result<void> parse(std::string_view bytes, bool ends_in_cdata);
};

// The parser only ever gets whole tokens: its heuristics for cut ones are costly, some of them quadratic
// in the number of pieces.
Result<void> DocumentReader::State::feed_slice(std::string_view slice) {
    Result<void> verdict = guard.feed(slice);
    if (!pending.empty()) {
        pending.append(slice);
        slice = pending;
    }
    const auto ready = static_cast<std::size_t>(guard.settled() - parsed);
    // What stands before a breach found by the guard is parsed all the same: an earlier breach that only
    // the parser sees is then the one reported, however the bytes were cut.
    if (Result<void> result = parse(slice.substr(0, ready), guard.settled_in_cdata()); !result) return result;
    if (pending.empty()) pending.assign(slice.substr(ready));
    else pending.erase(0, ready);
    return verdict;
}

// libxml2 holds an unfinished CDATA section in memory, searches it anew with each piece and does not
// normalise its line ends alike in all cases; so a section cut here is closed and opened again, which the
// text does not show.
Result<void> DocumentReader::State::parse(std::string_view bytes, bool ends_in_cdata) {
    if (bytes.empty()) return {};
    if (parsed == 0 && bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    parsed = guard.settled();
    if (in_cdata || ends_in_cdata) {
        reopened.assign(in_cdata ? cdata_begin : std::string_view{});
        reopened.append(bytes).append(ends_in_cdata ? cdata_end : std::string_view{});
        bytes = reopened;
    }
    in_cdata = ends_in_cdata;
    return parser.push(bytes);
}

DocumentReader::DocumentReader(const XmlLimits& limits, SinkSelector selector)
    : state_(std::make_unique<State>(limits, std::move(selector))) {}
DocumentReader::~DocumentReader() = default;
DocumentReader::DocumentReader(DocumentReader&&) noexcept = default;
DocumentReader& DocumentReader::operator=(DocumentReader&&) noexcept = default;

Result<void> DocumentReader::feed(std::string_view bytes) {
    if (state_->failure) return *state_->failure;
    while (!bytes.empty()) {
        const std::string_view slice = bytes.substr(0, slice_bytes);
        if (Result<void> fed = state_->feed_slice(slice); !fed) {
            state_->failure = fed.error();
            return fed;
        }
        bytes.remove_prefix(slice.size());
    }
    return {};
}

Result<Document> DocumentReader::finish() {
    if (state_->failure) return *state_->failure;
    if (Result<void> whole = state_->guard.finish(); !whole) return whole.error();
    if (Result<void> parsed = state_->parser.finish(); !parsed) return parsed.error();
    return state_->builder.take(state_->guard.processing_instructions());
}

Result<Document> parse(std::string_view bytes, const XmlLimits& limits) {
    DocumentReader reader(limits);
    if (Result<void> fed = reader.feed(bytes); !fed) return fed.error();
    return reader.finish();
}

}  // namespace dmpgw::xml

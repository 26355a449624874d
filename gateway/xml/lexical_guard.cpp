#include "gateway/xml/lexical_guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "gateway/base/text.hpp"
#include "gateway/xml/characters.hpp"
#include "gateway/xml/declaration.hpp"
#include "gateway/xml/rules.hpp"

namespace dmpgw::xml {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view cdata_opening = "[CDATA[";
constexpr std::string_view namespace_attribute = "xmlns";
// Bytes of an attribute's name that decide whether it declares a namespace: "xmlns" and one more.
constexpr std::size_t decisive_bytes = 6;

enum : std::uint8_t { name_start = 1, name_rest = 2 };

// Names as far as ASCII goes; which characters from U+0080 on may stand in names is the parser's affair.
constexpr std::array<std::uint8_t, 256> name_table = [] {
    std::array<std::uint8_t, 256> table{};
    for (std::size_t c = 0; c < 256; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c >= 0x80;
        const bool more = (c >= '0' && c <= '9') || c == '-' || c == '.';
        table[c] = static_cast<std::uint8_t>((letter ? name_start | name_rest : 0) | (more ? name_rest : 0));
    }
    return table;
}();

bool starts_name(char c) { return (name_table[static_cast<unsigned char>(c)] & name_start) != 0; }
bool continues_name(char c) { return (name_table[static_cast<unsigned char>(c)] & name_rest) != 0; }

const char* skip_name(const char* p, const char* end) {
    while (p < end && continues_name(*p)) ++p;
    return p;
}

const char* skip_space(const char* p, const char* end) {
    while (p < end && is_xml_space(*p)) ++p;
    return p;
}

const char* find(char c, const char* p, const char* end) {
    const void* found = p == end ? nullptr : std::memchr(p, c, static_cast<std::size_t>(end - p));
    return found == nullptr ? end : static_cast<const char*>(found);
}

// The next place of one character, looked up again only once the scan has passed it: however often it is
// asked, each byte is searched once.
class Next {
  public:
    Next(char c, const char* end) : end_(end), c_(c) {}
    const char* from(const char* p) {
        if (at_ == nullptr || at_ < p) at_ = p < end_ && *p == c_ ? p : find(c_, p, end_);
        return at_;
    }

  private:
    const char* at_ = nullptr;
    const char* end_;
    char c_;
};

bool is_digit_of(char c, unsigned base) {
    return (c >= '0' && c <= '9') || (base == 16 && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
}

// The rule that the reference "&name;" breaks; nullptr for none.
const Rule* check_reference(std::string_view name) {
    if (name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos") return nullptr;
    if (!name.starts_with('#')) {
        return name.empty() || !starts_name(name.front()) || name.find('#') != std::string_view::npos
                   ? &rule_reference : &rule_entity;
    }
    name.remove_prefix(1);
    const unsigned base = name.starts_with('x') ? 16 : 10;
    if (base == 16) name.remove_prefix(1);
    if (name.empty()) return &rule_reference;
    std::uint32_t code = 0;
    for (const char c : name) {
        if (!is_digit_of(c, base)) return &rule_reference;
        const auto digit = static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        code = std::min<std::uint32_t>(code * base + digit, 0x110000);
    }
    return is_xml_character(code) ? nullptr : &rule_reference;
}

}  // namespace

// One call of scan(): the cursor and what is known of the bytes ahead. Each step reads as far as its state
// goes and leaves the next state behind.
class LexicalGuard::Run {
  public:
    Run(LexicalGuard& guard, std::string_view bytes)
        : g_(guard), begin_(bytes.data()), p_(begin_), end_(begin_ + bytes.size()),
          next_markup_('<', end_), next_reference_('&', end_), next_bracket_(']', end_) {
        set_stop();
    }

    void scan() {
        while (p_ < end_ && g_.broken_ == nullptr) step();
        if (g_.broken_ == nullptr) settle();
        g_.offset_ += static_cast<std::uint64_t>(end_ - begin_);
    }

  private:
    void step();
    void step_outside_tags();
    void step_start_tag();
    void step_end_tag();
    void step_comment_or_cdata();
    void step_instruction();
    void text();
    void markup();
    bool attribute_name();
    void value();
    void reference();
    void cdata_open();
    void start_tag_ends(bool empty);
    void instruction_target();
    void declaration_ends();

    std::uint64_t offset(const char* p) const { return g_.offset_ + static_cast<std::uint64_t>(p - begin_); }
    void fault(const Rule& rule, const char* at, std::string_view value = {});
    void count_node() {
        if (++g_.nodes_ > g_.limits_.nodes) fault(rule_nodes, p_);
    }
    // Takes one character that must be `c`.
    void expect(char c, State next) {
        if (*p_ != c) return fault(rule_markup, p_);
        ++p_;
        g_.state_ = next;
    }

    void begin_token(std::size_t limit) {
        g_.token_ = offset(p_);
        g_.settled_ = g_.token_;
        g_.settled_cdata_ = false;
        g_.token_limit_ = limit;
        set_stop();
    }
    // A token may not reach beyond stop_; looking no further keeps the verdict the same however the bytes
    // are cut.
    void set_stop() {
        const std::uint64_t limit = g_.token_ + g_.token_limit_;
        const std::uint64_t here = offset(p_);
        const std::uint64_t room = limit > here ? limit - here : 0;
        stop_ = room < static_cast<std::uint64_t>(end_ - p_) ? p_ + room : end_;
    }
    bool stopped(const Rule& rule) {
        if (p_ < stop_) return false;
        fault(rule, p_);
        return true;
    }
    void settle();

    LexicalGuard& g_;
    const char* const begin_;
    const char* p_;
    const char* const end_;
    const char* stop_ = nullptr;
    Next next_markup_;
    Next next_reference_;
    Next next_bracket_;
};

// All scanned so far is settled when no token is open.
void LexicalGuard::Run::settle() {
    std::uint64_t held = 0;
    switch (g_.state_) {
        case State::text:
        case State::text_bracket:
        case State::text_brackets: g_.settled_cdata_ = false; break;
        case State::cdata:
            g_.settled_cdata_ = true;
            // A line end of two characters must not be cut: the parser would make two of it.
            if (p_ > begin_ && p_[-1] == '\r') held = 1;
            break;
        // The brackets may turn out to be the end of the section.
        case State::cdata_bracket: g_.settled_cdata_ = true; held = 1; break;
        case State::cdata_brackets: g_.settled_cdata_ = true; held = 2; break;
        default: return;
    }
    g_.settled_ = offset(p_) - held;
}

void LexicalGuard::Run::step() {
    switch (g_.state_) {
        case State::begin:
        case State::text:
        case State::text_bracket:
        case State::text_brackets:
        case State::markup:
        case State::bang:
        case State::bang_dash: return step_outside_tags();
        case State::reference: return reference();
        case State::cdata_open: return cdata_open();
        case State::comment:
        case State::comment_dash:
        case State::comment_dashes:
        case State::cdata:
        case State::cdata_bracket:
        case State::cdata_brackets: return step_comment_or_cdata();
        case State::instruction_start:
        case State::instruction_target:
        case State::instruction:
        case State::instruction_mark:
        case State::declaration: return step_instruction();
        case State::end_start:
        case State::end_name:
        case State::end_space: return step_end_tag();
        default: return step_start_tag();
    }
}

void LexicalGuard::Run::step_outside_tags() {
    switch (g_.state_) {
        case State::begin:
            // Characters are never cut between runs, so the mark is whole if it is there.
            if (std::string_view(p_, end_).starts_with(byte_order_mark)) p_ += byte_order_mark.size();
            g_.state_ = State::text;
            g_.document_begin_ = offset(p_);
            return;
        case State::text_bracket:
            g_.state_ = *p_ == ']' ? State::text_brackets : State::text;
            if (*p_ == ']') ++p_;
            return;
        case State::text_brackets:
            if (*p_ == '>') return fault(rule_markup, p_);  // XML 1.0 2.4: "]]>" is not text
            if (*p_ == ']') ++p_;
            else g_.state_ = State::text;
            return;
        case State::markup: return markup();
        case State::bang:
            if (*p_ == '-') g_.state_ = State::bang_dash;
            else if (*p_ == '[' && !g_.declared_.empty()) {
                g_.state_ = State::cdata_open;
                g_.word_.assign(1, '[');
            } else {
                return fault(starts_name(*p_) ? rule_doctype : rule_markup, p_);
            }
            ++p_;
            return;
        case State::bang_dash:
            count_node();
            return expect('-', State::comment);
        default: return text();
    }
}

void LexicalGuard::Run::text() {
    const char* stop = next_markup_.from(p_);
    if (g_.declared_.empty()) {
        p_ = skip_space(p_, stop);
        if (p_ < stop) return fault(rule_outside_root, p_);
    } else {
        stop = std::min({stop, next_reference_.from(p_), next_bracket_.from(p_)});
        p_ = stop;
    }
    if (p_ == end_) return;
    if (*p_ == '<') {
        begin_token(g_.limits_.start_tag_bytes);
        g_.state_ = State::markup;
        if (++p_ < end_) markup();
        return;
    }
    if (*p_ == '&') {
        begin_token(max_reference_bytes + 2);
        g_.state_ = State::reference;
        g_.reference_in_ = State::text;
        g_.word_.clear();
    } else {
        g_.state_ = State::text_bracket;
    }
    ++p_;
}

void LexicalGuard::Run::markup() {
    const char c = *p_;
    if (starts_name(c)) {
        if (g_.declared_.empty() && g_.root_seen_) return fault(rule_outside_root, p_);
        if (g_.declared_.size() >= g_.limits_.depth) return fault(rule_depth, p_);
        count_node();
        g_.state_ = State::start_name;
        g_.attributes_ = 0;
        g_.namespaces_ = 0;
    } else if (c == '/') {
        if (g_.declared_.empty()) return fault(rule_markup, p_);
        g_.state_ = State::end_start;
        ++p_;
    } else if (c == '!' || c == '?') {
        g_.token_limit_ = max_comment_bytes;
        set_stop();
        g_.state_ = c == '!' ? State::bang : State::instruction_start;
        g_.word_.clear();
        ++p_;
    } else {
        fault(rule_markup, p_);
    }
}

// A start tag from wherever it was left to where it ends or the bytes do. One state falls through to the
// next, as the grammar has it, so that a tag that lies whole in the bytes is read straight through.
void LexicalGuard::Run::step_start_tag() {
    while (true) {
        if (stopped(rule_tag_too_long)) return;
        switch (g_.state_) {
            case State::start_name:
                p_ = skip_name(p_, stop_);
                if (p_ == stop_) break;
                g_.state_ = State::after_value;
                [[fallthrough]];
            case State::after_value:
                if (!is_xml_space(*p_) && *p_ != '/' && *p_ != '>') return fault(rule_markup, p_);
                g_.state_ = State::in_tag;
                [[fallthrough]];
            case State::in_tag:
                p_ = skip_space(p_, stop_);
                if (p_ == stop_) break;
                if (*p_ == '>') {
                    ++p_;
                    return start_tag_ends(false);
                }
                if (*p_ == '/') {
                    ++p_;
                    g_.state_ = State::slash;
                    break;
                }
                if (!starts_name(*p_)) return fault(rule_markup, p_);
                g_.word_.clear();
                g_.state_ = State::attribute_name;
                [[fallthrough]];
            case State::attribute_name:
                if (!attribute_name()) break;
                [[fallthrough]];
            case State::attribute_equals:
                p_ = skip_space(p_, stop_);
                if (p_ == stop_) break;
                if (*p_ != '=') return fault(rule_markup, p_);
                ++p_;
                g_.state_ = State::value_start;
                [[fallthrough]];
            case State::value_start:
                p_ = skip_space(p_, stop_);
                if (p_ == stop_) break;
                if (*p_ != '"' && *p_ != '\'') return fault(rule_markup, p_);
                g_.quote_ = *p_++;
                g_.state_ = State::value;
                [[fallthrough]];
            case State::value:
                value();
                if (g_.state_ == State::reference) return;
                break;
            default:
                if (*p_ != '>') return fault(rule_markup, p_);
                ++p_;
                return start_tag_ends(true);
        }
        if (p_ == end_ || g_.broken_ != nullptr) return;
    }
}

// False when the name may go on beyond the bytes, or broke a rule.
bool LexicalGuard::Run::attribute_name() {
    const char* const from = p_;
    p_ = skip_name(p_, stop_);
    std::string_view name(from, static_cast<std::size_t>(p_ - from));
    if (p_ == stop_ || !g_.word_.empty()) {
        g_.word_.append(name.substr(0, decisive_bytes - g_.word_.size()));
        name = g_.word_;
    }
    if (p_ == stop_) return false;
    const bool declares = name.starts_with(namespace_attribute) &&
                          (name.size() == namespace_attribute.size() || name[namespace_attribute.size()] == ':');
    if (declares) {
        if (++g_.namespaces_ > g_.limits_.namespace_declarations ||
            g_.namespaces_in_scope_ + g_.namespaces_ > max_namespaces_in_scope) {
            fault(rule_namespaces, p_);
        }
    } else if (++g_.attributes_ > g_.limits_.attributes) {
        fault(rule_attributes, p_);
    }
    count_node();
    g_.state_ = State::attribute_equals;
    return g_.broken_ == nullptr;
}

void LexicalGuard::Run::value() {
    if (p_ == stop_) return;
    const char* const closing = find(g_.quote_, p_, stop_);
    const char* const less = next_markup_.from(p_);
    const char* const reference = next_reference_.from(p_);
    p_ = std::min({closing, less, reference});
    if (p_ == stop_) return;
    if (p_ == closing) {
        g_.state_ = State::after_value;
    } else if (p_ == less) {
        return fault(rule_markup, p_);
    } else {
        g_.state_ = State::reference;
        g_.reference_in_ = State::value;
        g_.word_.clear();
    }
    ++p_;
}

void LexicalGuard::Run::step_end_tag() {
    if (stopped(rule_tag_too_long)) return;
    switch (g_.state_) {
        case State::end_start:
            if (!starts_name(*p_)) return fault(rule_markup, p_);
            g_.state_ = State::end_name;
            [[fallthrough]];
        case State::end_name:
            p_ = skip_name(p_, stop_);
            if (p_ == stop_) return;
            g_.state_ = State::end_space;
            [[fallthrough]];
        default:
            p_ = skip_space(p_, stop_);
            if (p_ == stop_) return;
            if (*p_ != '>') return fault(rule_markup, p_);
            ++p_;
            g_.state_ = State::text;
            g_.namespaces_in_scope_ -= g_.declared_.back();
            g_.declared_.pop_back();
    }
}

void LexicalGuard::Run::reference() {
    while (p_ < stop_ && *p_ != ';') {
        if ((!continues_name(*p_) && *p_ != '#') || g_.word_.size() == max_reference_bytes) {
            return fault(rule_reference, p_);
        }
        g_.word_.push_back(*p_++);
    }
    if (p_ == end_) return;
    if (stopped(g_.reference_in_ == State::value ? rule_tag_too_long : rule_reference)) return;
    if (const Rule* broken = check_reference(g_.word_)) {
        return fault(*broken, p_, "&" + g_.word_ + ";");
    }
    ++p_;
    g_.state_ = g_.reference_in_;
}

void LexicalGuard::Run::start_tag_ends(bool empty) {
    g_.root_seen_ = true;
    g_.state_ = State::text;
    if (empty) return;
    g_.namespaces_in_scope_ += g_.namespaces_;
    g_.declared_.push_back(static_cast<std::uint16_t>(g_.namespaces_));
}

void LexicalGuard::Run::cdata_open() {
    if (*p_ != cdata_opening[g_.word_.size()]) return fault(rule_markup, p_);
    g_.word_.push_back(*p_++);
    if (g_.word_.size() == cdata_opening.size()) g_.state_ = State::cdata;
}

void LexicalGuard::Run::step_comment_or_cdata() {
    switch (g_.state_) {
        case State::cdata:
            p_ = next_bracket_.from(p_);
            if (p_ == end_) return;
            ++p_;
            g_.state_ = State::cdata_bracket;
            return;
        case State::cdata_bracket:
            g_.state_ = *p_ == ']' ? State::cdata_brackets : State::cdata;
            if (*p_ == ']') ++p_;
            return;
        case State::cdata_brackets:
            if (*p_ != ']') g_.state_ = *p_ == '>' ? State::text : State::cdata;
            if (*p_ == ']' || *p_ == '>') ++p_;
            return;
        default: break;
    }
    if (stopped(rule_comment_too_long)) return;
    switch (g_.state_) {
        case State::comment:
            p_ = find('-', p_, stop_);
            if (p_ == stop_) return;
            ++p_;
            g_.state_ = State::comment_dash;
            return;
        case State::comment_dash:
            g_.state_ = *p_ == '-' ? State::comment_dashes : State::comment;
            ++p_;
            return;
        default:  // XML 1.0 2.5: "--" ends the comment or is an error
            return expect('>', State::text);
    }
}

void LexicalGuard::Run::step_instruction() {
    if (stopped(rule_comment_too_long)) return;
    switch (g_.state_) {
        case State::instruction_start:
            if (!starts_name(*p_)) return fault(rule_markup, p_);
            g_.state_ = State::instruction_target;
            return;
        case State::instruction_target: return instruction_target();
        case State::instruction:
            p_ = find('?', p_, stop_);
            if (p_ == stop_) return;
            ++p_;
            g_.state_ = State::instruction_mark;
            return;
        case State::instruction_mark:
            if (*p_ != '?') g_.state_ = *p_ == '>' ? State::text : State::instruction;
            ++p_;
            return;
        default:
            while (p_ < end_ && !g_.word_.ends_with("?>")) {
                if (g_.word_.size() == max_declaration_bytes) return fault(rule_declaration, p_);
                g_.word_.push_back(*p_++);
            }
            if (g_.word_.ends_with("?>")) declaration_ends();
    }
}

void LexicalGuard::Run::instruction_target() {
    // Four bytes tell "xml", which XML keeps for itself in any case of letters, from longer targets.
    constexpr std::size_t telling_bytes = 4;
    const char* const from = p_;
    p_ = skip_name(p_, stop_);
    if (g_.word_.size() < telling_bytes) {
        const auto length = static_cast<std::size_t>(p_ - from);
        g_.word_.append(from, std::min(length, telling_bytes - g_.word_.size()));
    }
    if (p_ == stop_) return;
    if (equals_ignoring_case(g_.word_, "xml")) {
        if (g_.word_ != "xml" || g_.token_ != g_.document_begin_) return fault(rule_declaration, p_);
        g_.word_.clear();
        g_.state_ = State::declaration;
        return;
    }
    if (!is_xml_space(*p_) && *p_ != '?') return fault(rule_markup, p_);
    count_node();
    ++g_.processing_instructions_;
    g_.state_ = *p_ == '?' ? State::instruction_mark : State::instruction;
    ++p_;
}

void LexicalGuard::Run::declaration_ends() {
    const DeclarationCheck check =
        check_declaration(std::string_view(g_.word_).substr(0, g_.word_.size() - 2));
    if (check.broken != nullptr) return fault(*check.broken, p_, check.value);
    g_.state_ = State::text;
}

void LexicalGuard::Run::fault(const Rule& rule, const char* at, std::string_view value) {
    if (g_.broken_ != nullptr) return;
    settle();
    g_.fault(rule, offset(at), value);
}

LexicalGuard::LexicalGuard(const XmlLimits& limits) : limits_(limits) {}

void LexicalGuard::fault(const Rule& rule, std::uint64_t at, std::string_view value) {
    broken_ = &rule;
    broken_at_ = at;
    broken_value_ = value;
}

Result<void> LexicalGuard::failure() const {
    return refuse(*broken_, fmt::format("byte {}", broken_at_), broken_value_);
}

void LexicalGuard::scan(std::string_view bytes) {
    if (!bytes.empty()) Run(*this, bytes).scan();
}

Result<void> LexicalGuard::feed(std::string_view bytes) {
    if (broken_ != nullptr) return failure();
    using End = CharacterScan::End;
    // A character cut by the end of the piece before is completed first and scanned by itself, so that
    // no state ever sees half a character.
    while (!cut_character_.empty() && !bytes.empty()) {
        cut_character_.push_back(bytes.front());
        bytes.remove_prefix(1);
        const End end = scan_characters(cut_character_).end;
        if (end == End::incomplete) continue;
        const std::string character = std::move(cut_character_);
        cut_character_.clear();
        if (end == End::all) scan(character);
        else refuse_character(end, character);
        if (broken_ != nullptr) return failure();
    }
    const CharacterScan characters = scan_characters(bytes);
    // The tokens before a wrong character come first: the earliest breach is the one reported.
    scan(bytes.substr(0, characters.good));
    const std::string_view rest = bytes.substr(characters.good);
    if (broken_ == nullptr && characters.end == End::incomplete) cut_character_ = rest;
    else if (broken_ == nullptr && characters.end != End::all) refuse_character(characters.end, rest);
    if (broken_ != nullptr) return failure();
    return {};
}

void LexicalGuard::refuse_character(CharacterScan::End end, std::string_view rest) {
    if (end == CharacterScan::End::forbidden && rest.front() != 0) return fault(rule_character, offset_);
    // At the very start these are the marks of UTF-16 and UTF-32, or their zero bytes around "<".
    const unsigned char first = static_cast<unsigned char>(rest.front());
    const bool wide = offset_ <= 3 && (first == 0xFE || first == 0xFF || first == 0);
    if (wide) return fault(rule_encoding, offset_);
    fault(first == 0 ? rule_character : rule_not_utf8, offset_);
}

Result<void> LexicalGuard::finish() {
    if (broken_ == nullptr && !cut_character_.empty()) fault(rule_not_utf8, offset_);
    const bool whole = state_ == State::text && declared_.empty() && root_seen_;
    if (broken_ == nullptr && !whole) fault(rule_incomplete, offset_);
    if (broken_ != nullptr) return failure();
    return {};
}

}  // namespace dmpgw::xml

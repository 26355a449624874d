#include "gateway/xml/lexical_guard.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/base/text.hpp"
#include "gateway/xml/declaration.hpp"
#include "gateway/xml/lexical_run.hpp"
#include "gateway/xml/reference.hpp"
#include "gateway/xml/rules.hpp"

namespace dmpgw::xml {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view cdata_opening = "[CDATA[";

}  // namespace

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

// The part of lexical_guard that reads tags: XML 1.0 productions [40] to [42] and [44].
#include <algorithm>

#include "gateway/xml/lexical_run.hpp"

namespace dmpgw::xml {
namespace {

constexpr std::string_view namespace_attribute = "xmlns";
// Bytes of an attribute's name that decide whether it declares a namespace: "xmlns" and one more.
constexpr std::size_t decisive_bytes = 6;

}  // namespace

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

void LexicalGuard::Run::start_tag_ends(bool empty) {
    g_.root_seen_ = true;
    g_.state_ = State::text;
    if (empty) return;
    g_.namespaces_in_scope_ += g_.namespaces_;
    g_.declared_.push_back(static_cast<std::uint16_t>(g_.namespaces_));
}

}  // namespace dmpgw::xml

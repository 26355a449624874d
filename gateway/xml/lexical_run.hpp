// One run of lexical_guard over one stretch of bytes: private to lexical_guard.cpp and lexical_tags.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/xml/lexical_guard.hpp"
#include "gateway/xml/names.hpp"
#include "gateway/xml/rules.hpp"

namespace dmpgw::xml {

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

}  // namespace dmpgw::xml

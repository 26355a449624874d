// A linear pre-scan of XML bytes before libxml2 sees them (XML 1.0 fifth edition).
//
// libxml2 2.9.14 is quadratic in the attributes of an element, follows hidden encodings into a DOCTYPE and
// has limits that cut documents silently. The guard enforces our limits first: UTF-8 only, no DOCTYPE, no
// entity but the five of XML, bounded tags, depth and node count. It sees tokens, not meaning: matching
// names of tags, duplicate attributes and namespaces are left to the parser behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/base/limits.hpp"
#include "gateway/xml/characters.hpp"

namespace dmpgw::xml {

/// Longest comment or processing instruction in bytes, delimiters included: both must be held whole.
inline constexpr std::size_t max_comment_bytes = 64 * KiB;
/// Namespace declarations in scope at once: libxml2 looks each prefix up by walking all of them.
inline constexpr std::size_t max_namespaces_in_scope = 256;
/// Longest reference, "&" and ";" not counted.
inline constexpr std::size_t max_reference_bytes = 32;

/// Incremental: the verdict and the rule broken do not depend on how the bytes are cut. Constant memory
/// (a few hundred bytes and two per level of depth). Not shared between threads.
class LexicalGuard {
  public:
    explicit LexicalGuard(const XmlLimits& limits = {});

    /// A failure is final: every later call returns it again. Its place is "byte N", counted from 0.
    Result<void> feed(std::string_view bytes);
    /// Call once after the last byte.
    Result<void> finish();

    /// How many of all bytes fed end with a whole token and may be handed on: text and CDATA count as they
    /// come; a tag, reference, comment or instruction counts when it is complete. After a failure these
    /// are the bytes before the token that broke a rule.
    std::uint64_t settled() const { return settled_; }
    /// True when settled() lies inside a CDATA section.
    bool settled_in_cdata() const { return settled_cdata_; }
    /// Processing instructions so far, the XML declaration not counted. SOAP 1.2 part 1, 5 forbids them.
    std::size_t processing_instructions() const { return processing_instructions_; }

  private:
    enum class State : std::uint8_t {
        begin, text, text_bracket, text_brackets, markup,
        start_name, in_tag, attribute_name, attribute_equals, value_start, value, after_value, slash,
        end_start, end_name, end_space,
        reference,
        bang, bang_dash, comment, comment_dash, comment_dashes,
        cdata_open, cdata, cdata_bracket, cdata_brackets,
        instruction_start, instruction_target, instruction, instruction_mark, declaration,
    };
    class Run;

    Result<void> failure() const;
    void scan(std::string_view bytes);
    void fault(const Rule& rule, std::uint64_t at, std::string_view value = {});
    void refuse_character(CharacterScan::End end, std::string_view rest);

    const XmlLimits limits_;
    State state_ = State::begin;
    State reference_in_ = State::text;  // state to return to after a reference
    char quote_ = 0;
    bool root_seen_ = false;
    bool settled_cdata_ = false;
    std::uint64_t offset_ = 0;       // bytes scanned in earlier runs
    std::uint64_t document_begin_ = 0;
    std::uint64_t token_ = 0;        // where the token being read begins
    std::uint64_t settled_ = 0;
    std::size_t token_limit_ = 0;
    std::size_t nodes_ = 0;
    std::size_t attributes_ = 0;     // of the start tag being read
    std::size_t namespaces_ = 0;
    std::size_t namespaces_in_scope_ = 0;
    std::size_t processing_instructions_ = 0;
    std::vector<std::uint16_t> declared_;  // namespace declarations of each open element
    std::string word_;               // a reference, target or the begin of an attribute's name
    std::string cut_character_;      // first bytes of a character cut by the end of a piece
    const Rule* broken_ = nullptr;
    std::uint64_t broken_at_ = 0;
    std::string broken_value_;
};

}  // namespace dmpgw::xml

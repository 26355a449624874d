// What RapidJSON reads from: a stream over bytes of known length that keeps the bodies of plain strings to
// itself. RapidJSON then checks the grammar, and a base64 document of a hundred megabytes passes by it as
// a view instead of byte by byte over its stack.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/json/scan.hpp"

namespace dmpgw::json {

/// RapidJSON's input stream concept. At the end, and at a NUL byte in the text, Peek() gives '\0', at
/// which RapidJSON stops: the caller must compare Tell() with the length.
class InputStream {
  public:
    using Ch = char;

    explicit InputStream(std::string_view bytes)
        : begin_(bytes.data()), at_(begin_), end_(begin_ + bytes.size()) {}

    Ch Peek() const { return at_ != end_ ? *at_ : '\0'; }

    Ch Take() {
        if (at_ == end_) return '\0';
        const Ch c = *at_++;
        if (escaped_) {
            escaped_ = false;
        } else if (c == '\\') {
            // Only a string may hold a backslash; elsewhere the reader stops at it.
            escaped_ = true;
        } else if (c == '"') {
            in_string_ = !in_string_;
            if (in_string_) open_string();
        }
        return c;
    }

    std::size_t Tell() const { return static_cast<std::size_t>(at_ - begin_); }

    /// The string read last: what was kept back, or else `decoded`, which RapidJSON made of its escapes.
    std::string_view string_or(std::string_view decoded) const { return plain_ ? body_ : decoded; }
    /// True when that string had no escape in it.
    bool was_plain() const { return plain_; }
    /// Offset of the opening quote of that string.
    std::size_t string_start() const { return string_start_; }

    // The writing half of the concept serves in-situ parsing only and is never called.
    Ch* PutBegin() { return nullptr; }
    void Put(Ch) {}
    std::size_t PutEnd(const Ch*) { return 0; }

  private:
    // Jumps to the closing quote when all before it stands for itself. A string with an escape is left to
    // RapidJSON, which must decode it.
    void open_string() {
        string_start_ = Tell() - 1;
        const char* stop = find_special(at_, end_);
        plain_ = stop != end_ && *stop == '"';
        if (!plain_) return;
        body_ = {at_, static_cast<std::size_t>(stop - at_)};
        at_ = stop;
    }

    const char* begin_;
    const char* at_;
    const char* end_;
    std::string_view body_;
    std::size_t string_start_ = 0;
    bool in_string_ = false;
    bool escaped_ = false;
    bool plain_ = false;
};

}  // namespace dmpgw::json

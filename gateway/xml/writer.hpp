// XML out: a forward-only writer that escapes and keeps count of open elements.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dmpgw::xml {

/// Appends to a string it owns. Names are literals of ours and are written as given (with their prefix);
/// values are escaped. Characters that XML 1.0 forbids are replaced by U+FFFD. Not shared between threads.
class Writer {
  public:
    explicit Writer(bool declaration = false);
    Writer& open(std::string_view qualified_name);
    Writer& attribute(std::string_view qualified_name, std::string_view value);
    Writer& text(std::string_view value);
    Writer& close();
    /// open, text, close.
    Writer& element(std::string_view qualified_name, std::string_view value);
    /// Bytes that are well-formed XML already, written as they are.
    Writer& raw(std::string_view xml);
    /// Closes what is open and gives the text away.
    std::string finish();
    std::size_t size() const { return out_.size(); }

  private:
    void end_start_tag();
    std::string out_;
    std::vector<std::string_view> open_;
    bool in_start_tag_ = false;
};

}  // namespace dmpgw::xml

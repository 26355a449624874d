// libxml2's SAX2 push parser, held so that it can do nothing but parse: no DTD, no entity, no network, no
// file, UTF-8 whatever the document says. Behind lexical_guard only.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "gateway/base/failure.hpp"
#include "gateway/xml/tree_builder.hpp"

namespace dmpgw::xml {

/// Not shared between threads, but may move between them. The first one made initialises libxml2 and
/// makes its external entity loader always fail, for the whole process.
class SaxParser {
  public:
    /// Events go to `builder`, which must outlive the parser and stay where it is.
    explicit SaxParser(TreeBuilder& builder);
    ~SaxParser();
    SaxParser(const SaxParser&) = delete;
    SaxParser& operator=(const SaxParser&) = delete;

    /// Pieces must not cut a character. A failure is final. Exceptions of sinks pass through.
    Result<void> push(std::string_view bytes);
    /// Refuses unless the document was complete and libxml2 recorded no error of any kind.
    Result<void> finish();
    /// Bytes in libxml2's input buffer.
    std::size_t buffered() const;

  private:
    struct Machine;
    Result<void> outcome();
    std::unique_ptr<Machine> machine_;
};

}  // namespace dmpgw::xml

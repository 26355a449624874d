// The XML declaration: XML 1.0 productions [23] to [32], read strictly.
#pragma once

#include <string_view>

#include "gateway/base/failure.hpp"

namespace dmpgw::xml {

/// Longest XML declaration, delimiters included. The longest useful one has 56 bytes.
inline constexpr std::size_t max_declaration_bytes = 256;

struct DeclarationCheck {
    const Rule* broken = nullptr;  ///< nullptr: version 1.0, and UTF-8 or no encoding named
    std::string_view value;        ///< the version or encoding refused; a part of the text checked
};

/// `text`: what stands between "<?xml" and "?>".
DeclarationCheck check_declaration(std::string_view text);

}  // namespace dmpgw::xml

// mappings/README.md, printed from the tables.
#pragma once

#include <string>

namespace dmpgw::mapping {

/// The whole text of mappings/README.md. A test compares it with the file.
std::string mappings_readme();

}  // namespace dmpgw::mapping

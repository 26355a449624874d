// References: XML 1.0 productions [66] and [68], and the five entities of 4.6.
#pragma once

#include <string_view>

#include "gateway/base/failure.hpp"

namespace dmpgw::xml {

/// The rule that the reference "&name;" breaks; nullptr when it names one of the five predefined entities
/// or an allowed character. Linear in `name`; no number overflows.
const Rule* check_reference(std::string_view name);

}  // namespace dmpgw::xml

// The version of this build, set by CMake.
#pragma once

#include <string_view>

namespace dmpgw {

inline constexpr std::string_view version = DMPGW_VERSION;

}  // namespace dmpgw

// Known-bad variants for the tests of promises: each promise has a test that must fail when its guard is
// broken, and this is how a guard is broken. Compiled out of release builds: without
// DMPGW_FAULT_INJECTION the function is a constant and no environment variable is read.
#pragma once

#include <string_view>

#ifdef DMPGW_FAULT_INJECTION
#include <cstdlib>
#endif

namespace dmpgw {

#ifdef DMPGW_FAULT_INJECTION
/// True when the environment variable DMPGW_FAULT names this fault.
inline bool fault_injected(std::string_view fault) {
    static const char* const wanted = std::getenv("DMPGW_FAULT");
    return wanted != nullptr && fault == wanted;
}
#else
constexpr bool fault_injected(std::string_view) { return false; }
#endif

}  // namespace dmpgw

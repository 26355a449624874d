// What a breach of a rule is that an operator may relax for one sender.
#pragma once

#include <cstdint>

namespace dmpgw::xds {

enum class Strictness : std::uint8_t {
    accept,  ///< nothing is said
    warn,    ///< a warning goes with the acceptance
    refuse,  ///< an error
};

}  // namespace dmpgw::xds

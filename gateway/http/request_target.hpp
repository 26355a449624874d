// The request target: RFC 9112 3.2.1 origin form, read so that no later reader can see another path in it.
#pragma once

#include <string_view>

#include "gateway/http/framing_guard.hpp"

namespace dmpgw::http {

/// nullptr when `target` is an absolute path with an optional query that needs no repair, else the rule it
/// breaks. In the query, characters that FHIR clients leave bare ('|', '^', '[') pass; in the path they
/// do not. Expects printable ASCII without spaces.
const HttpRule* check_target(std::string_view target);

}  // namespace dmpgw::http

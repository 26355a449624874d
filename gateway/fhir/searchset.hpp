// The answer to a search: a Bundle of type searchset (FHIR R4 search.html#response).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::fhir {

struct SearchsetContext {
    std::string base_url;   ///< public base, without a slash at the end
    std::string self;       ///< absolute URL of the search as it was understood
    std::string next;       ///< absolute URL of the next page; empty on the last
    std::optional<std::uint64_t> total;
    std::string last_updated;  ///< FHIR instant; may be empty
    Findings warnings;         ///< become one entry of search mode outcome
};

/// Each resource has resourceType and id; its fullUrl is base/Type/id.
json::Value searchset(std::vector<json::Value> resources, const SearchsetContext& context);

}  // namespace dmpgw::fhir

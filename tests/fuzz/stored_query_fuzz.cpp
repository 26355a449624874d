// Stored queries: any XML is read or refused with findings; criteria never crash on an entry.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/xds/query_match.hpp"
#include "gateway/xds/query_values.hpp"

using namespace dmpgw;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto list = xds::read_quoted_list(bytes);
    if (list && list->empty()) std::abort();
    const auto document = xml::parse(bytes);
    if (!document) return 0;
    const auto query = xds::read_stored_query(document->root());
    if (!query) return query.error().findings.empty() ? (std::abort(), 0) : 0;
    for (const auto& parameter : query->parameters) {
        if (parameter.groups.empty() || parameter.groups[0].empty()) std::abort();
    }
    const auto criteria = xds::criteria_of(*query);
    if (criteria) xds::matches(model::DocumentEntry{}, *criteria);
    return 0;
}

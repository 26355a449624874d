// query:AdhocQueryRequest in: which stored query, with which parameters. ITI TF-2 3.18.4.1.2 (coding of
// parameters: 3.18.4.1.2.3.5; the queries: 3.18.4.1.2.3.7) and 3.51.4.1.2 (several patients).
//
// The queries and their parameters are a table.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/xds/messages.hpp"
#include "gateway/xml/document.hpp"

namespace dmpgw::xds {

enum class ParameterType : std::uint8_t {
    text,    ///< 'one'
    texts,   ///< ('one','two')
    codes,   ///< ('code^^scheme',…)
    time,    ///< 20260314, without quotes
    number,  ///< 1, without quotes
};

struct QueryParameter {
    std::string_view name;
    ParameterType type;
    bool required = false;
    bool repeatable = false;  ///< several Slots of the name mean AND
};

enum class QueryTransaction : std::uint8_t {
    stored_query,   ///< ITI-18
    multi_patient,  ///< ITI-51
};

struct QueryDefinition {
    std::string_view id;    ///< urn:uuid:…
    std::string_view name;  ///< "FindDocuments"
    QueryTransaction transaction;
    std::span<const QueryParameter> parameters;
    /// Exactly one of these must be given; empty: none is asked for.
    std::span<const std::string_view> alternatives;
    /// At least one of these must be given; empty: none is asked for.
    std::span<const std::string_view> narrowed_by;
};

/// All queries of ITI-18 and ITI-51.
std::span<const QueryDefinition> stored_queries();

/// The values of one parameter: all groups must hold, in a group any value.
struct ParameterValues {
    std::string name;
    std::vector<std::vector<std::string>> groups;
};

struct StoredQuery {
    const QueryDefinition* definition = nullptr;
    ReturnType return_type = ReturnType::leaf_class;
    std::string home_community_id;
    std::vector<ParameterValues> parameters;
    Findings warnings;  ///< parameters that this query does not have

    bool is(std::string_view id) const { return definition->id == id; }
    bool has(std::string_view name) const { return find(name) != nullptr; }
    /// The one value of a single-valued parameter; empty when absent.
    std::string_view value(std::string_view name) const;
    /// All values of all groups, in order.
    std::vector<std::string> values(std::string_view name) const;
    /// AND of ORs; empty when absent.
    std::vector<std::vector<std::string>> groups(std::string_view name) const;

  private:
    const ParameterValues* find(std::string_view name) const;
};

/// All faults at once. Failures carry XDSUnknownStoredQuery, XDSStoredQueryMissingParam,
/// XDSStoredQueryParamNumber or XDSRegistryError.
Result<StoredQuery> read_stored_query(const xml::Element& adhoc_query_request,
                                      QueryTransaction transaction = QueryTransaction::stored_query);

std::span<const Rule> stored_query_rules();

}  // namespace dmpgw::xds

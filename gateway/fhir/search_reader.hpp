// From query or form parameters to the criteria of one search, by a table: a row names the parameter, says its type to
// the CapabilityStatement and holds where its values go. Internal to fhir/.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/fhir/search.hpp"

namespace dmpgw::fhir {

/// Where the values of a parameter go. Nothing: SearchReader::read_common takes them.
template <class Search>
using SearchTarget = std::variant<std::monostate, TokenLists Search::*, Dates Search::*, std::string Search::*,
                                  PersonCriterion Search::*>;

template <class Search>
struct SearchRow {
    SearchParameter parameter;
    SearchTarget<Search> target{};
};

/// Reads parameters by name and collects what is wrong with them. Lives as long as its arguments.
class SearchReader {
  public:
    SearchReader(const std::vector<http::Field>& fields, const SearchOptions& options)
        : fields_(fields), options_(options) {}

    /// `is_listed` tells the names that the search has.
    template <class IsListed>
    void check_names(IsListed&& is_listed) {
        for (const http::Field& field : fields_) check(field, is_listed(base_name(field.name)));
        check_number_of_values();
    }

    /// What every search has; `superseded` is the status that stands for Deprecated.
    void read_common(RecordSearch& to, std::string_view superseded);

    TokenLists tokens(std::string_view name);
    Dates dates(std::string_view name);
    /// The only value of a parameter; empty when it is absent.
    std::string single(std::string_view name);

    Findings take_findings() { return std::move(findings_); }

  private:
    static std::string_view base_name(std::string_view name);
    void check(const http::Field& field, bool is_listed);
    void check_number_of_values();
    bool has(std::string_view name) const;
    std::vector<std::string> ids(std::string_view name);
    std::optional<bool> flag(std::string_view name);
    std::optional<std::size_t> count();
    std::vector<model::AvailabilityStatus> statuses(std::string_view superseded);
    void read_patient(RecordSearch& to);
    void report(const Rule& rule, std::string place, std::string_view value = {});
    template <class Use>
    void each(std::string_view name, Use&& use) const;

    const std::vector<http::Field>& fields_;
    const SearchOptions& options_;
    Findings findings_;
};

/// One search by its table.
template <class Search>
Result<Search> read_search(const std::vector<http::Field>& fields, std::span<const SearchRow<Search>> rows,
                           std::string_view superseded, const SearchOptions& options) {
    SearchReader reader(fields, options);
    reader.check_names([rows](std::string_view name) {
        for (const SearchRow<Search>& row : rows) {
            if (row.parameter.name == name) return true;
        }
        return false;
    });
    Search search;
    reader.read_common(search, superseded);
    for (const SearchRow<Search>& row : rows) {
        const std::string_view name = row.parameter.name;
        std::visit(
            [&](auto target) {
                using Target = decltype(target);
                if constexpr (std::is_same_v<Target, TokenLists Search::*>) search.*target = reader.tokens(name);
                if constexpr (std::is_same_v<Target, Dates Search::*>) search.*target = reader.dates(name);
                if constexpr (std::is_same_v<Target, std::string Search::*>) search.*target = reader.single(name);
                if constexpr (std::is_same_v<Target, PersonCriterion Search::*>) {
                    PersonCriterion& person = search.*target;
                    (name.ends_with(".family") ? person.family : person.given) = reader.single(name);
                }
            },
            row.target);
    }
    Findings findings = reader.take_findings();
    if (has_errors(findings)) return Failure::of(std::move(findings));
    return search;
}

}  // namespace dmpgw::fhir

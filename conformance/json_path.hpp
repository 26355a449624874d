// A small path language over JSON, in the manner of FHIRPath:
//
//   entry[0].response.location
//   entry.resource[resourceType='DocumentReference'].masterIdentifier.value
//
// A name goes into an object, and into every object of an array. [n] picks one of an array, counted
// from 0; [path], [path='text'] and [path!='text'] keep the items of which that holds. "$" is the
// whole text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::conformance {

/// A parsed path. Thread-safe for reading.
class JsonPath {
  public:
    /// Rule path_malformed for anything outside the language.
    static Result<JsonPath> parse(std::string_view text);

    /// What is found, in order. An array at the end of the path counts as its items.
    std::vector<const json::Value*> find(const json::Value& root) const;
    /// Same, as texts: strings and numbers as they are, true and false, anything else as compact
    /// JSON.
    std::vector<std::string> values(const json::Value& root) const;

  private:
    friend class JsonPathParser;
    struct Step {
        enum class Kind { name, index, filter };
        Kind kind = Kind::name;
        std::string name;
        std::size_t index = 0;
        std::vector<Step> path;
        std::optional<std::string> text;
        bool negated = false;
    };
    static std::vector<const json::Value*> walk(const std::vector<Step>& steps,
                                                const json::Value& from);
    static bool holds(const Step& filter, const json::Value& item);

    std::vector<Step> steps_;
};

}  // namespace dmpgw::conformance

// A transaction Bundle as a typed view over the JSON tree (FHIR R4 bundle.html, http.html#transaction; MHD
// ITI-65). The tree must outlive the view; nothing is copied but names and ids.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/base/text.hpp"
#include "gateway/json/value.hpp"

namespace dmpgw::fhir {

struct BundleLimits {
    std::size_t entries = 2000;  ///< a submission may hold 1000 objects, each document has two entries
};

/// One entry, in the order of the request.
struct Entry {
    std::size_t index = 0;
    std::string full_url;                   ///< empty when not given
    std::string method;                     ///< POST, PUT, PATCH or GET
    std::string url;                        ///< request.url as sent
    std::string type;                       ///< resourceType; for a GET the type in the URL
    std::string id;                         ///< resource id, or the id in the URL; may be empty
    const json::Value* resource = nullptr;  ///< null for a GET, and for a broken entry

    /// "Bundle.entry[3].resource"
    std::string where() const;
};

class Bundle {
  public:
    /// Fails when there is no transaction to look into: another resource or type, no or too many entries.
    /// What is wrong with single entries is in findings(), so that one answer can name it together with the
    /// rest; mapping::to_submission refuses a Bundle that has errors there. Linear in the number of entries.
    static Result<Bundle> read(const json::Value& tree, const BundleLimits& limits = {});

    const Findings& findings() const { return findings_; }

    const json::Value& tree() const { return *tree_; }
    const std::vector<Entry>& entries() const { return entries_; }

    /// The entry that `reference`, found in `from`, means: by fullUrl; or, for a relative reference, by the
    /// base of `from`'s fullUrl, else by type and id. Contained ("#id") references are not looked at.
    /// nullptr when it is not in the Bundle.
    const Entry* resolve(std::string_view reference, const Entry& from) const;

  private:
    const json::Value* tree_ = nullptr;
    std::vector<Entry> entries_;
    Findings findings_;
    std::unordered_map<std::string, std::size_t, StringHash, std::equal_to<>> by_url_;
    std::unordered_map<std::string, std::size_t, StringHash, std::equal_to<>> by_type_and_id_;
};

}  // namespace dmpgw::fhir

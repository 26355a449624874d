// A value set: the codes that an attribute or an element may hold, with the name, version and source of the list.
// ITI TF-3 4.2.3.1.2 (coded attributes); HL7 SVS (ITI TF-2 3.48) for its shape.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dmpgw::terminology {

/// One member. `system` is the codingScheme of XDS: an OID without "urn:oid:", or a word; empty where the list names none.
struct Concept {
    std::string code;
    std::string system;
    std::string display;  ///< empty when the list has none
    bool operator==(const Concept&) const = default;
};

/// Where a list comes from. Every part may be empty.
struct ListOrigin {
    std::string name;     ///< "JDV_J07_XdsTypeCode_CISIS"
    std::string oid;
    std::string version;  ///< as its publisher writes it
    std::string source;
};

/// Filled once, then read by many threads. Codes are compared exactly: systems differ on letter case.
class ValueSet {
  public:
    ValueSet() = default;
    explicit ValueSet(ListOrigin origin) : origin_(std::move(origin)) {}

    const ListOrigin& origin() const { return origin_; }
    std::span<const Concept> concepts() const { return concepts_; }

    /// False when the code is there already; the first display stays.
    bool add(Concept member);
    /// nullptr when it is no member. A member without a system stands for its code in any system.
    const Concept* find(std::string_view code, std::string_view system) const;

  private:
    ListOrigin origin_;
    std::vector<Concept> concepts_;
    std::unordered_map<std::string, std::size_t> places_;  ///< code, NUL, system
};

/// Members that the writer of `code` may have meant, best first: the same code in another system, then codes of few
/// changed letters, those of the same system first. At most `most`. Cost: the length of the set; call it for refusals.
std::vector<Concept> nearest(std::span<const Concept> members, std::string_view code, std::string_view system,
                             std::size_t most);

}  // namespace dmpgw::terminology

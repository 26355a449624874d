// Where something is in a submission, independent of the face it came by: the metadata rules speak of
// places, and each face says how such a place is called in its own message.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace dmpgw::xds {

enum class ObjectKind : std::uint8_t { submission, submission_set, document_entry, folder, association };

/// "SubmissionSet", "DocumentEntry"...
std::string_view to_string(ObjectKind kind);

/// All numbers are 0-based; texts are literals. An empty attribute means the object itself.
struct Place {
    ObjectKind kind = ObjectKind::submission;
    std::size_t index = 0;                      ///< among the objects of that kind
    std::string_view attribute{};               ///< XDS name: "creationTime", "author", "classCode"
    std::optional<std::size_t> occurrence{};    ///< of a repeated attribute
    std::string_view part{};                    ///< inside an author: "authorInstitution"
    std::optional<std::size_t> part_occurrence{};

    Place of(std::string_view attribute_name) const {
        Place p = *this;
        p.attribute = attribute_name;
        return p;
    }
    Place nth(std::size_t n) const {
        Place p = *this;
        (p.part.empty() ? p.occurrence : p.part_occurrence) = n;
        return p;
    }
    Place in(std::string_view part_name) const {
        Place p = *this;
        p.part = part_name;
        return p;
    }
};

/// "DocumentEntry[1].author[2].authorInstitution[1]": neutral, 1-based. Also the key of Reported.
std::string describe(const Place& place);

/// Renders a place in the words of one face: an XPath for ebRIM, a FHIRPath for FHIR.
using Locate = std::function<std::string(const Place&)>;

/// Places that a reader has found fault with: the value there could not be held in the model, so that
/// the metadata rules must not complain of its absence a second time.
class Reported {
  public:
    void add(const Place& place) { places_.insert(describe(place)); }
    /// True when this place, the attribute it belongs to or its whole object has been reported.
    bool contains(const Place& place) const;
    bool empty() const { return places_.empty(); }

    /// An object that was in the message, and that the reader refused as a whole: references to it are not
    /// refused again.
    void drop_object(std::string_view id) { dropped_.emplace(id); }
    bool is_dropped(std::string_view id) const { return dropped_.find(id) != dropped_.end(); }

  private:
    std::set<std::string> places_;
    std::set<std::string, std::less<>> dropped_;
};

}  // namespace dmpgw::xds

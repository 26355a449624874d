// What ITI-66 and ITI-67 share: reading the request, finding the patient, going through the candidates, the page, the
// audit event and the searchset. FHIR R4 search.html; MHD 4.2 3.66 and 3.67.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/search.hpp"
#include "gateway/http/handler.hpp"
#include "gateway/json/value.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

/// An object that fits, as far as the page and the audit event need it.
struct Match {
    std::string patient;    ///< Cx::key()
    std::string unique_id;
    /// The resource. Called at most once, with the view that the object was found in.
    std::function<json::Value(const storage::RegistryView&)> show;
};

/// Counts all that fits and keeps what belongs on the page: however much fits, memory holds one page. Pages follow the
/// order of keys, and a page begins behind the last key of the one before: what comes or goes in between moves nothing. A key
/// stays the same while its object lives, or grows: then the object comes once more, and none is left out.
class SearchPage {
  public:
    /// `patient` empty: objects of any.
    SearchPage(const fhir::RecordSearch& search, std::string patient)
        : patient_(std::move(patient)), after_(search.cursor), wanted_(search.count.value_or(default_count)) {}

    /// Results on a page when the caller names no _count.
    static constexpr std::size_t default_count = 100;
    /// References of the resources of a page: past so many it ends, and the next one goes on. A folder has as many
    /// members as submissions gave to it.
    static constexpr std::size_t max_references = 10'000;

    /// Whether objects of that patient may be shown: an empty one stands for any.
    bool may_show(const std::string& patient) const { return patient_.empty() || patient == patient_; }
    /// Counts a match. True when it must be kept, as far as is known by now.
    bool count(std::string_view key);
    void keep(std::string key, Match match);

    std::uint64_t total() const { return total_; }
    bool more() const { return more_; }
    const std::map<std::string, Match, std::less<>>& matches() const { return matches_; }

  private:
    std::string patient_;
    std::string after_;
    std::size_t wanted_;
    std::uint64_t total_ = 0;
    bool more_ = false;
    std::map<std::string, Match, std::less<>> matches_;
};

/// One search as it was asked, over one kind of object.
class SearchRun {
  public:
    virtual ~SearchRun() = default;
    virtual const fhir::RecordSearch& asked() const = 0;
    /// Offers the objects of a patient to the page.
    virtual void look_at_patient(const storage::RegistryView& registry, const std::string& patient, SearchPage& page) const = 0;
    /// Offers the object with that entryUUID, where it is of this kind.
    virtual void look_at(const storage::RegistryView& registry, const std::string& entry_uuid, SearchPage& page) const = 0;
    /// entryUUIDs of the objects of this kind with that uniqueId.
    virtual std::vector<std::string> uuids_of(const storage::RegistryView& registry, const std::string& unique_id) const = 0;
};

/// A kind of search. The texts are literals.
struct SearchKind {
    std::string_view transaction;  ///< its name in the audit trail
    std::string_view resource;     ///< the type in its URL
    /// Every fault of the request at once.
    Result<std::unique_ptr<SearchRun>> (*read)(const std::vector<http::Field>& parameters,
                                                  const fhir::SearchOptions& options, const Services& services);
};

/// GET with a query string, or POST _search with a form: the whole interaction.
http::Task<http::Response> search_record(http::Request& request, Services& services, SearchKind kind);

}  // namespace dmpgw::transactions

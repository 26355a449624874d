// Searches of ITI-67 (DocumentReference) and ITI-66 (List, and DocumentManifest of MHD 3), with the parameters PDSm
// adds: from query or form parameters to criteria that know nothing of URLs. GET and POST _search share it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/http/message.hpp"
#include "gateway/model/document_entry.hpp"
#include "gateway/model/hl7_types.hpp"

namespace dmpgw::fhir {

/// One parameter of the allow-list; also what the CapabilityStatement says.
struct SearchParameter {
    std::string_view resource;
    std::string_view name;
    std::string_view type;  ///< token, date, string, reference, number or special
    std::string_view documentation;
};
std::span<const SearchParameter> search_parameters();

/// system|code. No system: `scheme` is nullopt; "|code": it is empty.
struct Token {
    std::optional<std::string> scheme;  ///< codingScheme: OID of a urn:oid:, else as SearchOptions says
    std::string code;                   ///< empty for "system|": any code of the system
    bool operator==(const Token&) const = default;
};
/// Values of one parameter, any of which fits. Repeats of the parameter are further lists, all of which fit.
using TokenList = std::vector<Token>;
using TokenLists = std::vector<TokenList>;

enum class Prefix : std::uint8_t { eq, ne, gt, ge, lt, le, sa, eb, ap };
std::string_view to_string(Prefix prefix);

/// The value covers [time.earliest(), time.latest()), FHIR R4 search.html#date.
struct DateCriterion {
    Prefix prefix = Prefix::eq;
    model::Dtm time;
    std::int64_t margin = 0;  ///< of ap, in seconds on either side: a tenth of the time between now and then
    bool operator==(const DateCriterion&) const = default;
};
/// True when a moment or range [earliest, latest) of a resource fits, FHIR R4 search.html#prefix.
bool fits(const DateCriterion& criterion, std::int64_t earliest, std::int64_t latest);

struct PersonCriterion {
    std::string family;  ///< beginning of the family name, empty: any
    std::string given;
    bool empty() const { return family.empty() && given.empty(); }
    bool operator==(const PersonCriterion&) const = default;
};

/// Dates of one parameter, all of which fit.
using Dates = std::vector<DateCriterion>;

/// What every search of the record asks, whatever it finds.
struct RecordSearch {
    std::string patient_reference;           ///< "Patient/12", an id, or an absolute URL; empty when not given
    std::optional<Token> patient_identifier; ///< scheme is the OID of the assigning authority
    std::vector<model::AvailabilityStatus> status;  ///< empty: current (Approved)
    TokenLists identifier;                   ///< entryUUID (urn:uuid:) or uniqueId
    std::vector<std::string> ids;
    std::optional<bool> is_archived;
    std::optional<std::size_t> count;        ///< clamped to SearchOptions::max_count
    std::string cursor;                      ///< _page of a link that this server wrote
};

struct DocumentSearch : RecordSearch {
    TokenLists type;
    TokenLists category;
    TokenLists setting;
    TokenLists facility;
    TokenLists event;
    TokenLists security_label;
    TokenLists format;
    TokenLists related;      ///< referenceIdList
    TokenLists communities;
    Dates creation;
    Dates date;
    Dates period;
    Dates period_start;
    Dates period_end;
    PersonCriterion author;
};

struct ListSearch : RecordSearch {
    TokenLists code;              ///< submissionset, folder; empty: both
    TokenLists designation_type;  ///< contentTypeCode of a submission set, a code of a folder
    TokenLists source_id;
    Dates date;                   ///< submissionTime, lastUpdateTime
    PersonCriterion source;
    std::string title;            ///< its beginning; empty: any
};

/// Submission sets as MHD 3 has them.
struct ManifestSearch : RecordSearch {
    TokenLists type;    ///< contentTypeCode
    TokenLists source;  ///< sourceId
    Dates created;      ///< submissionTime
    PersonCriterion author;
    std::string description;  ///< beginning of the title; empty: any
};

struct SearchOptions {
    std::size_t max_count = 100;     ///< page limit; a larger _count is cut to it
    std::size_t max_values = 200;    ///< values of all parameters together
    std::int64_t now = 0;            ///< seconds since 1970, for ap
    /// Turns the system of a token, when it is not a urn:oid:, into a codingScheme
    /// (mapping::scheme_of_system). Without it the system stays as it is.
    std::function<std::string(std::string_view system)> scheme_of_system;
};

/// Every fault of the request is reported at once. A patient is required, except with _id or identifier.
Result<DocumentSearch> read_document_search(const std::vector<http::Field>& parameters,
                                            const SearchOptions& options = {});
Result<ListSearch> read_list_search(const std::vector<http::Field>& parameters, const SearchOptions& options = {});
Result<ManifestSearch> read_manifest_search(const std::vector<http::Field>& parameters,
                                            const SearchOptions& options = {});

}  // namespace dmpgw::fhir

// MHD 4.2 ITI-66 and ITI-67; PDSm 3.1.1 flux 5 (isArchived, period-start, period-end).
#include "gateway/fhir/search.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "gateway/fhir/findings.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/fhir/search_rules.hpp"
#include "gateway/fhir/search_values.hpp"

namespace dmpgw::fhir {
namespace {

using model::AvailabilityStatus;

constexpr std::string_view document = "DocumentReference";
constexpr std::string_view list = "List";
constexpr std::string_view patient = "Patient";

constexpr std::array<SearchParameter, 40> parameters = {{
    {document, "patient", "reference", "Required, unless patient.identifier, identifier or _id is given."},
    {document, "patient.identifier", "token", "system|value; the system is the urn:oid: of the INS or of the IPP."},
    {document, "status", "token", "Default: current."},
    {document, "type", "token", ""},
    {document, "category", "token", ""},
    {document, "setting", "token", ""},
    {document, "facility", "token", ""},
    {document, "event", "token", ""},
    {document, "security-label", "token", ""},
    {document, "format", "token", ""},
    {document, "identifier", "token", "entryUUID or uniqueId."},
    {document, "related", "reference", "An identifier of the referenceIdList, as system|value."},
    {document, "creation", "date", "creationTime; prefixes eq, ge, gt, le, lt, sa, eb."},
    {document, "date", "date", "When the document was registered."},
    {document, "period", "date", ""},
    {document, "period-start", "date", "PDSm."},
    {document, "period-end", "date", "PDSm."},
    {document, "author.family", "string", ""},
    {document, "author.given", "string", ""},
    {document, "isArchived", "token", "PDSm."},
    {document, "targetCommunityIdList", "token", ""},
    {document, "_id", "token", ""},
    {document, "_count", "number", "Page size."},
    {list, "patient", "reference", "Required, unless patient.identifier, identifier or _id is given."},
    {list, "patient.identifier", "token", ""},
    {list, "status", "token", "Default: current."},
    {list, "code", "token", "submissionset or folder."},
    {list, "designationType", "token", ""},
    {list, "identifier", "token", "entryUUID or uniqueId."},
    {list, "sourceId", "token", ""},
    {list, "date", "date", "submissionTime or lastUpdateTime."},
    {list, "source.family", "string", ""},
    {list, "source.given", "string", ""},
    {list, "isArchived", "token", "PDSm."},
    {list, "_id", "token", ""},
    {list, "_count", "number", "Page size."},
    {patient, "identifier", "token", ""},
    {patient, "family", "string", ""},
    {patient, "given", "string", ""},
    {patient, "_id", "token", ""},
}};

// Parameters that change how the answer looks, not what it holds: the transaction reads them itself.
constexpr std::array<std::string_view, 4> of_the_answer = {"_format", "_pretty", "_summary", "_elements"};

bool is_listed(std::string_view resource, std::string_view name) {
    return std::any_of(parameters.begin(), parameters.end(), [&](const SearchParameter& p) {
        return p.resource == resource && p.name == name;
    });
}

/// Reads parameters by name and collects what is wrong with them.
class Reader {
  public:
    Reader(const std::vector<http::Field>& fields, std::string_view resource, const SearchOptions& options)
        : fields_(fields), options_(options) {
        std::size_t values = 0;
        for (const http::Field& field : fields_) {
            const std::string name = where(field.name);
            values += 1 + static_cast<std::size_t>(std::count(field.value.begin(), field.value.end(), ','));
            if (std::find(of_the_answer.begin(), of_the_answer.end(), field.name) != of_the_answer.end()) continue;
            if (field.name == "_page") continue;
            if (!is_listed(resource, base_name(field.name))) report(rules::search_parameter_unknown, name, field.name);
            else if (field.value.empty()) report(rules::search_value_empty, name);
            else if (!is_clean(field.value)) report(rules::search_value_form, name, field.value);
        }
        if (values > options_.max_values) {
            add_finding(findings_, finding(rules::search_too_many_values, "query", std::to_string(values)));
        }
    }

    TokenLists tokens(std::string_view name) {
        TokenLists lists;
        each(name, [&](const http::Field& field) {
            TokenList any;
            for (const std::string& part : split_escaped(field.value, ',', false)) {
                if (auto token = read_token(part, options_)) any.push_back(std::move(*token));
                else report(rules::search_value_form, where(name), field.value);
            }
            lists.push_back(std::move(any));
        });
        return lists;
    }

    Dates dates(std::string_view name) {
        Dates all;
        each(name, [&](const http::Field& field) {
            bool bad_prefix = false;
            auto date = read_date(field.value, bad_prefix);
            if (date) all.push_back(std::move(*date));
            else report(bad_prefix ? rules::search_prefix : rules::search_value_form, where(name), field.value);
        });
        return all;
    }

    /// The only value of a parameter; empty when it is absent.
    std::string single(std::string_view name) {
        std::string value;
        bool seen = false;
        each(name, [&](const http::Field& field) {
            if (seen || split_escaped(field.value, ',', false).size() > 1) {
                report(rules::search_repeated, where(name), field.value);
            }
            seen = true;
            value = split_escaped(field.value, ',', true).front();
        });
        return value;
    }

    std::vector<std::string> ids(std::string_view name) {
        std::vector<std::string> all;
        each(name, [&](const http::Field& field) {
            for (std::string& part : split_escaped(field.value, ',', true)) {
                if (!is_id(part)) report(rules::search_value_form, where(name), part);
                all.push_back(std::move(part));
            }
        });
        return all;
    }

    std::optional<bool> flag(std::string_view name) {
        const std::string value = single(name);
        if (value.empty()) return std::nullopt;
        if (value != "true" && value != "false") report(rules::search_value_form, where(name), value);
        return value == "true";
    }

    std::optional<std::size_t> count() {
        const std::string value = single("_count");
        if (value.empty()) return std::nullopt;
        if (value.find_first_not_of("0123456789") != std::string::npos) {
            report(rules::search_value_form, where("_count"), value);
            return std::nullopt;
        }
        std::size_t number = options_.max_count;
        std::from_chars(value.data(), value.data() + value.size(), number);
        return std::min(number, options_.max_count);
    }

    std::vector<AvailabilityStatus> statuses(std::string_view superseded) {
        std::vector<AvailabilityStatus> all;
        for (const TokenList& any : tokens("status")) {
            for (const Token& token : any) {
                if (token.code == "current") {
                    // Archived documents are current ones with a mark (PDSm isArchived).
                    all.push_back(AvailabilityStatus::approved);
                    all.push_back(AvailabilityStatus::archived);
                } else if (token.code == superseded) {
                    all.push_back(AvailabilityStatus::deprecated);
                } else if (token.code == "entered-in-error") {
                    all.push_back(AvailabilityStatus::deleted);
                } else {
                    report(rules::search_status, where("status"), token.code);
                }
            }
        }
        return all;
    }

    /// patient, or patient.identifier: one of them unless `optional`.
    void patient_of(std::string& reference, std::optional<Token>& identifier, bool optional) {
        reference = single("patient");
        const auto rest = read_rest_reference(reference);
        const bool fine = is_id(reference) || (rest && rest->type == patient && rest->version.empty());
        if (!reference.empty() && !fine) report(rules::search_value_form, where("patient"), reference);
        const std::string text = single("patient.identifier");
        if (!text.empty()) {
            identifier = read_token(text, options_);
            const bool whole = identifier && identifier->scheme && !identifier->scheme->empty() &&
                               !identifier->code.empty() && identifier->code != "*";
            if (!whole) report(rules::search_value_form, where("patient.identifier"), text);
        }
        const bool named = has("patient") || has("patient.identifier");
        if (has("patient") && has("patient.identifier")) add_finding(findings_, finding(rules::search_patient_twice, "query"));
        if (!named && !optional) add_finding(findings_, finding(rules::search_patient_missing, "query"));
    }

    bool has(std::string_view name) const {
        return std::any_of(fields_.begin(), fields_.end(),
                           [&](const http::Field& field) { return base_name(field.name) == name; });
    }

    std::string cursor() const {
        for (const http::Field& field : fields_) {
            if (field.name == "_page") return field.value;
        }
        return {};
    }

    Findings take_findings() { return std::move(findings_); }

  private:
    static std::string where(std::string_view name) { return "query " + std::string(name); }

    // patient:Patient and patient:Patient.identifier say the type that patient has anyway.
    static std::string_view base_name(std::string_view name) {
        if (name == "patient:Patient") return "patient";
        if (name == "patient:Patient.identifier" || name == "patient:identifier") return "patient.identifier";
        return name;
    }

    template <class F>
    void each(std::string_view name, F&& use) {
        for (const http::Field& field : fields_) {
            if (base_name(field.name) == name && !field.value.empty() && is_clean(field.value)) use(field);
        }
    }

    void report(const Rule& rule, const std::string& place, std::string_view value = {}) {
        add_finding(findings_, finding(rule, place, value));
    }

    const std::vector<http::Field>& fields_;
    const SearchOptions& options_;
    Findings findings_;
};

}  // namespace

std::span<const SearchParameter> search_parameters() { return parameters; }

Result<DocumentSearch> read_document_search(const std::vector<http::Field>& fields, const SearchOptions& options) {
    Reader reader(fields, document, options);
    DocumentSearch search;
    search.identifier = reader.tokens("identifier");
    search.ids = reader.ids("_id");
    reader.patient_of(search.patient_reference, search.patient_identifier,
                      !search.identifier.empty() || !search.ids.empty());
    search.status = reader.statuses("superseded");
    search.type = reader.tokens("type");
    search.category = reader.tokens("category");
    search.setting = reader.tokens("setting");
    search.facility = reader.tokens("facility");
    search.event = reader.tokens("event");
    search.security_label = reader.tokens("security-label");
    search.format = reader.tokens("format");
    search.related = reader.tokens("related");
    search.creation = reader.dates("creation");
    search.date = reader.dates("date");
    search.period = reader.dates("period");
    search.period_start = reader.dates("period-start");
    search.period_end = reader.dates("period-end");
    search.author = {reader.single("author.family"), reader.single("author.given")};
    search.is_archived = reader.flag("isArchived");
    for (const TokenList& any : reader.tokens("targetCommunityIdList")) {
        for (const Token& token : any) search.communities.push_back(token.code);
    }
    search.count = reader.count();
    search.cursor = reader.cursor();
    Findings findings = reader.take_findings();
    if (has_errors(findings)) return Failure::of(std::move(findings));
    return search;
}

Result<ListSearch> read_list_search(const std::vector<http::Field>& fields, const SearchOptions& options) {
    Reader reader(fields, list, options);
    ListSearch search;
    search.identifier = reader.tokens("identifier");
    search.ids = reader.ids("_id");
    reader.patient_of(search.patient_reference, search.patient_identifier,
                      !search.identifier.empty() || !search.ids.empty());
    search.status = reader.statuses("retired");
    search.code = reader.tokens("code");
    search.designation_type = reader.tokens("designationType");
    search.source_id = reader.tokens("sourceId");
    search.date = reader.dates("date");
    search.source = {reader.single("source.family"), reader.single("source.given")};
    search.is_archived = reader.flag("isArchived");
    search.count = reader.count();
    search.cursor = reader.cursor();
    Findings findings = reader.take_findings();
    if (has_errors(findings)) return Failure::of(std::move(findings));
    return search;
}

}  // namespace dmpgw::fhir

#include "gateway/xds/query_match.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text.hpp"
#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/value_rules.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::xds {
namespace {

constexpr auto invalid = FailureKind::invalid;

constexpr Rule unknown_status{
    "UNKNOWN_STATUS_IN_QUERY", invalid, error_code::registry_error, "The status asked for is not known",
    "Le statut demandé n'est pas connu",
    "Write ('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')",
    "Écrivez ('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')", "ITI TF-2 3.18.4.1.2.3.7"};
constexpr Rule unknown_entry_type{
    "UNKNOWN_ENTRY_TYPE_IN_QUERY", invalid, error_code::registry_error,
    "The type of DocumentEntry asked for is not known",
    "Le type de DocumentEntry demandé n'est pas connu",
    "Write ('urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1') for stable entries",
    "Écrivez ('urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1') pour les entrées stables",
    "ITI TF-2 3.18.4.1.2.3.6.2"};
constexpr Rule bad_patient{
    "INVALID_PATIENT_ID_IN_QUERY", invalid, error_code::registry_error,
    "The patient asked for is not an identifier with an authority",
    "Le patient demandé n'est pas un identifiant muni d'une autorité",
    "Write 'id^^^&OID&ISO'", "Écrivez 'id^^^&OID&ISO'", "ITI TF-2 3.18.4.1.2.3.7.1"};

constexpr std::array rule_list{unknown_status, unknown_entry_type, bad_patient};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

bool fits(const model::Code& code, const CodeFilter& filter) {
    return code.code == filter.code && (filter.scheme.empty() || code.scheme == filter.scheme);
}

bool has_any(const std::vector<model::Code>& codes, const std::vector<CodeFilter>& filters) {
    return std::any_of(filters.begin(), filters.end(), [&](const CodeFilter& filter) {
        return std::any_of(codes.begin(), codes.end(),
                           [&](const model::Code& code) { return fits(code, filter); });
    });
}

bool has_any(const std::optional<model::Code>& code, const std::vector<CodeFilter>& filters) {
    if (filters.empty()) return true;
    return code && std::any_of(filters.begin(), filters.end(),
                               [&](const CodeFilter& filter) { return fits(*code, filter); });
}

bool has_all(const std::vector<model::Code>& codes,
             const std::vector<std::vector<CodeFilter>>& groups) {
    return std::all_of(groups.begin(), groups.end(),
                       [&](const std::vector<CodeFilter>& group) { return has_any(codes, group); });
}

bool lies_in(const std::optional<model::Dtm>& time, const TimeRange& range) {
    if (!range.from && !range.to) return true;
    if (!time) return false;
    const std::int64_t seconds = time->earliest();
    return (!range.from || seconds >= *range.from) && (!range.to || seconds < *range.to);
}

template <class T>
bool is_among(const T& value, const std::vector<T>& list) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool has_author(const model::DocumentEntry& entry, const std::vector<std::string>& patterns) {
    if (patterns.empty()) return true;
    return std::any_of(entry.authors.begin(), entry.authors.end(), [&](const model::Author& author) {
        if (!author.author_person) return false;
        const std::string person = model::to_string(*author.author_person);
        return std::any_of(patterns.begin(), patterns.end(),
                           [&](const std::string& pattern) { return is_like(person, pattern); });
    });
}

bool has_references(const model::DocumentEntry& entry,
                    const std::vector<std::vector<std::string>>& groups) {
    return std::all_of(groups.begin(), groups.end(), [&](const std::vector<std::string>& group) {
        return std::any_of(entry.reference_id_list.begin(), entry.reference_id_list.end(),
                           [&](const model::Cx& id) {
                               const std::string text = model::to_string(id);
                               return std::find(group.begin(), group.end(), text) != group.end();
                           });
    });
}

std::vector<CodeFilter> filters_of(const std::vector<std::string>& values) {
    std::vector<CodeFilter> filters;
    for (const std::string& value : values) {
        const std::size_t separator = value.find("^^");
        filters.push_back({value.substr(0, separator), value.substr(separator + 2)});
    }
    return filters;
}

std::vector<std::vector<CodeFilter>> filter_groups_of(
    const std::vector<std::vector<std::string>>& groups) {
    std::vector<std::vector<CodeFilter>> out;
    for (const auto& group : groups) out.push_back(filters_of(group));
    return out;
}

// Reads what the query has for each criterion; what cannot be read is collected.
class CriteriaReader {
  public:
    explicit CriteriaReader(const StoredQuery& query) : query_(query) {}

    Result<FindDocumentsCriteria> read() {
        FindDocumentsCriteria c;
        read_patient(c);
        for (const std::string& urn : query_.values("$XDSDocumentEntryStatus")) {
            const auto status = model::availability_status_of(urn);
            if (status) c.statuses.push_back(*status);
            else report(unknown_status, "$XDSDocumentEntryStatus", urn);
        }
        read_types(c);
        c.class_codes = filters_of(query_.values("$XDSDocumentEntryClassCode"));
        c.type_codes = filters_of(query_.values("$XDSDocumentEntryTypeCode"));
        c.practice_setting_codes = filters_of(query_.values("$XDSDocumentEntryPracticeSettingCode"));
        c.facility_type_codes =
            filters_of(query_.values("$XDSDocumentEntryHealthcareFacilityTypeCode"));
        c.format_codes = filters_of(query_.values("$XDSDocumentEntryFormatCode"));
        c.event_codes = filter_groups_of(query_.groups("$XDSDocumentEntryEventCodeList"));
        c.confidentiality_codes =
            filter_groups_of(query_.groups("$XDSDocumentEntryConfidentialityCode"));
        c.author_persons = query_.values("$XDSDocumentEntryAuthorPerson");
        c.creation_time = range("$XDSDocumentEntryCreationTimeFrom", "$XDSDocumentEntryCreationTimeTo");
        c.service_start_time =
            range("$XDSDocumentEntryServiceStartTimeFrom", "$XDSDocumentEntryServiceStartTimeTo");
        c.service_stop_time =
            range("$XDSDocumentEntryServiceStopTimeFrom", "$XDSDocumentEntryServiceStopTimeTo");
        c.reference_ids = query_.groups("$XDSDocumentEntryReferenceIdList");
        for (const std::string& urn : query_.values("$XDSDocumentEntryDocumentAvailability")) {
            c.document_availability.push_back(urn == availability_offline ? "Offline" : "Online");
        }
        if (!findings_.empty()) return Failure::of(std::move(findings_));
        return c;
    }

  private:
    void report(const Rule& rule, std::string_view name, std::string_view value) {
        findings_.push_back(finding(rule, "Slot[@name='" + std::string(name) + "']", value));
    }

    void read_patient(FindDocumentsCriteria& c) {
        for (const std::string_view name : {"$XDSDocumentEntryPatientId", "$patientId"}) {
            const std::string_view text = query_.value(name);
            if (text.empty()) continue;
            const auto patient = model::read_cx(text, {});
            if (patient && fault_of_patient_id(*patient) == nullptr) c.patient = *patient;
            else report(bad_patient, name, text);
        }
    }

    void read_types(FindDocumentsCriteria& c) {
        for (const std::string& urn : query_.values("$XDSDocumentEntryType")) {
            if (urn == object_type::stable) c.types.push_back(model::DocumentEntryType::stable);
            else if (urn == object_type::on_demand) c.types.push_back(model::DocumentEntryType::on_demand);
            else report(unknown_entry_type, "$XDSDocumentEntryType", urn);
        }
        if (c.types.empty()) c.types.push_back(model::DocumentEntryType::stable);
    }

    TimeRange range(std::string_view from, std::string_view to) const {
        const auto limit = [&](std::string_view name) -> std::optional<std::int64_t> {
            const auto time = model::read_dtm(query_.value(name), {});
            return time ? std::optional(time->earliest()) : std::nullopt;
        };
        return {limit(from), limit(to)};
    }

    const StoredQuery& query_;
    Findings findings_;
};

}  // namespace

std::span<const Rule> query_match_rules() { return rule_list; }

bool is_like(std::string_view text, std::string_view pattern) {
    // The usual walk with one way back: to the last %, one character further in the text.
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == '_') {
            ++p;
            do ++t;
            while (t < text.size() && is_continuation(text[t]));
        } else if (p < pattern.size() && lower(pattern[p]) == lower(text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '%') ++p;
    return p == pattern.size();
}

bool matches(const model::DocumentEntry& entry, const FindDocumentsCriteria& c) {
    if (c.patient && (!entry.patient_id || entry.patient_id->key() != c.patient->key())) return false;
    const auto status = entry.availability_status.value_or(model::AvailabilityStatus::approved);
    return is_among(status, c.statuses) && is_among(entry.type, c.types) &&
           has_any(entry.class_code, c.class_codes) && has_any(entry.type_code, c.type_codes) &&
           has_any(entry.practice_setting_code, c.practice_setting_codes) &&
           has_any(entry.healthcare_facility_type_code, c.facility_type_codes) &&
           has_any(entry.format_code, c.format_codes) && has_all(entry.event_codes, c.event_codes) &&
           has_all(entry.confidentiality_codes, c.confidentiality_codes) &&
           lies_in(entry.creation_time, c.creation_time) &&
           lies_in(entry.service_start_time, c.service_start_time) &&
           lies_in(entry.service_stop_time, c.service_stop_time) &&
           has_author(entry, c.author_persons) && has_references(entry, c.reference_ids) &&
           is_among(entry.document_availability, c.document_availability);
}

Result<FindDocumentsCriteria> criteria_of(const StoredQuery& query) {
    return CriteriaReader(query).read();
}

}  // namespace dmpgw::xds

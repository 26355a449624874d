#include "gateway/xds/query_match.hpp"

#include <algorithm>

#include "gateway/base/text.hpp"

namespace dmpgw::xds {
namespace {

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

bool is_of(const std::optional<model::Cx>& patient, const std::optional<model::Cx>& wanted) {
    return !wanted || (patient && patient->key() == wanted->key());
}

bool has_author(const std::vector<model::Author>& authors, const std::vector<std::string>& patterns) {
    if (patterns.empty()) return true;
    return std::any_of(authors.begin(), authors.end(), [&](const model::Author& author) {
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

}  // namespace

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
    if (!is_of(entry.patient_id, c.patient)) return false;
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
           has_author(entry.authors, c.author_persons) && has_references(entry, c.reference_ids) &&
           is_among(entry.document_availability, c.document_availability);
}

bool matches(const model::SubmissionSet& set, const FindSubmissionSetsCriteria& c) {
    const auto status = set.availability_status.value_or(model::AvailabilityStatus::approved);
    return is_of(set.patient_id, c.patient) && is_among(status, c.statuses) && is_among(set.source_id, c.source_ids) &&
           lies_in(set.submission_time, c.submission_time) && has_any(set.content_type_code, c.content_types) &&
           has_author(set.authors, c.author_persons);
}

bool matches(const model::Folder& folder, const FindFoldersCriteria& c) {
    const auto status = folder.availability_status.value_or(model::AvailabilityStatus::approved);
    return is_of(folder.patient_id, c.patient) && is_among(status, c.statuses) &&
           lies_in(folder.last_update_time, c.last_update_time) && has_all(folder.codes, c.codes);
}

}  // namespace dmpgw::xds

// FHIR R4 search.html; MHD 4.2 3.66.4.1.2 and 3.67.4.1.2.
#include "gateway/fhir/search_reader.hpp"

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

// Parameters that change how the answer looks, not what it holds: the transaction reads them itself.
constexpr std::array<std::string_view, 4> of_the_answer = {"_format", "_pretty", "_summary", "_elements"};
constexpr std::string_view page = "_page";

bool is_of_the_answer(std::string_view name) {
    return name == page || std::find(of_the_answer.begin(), of_the_answer.end(), name) != of_the_answer.end();
}

std::string where(std::string_view name) { return "query " + std::string(name); }

}  // namespace

// patient:Patient and patient:Patient.identifier say the type that patient has anyway.
std::string_view SearchReader::base_name(std::string_view name) {
    if (name == "patient:Patient") return "patient";
    if (name == "patient:Patient.identifier" || name == "patient:identifier") return "patient.identifier";
    return name;
}

void SearchReader::report(const Rule& rule, std::string place, std::string_view value) {
    add_finding(findings_, finding(rule, std::move(place), value));
}

template <class Use>
void SearchReader::each(std::string_view name, Use&& use) const {
    for (const http::Field& field : fields_) {
        if (base_name(field.name) == name && !field.value.empty() && is_clean(field.value)) use(field);
    }
}

void SearchReader::check(const http::Field& field, bool is_listed) {
    if (is_of_the_answer(field.name)) return;
    if (!is_listed) report(rules::search_parameter_unknown, where(field.name), field.name);
    else if (field.value.empty()) report(rules::search_value_empty, where(field.name));
    else if (!is_clean(field.value)) report(rules::search_value_form, where(field.name), field.value);
}

void SearchReader::check_number_of_values() {
    std::size_t values = 0;
    for (const http::Field& field : fields_) {
        values += 1 + static_cast<std::size_t>(std::count(field.value.begin(), field.value.end(), ','));
    }
    if (values > options_.max_values) report(rules::search_too_many_values, "query", std::to_string(values));
}

TokenLists SearchReader::tokens(std::string_view name) {
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

Dates SearchReader::dates(std::string_view name) {
    Dates all;
    each(name, [&](const http::Field& field) {
        bool bad_prefix = false;
        auto date = read_date(field.value, options_, bad_prefix);
        if (date) all.push_back(std::move(*date));
        else report(bad_prefix ? rules::search_prefix : rules::search_value_form, where(name), field.value);
    });
    return all;
}

std::string SearchReader::single(std::string_view name) {
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

std::vector<std::string> SearchReader::ids(std::string_view name) {
    std::vector<std::string> all;
    each(name, [&](const http::Field& field) {
        for (std::string& part : split_escaped(field.value, ',', true)) {
            if (!is_id(part)) report(rules::search_value_form, where(name), part);
            all.push_back(std::move(part));
        }
    });
    return all;
}

std::optional<bool> SearchReader::flag(std::string_view name) {
    const std::string value = single(name);
    if (value.empty()) return std::nullopt;
    if (value != "true" && value != "false") report(rules::search_value_form, where(name), value);
    return value == "true";
}

std::optional<std::size_t> SearchReader::count() {
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

std::vector<AvailabilityStatus> SearchReader::statuses(std::string_view superseded) {
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

bool SearchReader::has(std::string_view name) const {
    return std::any_of(fields_.begin(), fields_.end(),
                       [&](const http::Field& field) { return base_name(field.name) == name; });
}

// patient, or patient.identifier: one of them, unless the objects themselves are named.
void SearchReader::read_patient(RecordSearch& to) {
    to.patient_reference = single("patient");
    const std::string& reference = to.patient_reference;
    const auto rest = read_rest_reference(reference);
    const bool fine = is_id(reference) || (rest && rest->type == "Patient" && rest->version.empty());
    if (!reference.empty() && !fine) report(rules::search_value_form, where("patient"), reference);
    const std::string text = single("patient.identifier");
    if (!text.empty()) {
        to.patient_identifier = read_token(text, options_);
        const auto& token = to.patient_identifier;
        const bool whole = token && token->scheme && !token->scheme->empty() && !token->code.empty() && token->code != "*";
        if (!whole) report(rules::search_value_form, where("patient.identifier"), text);
    }
    if (has("patient") && has("patient.identifier")) report(rules::search_patient_twice, "query");
    const bool objects_named = !to.identifier.empty() || !to.ids.empty();
    if (!has("patient") && !has("patient.identifier") && !objects_named) report(rules::search_patient_missing, "query");
}

void SearchReader::read_common(RecordSearch& to, std::string_view superseded) {
    to.identifier = tokens("identifier");
    to.ids = ids("_id");
    read_patient(to);
    to.status = statuses(superseded);
    to.is_archived = flag("isArchived");
    to.count = count();
    for (const http::Field& field : fields_) {
        if (field.name == page) to.cursor = field.value;
    }
}

}  // namespace dmpgw::fhir

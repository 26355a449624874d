#include "gateway/cli/patient_list.hpp"

#include <array>
#include <map>
#include <string>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/cli/values.hpp"

namespace dmpgw::cli {
namespace {

constexpr Rule bad_gender{"CLI_PATIENT_GENDER",
                          FailureKind::invalid,
                          "",
                          "The gender is not known",
                          "Le sexe n'est pas connu",
                          "Write male, female, other or unknown, or M, F, O, U",
                          "Écrivez male, female, other ou unknown, ou M, F, O, U",
                          ""};
constexpr Rule bad_date{"CLI_PATIENT_BIRTH_DATE",
                        FailureKind::invalid,
                        "",
                        "The birth date is no date",
                        "La date de naissance n'est pas une date",
                        "Write 1951-04-12 or 19510412",
                        "Écrivez 1951-04-12 ou 19510412",
                        ""};
constexpr Rule not_utf8{"CLI_PATIENT_LIST_UTF8",
                        FailureKind::malformed,
                        "",
                        "The list is not UTF-8",
                        "La liste n'est pas en UTF-8",
                        "Save it as UTF-8",
                        "Enregistrez-la en UTF-8",
                        ""};

json::Value object() {
    return json::Value(json::Object{});
}

// 1951, 1951-04, 1951-04-12 or the same without hyphens; empty where it is none of these.
std::string fhir_date(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            digits.push_back(c);
        else if (c != '-')
            return {};
    }
    switch (digits.size()) {
        case 4:
            return digits;
        case 6:
            return digits.substr(0, 4) + "-" + digits.substr(4);
        case 8:
            return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6);
        default:
            return {};
    }
}

std::string fhir_gender(std::string_view text) {
    static const std::map<std::string, std::string, std::less<>> genders = {
        {"m", "male"},  {"male", "male"},   {"f", "female"},  {"female", "female"},
        {"o", "other"}, {"other", "other"}, {"u", "unknown"}, {"unknown", "unknown"}};
    const auto found = genders.find(to_lower(text));
    return found == genders.end() ? std::string() : found->second;
}

class Reader {
  public:
    Result<std::vector<ListedPatient>> read(std::string_view text) {
        std::size_t number = 0;
        for (const std::string_view line : split(text, '\n')) {
            ++number;
            const std::string_view content = trim(line);
            if (!content.empty() && content.front() != '#') read_line(content, number);
        }
        if (!findings_.empty()) return Failure::of(std::move(findings_));
        return std::move(patients_);
    }

  private:
    void read_line(std::string_view line, std::size_t number) {
        const std::string where = "line " + std::to_string(number);
        const auto fields = split(line, ';');
        const auto field = [&](std::size_t n) {
            return n < fields.size() ? trim(fields[n]) : std::string_view();
        };
        const auto id = parse_patient(field(0));
        if (!id) {
            for (Finding f : id.error().findings) {
                f.where = where;
                findings_.push_back(std::move(f));
            }
            return;
        }
        const std::string system = "urn:oid:" + id->assigning_authority.universal_id;
        json::Value patient = object();
        patient.set("resourceType", "Patient")
            .set("identifier", json::Array{object().set("system", system).set("value", id->id)})
            .set("active", true);
        if (!field(1).empty() || !field(2).empty()) {
            json::Value name = object();
            if (!field(1).empty()) name.set("family", field(1));
            if (!field(2).empty()) name.set("given", json::Array{json::Value(field(2))});
            patient.set("name", json::Array{std::move(name)});
        }
        if (!field(3).empty()) {
            const std::string date = fhir_date(field(3));
            if (date.empty()) findings_.push_back(finding(bad_date, where, field(3)));
            patient.set("birthDate", date);
        }
        if (!field(4).empty()) {
            const std::string gender = fhir_gender(field(4));
            if (gender.empty()) findings_.push_back(finding(bad_gender, where, field(4)));
            patient.set("gender", gender);
        }
        patients_.push_back({number, system + "|" + id->id, std::move(patient)});
    }

    std::vector<ListedPatient> patients_;
    Findings findings_;
};

}  // namespace

Result<std::vector<ListedPatient>> read_patient_list(std::string_view text) {
    if (!is_utf8(text)) return refuse(not_utf8, "file");
    // Spreadsheets begin what they save as UTF-8 with a byte order mark.
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return Reader().read(text);
}

}  // namespace dmpgw::cli

#include <array>

#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/query_match.hpp"
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

    Result<FindDocumentsCriteria> documents() {
        FindDocumentsCriteria c;
        c.patient = patient("$XDSDocumentEntryPatientId");
        c.statuses = statuses("$XDSDocumentEntryStatus");
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
        return finished(std::move(c));
    }

    Result<FindSubmissionSetsCriteria> submission_sets() {
        FindSubmissionSetsCriteria c;
        c.patient = patient("$XDSSubmissionSetPatientId");
        c.statuses = statuses("$XDSSubmissionSetStatus");
        c.source_ids = query_.values("$XDSSubmissionSetSourceId");
        c.submission_time = range("$XDSSubmissionSetSubmissionTimeFrom", "$XDSSubmissionSetSubmissionTimeTo");
        c.author_persons = query_.values("$XDSSubmissionSetAuthorPerson");
        c.content_types = filters_of(query_.values("$XDSSubmissionSetContentType"));
        return finished(std::move(c));
    }

    Result<FindFoldersCriteria> folders() {
        FindFoldersCriteria c;
        c.patient = patient("$XDSFolderPatientId");
        c.statuses = statuses("$XDSFolderStatus");
        c.last_update_time = range("$XDSFolderLastUpdateTimeFrom", "$XDSFolderLastUpdateTimeTo");
        c.codes = filter_groups_of(query_.groups("$XDSFolderCodeList"));
        return finished(std::move(c));
    }

    Result<std::vector<model::AvailabilityStatus>> association_statuses() {
        auto wanted = statuses("$XDSAssociationStatus");
        if (wanted.empty()) wanted.push_back(model::AvailabilityStatus::approved);
        return finished(std::move(wanted));
    }

    Result<std::vector<model::Cx>> patients(std::string_view name) {
        std::vector<model::Cx> all;
        for (const std::string& text : query_.values(name)) {
            if (auto one = read_patient(name, text)) all.push_back(std::move(*one));
        }
        return finished(std::move(all));
    }

  private:
    template <class T>
    Result<T> finished(T criteria) {
        if (!findings_.empty()) return Failure::of(std::move(findings_));
        return criteria;
    }

    void report(const Rule& rule, std::string_view name, std::string_view value) {
        findings_.push_back(finding(rule, "Slot[@name='" + std::string(name) + "']", value));
    }

    std::optional<model::Cx> read_patient(std::string_view name, std::string_view text) {
        auto patient = model::read_cx(text, {});
        if (patient && fault_of_patient_id(*patient) == nullptr) return std::move(*patient);
        report(bad_patient, name, text);
        return std::nullopt;
    }

    // Of GetAll, the patient has a name of its own. Several patients are not one criterion (ITI-51).
    std::optional<model::Cx> patient(std::string_view name) {
        const auto named = query_.values(query_.has("$patientId") ? "$patientId" : name);
        return named.size() == 1 ? read_patient(name, named.front()) : std::nullopt;
    }

    std::vector<model::AvailabilityStatus> statuses(std::string_view name) {
        std::vector<model::AvailabilityStatus> wanted;
        for (const std::string& urn : query_.values(name)) {
            const auto status = model::availability_status_of(urn);
            if (status) wanted.push_back(*status);
            else report(unknown_status, name, urn);
        }
        return wanted;
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

Result<FindDocumentsCriteria> criteria_of(const StoredQuery& query) { return CriteriaReader(query).documents(); }

Result<FindSubmissionSetsCriteria> submission_set_criteria_of(const StoredQuery& query) {
    return CriteriaReader(query).submission_sets();
}

Result<FindFoldersCriteria> folder_criteria_of(const StoredQuery& query) { return CriteriaReader(query).folders(); }

Result<std::vector<model::AvailabilityStatus>> association_statuses_of(const StoredQuery& query) {
    return CriteriaReader(query).association_statuses();
}

Result<std::vector<model::Cx>> patients_of(const StoredQuery& query, std::string_view parameter) {
    return CriteriaReader(query).patients(parameter);
}

}  // namespace dmpgw::xds

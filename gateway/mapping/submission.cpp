// MHD 4.2 ITI-65 2:3.65.4.1; ITI TF-3 4.2.1. The steps: frame and profile, ids, lists and documents,
// associations, documents' bytes, and what must agree across the Bundle.
#include "gateway/mapping/submission.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "gateway/base/limits.hpp"
#include "gateway/base/text.hpp"
#include "gateway/fhir/findings.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/mapping/associations.hpp"
#include "gateway/mapping/binary.hpp"
#include "gateway/mapping/document_manifest.hpp"
#include "gateway/mapping/document_reference.hpp"
#include "gateway/mapping/list.hpp"
#include "gateway/mapping/rules.hpp"

namespace dmpgw::mapping {
namespace {

bool is_superseding_patch(const json::Value& parameters) {
    const json::Array& operations = parameters["parameter"].as_array();
    if (operations.size() != 1 || operations[0]["name"].as_string() != "operation") return false;
    std::string type;
    std::string path;
    std::string value;
    for (const json::Value& part : operations[0]["part"].as_array()) {
        const std::string_view name = part["name"].as_string();
        const std::string_view code = part["valueCode"].as_string();
        const std::string text(code.empty() ? part["valueString"].as_string() : code);
        if (name == "type") type = text;
        if (name == "path") path = text;
        if (name == "value") value = text;
    }
    return type == "replace" && path == "DocumentReference.status" && value == "superseded";
}

class Mapper {
  public:
    Mapper(const fhir::Bundle& bundle, const SubjectResolver& subjects, const MappingOptions& options)
        : bundle_(bundle), subjects_(subjects), options_(options), binaries_(bundle, options, findings_) {}

    Result<MappedSubmission> run();

  private:
    ReadContext context_of(const fhir::Entry& entry) {
        return {bundle_, entry, *entry.resource, mapped_.profile, options_, subjects_, findings_};
    }
    void report(const Rule& rule, std::string where, std::string_view value = {},
                Severity severity = Severity::error) {
        fhir::add_finding(findings_, finding(rule, std::move(where), value, severity));
    }

    void sort_entries();
    void sort_list(const fhir::Entry& entry);
    void read_documents();
    void read_lists();
    void add(std::vector<MappedAssociation> associations);
    void check_membership();
    void check_subjects();

    const fhir::Bundle& bundle_;
    const SubjectResolver& subjects_;
    const MappingOptions& options_;
    Findings findings_;
    MappedSubmission mapped_;
    BinaryPairing binaries_;
    std::vector<const fhir::Entry*> documents_;
    std::vector<const fhir::Entry*> folders_;
    std::vector<const fhir::Entry*> sets_;
};

void Mapper::sort_list(const fhir::Entry& entry) {
    const auto kind = list_kind_of(*entry.resource);
    if (!kind) {
        report(rules::list_code, entry.where() + ".code");
        return;
    }
    if (*kind == ListKind::submission_set) {
        if (entry.method != "POST") report(rules::submission_set_count, entry.where(), entry.method);
        sets_.push_back(&entry);
        return;
    }
    folders_.push_back(&entry);
    if (entry.method != "PUT") return;
    const auto url = fhir::read_rest_reference(entry.url);
    if (url) mapped_.ids[entry.index] = "urn:uuid:" + to_lower(url->id);
    else report(rules::folder_put_without_id, entry.where(), entry.url, Severity::warning);
}

void Mapper::sort_entries() {
    mapped_.ids.resize(bundle_.entries().size());
    for (const fhir::Entry& entry : bundle_.entries()) {
        const bool patient_read = entry.method == "GET" && entry.type == "Patient";
        if (entry.resource == nullptr && !patient_read) continue;  // a finding of the Bundle already
        std::string& id = mapped_.ids[entry.index];
        id = "bundle:" + (entry.full_url.empty() ? "entry-" + std::to_string(entry.index) : entry.full_url);
        if (entry.type == "DocumentReference") {
            documents_.push_back(&entry);
        } else if (entry.type == "List") {
            sort_list(entry);
        } else if (entry.type == "DocumentManifest") {
            if (entry.method != "POST") report(rules::submission_set_count, entry.where(), entry.method);
            sets_.push_back(&entry);
        } else if (entry.type == "Binary") {
            binaries_.add(entry);
        } else if (entry.type == "Patient") {
            id.clear();
            if (entry.method != "GET") mapped_.patients.push_back(entry.index);
        } else if (entry.type == "Parameters" && entry.method == "PATCH") {
            id.clear();
            if (!is_superseding_patch(*entry.resource)) report(rules::patch_not_supported, entry.where());
        } else {
            report(entry.type == "Bundle" ? rules::fhir_document : rules::resource_not_allowed, entry.where(),
                   entry.type);
        }
    }
    if (sets_.size() != 1) report(rules::submission_set_count, "Bundle.entry", std::to_string(sets_.size()));
    if (documents_.empty() && folders_.empty()) report(rules::no_document_reference, "Bundle.entry");
}

void Mapper::read_documents() {
    for (const fhir::Entry* entry : documents_) {
        const ReadContext context = context_of(*entry);
        model::DocumentEntry document = read_document_reference(context);
        document.entry_uuid = mapped_.ids[entry->index];
        binaries_.pair(*entry, document);
        add(read_relations(context, document.entry_uuid, mapped_.ids));
        mapped_.submission.entries.push_back(std::move(document));
    }
    mapped_.documents = binaries_.finish(mapped_.ids);
}

void Mapper::read_lists() {
    std::vector<MappedAssociation> of_folders;
    for (const fhir::Entry* entry : folders_) {
        const ReadContext context = context_of(*entry);
        const std::string& id = mapped_.ids[entry->index];
        const bool known = !id.starts_with("bundle:");
        auto members = read_members(context, id, true, known, mapped_.ids);
        std::move(members.begin(), members.end(), std::back_inserter(of_folders));
        model::Folder folder = read_folder(context);
        folder.entry_uuid = id;
        if (!known) mapped_.submission.folders.push_back(std::move(folder));
    }
    if (sets_.size() == 1) {
        const ReadContext context = context_of(*sets_.front());
        const bool manifest = sets_.front()->type == "DocumentManifest";
        mapped_.submission.submission_set = manifest ? read_document_manifest(context) : read_submission_set(context);
        const std::string& id = mapped_.ids[sets_.front()->index];
        mapped_.submission.submission_set.entry_uuid = id;
        add(manifest ? read_content(context, id, mapped_.ids) : read_members(context, id, false, false, mapped_.ids));
    }
    add(std::move(of_folders));
}

void Mapper::add(std::vector<MappedAssociation> associations) {
    for (MappedAssociation& a : associations) {
        mapped_.submission.associations.push_back(std::move(a.association));
        mapped_.association_places.push_back(std::move(a.where));
    }
}

void Mapper::check_membership() {
    if (sets_.size() != 1) return;
    std::unordered_set<std::string> members;
    for (const model::Association& association : mapped_.submission.associations) {
        if (association.source == mapped_.submission.submission_set.entry_uuid) members.insert(association.target);
    }
    const auto check = [&](const fhir::Entry* entry) {
        const std::string& id = mapped_.ids[entry->index];
        if (id.starts_with("bundle:") && !members.contains(id)) {
            report(rules::not_in_submission_set, entry->where(), entry->full_url);
        }
    };
    std::for_each(documents_.begin(), documents_.end(), check);
    std::for_each(folders_.begin(), folders_.end(), check);
}

void Mapper::check_subjects() {
    if (sets_.size() != 1) return;
    const auto key = [](const std::optional<model::Cx>& id) { return id ? id->key() : std::string(); };
    const model::Submission& submission = mapped_.submission;
    const std::string first = key(submission.submission_set.patient_id);
    for (std::size_t i = 0; i < submission.entries.size(); ++i) {
        const std::string other = key(submission.entries[i].patient_id);
        if (other != first) report(rules::subject_not_same, documents_[i]->where() + ".subject", other);
    }
    for (const model::Folder& folder : submission.folders) {
        const std::string other = key(folder.patient_id);
        if (other != first) report(rules::subject_not_same, "Bundle.entry.resource.subject", other);
    }
}

Result<MappedSubmission> Mapper::run() {
    findings_ = bundle_.findings();
    auto profile = recognise_profile(bundle_, options_.require_profile, findings_);
    if (!profile) return profile.error();
    mapped_.profile = std::move(*profile);
    sort_entries();
    read_documents();
    read_lists();
    check_membership();
    check_subjects();
    const model::Submission& read = mapped_.submission;
    const std::size_t objects = read.entries.size() + read.folders.size() + read.associations.size();
    if (objects > DocumentLimits{}.objects_per_submission) {
        report(rules::too_many_objects, "Bundle.entry", std::to_string(objects));
    }
    if (has_errors(findings_)) return Failure::of(std::move(findings_));
    mapped_.warnings = std::move(findings_);
    return std::move(mapped_);
}

}  // namespace

Result<MappedSubmission> to_submission(const fhir::Bundle& bundle, const SubjectResolver& subjects,
                                       const MappingOptions& options) {
    return Mapper(bundle, subjects, options).run();
}

}  // namespace dmpgw::mapping

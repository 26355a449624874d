#include "gateway/transactions/stored_queries.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "gateway/xds/query_match.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::transactions {
namespace {

using model::Association;
using model::AssociationType;

constexpr Rule too_many_candidates{
    "TOO_MANY_CANDIDATES", FailureKind::too_large, "XDSTooManyResults",
    "The query names no patient, and more objects have its codes than this gateway looks through",
    "La recherche ne nomme aucun patient, et plus d'objets portent ses codes que cette passerelle n'en parcourt",
    "Name patients, or ask by a rarer event code or reference id", "Nommez des patients, ou demandez un code d'événement ou un "
    "identifiant de référence plus rare",
    "ITI TF-2 3.51.4.1.2.3"};
/// Objects that a query without a patient looks through, for each that it may return: their codes are what the index
/// knows, dates and the rest are read from the object. A bound, so that one query cannot keep a thread for minutes.
constexpr std::size_t candidates_for_each_result = 10;

// Of the versions of each logical object the newest.
template <class T, class Get>
void keep_newest(std::vector<T>& objects, Get object_of) {
    const auto logical_id = [&](const T& t) -> const std::string& {
        const auto& object = object_of(t);
        return object.logical_id.empty() ? object.entry_uuid : object.logical_id;
    };
    std::vector<T> all = std::move(objects);
    objects.clear();
    for (T& candidate : all) {
        const bool has_newer = std::any_of(all.begin(), all.end(), [&](const T& other) {
            return logical_id(other) == logical_id(candidate) && object_of(other).version > object_of(candidate).version;
        });
        if (!has_newer) objects.push_back(candidate);
    }
}

// One run of one query: the registry's state, and the criteria that several queries share.
class Run {
  public:
    Run(const xds::StoredQuery& query, const storage::RegistryView& registry, QueryAnswer& answer)
        : query_(query), registry_(registry), answer_(answer) {}

    Result<void> find_documents();
    Result<void> find_submission_sets();
    Result<void> find_folders();
    Result<void> get_all();
    Result<void> get_documents();
    Result<void> get_folders();
    Result<void> get_associations();
    Result<void> get_documents_and_associations();
    Result<void> get_submission_sets();
    Result<void> get_submission_set_and_contents();
    Result<void> get_folder_and_contents();
    Result<void> get_folders_for_document();
    Result<void> get_related_documents();

  private:
    void for_each_entry_asked_for(const std::function<void(storage::StoredEntry&)>& visit) const;
    std::vector<model::Folder> folders_asked_for() const;
    std::optional<model::SubmissionSet> set_asked_for() const;
    // $MetadataLevel 2 is asked for by those who know of versions (Metadata Update).
    bool shows_versions() const { return query_.value("$MetadataLevel") == "2"; }
    Result<void> read_association_statuses();
    std::vector<Association> associations_of(const std::vector<std::string>& uuids) const;
    std::vector<Association> memberships_in(const std::string& package) const;
    void add_members(const std::vector<Association>& memberships, const xds::FindDocumentsCriteria& criteria);
    void find_documents_of_anybody(const xds::FindDocumentsCriteria& criteria,
                                   const std::function<bool(const storage::StoredEntry&)>& visit) const;
    void add_associations_of_answer();
    bool wants(const Association& association) const;
    // False when a query without a patient has looked through as many objects as it may.
    bool may_look_on() { return ++candidates_ <= answer_.limit() * candidates_for_each_result; }
    Result<void> looked_through() const;

    const xds::StoredQuery& query_;
    const storage::RegistryView& registry_;
    QueryAnswer& answer_;
    std::vector<model::AvailabilityStatus> association_statuses_;
    std::size_t candidates_ = 0;
};

// By entryUUID, uniqueId or logicalID: one of the three is given. One by one, for a query may name thousands.
void Run::for_each_entry_asked_for(const std::function<void(storage::StoredEntry&)>& visit) const {
    for (const std::string& uuid : query_.values("$XDSDocumentEntryEntryUUID")) {
        if (auto stored = registry_.entry_by_uuid(uuid)) visit(*stored);
    }
    for (const std::string& id : query_.values("$XDSDocumentEntryUniqueId")) {
        auto found = registry_.entries_by_unique_id(id);
        if (!shows_versions()) keep_newest(found, [](const storage::StoredEntry& s) -> const auto& { return s.entry; });
        for (storage::StoredEntry& stored : found) visit(stored);
    }
    for (const std::string& id : query_.values("$XDSDocumentEntryLogicalID")) {
        for (storage::StoredEntry& stored : registry_.entries_by_logical_id(id)) visit(stored);
    }
}

std::vector<model::Folder> Run::folders_asked_for() const {
    std::vector<model::Folder> folders;
    for (const std::string& uuid : query_.values("$XDSFolderEntryUUID")) {
        if (auto folder = registry_.folder_by_uuid(uuid)) folders.push_back(std::move(*folder));
    }
    const auto take = [&](std::vector<model::Folder> found) {
        std::move(found.begin(), found.end(), std::back_inserter(folders));
    };
    for (const std::string& id : query_.values("$XDSFolderUniqueId")) {
        auto found = registry_.folders_by_unique_id(id);
        if (!shows_versions()) keep_newest(found, [](const model::Folder& f) -> const auto& { return f; });
        take(std::move(found));
    }
    for (const std::string& id : query_.values("$XDSFolderLogicalID")) take(registry_.folders_by_logical_id(id));
    return folders;
}

std::optional<model::SubmissionSet> Run::set_asked_for() const {
    return query_.has("$XDSSubmissionSetEntryUUID")
               ? registry_.submission_set_by_uuid(query_.value("$XDSSubmissionSetEntryUUID"))
               : registry_.submission_set_by_unique_id(query_.value("$XDSSubmissionSetUniqueId"));
}

Result<void> Run::read_association_statuses() {
    auto statuses = xds::association_statuses_of(query_);
    if (!statuses) return statuses.error();
    association_statuses_ = std::move(*statuses);
    return {};
}

// Of a status that the query wants to see.
bool Run::wants(const Association& association) const {
    const auto status = association.availability_status.value_or(model::AvailabilityStatus::approved);
    return std::find(association_statuses_.begin(), association_statuses_.end(), status) != association_statuses_.end();
}

std::vector<Association> Run::associations_of(const std::vector<std::string>& uuids) const {
    std::vector<Association> all = registry_.associations_of(uuids);
    std::erase_if(all, [&](const Association& a) { return !wants(a); });
    return all;
}

// Those that start or end at an object found; an answer may hold so many that they are looked at one by one.
void Run::add_associations_of_answer() {
    registry_.associations_of(answer_.uuids(), [&](const Association& association) {
        return !wants(association) || answer_.add(association);
    });
}

std::vector<Association> Run::memberships_in(const std::string& package) const {
    std::vector<Association> all = associations_of({package});
    std::erase_if(all, [&](const Association& a) {
        return a.type != AssociationType::has_member || a.source != package;
    });
    return all;
}

void Run::add_members(const std::vector<Association>& memberships, const xds::FindDocumentsCriteria& criteria) {
    for (const Association& membership : memberships) {
        if (auto stored = registry_.entry_by_uuid(membership.target)) {
            if (xds::matches(stored->entry, criteria)) answer_.add(std::move(stored->entry));
        } else if (auto folder = registry_.folder_by_uuid(membership.target)) {
            answer_.add(std::move(*folder));
        }
    }
}

// FindDocuments, FindDocumentsByReferenceId, and their like for several patients.
Result<void> Run::find_documents() {
    auto criteria = xds::criteria_of(query_);
    if (!criteria) return criteria.error();
    const auto patients = xds::patients_of(query_, "$XDSDocumentEntryPatientId");
    if (!patients) return patients.error();
    const auto visit = [&](const storage::StoredEntry& stored) {
        return !xds::matches(stored.entry, *criteria) || answer_.add(stored.entry);
    };
    for (const model::Cx& patient : *patients) {
        criteria->patient = patient;
        registry_.entries_of_patient(patient.key(), visit);
    }
    if (!patients->empty()) return {};
    find_documents_of_anybody(*criteria, [&](const storage::StoredEntry& stored) { return may_look_on() && visit(stored); });
    return looked_through();
}

// By what is rarest: a reference id, then an event, a class, a facility type. One of them is given (ITI TF-2
// 3.51.4.1.2.3.1); of several Slots of a name, all of which must hold, the first.
void Run::find_documents_of_anybody(const xds::FindDocumentsCriteria& criteria,
                                    const std::function<bool(const storage::StoredEntry&)>& visit) const {
    const auto codes = [](const std::vector<xds::CodeFilter>& filters) {
        std::vector<std::string> texts;
        for (const xds::CodeFilter& filter : filters) texts.push_back(filter.code);
        return texts;
    };
    using storage::CodeKind;
    if (!criteria.reference_ids.empty()) {
        std::vector<std::string> ids;
        for (const std::string& text : criteria.reference_ids.front()) {
            // What is no CX is the reference id of no entry.
            if (const auto cx = model::read_cx(text, "")) ids.push_back(cx->id);
        }
        registry_.entries_with_code(CodeKind::reference, ids, visit);
    } else if (!criteria.event_codes.empty()) {
        registry_.entries_with_code(CodeKind::event, codes(criteria.event_codes.front()), visit);
    } else if (!criteria.class_codes.empty()) {
        registry_.entries_with_code(CodeKind::class_code, codes(criteria.class_codes), visit);
    } else {
        registry_.entries_with_code(CodeKind::facility_type, codes(criteria.facility_type_codes), visit);
    }
}

Result<void> Run::looked_through() const {
    const std::size_t allowed = answer_.limit() * candidates_for_each_result;
    if (candidates_ > allowed) return refuse(too_many_candidates, "AdhocQuery", std::to_string(allowed));
    return {};
}

Result<void> Run::find_submission_sets() {
    const auto criteria = xds::submission_set_criteria_of(query_);
    if (!criteria) return criteria.error();
    registry_.submission_sets_of_patient(criteria->patient->key(), [&](const model::SubmissionSet& set) {
        return !xds::matches(set, *criteria) || answer_.add(set);
    });
    return {};
}

// FindFolders and its like for several patients.
Result<void> Run::find_folders() {
    auto criteria = xds::folder_criteria_of(query_);
    if (!criteria) return criteria.error();
    const auto patients = xds::patients_of(query_, "$XDSFolderPatientId");
    if (!patients) return patients.error();
    const auto visit = [&](const model::Folder& folder) {
        return !xds::matches(folder, *criteria) || answer_.add(folder);
    };
    for (const model::Cx& patient : *patients) {
        criteria->patient = patient;
        registry_.folders_of_patient(patient.key(), visit);
    }
    if (!patients->empty()) return {};
    std::vector<std::string> codes;
    if (!criteria->codes.empty()) {
        for (const xds::CodeFilter& filter : criteria->codes.front()) codes.push_back(filter.code);
    }
    registry_.folders_with_code(codes, [&](const model::Folder& folder) { return may_look_on() && visit(folder); });
    return looked_through();
}

// Everything of a patient, and the associations that start or end there.
Result<void> Run::get_all() {
    const auto entries = xds::criteria_of(query_);
    const auto sets = xds::submission_set_criteria_of(query_);
    const auto folders = xds::folder_criteria_of(query_);
    Findings findings;
    if (!entries) append(findings, entries.error().findings);
    if (!sets) append(findings, sets.error().findings);
    if (!folders) append(findings, folders.error().findings);
    if (!findings.empty()) return Failure::of(std::move(findings));
    if (auto read = read_association_statuses(); !read) return read;

    const std::string patient = entries->patient->key();
    registry_.submission_sets_of_patient(patient, [&](const model::SubmissionSet& set) {
        return !xds::matches(set, *sets) || answer_.add(set);
    });
    registry_.entries_of_patient(patient, [&](const storage::StoredEntry& stored) {
        return !xds::matches(stored.entry, *entries) || answer_.add(stored.entry);
    });
    registry_.folders_of_patient(patient, [&](const model::Folder& folder) {
        return !xds::matches(folder, *folders) || answer_.add(folder);
    });
    add_associations_of_answer();
    return {};
}

Result<void> Run::get_documents() {
    for_each_entry_asked_for([&](storage::StoredEntry& stored) { answer_.add(std::move(stored.entry)); });
    return {};
}

Result<void> Run::get_folders() {
    for (auto& folder : folders_asked_for()) answer_.add(std::move(folder));
    return {};
}

Result<void> Run::get_associations() {
    if (auto read = read_association_statuses(); !read) return read;
    for (auto& association : associations_of(query_.values("$uuid"))) answer_.add(std::move(association));
    return {};
}

Result<void> Run::get_documents_and_associations() {
    if (auto read = read_association_statuses(); !read) return read;
    for_each_entry_asked_for([&](storage::StoredEntry& stored) { answer_.add(std::move(stored.entry)); });
    add_associations_of_answer();
    return {};
}

// The sets that brought these documents or folders, with the memberships that say so.
Result<void> Run::get_submission_sets() {
    if (auto read = read_association_statuses(); !read) return read;
    const std::vector<std::string> members = query_.values("$uuid");
    for (auto& association : associations_of(members)) {
        const bool leads_there = std::find(members.begin(), members.end(), association.target) != members.end();
        if (association.type != AssociationType::has_member || !leads_there) continue;
        auto set = registry_.submission_set_by_uuid(association.source);
        if (!set) continue;  // a folder
        answer_.add(std::move(*set));
        answer_.add(std::move(association));
    }
    return {};
}

// The contents of a set: entries that fit the codes asked for, folders, and the associations between what is
// returned.
Result<void> Run::get_submission_set_and_contents() {
    const auto criteria = xds::criteria_of(query_);
    if (!criteria) return criteria.error();
    if (auto read = read_association_statuses(); !read) return read;
    auto set = set_asked_for();
    if (!set) return {};
    const std::string uuid = set->entry_uuid;
    answer_.add(std::move(*set));
    std::vector<Association> memberships = memberships_in(uuid);
    add_members(memberships, *criteria);
    for (const Association& membership : memberships) {
        auto association = registry_.association_by_uuid(membership.target);
        if (association && answer_.has(association->source) && answer_.has(association->target)) {
            answer_.add(std::move(*association));
        }
    }
    for (auto& membership : memberships) {
        if (answer_.has(membership.target)) answer_.add(std::move(membership));
    }
    return {};
}

Result<void> Run::get_folder_and_contents() {
    const auto criteria = xds::criteria_of(query_);
    if (!criteria) return criteria.error();
    if (auto read = read_association_statuses(); !read) return read;
    for (auto& folder : folders_asked_for()) {
        const std::string uuid = folder.entry_uuid;
        answer_.add(std::move(folder));
        std::vector<Association> memberships = memberships_in(uuid);
        add_members(memberships, *criteria);
        for (auto& membership : memberships) {
            if (answer_.has(membership.target)) answer_.add(std::move(membership));
        }
    }
    return {};
}

Result<void> Run::get_folders_for_document() {
    if (auto read = read_association_statuses(); !read) return read;
    std::vector<std::string> documents;
    for_each_entry_asked_for([&](const storage::StoredEntry& stored) { documents.push_back(stored.entry.entry_uuid); });
    for (const Association& association : associations_of(documents)) {
        if (association.type != AssociationType::has_member) continue;
        if (auto folder = registry_.folder_by_uuid(association.source)) answer_.add(std::move(*folder));
    }
    return {};
}

// The document, those related to it, and the relationships; nothing when there are none.
Result<void> Run::get_related_documents() {
    const auto criteria = xds::criteria_of(query_);
    if (!criteria) return criteria.error();
    if (auto read = read_association_statuses(); !read) return read;
    std::vector<AssociationType> types;
    for (const std::string& urn : query_.values("$AssociationTypes")) {
        // A type that nobody knows relates no documents.
        if (const auto type = model::association_type_of(urn)) types.push_back(*type);
    }
    for_each_entry_asked_for([&](const storage::StoredEntry& stored) {
        for (auto& association : associations_of({stored.entry.entry_uuid})) {
            if (!model::is_relationship(association.type) ||
                std::find(types.begin(), types.end(), association.type) == types.end()) {
                continue;
            }
            const bool starts_here = association.source == stored.entry.entry_uuid;
            auto other = registry_.entry_by_uuid(starts_here ? association.target : association.source);
            if (!other || !xds::matches(other->entry, *criteria)) continue;
            answer_.add(stored.entry);
            answer_.add(std::move(other->entry));
            answer_.add(std::move(association));
        }
    });
    return {};
}

struct Row {
    std::string_view id;
    Result<void> (Run::*run)();
};

namespace id = xds::query_id;

constexpr std::array rows{
    Row{id::find_documents, &Run::find_documents},
    Row{id::find_documents_by_reference_id, &Run::find_documents},
    Row{id::find_documents_for_patients, &Run::find_documents},
    Row{id::find_documents_by_reference_id_for_patients, &Run::find_documents},
    Row{id::find_submission_sets, &Run::find_submission_sets},
    Row{id::find_folders, &Run::find_folders},
    Row{id::find_folders_for_patients, &Run::find_folders},
    Row{id::get_all, &Run::get_all},
    Row{id::get_documents, &Run::get_documents},
    Row{id::get_folders, &Run::get_folders},
    Row{id::get_associations, &Run::get_associations},
    Row{id::get_documents_and_associations, &Run::get_documents_and_associations},
    Row{id::get_submission_sets, &Run::get_submission_sets},
    Row{id::get_submission_set_and_contents, &Run::get_submission_set_and_contents},
    Row{id::get_folder_and_contents, &Run::get_folder_and_contents},
    Row{id::get_folders_for_document, &Run::get_folders_for_document},
    Row{id::get_related_documents, &Run::get_related_documents},
};

}  // namespace

Result<void> run_stored_query(const xds::StoredQuery& query, const storage::RegistryView& registry,
                              QueryAnswer& answer) {
    Run run(query, registry, answer);
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return query.is(r.id); });
    return row == rows.end() ? throw std::logic_error("a stored query without a run") : (run.*row->run)();
}

}  // namespace dmpgw::transactions

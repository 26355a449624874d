#include "gateway/transactions/iti66_find_document_lists.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/transactions/list_resource.hpp"
#include "gateway/transactions/list_search.hpp"
#include "gateway/transactions/record_search.hpp"

namespace dmpgw::transactions {
namespace {

constexpr char submission_sets_first = '0';
constexpr char folders_second = '1';

// Oldest first; ids tell those of one second apart. A folder that gets a new lastUpdateTime moves on.
std::string page_key(char kind, const std::optional<model::Dtm>& time, const std::string& entry_uuid) {
    // Hexadecimal digits sort as numbers do when none is negative: the year 1 is.
    constexpr std::int64_t bias = std::int64_t{1} << 40;
    return fmt::format("{}-{:016x}-{}", kind, time ? time->earliest() + bias : 0, entry_uuid.substr(entry_uuid.rfind(':') + 1));
}

// `resource` renders one object.
template <class Object, class Search, class Resource>
void offer(const Object& object, char kind, const std::optional<model::Dtm>& time, const Search& search, SearchPage& page,
           Resource resource) {
    const std::string patient = object.patient_id ? object.patient_id->key() : "";
    if (!page.may_show(patient) || !matches(object, search)) return;
    std::string key = page_key(kind, time, object.entry_uuid);
    if (!page.count(key)) return;
    page.keep(std::move(key), {patient, object.unique_id, [object, resource](const storage::RegistryView& registry) {
                                   return resource(object, registry);
                               }});
}

class Lists final : public SearchRun {
  public:
    Lists(fhir::ListSearch search, const Services& services) : search_(std::move(search)), services_(services) {}

    const fhir::RecordSearch& asked() const override { return search_; }

    void look_at_patient(const storage::RegistryView& registry, const std::string& patient, SearchPage& page) const override {
        if (wants_submission_sets(search_)) {
            registry.submission_sets_of_patient(patient, [&](const model::SubmissionSet& set) { return offer_one(set, page); });
        }
        if (wants_folders(search_)) {
            registry.folders_of_patient(patient, [&](const model::Folder& folder) { return offer_one(folder, page); });
        }
    }

    void look_at(const storage::RegistryView& registry, const std::string& entry_uuid, SearchPage& page) const override {
        if (const auto set = registry.submission_set_by_uuid(entry_uuid)) offer_one(*set, page);
        else if (const auto folder = registry.folder_by_uuid(entry_uuid)) offer_one(*folder, page);
    }

    std::vector<std::string> uuids_of(const storage::RegistryView& registry, const std::string& unique_id) const override {
        std::vector<std::string> uuids;
        if (auto set = registry.submission_set_by_unique_id(unique_id)) uuids.push_back(std::move(set->entry_uuid));
        for (auto& folder : registry.folders_by_unique_id(unique_id)) uuids.push_back(std::move(folder.entry_uuid));
        return uuids;
    }

  private:
    auto resource() const {
        return [&services = services_](const auto& object, const storage::RegistryView& registry) {
            return list_resource(object, registry, services);
        };
    }
    bool offer_one(const model::SubmissionSet& set, SearchPage& page) const {
        offer(set, submission_sets_first, set.submission_time, search_, page, resource());
        return true;
    }
    bool offer_one(const model::Folder& folder, SearchPage& page) const {
        offer(folder, folders_second, folder.last_update_time, search_, page, resource());
        return true;
    }

    fhir::ListSearch search_;
    const Services& services_;
};

class Manifests final : public SearchRun {
  public:
    Manifests(fhir::ManifestSearch search, const Services& services) : search_(std::move(search)), services_(services) {}

    const fhir::RecordSearch& asked() const override { return search_; }

    void look_at_patient(const storage::RegistryView& registry, const std::string& patient, SearchPage& page) const override {
        registry.submission_sets_of_patient(patient, [&](const model::SubmissionSet& set) { return offer_one(set, page); });
    }

    void look_at(const storage::RegistryView& registry, const std::string& entry_uuid, SearchPage& page) const override {
        if (const auto set = registry.submission_set_by_uuid(entry_uuid)) offer_one(*set, page);
    }

    std::vector<std::string> uuids_of(const storage::RegistryView& registry, const std::string& unique_id) const override {
        const auto set = registry.submission_set_by_unique_id(unique_id);
        return set ? std::vector{set->entry_uuid} : std::vector<std::string>{};
    }

  private:
    bool offer_one(const model::SubmissionSet& set, SearchPage& page) const {
        const auto resource = [&services = services_](const model::SubmissionSet& shown, const storage::RegistryView& registry) {
            return manifest_resource(shown, registry, services);
        };
        offer(set, submission_sets_first, set.submission_time, search_, page, resource);
        return true;
    }

    fhir::ManifestSearch search_;
    const Services& services_;
};

Result<std::unique_ptr<SearchRun>> read_lists(const std::vector<http::Field>& parameters, const fhir::SearchOptions& options,
                                              const Services& services) {
    auto search = fhir::read_list_search(parameters, options);
    if (!search) return search.error();
    return std::make_unique<Lists>(std::move(*search), services);
}

Result<std::unique_ptr<SearchRun>> read_manifests(const std::vector<http::Field>& parameters,
                                                  const fhir::SearchOptions& options, const Services& services) {
    auto search = fhir::read_manifest_search(parameters, options);
    if (!search) return search.error();
    return std::make_unique<Manifests>(std::move(*search), services);
}

}  // namespace

http::Task<http::Response> iti66(http::Request& request, Services& services) {
    return search_record(request, services, {"ITI-66", "List", read_lists});
}

http::Task<http::Response> iti66_of_mhd_3(http::Request& request, Services& services) {
    return search_record(request, services, {"ITI-66", "DocumentManifest", read_manifests});
}

}  // namespace dmpgw::transactions

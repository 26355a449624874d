#include "gateway/transactions/iti67_find_document_references.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/transactions/document_search.hpp"
#include "gateway/transactions/entry_resource.hpp"
#include "gateway/transactions/record_search.hpp"

namespace dmpgw::transactions {
namespace {

class DocumentReferences final : public SearchRun {
  public:
    DocumentReferences(fhir::DocumentSearch search, const Services& services)
        : search_(std::move(search)), services_(services) {}

    const fhir::RecordSearch& asked() const override { return search_; }

    void look_at_patient(const storage::RegistryView& registry, const std::string& patient, SearchPage& page) const override {
        registry.entries_of_patient(patient, [&](const storage::StoredEntry& stored) {
            offer(stored, page);
            return true;
        });
    }

    void look_at(const storage::RegistryView& registry, const std::string& entry_uuid, SearchPage& page) const override {
        if (const auto stored = registry.entry_by_uuid(entry_uuid)) offer(*stored, page);
    }

    std::vector<std::string> uuids_of(const storage::RegistryView& registry, const std::string& unique_id) const override {
        std::vector<std::string> uuids;
        for (auto& stored : registry.entries_by_unique_id(unique_id)) uuids.push_back(std::move(stored.entry.entry_uuid));
        return uuids;
    }

  private:
    void offer(const storage::StoredEntry& stored, SearchPage& page) const {
        const std::string patient = stored.entry.patient_id ? stored.entry.patient_id->key() : "";
        if (!page.may_show(patient) || !matches(stored, search_)) return;
        // In the order of registration.
        std::string key = fmt::format("{:016x}", stored.row);
        if (!page.count(key)) return;
        page.keep(std::move(key), {patient, stored.entry.unique_id, [stored, &services = services_](const auto& registry) {
                                       return entry_resource(stored, registry, services);
                                   }});
    }

    fhir::DocumentSearch search_;
    const Services& services_;
};

Result<std::unique_ptr<SearchRun>> read(const std::vector<http::Field>& parameters, const fhir::SearchOptions& options,
                                           const Services& services) {
    auto search = fhir::read_document_search(parameters, options);
    if (!search) return search.error();
    return std::make_unique<DocumentReferences>(std::move(*search), services);
}

}  // namespace

http::Task<http::Response> iti67(http::Request& request, Services& services) {
    return search_record(request, services, {"ITI-67", "DocumentReference", read});
}

}  // namespace dmpgw::transactions

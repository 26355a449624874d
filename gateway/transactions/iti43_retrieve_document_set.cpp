#include "gateway/transactions/iti43_retrieve_document_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/transactions/community_rules.hpp"
#include "gateway/transactions/stored_body.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/xds/messages.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule unknown_repository{
    "REPOSITORY_UNKNOWN", FailureKind::not_found, "XDSUnknownRepositoryId",
    "The repositoryUniqueId is not that of this repository", "Le repositoryUniqueId n'est pas celui de cet entrepôt",
    "Take repositoryUniqueId from the DocumentEntry that a query returns",
    "Reprenez le repositoryUniqueId du DocumentEntry renvoyé par une recherche", "ITI TF-2 3.43.4.2.2"};
constexpr Rule unknown_document{
    "DOCUMENT_UNKNOWN", FailureKind::not_found, "XDSDocumentUniqueIdError",
    "There is no document with this uniqueId here", "Il n'y a pas de document portant cet uniqueId ici",
    "Ask for DocumentEntry.uniqueId (not entryUUID), as a query returns it",
    "Demandez le DocumentEntry.uniqueId (et non l'entryUUID), tel que renvoyé par une recherche",
    "ITI TF-2 3.43.4.2.2"};
constexpr Rule document_on_demand{
    "DOCUMENT_ON_DEMAND", FailureKind::not_found, "XDSDocumentUniqueIdError",
    "The document of this on-demand entry is not here", "Le document de cette entrée à la demande n'est pas ici",
    "Follow DocumentEntry.URI, where the entry has one: it names where its document is assembled",
    "Suivez DocumentEntry.URI, si l'entrée en a un : il désigne le lieu où son document est assemblé",
    "ITI TF-2 3.43.4.2.2"};
constexpr Rule several_patients{
    "SEVERAL_PATIENTS", FailureKind::forbidden, "XDSResultNotSinglePatient",
    "The documents asked for are of several patients", "Les documents demandés concernent plusieurs patients",
    "Retrieve the documents of one patient at a time", "Récupérez les documents d'un seul patient à la fois",
    "ITI TF-2 3.43.4.2.2"};

struct Found {
    std::vector<xds::RetrievedDocument> documents;
    std::vector<soap::Attachment> attachments;
    std::vector<std::string> unique_ids;
    std::string patient;
    Findings findings;
};

std::optional<storage::StoredEntry> newest_with_bytes(std::vector<storage::StoredEntry> entries) {
    const auto last = std::find_if(entries.rbegin(), entries.rend(),
                                   [](const storage::StoredEntry& e) { return e.location.has_value(); });
    if (last == entries.rend()) return std::nullopt;
    return std::move(*last);
}

Found find(const std::vector<xds::DocumentRequest>& requests, bool from_another_community, const Services& services) {
    Found found;
    const auto registry = services.store.read();
    for (const xds::DocumentRequest& wanted : requests) {
        if (auto fine = check_community(wanted.home_community_id, services.identity.home_community_id,
                                        from_another_community, wanted.where + "/HomeCommunityId");
            !fine) {
            append(found.findings, fine.error().findings);
            continue;
        }
        if (wanted.repository_unique_id != services.identity.repository_unique_id) {
            found.findings.push_back(finding(unknown_repository, wanted.where, wanted.repository_unique_id));
            continue;
        }
        auto entries = registry->entries_by_unique_id(wanted.document_unique_id);
        const bool on_demand = std::any_of(entries.begin(), entries.end(), [](const storage::StoredEntry& e) {
            return e.entry.type == model::DocumentEntryType::on_demand;
        });
        const auto entry = newest_with_bytes(std::move(entries));
        if (!entry) {
            found.findings.push_back(finding(on_demand ? document_on_demand : unknown_document, wanted.where,
                                             wanted.document_unique_id));
            continue;
        }
        auto document = services.store.open(*entry->location);
        if (!document) {
            append(found.findings, document.error().findings);
            continue;
        }
        const std::string patient = entry->entry.patient_id ? entry->entry.patient_id->key() : "";
        if (!found.patient.empty() && patient != found.patient) {
            found.findings.push_back(finding(several_patients, wanted.where, wanted.document_unique_id));
            return found;
        }
        found.patient = patient;
        found.unique_ids.push_back(wanted.document_unique_id);
        const std::string content_id = fmt::format("{}.{}@dmpgw", found.attachments.size() + 1, entry->entry.entry_uuid.substr(9));
        xds::RetrievedDocument& answer = found.documents.emplace_back();
        answer.home_community_id = wanted.home_community_id;
        answer.repository_unique_id = wanted.repository_unique_id;
        answer.document_unique_id = wanted.document_unique_id;
        answer.mime_type = entry->entry.mime_type;
        answer.content_id = content_id;
        found.attachments.push_back({content_id, entry->entry.mime_type, raw_body(std::move(*document))});
    }
    return found;
}

http::Task<SoapReply> retrieve(bool from_another_community, SoapRequest& request, Services& services) {
    const std::string& request_id = request.caller.request_id;
    SoapReply reply;
    const auto requests = xds::read_document_requests(*request.message.payload);
    if (!requests) {
        const Failure refused = co_await refuse_submission(requests.error(), request.caller, services);
        reply.payload = xds::write_retrieve_response({}, refused.findings, request_id);
        co_return reply;
    }
    Found found = find(*requests, from_another_community, services);
    const bool single_patient = std::none_of(found.findings.begin(), found.findings.end(), [](const Finding& f) {
        return f.rule == several_patients.id;
    });
    if (!single_patient) {
        found.documents.clear();
        found.attachments.clear();
    }
    audit::Event event = event_of(request.caller, services);
    event.patient = found.patient;
    event.objects = found.unique_ids;
    if (has_errors(found.findings)) {
        audit::set_failure(event, Failure::of(found.findings));
        // What is shown was shown; the rules say that it was not all (PartialSuccess).
        if (!found.documents.empty()) event.outcome = audit::Outcome::success;
    }
    if (auto recorded = co_await record(std::move(event), services); !recorded) {
        // What was not recorded is not shown.
        reply.payload = xds::write_retrieve_response({}, recorded.error().findings, request_id);
        co_return reply;
    }
    reply.payload = xds::write_retrieve_response(found.documents, found.findings, request_id);
    reply.attachments = std::move(found.attachments);
    co_return reply;
}

}  // namespace

http::Task<SoapReply> iti43(SoapRequest& request, Services& services) { return retrieve(false, request, services); }

http::Task<SoapReply> iti39(SoapRequest& request, Services& services) { return retrieve(true, request, services); }

}  // namespace dmpgw::transactions

#include "gateway/transactions/iti86_remove_documents.hpp"

#include <utility>

#include "gateway/transactions/removal.hpp"

namespace dmpgw::transactions {

http::Task<SoapReply> iti86(SoapRequest& request, Services& services) {
    auto requests = xds::read_document_requests(*request.message.payload);
    if (!requests) return answer_removal(requests.error(), request, services);
    PlanRemoval plan = [requests = *std::move(requests), &services](const storage::RegistryView& registry) {
        return plan_document_removal(requests, registry, services.identity.repository_unique_id);
    };
    return answer_removal(std::move(plan), request, services);
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/iti86_remove_documents.hpp"

#include <utility>

#include "gateway/transactions/removal.hpp"
#include "gateway/transactions/submit.hpp"

namespace dmpgw::transactions {

http::Task<SoapReply> iti86(SoapRequest& request, Services& services) {
    const std::string& request_id = request.caller.request_id;
    SoapReply reply;
    const auto requests = xds::read_document_requests(*request.message.payload);
    if (!requests) {
        const Failure refused = co_await refuse_submission(requests.error(), request.caller, services);
        reply.payload = xds::write_registry_response(refused, request_id);
        co_return reply;
    }
    PlanRemoval plan = [&requests, &services](const storage::RegistryView& registry) {
        return plan_document_removal(*requests, registry, services.identity.repository_unique_id);
    };
    const auto removed = co_await remove(std::move(plan), request.caller, services);
    reply.payload = removed ? xds::write_registry_response(Findings{}, request_id)
                            : xds::write_registry_response(removed.error(), request_id);
    co_return reply;
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/iti62_delete_document_set.hpp"

#include <utility>

#include "gateway/transactions/removal.hpp"
#include "gateway/transactions/submit.hpp"

namespace dmpgw::transactions {

http::Task<SoapReply> iti62(SoapRequest& request, Services& services) {
    const std::string& request_id = request.caller.request_id;
    SoapReply reply;
    const auto references = xds::read_remove_objects(*request.message.payload);
    if (!references) {
        const Failure refused = co_await refuse_submission(references.error(), request.caller, services);
        reply.payload = xds::write_registry_response(refused, request_id);
        co_return reply;
    }
    PlanRemoval plan = [&references](const storage::RegistryView& registry) { return plan_deletion(*references, registry); };
    const auto removed = co_await remove(std::move(plan), request.caller, services);
    reply.payload = removed ? xds::write_registry_response(Findings{}, request_id)
                            : xds::write_registry_response(removed.error(), request_id);
    co_return reply;
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/iti62_delete_document_set.hpp"

#include <utility>

#include "gateway/transactions/removal.hpp"

namespace dmpgw::transactions {

http::Task<SoapReply> iti62(SoapRequest& request, Services& services) {
    auto references = xds::read_remove_objects(*request.message.payload);
    if (!references) return answer_removal(references.error(), request, services);
    PlanRemoval plan = [references = *std::move(references)](const storage::RegistryView& registry) {
        return plan_deletion(references, registry);
    };
    return answer_removal(std::move(plan), request, services);
}

}  // namespace dmpgw::transactions

// Removing what is registered or kept: how ITI-62 and ITI-86 decide inside the writer, and leave one audit event.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/http/task.hpp"
#include "gateway/storage/store.hpp"
#include "gateway/transactions/services.hpp"
#include "gateway/transactions/soap_endpoint.hpp"
#include "gateway/xds/messages.hpp"

namespace dmpgw::transactions {

struct RemovalPlan {
    Findings findings;                 ///< with errors among them nothing is removed
    storage::Changes changes;          ///< without audit
    std::string patient;               ///< Cx::key() of the objects, if it is one
    std::vector<std::string> objects;  ///< for the audit event
};

using PlanRemoval = std::function<RemovalPlan(const storage::RegistryView&)>;

/// ITI TF-2 3.62.4.1.3: every object is there, nothing that stays refers to it, and nothing stays without a
/// submission set, or a set without contents.
RemovalPlan plan_deletion(const std::vector<xds::ObjectReference>& references, const storage::RegistryView& registry);

/// ITI TF-2 3.86.4.1.3: every document is kept by this repository.
RemovalPlan plan_document_removal(const std::vector<xds::DocumentRequest>& requests, const storage::RegistryView& registry,
                                  const std::string& repository_unique_id);

/// All of it or nothing, with exactly one audit event, durable when this returns.
http::Task<Result<void>> remove(PlanRemoval plan, const Caller& caller, Services& services);

/// The same, answered by a RegistryResponse. `plan` is the failure where the request could not be read.
http::Task<SoapReply> answer_removal(Result<PlanRemoval> plan, SoapRequest& request, Services& services);

}  // namespace dmpgw::transactions

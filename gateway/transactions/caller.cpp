#include "gateway/transactions/caller.hpp"

#include <utility>

#include "gateway/base/log.hpp"
#include "gateway/transactions/waiting.hpp"

namespace dmpgw::transactions {

Caller caller_of(const http::Request& request, std::string_view transaction, const Services& services) {
    const std::string subject = request.tls_subject.value_or("");
    return {std::string(transaction), request.request_id, request.peer_address, subject,
            services.source_of(subject, ""), fhir::representation_of(request.head)};
}

audit::Event event_of(const Caller& caller, const Services& services) {
    audit::Event event;
    event.time = services.clock.now();
    event.transaction = caller.transaction;
    event.request_id = caller.request_id;
    event.peer_address = caller.peer_address;
    event.peer_subject = caller.tls_subject;
    event.source = caller.source;
    return event;
}

storage::Changes refusal_changes(audit::Event event, const Failure& failure) {
    audit::set_failure(event, failure);
    storage::Changes changes;
    changes.audit.push_back(audit::to_record(event));
    return changes;
}

http::Task<Result<void>> record(audit::Event event, Services& services) {
    storage::Unit unit;
    unit.decide = [row = audit::to_record(event)](const storage::RegistryView&) {
        storage::Changes changes;
        changes.audit.push_back(row);
        return changes;
    };
    co_return co_await commit(services.store, std::move(unit));
}

http::Task<void> record_refusal(const http::Request& request, std::string_view transaction, const Failure& failure,
                                Services& services) {
    audit::Event event = event_of(caller_of(request, transaction, services), services);
    audit::set_failure(event, failure);
    // The answer is a refusal already: one that could not be recorded is refused all the same, and said in the log.
    if (const auto recorded = co_await record(std::move(event), services); !recorded) {
        log::error("refusal_not_recorded", {{"request_id", request.request_id}, {"rule", recorded.error().first().rule}});
    }
}

}  // namespace dmpgw::transactions

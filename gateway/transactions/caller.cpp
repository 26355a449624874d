#include "gateway/transactions/caller.hpp"

#include <utility>

#include "gateway/transactions/waiting.hpp"

namespace dmpgw::transactions {

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

http::Task<Result<void>> record(audit::Event event, Services& services) {
    storage::Unit unit;
    unit.decide = [row = audit::to_record(event)](const storage::RegistryView&) {
        storage::Changes changes;
        changes.audit.push_back(row);
        return changes;
    };
    co_return co_await commit(services.store, std::move(unit));
}

}  // namespace dmpgw::transactions

// Who asks, and under which transaction: what a refusal, an audit event and a policy need to know.
#pragma once

#include <string>

#include "gateway/audit/event.hpp"
#include "gateway/http/task.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

struct Caller {
    std::string transaction;    ///< "ITI-41"
    std::string request_id;
    std::string peer_address;
    std::string tls_subject;    ///< empty: no client certificate
    std::string source;         ///< name of the matching [[source]]
};

/// An event with everything that is known of the caller.
audit::Event event_of(const Caller& caller, const Services& services);

/// Writes one audit event and waits until it is durable: nothing is answered that was not recorded first.
/// Where the store cannot take it the event waits in the store's bounded backlog, or the failure returns.
http::Task<Result<void>> record(audit::Event event, Services& services);

}  // namespace dmpgw::transactions

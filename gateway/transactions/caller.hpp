// Who asks, and under which transaction: what a refusal, an audit event and a policy need to know.
#pragma once

#include <string>
#include <string_view>

#include "gateway/audit/event.hpp"
#include "gateway/fhir/representation.hpp"
#include "gateway/http/handler.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

struct Caller {
    std::string transaction;    ///< "ITI-41"
    std::string request_id;
    std::string peer_address;
    std::string tls_subject;    ///< empty: no client certificate
    std::string source;         ///< name of the matching [[source]]
    fhir::Representation answer{};  ///< how an answer of the FHIR face is written
};

/// Who sent this HTTP request, under the name of a transaction; the source is matched by TLS subject.
Caller caller_of(const http::Request& request, std::string_view transaction, const Services& services);

/// An event with everything that is known of the caller.
audit::Event event_of(const Caller& caller, const Services& services);

/// What a decision inside the writer leaves where it refuses: the event, as refused, and nothing else.
storage::Changes refusal_changes(audit::Event event, const Failure& failure);

/// Writes one audit event and waits until it is durable: nothing is answered that was not recorded first.
/// Where the store cannot take it the event waits in the store's bounded backlog, or the failure returns.
http::Task<Result<void>> record(audit::Event event, Services& services);

/// Records a request that was refused before its transaction began (413, 503), or that ended in an exception.
/// `transaction` must outlive the task.
http::Task<void> record_refusal(const http::Request& request, std::string_view transaction, const Failure& failure,
                                Services& services);

}  // namespace dmpgw::transactions

#include "gateway/transactions/register_reply.hpp"

#include <utility>

#include "gateway/xds/messages.hpp"

namespace dmpgw::transactions {

http::Task<Result<Receipt>> submit_reading(xds::EbrimReading reading, std::vector<SubmittedDocument> documents,
                                           Intake intake, Caller& caller, Services& services) {
    if (!reading.submission) {
        co_return co_await refuse_submission(Failure::of(std::move(reading.findings)), caller, services);
    }
    caller.source = services.source_of(caller.tls_subject, reading.submission->submission_set.source_id);
    SubmitRequest request;
    request.intake = intake;
    request.submission = std::move(*reading.submission);
    request.documents = std::move(documents);
    request.findings = std::move(reading.findings);
    request.rules.transaction =
        intake == Intake::register_only ? xds::Transaction::iti42 : xds::Transaction::iti41;
    request.rules.locate = [&reading](const xds::Place& place) { return reading.places(place); };
    request.rules.reported = &reading.reported;
    request.rules.associations_complete = reading.associations_complete;
    co_return co_await submit(std::move(request), caller, services);
}

SoapReply register_reply(const Result<Receipt>& outcome, std::string_view request_id) {
    SoapReply reply;
    reply.payload = outcome ? xds::write_registry_response(outcome->warnings(), request_id)
                            : xds::write_registry_response(outcome.error(), request_id);
    return reply;
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/register_reply.hpp"

#include <utility>

#include "gateway/xds/messages.hpp"

namespace dmpgw::transactions {
namespace {

Intake intake_of(xds::Transaction transaction) {
    switch (transaction) {
        case xds::Transaction::iti41: return Intake::provide_and_register;
        case xds::Transaction::iti57: return Intake::update;
        case xds::Transaction::iti92: return Intake::restricted_update;
        case xds::Transaction::iti42:
        case xds::Transaction::iti61: break;
    }
    return Intake::register_only;
}

}  // namespace

http::Task<Result<Receipt>> submit_reading(xds::EbrimReading reading, std::vector<SubmittedDocument> documents,
                                           xds::Transaction transaction, Caller& caller, Services& services) {
    if (!reading.submission) {
        co_return co_await refuse_submission(Failure::of(std::move(reading.findings)), caller, services);
    }
    caller.source = services.source_of(caller.tls_subject, reading.submission->submission_set.source_id);
    SubmitRequest request;
    request.intake = intake_of(transaction);
    request.submission = std::move(*reading.submission);
    request.documents = std::move(documents);
    request.findings = std::move(reading.findings);
    request.rules.transaction = transaction;
    request.rules.allow_limited_metadata =
        transaction == xds::Transaction::iti41 && services.policy(caller.source).accept_limited_metadata;
    request.rules.locate = [&reading](const xds::Place& place) { return reading.places(place); };
    request.rules.reported = &reading.reported;
    request.rules.associations_complete = reading.associations_complete;
    co_return co_await submit(std::move(request), caller, services);
}

http::Task<SoapReply> take_metadata(xds::Transaction transaction, SoapRequest& request, Services& services) {
    xds::EbrimReading reading = xds::read_ebrim(*request.message.payload, services.document_limits);
    const auto receipt = co_await submit_reading(std::move(reading), {}, transaction, request.caller, services);
    co_return register_reply(receipt, request.caller.request_id);
}

SoapReply register_reply(const Result<Receipt>& outcome, std::string_view request_id) {
    SoapReply reply;
    reply.payload = outcome ? xds::write_registry_response(outcome->warnings(), request_id)
                            : xds::write_registry_response(outcome.error(), request_id);
    return reply;
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/iti41_provide_and_register_document_set.hpp"

#include <utility>

#include "gateway/transactions/register_reply.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/xds/ebrim_reader.hpp"
#include "gateway/xds/messages.hpp"

namespace dmpgw::transactions {

http::Task<SoapReply> iti41(SoapRequest& request, Services& services) {
    const std::string& request_id = request.caller.request_id;
    auto provided = xds::read_provide_request(*request.message.payload);
    if (!provided) {
        const Failure refused = co_await refuse_submission(provided.error(), request.caller, services);
        co_return register_reply(refused, request_id);
    }
    DocumentIntake::Collected collected = request.intake.collect(provided->documents, request.message.references);
    xds::EbrimReading reading = xds::read_ebrim(*provided->submit_objects_request, services.document_limits);
    append(reading.findings, std::move(collected.findings));
    const auto receipt = co_await submit_reading(std::move(reading), std::move(collected.documents),
                                                 xds::Transaction::iti41, request.caller, services);
    co_return register_reply(receipt, request_id);
}

}  // namespace dmpgw::transactions

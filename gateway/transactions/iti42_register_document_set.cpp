#include "gateway/transactions/iti42_register_document_set.hpp"

#include <utility>

#include "gateway/transactions/register_reply.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/xds/ebrim_reader.hpp"

namespace dmpgw::transactions {

http::Task<SoapReply> iti42(SoapRequest& request, Services& services) {
    xds::EbrimReading reading = xds::read_ebrim(*request.message.payload, services.document_limits);
    const auto receipt = co_await submit_reading(std::move(reading), {}, Intake::register_only, request.caller, services);
    co_return register_reply(receipt, request.caller.request_id);
}

}  // namespace dmpgw::transactions

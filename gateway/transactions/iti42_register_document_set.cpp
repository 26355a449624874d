#include "gateway/transactions/iti42_register_document_set.hpp"

#include "gateway/transactions/register_reply.hpp"

namespace dmpgw::transactions {

http::Task<SoapReply> iti42(SoapRequest& request, Services& services) {
    return take_metadata(xds::Transaction::iti42, request, services);
}

http::Task<SoapReply> iti61(SoapRequest& request, Services& services) {
    return take_metadata(xds::Transaction::iti61, request, services);
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/iti57_update_document_set.hpp"

#include "gateway/transactions/register_reply.hpp"

namespace dmpgw::transactions {

http::Task<SoapReply> iti57(SoapRequest& request, Services& services) {
    return take_metadata(xds::Transaction::iti57, request, services);
}

http::Task<SoapReply> iti92(SoapRequest& request, Services& services) {
    return take_metadata(xds::Transaction::iti92, request, services);
}

}  // namespace dmpgw::transactions

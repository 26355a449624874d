#include "gateway/transactions/iti8_patient_identity_feed.hpp"

#include <utility>

#include "gateway/transactions/iti44_patient_identity_feed.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/xds/adt_message.hpp"

namespace dmpgw::transactions {
namespace {

// MSH-10 holds twenty characters: those of the UUID that are chance.
std::string control_id_of(std::string uuid) {
    std::erase(uuid, '-');
    return uuid.substr(uuid.size() - 20);
}

}  // namespace

http::Task<std::string> iti8(std::string message, std::string peer_address, Services& services) {
    const std::string id = new_uuid(services.clock, services.random);
    const Caller caller{"ITI-8", id, std::move(peer_address), "", services.source_of("", "")};
    const auto header = xds::read_adt_header(message);
    auto feed = xds::read_adt(message);
    Findings findings;
    if (!feed) {
        const Failure refused = co_await refuse_submission(feed.error(), caller, services);
        findings = refused.findings;
    } else {
        findings = co_await keep_identities(std::move(*feed), caller, services);
    }
    co_return xds::write_adt_acknowledgement(header ? *header : xds::AdtHeader{}, findings, control_id_of(id), services.clock.now());
}

}  // namespace dmpgw::transactions

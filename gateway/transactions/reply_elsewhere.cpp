#include "gateway/transactions/reply_elsewhere.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <variant>

#include "gateway/http/body_stream.hpp"
#include "gateway/soap/envelope_rules.hpp"
#include "gateway/transactions/services.hpp"
#include "gateway/transactions/waiting.hpp"

namespace dmpgw::transactions {
namespace {

// The connection: as WS-Addressing 1.0 writes it, as its draft of 2004 did, and as WCF calls it, which Mono writes out.
constexpr std::array<std::string_view, 3> anonymous = {
    "http://www.w3.org/2005/08/addressing/anonymous", "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous",
    "http://schemas.microsoft.com/2005/12/ServiceModel/Addressing/Anonymous"};
constexpr std::string_view none = "http://www.w3.org/2005/08/addressing/none";

constexpr Rule too_many_replies{
    "TOO_MANY_REPLIES_ELSEWHERE", FailureKind::busy, "XDSRegistryBusy",
    "As many answers as may wait for their own address are waiting", "Trop de réponses attendent d'être envoyées à leur adresse",
    "Send the request again later, or leave ReplyTo out and take the answer on the connection",
    "Renvoyez la requête plus tard, ou omettez ReplyTo et recevez la réponse sur la connexion", "ITI TF-2 Appendix V.4"};

bool is_on_connection(std::string_view address) {
    return address.empty() || std::find(anonymous.begin(), anonymous.end(), address) != anonymous.end();
}

Result<void> check(std::string_view address, std::string_view name, const Services& services) {
    if (is_on_connection(address) || address == none) return {};
    if (services.replies && services.replies->allows(address)) return {};
    return refuse(soap::soap_reply_address, "/Envelope/Header/" + std::string(name) + "/Address", address);
}

}  // namespace

Result<ReplyRoute> reply_route(const soap::Message& message, const Services& services) {
    const soap::Addressing& addressing = message.addressing;
    if (auto allowed = check(addressing.reply_to, "ReplyTo", services); !allowed) return allowed.error();
    if (auto allowed = check(addressing.fault_to, "FaultTo", services); !allowed) return allowed.error();
    if (is_on_connection(addressing.reply_to)) return ReplyRoute{ReplyTarget::connection, {}};
    if (addressing.reply_to == none) return ReplyRoute{ReplyTarget::nowhere, {}};
    auto room = services.replies->reserve();
    if (!room) return refuse(too_many_replies, "/Envelope/Header/ReplyTo", addressing.reply_to);
    return ReplyRoute{ReplyTarget::elsewhere, std::move(room)};
}

http::Task<bool> gather(const http::Response& answer, std::string& to, Services& services) {
    for (const http::BodyPiece& piece : answer.body) {
        if (const auto* text = std::get_if<std::string>(&piece)) {
            to += *text;
        } else if (const auto* source = std::get_if<std::shared_ptr<http::BodySource>>(&piece)) {
            if ((*source)->size() > max_reply_elsewhere_bytes) co_return false;
            const DiskCall read = [source, &to]() -> Result<void> {
                const std::size_t before = to.size();
                to.resize(before + static_cast<std::size_t>((*source)->size()));
                std::size_t at = before;
                while (at < to.size()) {
                    const std::size_t n = (*source)->read(to.data() + at, to.size() - at);
                    if (n == 0) break;
                    at += n;
                }
                to.resize(at);
                return {};
            };
            const auto done = co_await offload(services.disk, read);
            if (!done) co_return false;
        } else {
            http::BodyStream& stream = *std::get<std::shared_ptr<http::BodyStream>>(piece);
            while (to.size() <= max_reply_elsewhere_bytes) {
                const std::string next = co_await stream.next();
                if (next.empty()) break;
                to += next;
            }
        }
        if (to.size() > max_reply_elsewhere_bytes) co_return false;
    }
    co_return true;
}

}  // namespace dmpgw::transactions

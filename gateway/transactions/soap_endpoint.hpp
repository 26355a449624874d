// A SOAP path: reads the message while it arrives, picks the transaction by what the Body holds, packs the
// answer as the request was packed. ITI TF-2 Appendix V.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/body_stream.hpp"
#include "gateway/http/handler.hpp"
#include "gateway/soap/message.hpp"
#include "gateway/soap/multipart_writer.hpp"
#include "gateway/transactions/caller.hpp"
#include "gateway/transactions/document_intake.hpp"
#include "gateway/transactions/services.hpp"

namespace dmpgw::transactions {

/// A message that was read whole, its documents staged.
struct SoapRequest {
    soap::Message message;
    DocumentIntake& intake;
    Caller caller;
};

/// The Body of an answer and what goes beside it.
struct SoapReply {
    std::string action;
    std::string payload;                         ///< well-formed XML
    std::vector<soap::Attachment> attachments;   ///< the payload refers to them by xop:Include
    /// Of a long answer: what goes behind the first `stream_at` bytes of the payload, made while it is sent. Such an
    /// answer has no attachments.
    std::shared_ptr<http::BodyStream> stream{};
    std::size_t stream_at = 0;
};

using SoapTransaction = http::Task<SoapReply> (*)(SoapRequest&, Services&);

enum class SoapActor : std::uint8_t { registry, repository, responding_gateway, identity };

/// One row a transaction: data that routes, and that a conformance statement can be printed from.
struct SoapRow {
    std::string_view transaction;   ///< "ITI-41"
    SoapActor actor;
    std::string_view payload_ns;
    std::string_view payload_name;
    std::string_view action;
    std::string_view reply_action;
    SoapTransaction run;
};
std::span<const SoapRow> soap_table();

/// What a SOAP message is called in the audit trail as long as its payload is not known.
inline constexpr std::string_view soap_before_payload = "SOAP";

/// The handler of /xds/registry, /xds/repository, /xds/gateway or /xds/identity. `services` must outlive it.
http::Handler soap_endpoint(SoapActor actor, Services& services);

/// A refusal before the body is read (413, 503, 404…) in the words of a SOAP path: a RegistryResponse with
/// status Failure where the kind says so, else a fault.
http::Response soap_refusal(const http::RequestHead& head, unsigned status, const Failure& failure,
                            std::string_view request_id);

}  // namespace dmpgw::transactions

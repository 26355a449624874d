// SOAP out: envelopes with WS-Addressing and faults in both versions.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/failure.hpp"
#include "gateway/soap/message.hpp"

namespace dmpgw::soap {

/// What an answer repeats of the request.
struct ReplyContext {
    Version version = Version::soap12;
    std::string relates_to;   ///< wsa:MessageID of the request; empty: no RelatesTo
    std::string message_id;   ///< of the answer, "urn:uuid:…"
};

/// The envelope around `payload` (well-formed XML of ours), with wsa:Action, wsa:MessageID, wsa:RelatesTo.
std::string write_envelope(const ReplyContext& context, std::string_view action, std::string_view payload);

/// The same, cut behind the first `at` bytes of the payload: for what is written between the two while it is made.
std::pair<std::string, std::string> split_envelope(const ReplyContext& context, std::string_view action,
                                                   std::string_view payload, std::size_t at);

/// Media type of a plain answer: application/soap+xml or text/xml.
std::string_view content_type_of(Version version);

struct FaultCode {
    bool sender = true;
    std::string_view subcode;   ///< "wsa:ActionNotSupported", "wsse:FailedAuthentication"; empty: none
    std::string_view inner_subcode{};  ///< within it: "wsa:OnlyAnonymousAddressSupported"; empty: none
    bool must_understand = false;
    bool version_mismatch = false;
};

/// The fault code of a failure: by its rule for the addressing faults, else by its kind.
FaultCode fault_code_of(const Failure& failure);

/// A fault envelope: one Reason text, English then French, and one Detail entry a finding (rule, place, value, mend).
std::string write_fault(const ReplyContext& context, const Failure& failure, std::string_view request_id);

/// 400 for what the sender can mend, 500 otherwise (SOAP 1.2 part 2, table 20); the failure's own status
/// where HTTP has a better word (413, 415, 503). SOAP 1.1 knows no 400: its clients take that for no fault (6.2).
unsigned fault_status_of(const Failure& failure, Version version);

}  // namespace dmpgw::soap

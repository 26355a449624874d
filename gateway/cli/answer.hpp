// What an answer of a gateway means: did it succeed, and what does it say. Reads RegistryResponse
// and SOAP faults (plain or MTOM), OperationOutcome and Bundle.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/http/client.hpp"
#include "gateway/json/value.hpp"
#include "gateway/soap/message.hpp"

namespace dmpgw::cli {

inline constexpr std::string_view ns_rim = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
inline constexpr std::string_view ns_rs = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0";
inline constexpr std::string_view ns_query = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
inline constexpr std::string_view ns_xdsb = "urn:ihe:iti:xds-b:2007";

struct Verdict {
    bool success = false;
    std::string summary;             ///< "Success", "Failure", "HTTP 503 Service Unavailable"
    std::vector<std::string> lines;  ///< errors and warnings, or what was created
};

/// A SOAP answer with the documents it carries, whichever way it carries them.
class SoapAnswer final : private soap::DocumentSinks {
  public:
    /// `response` must outlive the answer. Fails when its body is no SOAP message.
    static Result<std::unique_ptr<SoapAnswer>> read(const http::ClientResponse& response);

    const xml::Element& payload() const { return *message_->payload; }
    /// The bytes of an xdsb:Document element, from its MIME part or its base64 text.
    std::string document(const xml::Element& element);

  private:
    struct Buffer;
    Result<soap::ByteSink*> part(std::size_t index) override;
    soap::ByteSink* inline_text(const xml::Element& element) override;
    bool takes_include(const xml::Element& parent) const override;

    std::map<std::size_t, std::unique_ptr<Buffer>> parts_;
    std::map<const xml::Element*, std::unique_ptr<Buffer>> inline_;
    std::optional<soap::Message> message_;

  public:
    SoapAnswer();
    ~SoapAnswer();
};

Verdict judge(const http::ClientResponse& response);
Verdict judge_soap(const xml::Element& payload, unsigned status);
Verdict judge_fhir(const json::Value& resource, unsigned status);
/// CLI_REFUSED with everything the gateway said.
Failure failure_of(const Verdict& verdict);

}  // namespace dmpgw::cli

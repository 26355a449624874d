#include "gateway/soap/envelope.hpp"

#include "gateway/base/failure_table.hpp"
#include "gateway/xml/writer.hpp"

namespace dmpgw::soap {
namespace {

// Start tag of an envelope, its Header and what every answer carries; the Body is left open.
xml::Writer open_envelope(const ReplyContext& context, std::string_view action) {
    xml::Writer w(true);
    w.open("env:Envelope")
        .attribute("xmlns:env", context.version == Version::soap12 ? ns_soap12 : ns_soap11)
        .attribute("xmlns:wsa", ns_addressing);
    w.open("env:Header");
    w.open("wsa:Action").attribute("env:mustUnderstand", "1").text(action).close();
    if (!context.message_id.empty()) w.element("wsa:MessageID", context.message_id);
    if (!context.relates_to.empty()) w.element("wsa:RelatesTo", context.relates_to);
    w.close();
    w.open("env:Body");
    return w;
}

constexpr std::string_view fault_action = "http://www.w3.org/2005/08/addressing/soap/fault";

void write_details(xml::Writer& w, const Failure& failure, std::string_view request_id) {
    w.element("f:RequestId", request_id);
    for (const Finding& finding : failure.findings) {
        w.open("f:Finding").attribute("rule", finding.rule).attribute("severity", to_string(finding.severity));
        w.element("f:Where", finding.where);
        if (!finding.value.empty()) w.element("f:Value", finding.value);
        w.open("f:What").attribute("xml:lang", "en").text(finding.what.en).close();
        w.open("f:What").attribute("xml:lang", "fr").text(finding.what.fr).close();
        w.open("f:Mend").attribute("xml:lang", "en").text(finding.mend.en).close();
        w.open("f:Mend").attribute("xml:lang", "fr").text(finding.mend.fr).close();
        if (!finding.source.empty()) w.element("f:Source", finding.source);
        w.close();
    }
}

std::string reason_in(const Failure& failure, bool french) {
    const Finding& first = failure.first();
    std::string text = french ? first.what.fr : first.what.en;
    if (!first.where.empty()) text += (french ? " Où : " : " Where: ") + first.where + ".";
    const std::string& mend = french ? first.mend.fr : first.mend.en;
    if (!mend.empty()) text += " " + mend;
    return text;
}

// One text with both languages, as in codeContext: SOAP 1.2 allows a text a language, but gSOAP loses the whole fault
// over the second, and others keep only one of them.
std::string reason(const Failure& failure) { return reason_in(failure, false) + " | " + reason_in(failure, true); }

}  // namespace

std::string write_envelope(const ReplyContext& context, std::string_view action, std::string_view payload) {
    xml::Writer w = open_envelope(context, action);
    w.raw(payload);
    return w.finish();
}

std::pair<std::string, std::string> split_envelope(const ReplyContext& context, std::string_view action,
                                                   std::string_view payload, std::size_t at) {
    xml::Writer w = open_envelope(context, action);
    w.raw(payload.substr(0, at));
    const std::size_t cut = w.size();
    w.raw(payload.substr(at));
    const std::string whole = w.finish();
    return {whole.substr(0, cut), whole.substr(cut)};
}

std::string_view content_type_of(Version version) {
    return version == Version::soap12 ? "application/soap+xml; charset=UTF-8" : "text/xml; charset=UTF-8";
}

FaultCode fault_code_of(const Failure& failure) {
    const std::string& rule = failure.first().rule;
    FaultCode code;
    code.sender = row_of(failure.kind).soap != "Receiver" && failure.kind != FailureKind::unavailable &&
                  failure.kind != FailureKind::busy;
    if (rule == "SOAP_MUST_UNDERSTAND") code.must_understand = true;
    if (rule == "SOAP_VERSION") code.version_mismatch = true;
    if (rule == "SOAP_ACTION_NOT_SUPPORTED") code.subcode = "wsa:ActionNotSupported";
    if (rule == "SOAP_REPLY_ADDRESS") {
        code.subcode = "wsa:InvalidAddressingHeader";
        code.inner_subcode = "wsa:OnlyAnonymousAddressSupported";
    }
    if (failure.kind == FailureKind::unauthenticated) code.subcode = "wsse:FailedAuthentication";
    return code;
}

std::string write_fault(const ReplyContext& context, const Failure& failure, std::string_view request_id) {
    const FaultCode code = fault_code_of(failure);
    const bool soap12 = context.version == Version::soap12;
    std::string_view value = soap12 ? (code.sender ? "env:Sender" : "env:Receiver")
                                    : (code.sender ? "env:Client" : "env:Server");
    if (code.must_understand) value = "env:MustUnderstand";
    if (code.version_mismatch) value = "env:VersionMismatch";

    xml::Writer w = open_envelope(context, fault_action);
    w.open("env:Fault");
    if (soap12) {
        w.open("env:Code").element("env:Value", value);
        if (!code.subcode.empty()) {
            w.open("env:Subcode").open("env:Value");
            if (code.subcode.starts_with("wsse:")) w.attribute("xmlns:wsse", ns_wsse);
            w.text(code.subcode).close();
            if (!code.inner_subcode.empty()) w.open("env:Subcode").element("env:Value", code.inner_subcode).close();
            w.close();
        }
        w.close();
        w.open("env:Reason");
        w.open("env:Text").attribute("xml:lang", "en").text(reason(failure)).close();
        w.close();
        w.open("env:Detail").open("f:Findings").attribute("xmlns:f", "urn:dmpgw:failure:1");
        write_details(w, failure, request_id);
    } else {
        w.element("faultcode", value);
        w.open("faultstring").attribute("xml:lang", "en").text(reason(failure)).close();
        w.open("detail").open("f:Findings").attribute("xmlns:f", "urn:dmpgw:failure:1");
        write_details(w, failure, request_id);
    }
    return w.finish();
}

unsigned fault_status_of(const Failure& failure, Version version) {
    const unsigned status = http_status_of(failure);
    switch (status) {
        case 401:
        case 403:
        case 408:
        case 413:
        case 415:
        case 503:
        case 507: return status;
        default: break;
    }
    return version == Version::soap12 && fault_code_of(failure).sender ? 400 : 500;
}

}  // namespace dmpgw::soap

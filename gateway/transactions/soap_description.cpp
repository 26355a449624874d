#include "gateway/transactions/soap_description.hpp"

#include <optional>
#include <string>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/soap/service_description.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule get_without_wsdl{
    "SOAP_GET_WITHOUT_WSDL", FailureKind::unsupported, "XDSRepositoryError",
    "A SOAP path is read by GET only with ?wsdl or ?xsd=NAME",
    "Un chemin SOAP ne se lit par GET qu'avec ?wsdl ou ?xsd=NOM",
    "GET this path with ?wsdl for its description; send SOAP messages by POST",
    "Demandez la description de ce chemin par GET avec ?wsdl ; envoyez les messages SOAP par POST",
    "RFC 9110 15.5.6; WSDL 1.1"};
constexpr Rule no_such_schema{
    "NO_SUCH_SCHEMA", FailureKind::not_found, "XDSRepositoryError",
    "There is no XML schema of this name", "Il n'y a pas de schéma XML de ce nom",
    "Use the addresses that the WSDL imports: GET this path with ?wsdl",
    "Utilisez les adresses importées par le WSDL : demandez ce chemin par GET avec ?wsdl", "RFC 9110 15.5.5"};

// Tools ask for ?wsdl, ?WSDL and ?wsdl=1.
std::optional<std::string> parameter(const http::RequestHead& head, std::string_view name) {
    const auto form = http::parse_form(head.query());
    if (!form) return std::nullopt;
    for (const http::Field& field : *form) {
        if (equals_ignoring_case(field.name, name)) return field.value;
    }
    return std::nullopt;
}

http::Response describe(SoapActor actor, const http::Request& request, const Services& services) {
    const std::string_view name = path_name_of(actor);
    const std::string& base = services.identity.soap_base;
    if (const auto schema = parameter(request.head, "xsd")) {
        auto text = soap::schema_of(name, *schema, base);
        if (text) return {200, "text/xml; charset=UTF-8", *std::move(text)};
        return soap_refusal(request.head, 404, refuse(no_such_schema, "query parameter xsd", *schema), request.request_id);
    }
    if (parameter(request.head, "wsdl")) return {200, "text/xml; charset=UTF-8", soap::wsdl_of(name, base).value()};
    http::Response response =
        soap_refusal(request.head, 405, refuse(get_without_wsdl, "request target", request.head.target), request.request_id);
    response.set("Allow", "POST");
    return response;
}

}  // namespace

std::string_view path_name_of(SoapActor actor) {
    switch (actor) {
        case SoapActor::registry: return "registry";
        case SoapActor::repository: return "repository";
        case SoapActor::responding_gateway: return "gateway";
        case SoapActor::identity: break;
    }
    return "identity";
}

http::Handler soap_description(SoapActor actor, Services& services) {
    return [actor, &services](http::Request& request) -> http::Task<http::Response> {
        co_return describe(actor, request, services);
    };
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/iti68_retrieve_document.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/transactions/fhir_io.hpp"
#include "gateway/transactions/stored_body.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule no_such_document{
    "DOCUMENT_UNKNOWN", FailureKind::not_found, "XDSDocumentUniqueIdError",
    "There is no document at this URL", "Il n'y a pas de document à cette URL",
    "Take the URL from content.attachment.url of a DocumentReference that a search returns",
    "Reprenez l'URL de content.attachment.url d'une DocumentReference renvoyée par une recherche", "MHD 3.68.4.1.3"};
constexpr Rule document_on_demand{
    "DOCUMENT_ON_DEMAND", FailureKind::not_found, "XDSDocumentUniqueIdError",
    "The document of this on-demand entry is not here", "Le document de cette entrée à la demande n'est pas ici",
    "Follow content.attachment.url of the DocumentReference: it names where its document is assembled",
    "Suivez content.attachment.url de la DocumentReference : l'URL désigne le lieu où son document est assemblé",
    "MHD 3.65.4.1.2"};
constexpr Rule type_not_accepted{
    "DOCUMENT_TYPE_NOT_ACCEPTED", FailureKind::not_acceptable, "",
    "The document's media type is not among those accepted", "Le type de média du document n'est pas parmi ceux acceptés",
    "Accept the contentType of the DocumentReference, or application/fhir+json or application/fhir+xml for a Binary resource",
    "Acceptez le contentType de la DocumentReference, ou application/fhir+json ou application/fhir+xml pour une ressource Binary",
    "MHD 3.68.4.1.2"};

enum class Form : std::uint8_t { none, bytes, binary_resource };

struct Wanted {
    Form form = Form::none;
    fhir::Format format = fhir::Format::json;  ///< of a Binary resource
};

// Which form the media ranges ask for. The bytes as they are win unless only a resource is asked for. A bare
// application/xml or text/xml means a document of that type, as CDA has it, never a resource.
Wanted form_of(std::string_view ranges, std::string_view media_type) {
    if (ranges.empty()) return {Form::bytes};
    const std::string_view main_type = media_type.substr(0, media_type.find('/'));
    Wanted wanted;
    for (const std::string_view range : split(ranges, ',')) {
        const std::string type = to_lower(trim(range.substr(0, range.find(';'))));
        if (type == "*/*" || equals_ignoring_case(type, media_type) || type == std::string(main_type) + "/*") return {Form::bytes};
        const bool fhir_type = type == "application/fhir+json" || type == "application/fhir+xml";
        if (fhir_type && wanted.form == Form::none) wanted = {Form::binary_resource, *fhir::format_of(type)};
    }
    return wanted;
}

// _format asks for a resource: it names formats of FHIR, and wins over Accept.
Wanted form_of(const http::RequestHead& head, std::string_view media_type) {
    if (const auto parameters = http::parse_form(head.query())) {
        for (const http::Field& p : *parameters) {
            if (p.name != "_format" || equals_ignoring_case(p.value, media_type)) continue;
            fhir::Representation named;
            if (!fhir::apply_parameters({p}, named)) return {};
            return {Form::binary_resource, named.format};
        }
    }
    return form_of(head.field("Accept"), media_type);
}

// The document as a Binary, encoded while it is sent.
void write_binary(http::Response& response, fhir::Format format, const std::string& id, std::string_view media_type,
                  std::shared_ptr<http::BodySource> bytes) {
    json::Value head;
    head.set("resourceType", "Binary").set("id", id).set("contentType", media_type).set("data", "");
    std::string text = fhir::write(head, {format, false});
    // The text ends with the empty data and what closes it.
    const std::string_view end = format == fhir::Format::json ? "\"}" : "\"/></Binary>";
    text.erase(text.size() - end.size());
    response.set("Content-Type", fhir::content_type(format));
    response.body.emplace_back(std::move(text));
    response.body.emplace_back(base64_body(std::move(bytes)));
    response.body.emplace_back(std::string(end));
}

// The document is shown to a program, never run: no browser may sniff a type or execute what a CDA holds.
void make_inert(http::Response& response) {
    response.set("Content-Disposition", "attachment")
        .set("Content-Security-Policy", "sandbox; default-src 'none'")
        .set("X-Content-Type-Options", "nosniff")
        .set("Cache-Control", "private, no-store");
}

}  // namespace

http::Task<http::Response> iti68(http::Request& request, Services& services) {
    Caller caller = caller_of(request, "ITI-68", services);
    const std::string id = to_lower(last_segment(request.head));
    std::optional<storage::StoredEntry> stored;
    if (is_uuid(id)) stored = services.store.read()->entry_by_uuid("urn:uuid:" + id);
    if (!stored || !stored->location) {
        const bool on_demand = stored && stored->entry.type == model::DocumentEntryType::on_demand;
        co_return co_await refuse_interaction(refuse(on_demand ? document_on_demand : no_such_document, "Binary/" + id, id), caller, services);
    }
    const Wanted wanted = form_of(request.head, stored->entry.mime_type);
    if (wanted.form == Form::none) {
        co_return co_await refuse_interaction(refuse(type_not_accepted, "header Accept", request.head.field("Accept")),
                                              caller, services);
    }
    auto document = services.store.open(*stored->location);
    if (!document) co_return co_await refuse_interaction(document.error(), caller, services);

    audit::Event event = event_of(caller, services);
    event.patient = stored->entry.patient_id ? stored->entry.patient_id->key() : "";
    event.objects.push_back(stored->entry.unique_id);
    if (auto recorded = co_await record(std::move(event), services); !recorded) {
        co_return outcome_response(recorded.error(), caller);
    }

    http::Response response;
    make_inert(response);
    response.set("ETag", "\"" + stored->entry.hash + "\"").set("Last-Modified", to_http_date(stored->registered_at));
    if (wanted.form == Form::bytes) {
        response.set("Content-Type", stored->entry.mime_type);
        response.body.emplace_back(raw_body(std::move(*document)));
    } else {
        write_binary(response, wanted.format, id, stored->entry.mime_type, raw_body(std::move(*document)));
    }
    co_return response;
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/iti68_retrieve_document.hpp"

#include <fmt/format.h>

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
    "Accept the contentType of the DocumentReference, or application/fhir+json for a Binary resource",
    "Acceptez le contentType de la DocumentReference, ou application/fhir+json pour une ressource Binary",
    "MHD 3.68.4.1.2"};

enum class Form : std::uint8_t { none, bytes, binary_resource };

// Which form the Accept field asks for. The bytes as they are win unless only FHIR JSON is asked for.
Form form_of(std::string_view accept, std::string_view media_type) {
    if (accept.empty()) return Form::bytes;
    const std::string_view main_type = media_type.substr(0, media_type.find('/'));
    Form form = Form::none;
    for (const std::string_view range : split(accept, ',')) {
        const std::string type = to_lower(trim(range.substr(0, range.find(';'))));
        if (type == "*/*" || equals_ignoring_case(type, media_type) || type == std::string(main_type) + "/*") return Form::bytes;
        if (type == "application/fhir+json") form = Form::binary_resource;
    }
    return form;
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
    const Form form = form_of(request.head.field("Accept"), stored->entry.mime_type);
    if (form == Form::none) {
        co_return co_await refuse_interaction(refuse(type_not_accepted, "header Accept", request.head.field("Accept")),
                                              caller, services);
    }
    auto document = services.store.open(*stored->location);
    if (!document) co_return co_await refuse_interaction(document.error(), caller, services);

    audit::Event event = event_of(caller, services);
    event.patient = stored->entry.patient_id ? stored->entry.patient_id->key() : "";
    event.objects.push_back(stored->entry.unique_id);
    if (auto recorded = co_await record(std::move(event), services); !recorded) {
        co_return outcome_response(recorded.error(), caller.request_id);
    }

    http::Response response;
    make_inert(response);
    response.set("ETag", "\"" + stored->entry.hash + "\"").set("Last-Modified", to_http_date(stored->registered_at));
    if (form == Form::bytes) {
        response.set("Content-Type", stored->entry.mime_type);
        response.body.emplace_back(raw_body(std::move(*document)));
    } else {
        json::Value head;
        head.set("resourceType", "Binary").set("id", id).set("contentType", stored->entry.mime_type);
        std::string text = json::write(head);
        text.pop_back();
        response.set("Content-Type", fhir_json);
        response.body.emplace_back(text + ",\"data\":\"");
        response.body.emplace_back(base64_body(raw_body(std::move(*document))));
        response.body.emplace_back(std::string("\"}"));
    }
    co_return response;
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/soap_endpoint.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "gateway/base/failure_table.hpp"
#include "gateway/soap/envelope.hpp"
#include "gateway/soap/envelope_rules.hpp"
#include "gateway/transactions/inline_reply.hpp"
#include "gateway/transactions/iti18_registry_stored_query.hpp"
#include "gateway/transactions/iti41_provide_and_register_document_set.hpp"
#include "gateway/transactions/iti42_register_document_set.hpp"
#include "gateway/transactions/iti43_retrieve_document_set.hpp"
#include "gateway/transactions/iti44_patient_identity_feed.hpp"
#include "gateway/transactions/iti57_update_document_set.hpp"
#include "gateway/transactions/iti62_delete_document_set.hpp"
#include "gateway/transactions/iti86_remove_documents.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/xds/messages.hpp"
#include "gateway/xds/vocabulary.hpp"

namespace dmpgw::transactions {
namespace {

// Of rows with the same payload, the first is meant where no action is said.
constexpr std::array<SoapRow, 16> rows = {{
    {"ITI-41", SoapActor::repository, xds::ns::xdsb, "ProvideAndRegisterDocumentSetRequest",
     xds::action::provide_and_register, xds::action::provide_and_register_response, iti41},
    {"ITI-42", SoapActor::registry, xds::ns::lcm, "SubmitObjectsRequest", xds::action::register_set,
     xds::action::register_set_response, iti42},
    {"ITI-57", SoapActor::registry, xds::ns::lcm, "SubmitObjectsRequest", xds::action::update,
     xds::action::update_response, iti57},
    {"ITI-61", SoapActor::registry, xds::ns::lcm, "SubmitObjectsRequest", xds::action::register_on_demand,
     xds::action::register_on_demand_response, iti61},
    {"ITI-92", SoapActor::registry, xds::ns::lcm, "SubmitObjectsRequest", xds::action::restricted_update,
     xds::action::restricted_update_response, iti92},
    {"ITI-62", SoapActor::registry, xds::ns::lcm, "RemoveObjectsRequest", xds::action::delete_set,
     xds::action::delete_set_response, iti62},
    {"ITI-86", SoapActor::repository, xds::ns::rmd, "RemoveDocumentsRequest", xds::action::remove_documents,
     xds::action::remove_documents_response, iti86},
    {"ITI-38", SoapActor::responding_gateway, xds::ns::query, "AdhocQueryRequest", xds::action::cross_gateway_query,
     xds::action::cross_gateway_query_response, iti38},
    {"ITI-39", SoapActor::responding_gateway, xds::ns::xdsb, "RetrieveDocumentSetRequest",
     xds::action::cross_gateway_retrieve, xds::action::cross_gateway_retrieve_response, iti39},
    {"ITI-44", SoapActor::identity, xds::ns::hl7v3, "PRPA_IN201301UV02", xds::action::patient_added,
     xds::action::identity_acknowledgement, iti44},
    {"ITI-44", SoapActor::identity, xds::ns::hl7v3, "PRPA_IN201302UV02", xds::action::patient_revised,
     xds::action::identity_acknowledgement, iti44},
    {"ITI-44", SoapActor::identity, xds::ns::hl7v3, "PRPA_IN201304UV02", xds::action::patients_merged,
     xds::action::identity_acknowledgement, iti44},
    {"ITI-92", SoapActor::responding_gateway, xds::ns::lcm, "SubmitObjectsRequest", xds::action::restricted_update,
     xds::action::restricted_update_response, iti92},
    {"ITI-18", SoapActor::registry, xds::ns::query, "AdhocQueryRequest", xds::action::stored_query,
     xds::action::stored_query_response, iti18},
    {"ITI-51", SoapActor::registry, xds::ns::query, "AdhocQueryRequest", xds::action::multi_patient_query,
     xds::action::multi_patient_query_response, iti51},
    {"ITI-43", SoapActor::repository, xds::ns::xdsb, "RetrieveDocumentSetRequest", xds::action::retrieve,
     xds::action::retrieve_response, iti43},
}};

constexpr Rule reply_too_large{
    "REPLY_ELSEWHERE_TOO_LARGE", FailureKind::too_large, "",
    "The answer is too large to be sent to an address of its own", "La réponse est trop volumineuse pour être envoyée à une autre adresse",
    "Ask for less, or leave ReplyTo out and take the answer on the connection",
    "Demandez moins, ou omettez ReplyTo et recevez la réponse sur la connexion", "gateway limit of 16 MiB"};

// Clients that find no soapAction in a WSDL send an empty one, or the word None.
bool says_nothing(std::string_view action) { return action.empty() || action == "None"; }

Result<const SoapRow*> find_row(SoapActor actor, const soap::Message& message) {
    bool known_payload = false;
    for (const SoapRow& row : rows) {
        if (row.actor != actor || !message.payload->is(row.payload_ns, row.payload_name)) continue;
        if (says_nothing(message.addressing.action) || message.addressing.action == row.action) return &row;
        known_payload = true;
    }
    if (known_payload) return refuse(soap::soap_action_not_supported, "Action", message.addressing.action);
    return refuse(soap::soap_action_not_supported, message.payload->path(), message.payload->local_name());
}

// What the registry says of a failure that is no fault: a document too large, load, a full disk. A limit of the
// parsers has no XDS error code: it is the sender's fault.
bool is_registry_failure(const Failure& failure) {
    if (failure.kind == FailureKind::too_large && failure.first().xds_code.empty()) return false;
    return row_of(failure.kind).soap == "Failure";
}

http::Response failure_response(soap::ReplyContext context, const Failure& failure, std::string_view request_id) {
    const std::string_view type = soap::content_type_of(context.version);
    if (is_registry_failure(failure)) {
        return {200, type, soap::write_envelope(context, xds::action::provide_and_register_response,
                                                xds::write_registry_response(failure, request_id))};
    }
    return {soap::fault_status_of(failure, context.version), type, soap::write_fault(context, failure, request_id)};
}

http::Response pack(const soap::ReplyContext& context, soap::Packaging packaging, SoapReply reply,
                    const Services& services) {
    std::vector<http::BodyPiece> envelope;
    if (reply.stream) {
        auto [before, after] = soap::split_envelope(context, reply.action, reply.payload, reply.stream_at);
        envelope.emplace_back(std::move(before));
        envelope.emplace_back(std::move(reply.stream));
        envelope.emplace_back(std::move(after));
    } else {
        envelope.emplace_back(soap::write_envelope(context, reply.action, reply.payload));
    }
    if (packaging == soap::Packaging::plain) {
        http::Response response;
        response.set("Content-Type", std::string(soap::content_type_of(context.version)));
        response.body = std::move(envelope);
        // Who sends no MIME parts may not be able to read any.
        if (!reply.attachments.empty()) {
            response.body = inline_attachments(std::get<std::string>(std::move(response.body.front())),
                                               std::move(reply.attachments));
        }
        return response;
    }
    soap::MultipartMessage message =
        soap::write_multipart(std::move(envelope), std::move(reply.attachments),
                              new_uuid(services.clock, services.random), reply.action,
                              context.version == soap::Version::soap11 ? "text/xml" : "application/soap+xml");
    http::Response response;
    response.set("Content-Type", message.content_type);
    response.body = std::move(message.body);
    return response;
}

// Reads the message piece by piece; large documents go to the disk as they come.
http::Task<Result<soap::Message>> read_message(soap::MessageReader& reader, DocumentIntake& intake,
                                               http::Request& request, Services& services) {
    while (true) {
        auto piece = co_await request.body->read();
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        if (auto fed = reader.feed(*piece); !fed) co_return fed.error();
        if (auto flushed = co_await intake.flush(services); !flushed) co_return flushed.error();
    }
    co_return reader.finish();
}

// The HTTP answer to a request whose reply goes another way, WS-Addressing 1.0 SOAP binding 5.1; SOAP 1.2 part 2, 7.5.
http::Response accepted() {
    http::Response response;
    response.status = 202;
    return response;
}

// The work is done and safe by now; what cannot be sent as it is travels as the fault that says so.
http::Task<void> send_elsewhere(http::Response response, soap::ReplyContext context, const soap::Addressing& addressing,
                                std::string request_id, std::shared_ptr<void> room, Services& services) {
    std::string type;
    for (const http::Field& field : response.fields) {
        if (field.name == "Content-Type") type = field.value;
    }
    ReplyElsewhere reply{addressing.reply_to, std::move(type), {}, request_id, std::move(room)};
    const bool whole = co_await gather(response, reply.body, services);
    if (!whole) {
        const Failure failure = refuse(reply_too_large, "ReplyTo", addressing.reply_to);
        const std::string& faults = addressing.fault_to;
        if (faults.starts_with("http://www.w3.org/2005/08/addressing/")) co_return;
        reply.address = faults.empty() ? addressing.reply_to : faults;
        reply.content_type = soap::content_type_of(context.version);
        reply.body = soap::write_fault(context, failure, request_id);
    }
    services.replies->send(std::move(reply));
}

http::Task<http::Response> serve(SoapActor actor, http::Request& request, Services& services) {
    Caller caller = caller_of(request, soap_before_payload, services);
    soap::ReplyContext context;
    context.message_id = services.new_entry_uuid();

    DocumentIntake intake(services.store);
    auto reader = soap::MessageReader::open(request.head.field("Content-Type"), request.head.field("SOAPAction"),
                                            services.xml_limits, services.mime_limits, intake);
    if (!reader) {
        const Failure failure = co_await refuse_submission(reader.error(), caller, services);
        co_return failure_response(context, failure, request.request_id);
    }
    auto message = co_await read_message(**reader, intake, request, services);
    context.version = (*reader)->version_hint();
    if (!message) {
        context.relates_to = (*reader)->message_id_hint();
        const Failure failure = co_await refuse_submission(message.error(), caller, services);
        co_return failure_response(context, failure, request.request_id);
    }
    context.version = message->version;
    context.relates_to = message->addressing.message_id;
    const auto row = find_row(actor, *message);
    if (!row) {
        const Failure failure = co_await refuse_submission(row.error(), caller, services);
        co_return failure_response(context, failure, request.request_id);
    }
    caller.transaction = (*row)->transaction;
    auto route = reply_route(*message, services);
    if (!route) {
        const Failure failure = co_await refuse_submission(route.error(), caller, services);
        co_return failure_response(context, failure, request.request_id);
    }
    const soap::Packaging packaging = message->packaging;
    SoapRequest soap_request{std::move(*message), intake, std::move(caller)};
    SoapReply reply = co_await (*row)->run(soap_request, services);
    reply.action = (*row)->reply_action;
    http::Response response = pack(context, packaging, std::move(reply), services);
    if (route->target == ReplyTarget::connection) co_return response;
    if (route->target == ReplyTarget::elsewhere) {
        co_await send_elsewhere(std::move(response), context, soap_request.message.addressing, request.request_id,
                                std::move(route->room), services);
    }
    co_return accepted();
}

}  // namespace

std::span<const SoapRow> soap_table() { return rows; }

http::Handler soap_endpoint(SoapActor actor, Services& services) {
    return [actor, &services](http::Request& request) { return serve(actor, request, services); };
}

http::Response soap_refusal(const http::RequestHead& head, unsigned status, const Failure& failure,
                            std::string_view request_id) {
    soap::ReplyContext context;
    context.version = soap::version_of(head.field("Content-Type"));
    http::Response response = failure_response(context, failure, request_id);
    response.status = status;
    return response;
}

}  // namespace dmpgw::transactions

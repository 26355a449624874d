#include "gateway/transactions/iti18_registry_stored_query.hpp"

#include <memory>
#include <optional>
#include <utility>

#include "gateway/transactions/community_rules.hpp"
#include "gateway/transactions/query_answer.hpp"
#include "gateway/transactions/query_stream.hpp"
#include "gateway/transactions/stored_queries.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/transactions/waiting.hpp"
#include "gateway/xds/messages.hpp"
#include "gateway/xds/query_match.hpp"
#include "gateway/xds/stored_query.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule several_patients{
    "SEVERAL_PATIENTS", FailureKind::forbidden, "XDSResultNotSinglePatient",
    "The query would return metadata of several patients", "La recherche renverrait les métadonnées de plusieurs patients",
    "Ask for the objects of one patient at a time, or with returnType ObjectRef",
    "Demandez les objets d'un seul patient à la fois, ou avec le returnType ObjectRef", "ITI TF-2 3.18.4.1.2.5"};

constexpr Rule too_many_results{
    "TOO_MANY_RESULTS", FailureKind::too_large, "XDSTooManyResults",
    "The query finds more objects than this gateway returns at once",
    "La recherche trouve plus d'objets que cette passerelle n'en renvoie à la fois",
    "Narrow the query by dates or codes, or ask with returnType ObjectRef and fetch the objects by GetDocuments",
    "Restreignez la recherche par dates ou codes, ou demandez le returnType ObjectRef puis lisez les objets par "
    "GetDocuments",
    "ITI TF-2 3.18.4.1.2.6"};
/// References are small, and are what TOO_MANY_RESULTS tells the caller to ask for.
constexpr std::size_t references_for_each_object = 10;

// Who asks, and with which of the two sets of queries.
struct QueryDoor {
    xds::QueryTransaction transaction;
    bool from_another_community;
};

bool names_a_patient(const xds::StoredQuery& query) {
    return query.has("$XDSDocumentEntryPatientId") || query.has("$XDSSubmissionSetPatientId") ||
           query.has("$XDSFolderPatientId") || query.has("$patientId");
}

Result<void> run(const xds::StoredQuery& query, const QueryDoor& door, const Services& services,
                 const storage::RegistryView& registry, QueryAnswer& answer) {
    const bool required = door.from_another_community && !names_a_patient(query);
    if (auto fine = check_community(query.home_community_id, services.identity.home_community_id, required,
                                    "AdhocQuery/@home");
        !fine) {
        return fine;
    }
    if (auto ran = run_stored_query(query, registry, answer); !ran) return ran;
    if (answer.too_many()) return refuse(too_many_results, "AdhocQuery", query.definition->name);
    const bool one_patient = query.definition->transaction == xds::QueryTransaction::stored_query;
    if (one_patient && query.return_type == xds::ReturnType::leaf_class && answer.patients().size() > 1) {
        return refuse(several_patients, "AdhocQuery", query.definition->name);
    }
    return {};
}

std::size_t limit_of(const xds::StoredQuery& query, const Services& services) {
    const std::size_t objects = services.document_limits.query_results;
    return query.return_type == xds::ReturnType::leaf_class ? objects : objects * references_for_each_object;
}

// Whose record was looked into: of the objects shown, or else the one asked for.
std::string patient_of(const xds::StoredQuery& query, const QueryAnswer& answer) {
    if (answer.patients().size() == 1) return *answer.patients().begin();
    for (const char* name : {"$XDSDocumentEntryPatientId", "$XDSSubmissionSetPatientId", "$XDSFolderPatientId", "$patientId"}) {
        const auto named = xds::patients_of(query, name);
        if (named && named->size() == 1) return named->front().key();
    }
    return {};
}

http::Task<SoapReply> answer_query(QueryDoor door, SoapRequest& request, Services& services) {
    const std::string& request_id = request.caller.request_id;
    SoapReply reply;
    const auto query = xds::read_stored_query(*request.message.payload, door.transaction);
    if (!query) {
        const Failure refused = co_await refuse_submission(query.error(), request.caller, services);
        reply.payload = xds::write_adhoc_query_response({}, xds::ReturnType::leaf_class, refused.findings, request_id);
        co_return reply;
    }
    // Another community must be told whose objects these are.
    auto answer = std::make_unique<QueryAnswer>(
        limit_of(*query, services), door.from_another_community ? services.identity.home_community_id : std::string());
    std::unique_ptr<storage::RegistryView> registry;
    std::optional<StreamTicket> ticket;
    // A long answer must not hold up the other connections of this thread.
    const DiskCall look = [&]() -> Result<void> {
        registry = services.store.read();
        if (auto ran = run(*query, door, services, *registry, *answer); !ran) return ran;
        const bool references = query->return_type == xds::ReturnType::object_ref;
        if (answer->is_short() || references) registry.reset();
        return {};
    };
    auto ran = co_await offload(services.disk, look);
    if (ran && !answer->is_short()) {
        auto taken = co_await StreamTicket::wait(services);
        if (taken) ticket.emplace(std::move(*taken));
        else ran = taken.error();
    }
    if (!ran) {
        const Failure refused = co_await refuse_submission(ran.error(), request.caller, services);
        reply.payload = xds::write_adhoc_query_response({}, query->return_type, refused.findings, request_id);
        co_return reply;
    }
    audit::Event event = event_of(request.caller, services);
    event.query = query->definition->name;
    event.patient = patient_of(*query, *answer);
    audit::Event broken = event;  // without the objects, which the event itself names
    event.objects = answer->take_unique_ids();
    if (auto recorded = co_await record(std::move(event), services); !recorded) {
        // What was not recorded is not shown.
        const Failure failure = recorded.error();
        reply.payload = xds::write_adhoc_query_response({}, query->return_type, failure.findings, request_id);
        co_return reply;
    }
    if (answer->is_short()) {
        reply.payload = xds::write_adhoc_query_response(answer->result(), query->return_type, query->warnings, request_id);
        co_return reply;
    }
    // Status and count are said before the first object: nothing that is still to come can change them.
    xds::QueryResponseFrame frame = xds::write_query_response_frame(answer->size(), query->warnings, request_id);
    reply.payload = std::move(frame.text);
    reply.stream_at = frame.objects_at;
    const auto stream = std::make_shared<QueryStream>(std::move(answer), query->return_type, std::move(registry),
                                                      std::move(*ticket), std::move(broken), services);
    co_await stream->prepare();
    reply.stream = stream;
    co_return reply;
}

}  // namespace

http::Task<SoapReply> iti18(SoapRequest& request, Services& services) {
    return answer_query({xds::QueryTransaction::stored_query, false}, request, services);
}

http::Task<SoapReply> iti38(SoapRequest& request, Services& services) {
    return answer_query({xds::QueryTransaction::stored_query, true}, request, services);
}

http::Task<SoapReply> iti51(SoapRequest& request, Services& services) {
    return answer_query({xds::QueryTransaction::multi_patient, false}, request, services);
}

}  // namespace dmpgw::transactions

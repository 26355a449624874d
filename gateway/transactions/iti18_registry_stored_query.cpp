#include "gateway/transactions/iti18_registry_stored_query.hpp"

#include <utility>

#include "gateway/transactions/community_rules.hpp"
#include "gateway/transactions/query_answer.hpp"
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

// Another community must be told whose objects these are.
void say_home(QueryAnswer& answer, const std::string& home) {
    answer.for_each([&](auto& object) {
        if (object.home_community_id.empty()) object.home_community_id = home;
    });
}

Result<void> run(const xds::StoredQuery& query, const QueryDoor& door, const Services& services, QueryAnswer& answer) {
    const bool required = door.from_another_community && !names_a_patient(query);
    if (auto fine = check_community(query.home_community_id, services.identity.home_community_id, required,
                                    "AdhocQuery/@home");
        !fine) {
        return fine;
    }
    if (auto ran = run_stored_query(query, *services.store.read(), answer); !ran) return ran;
    if (answer.too_many()) return refuse(too_many_results, "AdhocQuery", query.definition->name);
    const bool one_patient = query.definition->transaction == xds::QueryTransaction::stored_query;
    if (one_patient && query.return_type == xds::ReturnType::leaf_class && answer.patients().size() > 1) {
        return refuse(several_patients, "AdhocQuery", query.definition->name);
    }
    if (door.from_another_community) say_home(answer, services.identity.home_community_id);
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
    QueryAnswer answer(limit_of(*query, services));
    // A long answer must not hold up the other connections of this thread.
    const DiskCall look = [&] { return run(*query, door, services, answer); };
    if (auto ran = co_await offload(services.disk, look); !ran) {
        const Failure refused = co_await refuse_submission(ran.error(), request.caller, services);
        reply.payload = xds::write_adhoc_query_response({}, query->return_type, refused.findings, request_id);
        co_return reply;
    }
    audit::Event event = event_of(request.caller, services);
    event.query = query->definition->name;
    event.objects = answer.unique_ids();
    event.patient = patient_of(*query, answer);
    if (auto recorded = co_await record(std::move(event), services); !recorded) {
        // What was not recorded is not shown.
        const Failure failure = recorded.error();
        reply.payload = xds::write_adhoc_query_response({}, query->return_type, failure.findings, request_id);
        co_return reply;
    }
    xds::QueryResult result = answer.result();
    if (door.from_another_community) result.home_community_id = services.identity.home_community_id;
    reply.payload = xds::write_adhoc_query_response(result, query->return_type, query->warnings, request_id);
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

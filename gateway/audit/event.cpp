#include "gateway/audit/event.hpp"

#include <algorithm>

#include "gateway/json/value.hpp"

namespace dmpgw::audit {
namespace {

json::Value strings(const std::vector<std::string>& values) {
    json::Array array;
    array.reserve(values.size());
    for (const std::string& v : values) array.emplace_back(v);
    return array;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::success: return "success";
        case Outcome::refused: return "refused";
        case Outcome::failed: return "failed";
    }
    return "failed";
}

Outcome outcome_of(const Failure& failure) {
    switch (failure.kind) {
        case FailureKind::internal:
        case FailureKind::unavailable:
        case FailureKind::busy: return Outcome::failed;
        default: return Outcome::refused;
    }
}

void set_failure(Event& event, const Failure& failure) {
    event.outcome = outcome_of(failure);
    for (const Finding& finding : failure.findings) {
        if (finding.severity != Severity::error) continue;
        if (std::find(event.rules.begin(), event.rules.end(), finding.rule) == event.rules.end()) {
            event.rules.push_back(finding.rule);
        }
    }
}

storage::AuditRecord to_record(const Event& event) {
    json::Value value;
    value.set("time", to_iso8601(event.time))
        .set("transaction", event.transaction)
        .set("outcome", to_string(event.outcome))
        .set("request_id", event.request_id)
        .set("peer_address", event.peer_address);
    if (!event.peer_subject.empty()) value.set("peer_subject", event.peer_subject);
    if (!event.source.empty()) value.set("source", event.source);
    if (!event.patient.empty()) value.set("patient", event.patient);
    if (!event.objects.empty()) value.set("objects", strings(event.objects));
    if (!event.query.empty()) value.set("query", event.query);
    if (!event.rules.empty()) value.set("rules", strings(event.rules));
    if (event.repeated) value.set("repeated", true);
    return {event.time,    event.transaction, std::string(to_string(event.outcome)),
            event.patient, event.request_id,  json::write(value)};
}

}  // namespace dmpgw::audit

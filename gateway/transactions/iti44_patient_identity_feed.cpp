#include "gateway/transactions/iti44_patient_identity_feed.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "gateway/json/value.hpp"
#include "gateway/transactions/ins_rules.hpp"
#include "gateway/transactions/patient_identity.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/transactions/waiting.hpp"

namespace dmpgw::transactions {
namespace {

std::string system_of(const model::Cx& cx) { return "urn:oid:" + cx.assigning_authority.universal_id; }
std::string key_of(const model::Cx& cx) { return system_of(cx) + "|" + cx.id; }

json::Value object() { return json::Value(json::Object{}); }

std::string fhir_gender(std::string_view code) {
    if (code == "M") return "male";
    if (code == "F") return "female";
    return code == "UN" ? "other" : "unknown";
}

// TS 19510412 as FHIR writes it; empty where it is no date.
std::string fhir_date(std::string_view time) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (time.size() < 4 || !std::all_of(time.begin(), time.begin() + 4, is_digit)) return {};
    std::string date(time.substr(0, 4));
    for (const std::size_t at : {std::size_t{4}, std::size_t{6}}) {
        if (time.size() < at + 2 || !is_digit(time[at]) || !is_digit(time[at + 1])) break;
        date.append("-").append(time.substr(at, 2));
    }
    return date;
}

json::Value resource_of(const xds::IdentityFeed& feed) {
    json::Value patient = object();
    patient.set("resourceType", "Patient");
    json::Array identifiers;
    for (const model::Cx& cx : feed.identifiers) {
        identifiers.push_back(object().set("system", system_of(cx)).set("value", cx.id));
    }
    patient.set("identifier", std::move(identifiers)).set("active", true);
    if (!feed.family.empty() || !feed.given.empty()) {
        json::Value name = object();
        if (!feed.family.empty()) name.set("family", feed.family);
        json::Array given;
        for (const std::string& g : feed.given) given.emplace_back(g);
        if (!given.empty()) name.set("given", std::move(given));
        patient.set("name", json::Array{std::move(name)});
    }
    if (!feed.gender.empty()) patient.set("gender", fhir_gender(feed.gender));
    if (const std::string date = fhir_date(feed.birth_time); !date.empty()) patient.set("birthDate", date);
    return patient;
}

std::optional<storage::PatientRecord> known_by(const std::vector<model::Cx>& identifiers, const storage::RegistryView& registry) {
    for (const model::Cx& cx : identifiers) {
        const auto found = registry.patients_by_identifier(key_of(cx));
        if (!found.empty()) return found.front();
    }
    return std::nullopt;
}

void write(storage::PatientRecord& record, json::Value resource, const Services& services) {
    record.updated_at = services.clock.now();
    json::Value meta = object();
    meta.set("versionId", std::to_string(record.version)).set("lastUpdated", to_iso8601(record.updated_at));
    resource.set("id", record.id).set("meta", std::move(meta));
    record.identifiers = identifier_keys(resource);
    record.resource = json::write(resource);
}

}  // namespace

storage::Changes changes_of(const xds::IdentityFeed& feed, const storage::RegistryView& registry, const Services& services) {
    storage::Changes changes;
    storage::PatientRecord survivor;
    if (auto known = known_by(feed.identifiers, registry)) {
        survivor = std::move(*known);
        ++survivor.version;
    } else {
        survivor.id = new_uuid(services.clock, services.random);
    }
    write(survivor, resource_of(feed), services);
    for (const model::Cx& obsolete : feed.obsolete) {
        changes.merged_patients.push_back({obsolete, feed.identifiers.front()});
        for (storage::PatientRecord record : registry.patients_by_identifier(key_of(obsolete))) {
            if (record.id == survivor.id) continue;
            auto resource = json::parse(record.resource);
            if (!resource) continue;
            // Nobody is found under an obsolete identifier any more (ITI TF-2 3.44.4.2.3).
            json::Array& identifiers = resource->find("identifier")->array();
            std::erase_if(identifiers, [&](const json::Value& i) {
                return i["system"].as_string() == system_of(obsolete) && i["value"].as_string() == obsolete.id;
            });
            json::Value other = object();
            other.set("reference", "Patient/" + survivor.id);
            resource->set("active", false)
                .set("link", json::Array{object().set("other", std::move(other)).set("type", "replaced-by")});
            ++record.version;
            write(record, std::move(*resource), services);
            changes.patients.push_back(std::move(record));
        }
    }
    changes.patients.push_back(std::move(survivor));
    return changes;
}

http::Task<Findings> keep_identities(xds::IdentityFeed feed, const Caller& caller, Services& services) {
    audit::Event event = event_of(caller, services);
    event.patient = feed.identifiers.front().key();
    for (const model::Cx& cx : feed.identifiers) event.objects.push_back(model::to_string(cx));
    for (const model::Cx& cx : feed.obsolete) event.objects.push_back(model::to_string(cx));
    const std::vector<InsUse> ins = ins_of(feed.identifiers, feed.identifiers_at);
    Findings keys = check_ins_keys(ins, services.policy(caller.source).ins_key);
    if (has_errors(keys)) {
        Failure refused = co_await refuse_submission(Failure::of(std::move(keys)), caller, services);
        co_return std::move(refused.findings);
    }
    auto refusal = std::make_shared<std::optional<Failure>>();
    storage::Unit unit;
    unit.decide = [feed = std::make_shared<xds::IdentityFeed>(std::move(feed)), event, ins, refusal,
                   &services](const storage::RegistryView& registry) {
        InsVerdict verdict = check_ins_domain(ins, registry, services);
        if (!verdict.findings.empty()) {
            *refusal = Failure::of(std::move(verdict.findings));
            return refusal_changes(event, **refusal);
        }
        storage::Changes changes = changes_of(*feed, registry, services);
        changes.audit.push_back(audit::to_record(event));
        verdict.note(changes);
        return changes;
    };
    if (auto committed = co_await commit(services.store, std::move(unit)); !committed) {
        Failure refused = co_await refuse_submission(committed.error(), caller, services);
        co_return std::move(refused.findings);
    }
    // What was taken with a remark is acknowledged with it.
    if (*refusal) keys = std::move((*refusal)->findings);
    co_return keys;
}

http::Task<SoapReply> iti44(SoapRequest& request, Services& services) {
    const xds::IdentityMessage message = xds::read_identity_message(*request.message.payload);
    SoapReply reply;
    const auto acknowledge = [&](const Findings& findings) {
        reply.payload = xds::write_identity_acknowledgement(message, findings, new_uuid(services.clock, services.random),
                                                            services.clock.now());
    };
    auto feed = xds::read_identity_feed(*request.message.payload);
    if (!feed) {
        const Failure refused = co_await refuse_submission(feed.error(), request.caller, services);
        acknowledge(refused.findings);
        co_return reply;
    }
    acknowledge(co_await keep_identities(std::move(*feed), request.caller, services));
    co_return reply;
}

}  // namespace dmpgw::transactions

#include "gateway/transactions/iti65_provide_document_bundle.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/base/encoding.hpp"
#include "gateway/fhir/transaction_response.hpp"
#include "gateway/mapping/submission.hpp"
#include "gateway/transactions/fhir_io.hpp"
#include "gateway/transactions/fhir_places.hpp"
#include "gateway/transactions/patient_identity.hpp"
#include "gateway/transactions/submit.hpp"
#include "gateway/transactions/waiting.hpp"

namespace dmpgw::transactions {
namespace {

constexpr Rule binary_unknown{
    "BINARY_UNKNOWN", FailureKind::invalid, "XDSMissingDocument",
    "attachment.url names a Binary that is neither in the Bundle nor here",
    "attachment.url désigne un Binary qui n'est ni dans le Bundle ni ici",
    "Put the Binary into the Bundle, under the fullUrl that attachment.url names",
    "Placez le Binary dans le Bundle, sous le fullUrl que désigne attachment.url", "MHD 4.2 3.65.4.1.2"};

/// Base64 is decoded in pieces, so that a large document passes through memory and is not held there twice.
constexpr std::size_t decode_piece = 256 * KiB;

Result<void> decode_into(storage::StagedDocument& staged, std::string_view base64) {
    Base64Decoder decoder;
    std::string bytes;
    for (std::size_t at = 0; at < base64.size(); at += decode_piece) {
        bytes.clear();
        // The mapping has checked the syntax; what fails here would be a bug of ours.
        if (!decoder.feed(base64.substr(at, decode_piece), bytes)) return refuse(binary_unknown, "Binary.data");
        if (auto taken = staged.append(bytes); !taken) return taken;
        if (staged.wants_flush()) {
            if (auto flushed = staged.flush(); !flushed) return flushed;
        }
    }
    return staged.finish();
}

Result<void> copy_into(storage::StagedDocument& staged, const std::string& id, const Services& services) {
    const auto stored = services.store.read()->entry_by_uuid("urn:uuid:" + id);
    if (!stored || !stored->location) return refuse(binary_unknown, "Binary/" + id, id);
    auto document = services.store.open(*stored->location);
    if (!document) return document.error();
    std::string bytes(decode_piece, '\0');
    while (const std::size_t n = (*document)->read(bytes.data(), bytes.size())) {
        if (auto taken = staged.append(std::string_view(bytes).substr(0, n)); !taken) return taken;
        if (staged.wants_flush()) {
            if (auto flushed = staged.flush(); !flushed) return flushed;
        }
    }
    return staged.finish();
}

Result<std::vector<SubmittedDocument>> stage_documents(const mapping::MappedSubmission& mapped, Services& services) {
    std::vector<SubmittedDocument> documents;
    for (const mapping::MappedDocument& m : mapped.documents) {
        auto staged = services.store.stage();
        auto filled = m.existing.empty() ? decode_into(*staged, m.base64) : copy_into(*staged, m.existing, services);
        if (!filled) return filled.error();
        documents.push_back({m.entry_id, std::move(staged)});
    }
    return documents;
}

bool is_large(const mapping::MappedSubmission& mapped) {
    std::size_t total = 0;
    for (const mapping::MappedDocument& m : mapped.documents) {
        if (!m.existing.empty()) return true;
        total += m.base64.size();
    }
    return total > 1 * MiB;
}

std::vector<storage::PatientRecord> patients_of(const fhir::Bundle& bundle, const mapping::MappedSubmission& mapped,
                                                const Services& services) {
    std::vector<storage::PatientRecord> patients;
    for (const std::size_t index : mapped.patients) {
        const fhir::Entry& entry = bundle.entries()[index];
        json::Value resource = *entry.resource;
        storage::PatientRecord patient;
        patient.id = patient_id_of(entry);
        patient.identifiers = identifier_keys(resource);
        patient.updated_at = services.clock.now();
        resource.set("id", patient.id);
        patient.resource = json::write(resource);
        patients.push_back(std::move(patient));
    }
    return patients;
}

// Which of the receipt's UUIDs an entry of the bundle became.
std::string uuid_of(const std::string& id, const std::vector<std::string>& entry_ids,
                    const std::vector<std::string>& folder_ids, const Receipt& receipt) {
    for (std::size_t i = 0; i < entry_ids.size() && i < receipt.entry_uuids().size(); ++i) {
        if (entry_ids[i] == id) return receipt.entry_uuids()[i];
    }
    for (std::size_t i = 0; i < folder_ids.size() && i < receipt.folder_uuids().size(); ++i) {
        if (folder_ids[i] == id) return receipt.folder_uuids()[i];
    }
    return receipt.submission_set_uuid();
}

fhir::EntryResult result_of(const fhir::Entry& entry, const std::string& uuid) {
    constexpr std::size_t urn = std::string_view("urn:uuid:").size();
    if (entry.type == "Patient") return {"Patient", patient_id_of(entry), 1, entry.method != "PUT"};
    return {entry.type, uuid.substr(urn), 1, true};
}

}  // namespace

http::Task<http::Response> iti65(http::Request& request, Services& services) {
    Caller caller = caller_of(request, "ITI-65", services);
    if (auto accepted = check_accepts_fhir(request.head); !accepted) {
        co_return co_await refuse_interaction(accepted.error(), caller, services);
    }
    auto body = co_await read_resource_body(request, services);
    if (!body) co_return co_await refuse_interaction(body.error(), caller, services);
    const auto bundle = fhir::Bundle::read(body->resource);
    if (!bundle) co_return co_await refuse_interaction(bundle.error(), caller, services);

    auto mapped = [&] {
        const auto registry = services.store.read();
        mapping::MappingOptions options;
        options.base_url = services.identity.fhir_base;
        options.find_document = [&registry](std::string_view unique_id) -> std::optional<std::string> {
            const auto known = registry->entries_by_unique_id(unique_id);
            if (known.empty()) return std::nullopt;
            return known.back().entry.entry_uuid;
        };
        return mapping::to_submission(*bundle, BundleSubjects(*bundle, *registry, services, caller.source), options);
    }();
    if (!mapped) co_return co_await refuse_interaction(mapped.error(), caller, services);

    std::optional<Result<std::vector<SubmittedDocument>>> documents;
    const DiskCall stage = [&]() -> Result<void> {
        documents.emplace(stage_documents(*mapped, services));
        return {};
    };
    if (is_large(*mapped)) {
        if (auto done = co_await offload(services.disk, stage); !done) co_return outcome_response(done.error(), caller);
    } else {
        stage().value();
    }
    if (!*documents) co_return co_await refuse_interaction(documents->error(), caller, services);

    SubmitRequest submission;
    submission.rules.allow_on_demand_entries = true;
    submission.rules.locate = fhir_places(*bundle, *mapped);
    std::vector<std::string> entry_ids;
    std::vector<std::string> folder_ids;
    for (const auto& e : mapped->submission.entries) entry_ids.push_back(e.entry_uuid);
    for (const auto& f : mapped->submission.folders) folder_ids.push_back(f.entry_uuid);
    caller.source = services.source_of(caller.tls_subject, mapped->submission.submission_set.source_id);
    submission.rules.allow_limited_metadata = services.policy(caller.source).accept_minimal_metadata;
    submission.submission = std::move(mapped->submission);
    submission.documents = std::move(**documents);
    submission.patients = patients_of(*bundle, *mapped, services);
    submission.findings = std::move(body->remarks);
    append(submission.findings, std::move(mapped->warnings));
    const auto receipt = co_await submit(std::move(submission), caller, services);
    if (!receipt) co_return outcome_response(receipt.error(), caller);

    fhir::TransactionReceipt answer;
    answer.base_url = services.identity.fhir_base;
    answer.last_modified = to_iso8601(services.clock.now());
    answer.warnings = receipt->warnings();
    for (std::size_t i = 0; i < bundle->entries().size(); ++i) {
        answer.entries.push_back(
            result_of(bundle->entries()[i], uuid_of(mapped->ids[i], entry_ids, folder_ids, *receipt)));
    }
    co_return resource_response(200, fhir::transaction_response(answer), caller.answer);
}

}  // namespace dmpgw::transactions

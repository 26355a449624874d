// Units as transactions/submit would make them, whose every byte follows from one number: whoever knows
// the number can check the whole of what was stored.
#pragma once

#include <fmt/format.h>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gateway/base/encoding.hpp"
#include "gateway/storage/store.hpp"

namespace dmpgw::storage::sample {

/// Pseudo-random bytes, always the same for one number.
inline std::string document_of(std::uint64_t number, std::size_t size) {
    std::string bytes(size, '\0');
    std::uint64_t state = number * 0x9E3779B97F4A7C15ULL + 1;
    for (std::size_t i = 0; i < size; ++i) {
        if (i % 8 == 0) {
            state ^= state << 13U;
            state ^= state >> 7U;
            state ^= state << 17U;
        }
        bytes[i] = static_cast<char>(state >> (8 * (i % 8)));
    }
    return bytes;
}

inline std::string uuid_of(std::uint64_t kind, std::uint64_t number) {
    return fmt::format("urn:uuid:{:08x}-0000-7000-8000-{:012x}", kind, number);
}
inline std::string entry_uuid(std::uint64_t number) { return uuid_of(1, number); }
inline std::string unique_id(std::uint64_t number) { return fmt::format("1.2.250.1.213.1.{}", number); }
inline std::string set_unique_id(std::uint64_t number) { return fmt::format("1.2.250.1.999.{}", number); }
inline std::string patient_id(std::uint64_t number) { return fmt::format("1600000{:08}", number % 97); }

inline model::Cx patient_of(std::uint64_t number) {
    model::Cx patient;
    patient.id = patient_id(number);
    patient.assigning_authority = {"", "1.2.250.1.213.1.4.10", "ISO"};
    patient.identifier_type_code = "NH";
    return patient;
}

inline model::Code code_of(std::string code, std::string scheme, std::string display) {
    return {std::move(code), std::move(scheme), {std::move(display), "", ""}};
}

inline model::DocumentEntry entry_of(std::uint64_t number) {
    model::DocumentEntry entry;
    entry.entry_uuid = entry_uuid(number);
    entry.logical_id = entry.entry_uuid;
    entry.unique_id = unique_id(number);
    entry.availability_status = model::AvailabilityStatus::approved;
    entry.patient_id = patient_of(number);
    entry.source_patient_id = patient_of(number);
    entry.source_patient_info = {"PID-5|DESMAUX^Nathalie^^^^^D", "PID-7|19790328", "PID-8|F"};
    model::Author author;
    author.author_person = model::Xcn{{"801234500017", "Dupuis", "Édouard", "", "", "", "", "",
                                       "&1.2.250.1.71.4.2.1&ISO", "D", "", "", "IDNPS"}};
    author.author_institution = {model::Xon{{"Clinique du Lac", "", "", "", "",
                                             "&1.2.250.1.71.4.2.2&ISO", "IDNST", "", "", "10B0123456"}}};
    author.author_specialty = {"G15_10/SM26^Qualifié en médecine générale (SM)^1.2.250.1.213.1.1.4.5"};
    entry.authors = {author};
    entry.class_code = code_of("11", "1.2.250.1.213.1.1.4.1", "Compte rendu");
    entry.type_code = code_of("11490-0", "2.16.840.1.113883.6.1", "Lettre de liaison à la sortie");
    entry.format_code = code_of("urn:ihe:iti:xds-sd:pdf:2008", "1.3.6.1.4.1.19376.1.2.3", "PDF/A-1");
    entry.confidentiality_codes = {code_of("N", "2.16.840.1.113883.5.25", "Normal")};
    entry.creation_time = model::Dtm{2026, 3, 14, 15, 30, 0, model::Dtm::Precision::second, "", {}};
    entry.language_code = "fr-FR";
    entry.mime_type = "text/xml";
    entry.title = {fmt::format("Lettre de liaison n° {}", number), "fr-FR", "UTF-8"};
    return entry;
}

inline model::SubmissionSet set_of(std::uint64_t number) {
    model::SubmissionSet set;
    set.entry_uuid = uuid_of(2, number);
    set.logical_id = set.entry_uuid;
    set.unique_id = set_unique_id(number);
    set.source_id = "1.2.250.1.999.1";
    set.availability_status = model::AvailabilityStatus::approved;
    set.patient_id = patient_of(number);
    set.submission_time = model::Dtm{2026, 3, 14, 15, 31, 7, model::Dtm::Precision::second, "", {}};
    set.content_type_code = code_of("04", "1.2.250.1.213.2.2", "Hospitalisation de jour");
    return set;
}

inline model::Association member_of(std::uint64_t number) {
    model::Association association;
    association.entry_uuid = uuid_of(3, number);
    association.type = model::AssociationType::has_member;
    association.source = uuid_of(2, number);
    association.target = entry_uuid(number);
    association.submission_set_status = "Original";
    association.availability_status = model::AvailabilityStatus::approved;
    return association;
}

inline AuditRecord audit_of(std::uint64_t number) {
    return {TimePoint(std::chrono::microseconds(1'773'500'000'000'000 + static_cast<std::int64_t>(number))),
            "ITI-41", "success", patient_of(number).key(), fmt::format("request-{}", number),
            fmt::format(R"({{"resourceType":"AuditEvent","id":"{}"}})", number)};
}

/// All that submission `number` adds, with `document` as its one document.
inline Changes changes_of(std::uint64_t number, const StagedDocument& document) {
    Changes changes;
    NewEntry added{entry_of(number), 0};
    added.entry.size = document.size();
    added.entry.hash = hex_encode(document.sha1());
    changes.entries.push_back(std::move(added));
    changes.submission_sets.push_back(set_of(number));
    changes.associations.push_back(member_of(number));
    changes.idempotency = IdempotencyRecord{"test", set_unique_id(number), document.sha256(), "{}"};
    changes.audit.push_back(audit_of(number));
    return changes;
}

/// The unit of submission `number`, with a document of `size` bytes. On failure to stage: the failure.
inline Result<Unit> unit_of(Store& store, std::uint64_t number, std::size_t size) {
    auto document = store.stage();
    if (auto r = document->append(document_of(number, size)); !r) return r.error();
    if (document->wants_flush()) {
        if (auto r = document->flush(); !r) return r.error();
    }
    if (auto r = document->finish(); !r) return r.error();
    if (document->wants_flush()) {
        if (auto r = document->flush(); !r) return r.error();
    }
    Changes changes = changes_of(number, *document);
    Unit unit;
    unit.documents.push_back(std::move(document));
    unit.decide = [changes = std::move(changes)](const RegistryView&) { return changes; };
    return unit;
}

/// Commits and waits for the answer.
inline Result<void> commit_and_wait(Store& store, Unit unit) {
    std::promise<Result<void>> answer;
    auto future = answer.get_future();
    store.commit(std::move(unit), [&answer](Result<void> result) { answer.set_value(std::move(result)); });
    return future.get();
}

inline Result<void> submit(Store& store, std::uint64_t number, std::size_t size) {
    auto unit = unit_of(store, number, size);
    if (!unit) return unit.error();
    return commit_and_wait(store, std::move(*unit));
}

inline std::string read_all(DocumentReader& reader) {
    std::string bytes(static_cast<std::size_t>(reader.size()), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const std::size_t n = reader.read(bytes.data() + done, bytes.size() - done);
        if (n == 0) break;
        done += n;
    }
    bytes.resize(done);
    return bytes;
}

/// What is wrong with submission `number` in the store: empty when it is wholly there and right, "absent"
/// when nothing of it is there, else the first thing that is amiss.
inline std::string check(Store& store, std::uint64_t number, std::size_t size) {
    const auto view = store.read();
    const auto entry = view->entry_by_uuid(entry_uuid(number));
    const auto set = view->submission_set_by_unique_id(set_unique_id(number));
    const auto members = view->associations_of({entry_uuid(number)});
    const auto record = view->submission_record("test", set_unique_id(number));
    std::size_t audited = 0;
    view->audit_records({}, patient_of(number).key(), [&](const AuditRecord& audit) {
        audited += audit.request_id == audit_of(number).request_id ? 1U : 0U;
        return true;
    });
    const bool nothing = !entry && !set && members.empty() && !record && audited == 0;
    if (nothing) return "absent";
    if (!entry || !set || members.size() != 1 || !record || audited != 1) return "half there";
    auto wanted = entry_of(number);
    wanted.size = size;
    const std::string bytes = document_of(number, size);
    wanted.hash = hex_encode(sha1(bytes));
    if (entry->entry != wanted) return "entry differs";
    if (view->entries_by_unique_id(unique_id(number)).size() != 1) return "unique id not found once";
    if (!entry->location) return "no location";
    auto reader = store.open(*entry->location);
    if (!reader) return "document gone";
    if (read_all(**reader) != bytes) return "document differs";
    return {};
}

}  // namespace dmpgw::storage::sample

// Documents against their entries, ITI TF-2 3.41.4.1.3: present, named, and of the hash and size stated.
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "gateway/base/encoding.hpp"
#include "gateway/xds/error_codes.hpp"
#include "gateway/xds/metadata_rules.hpp"
#include "gateway/xds/value_rules.hpp"

namespace dmpgw::xds {
namespace {

constexpr Rule missing_document{
    "MISSING_DOCUMENT_FOR_DOC_ENTRY", FailureKind::invalid, error_code::missing_document,
    "No document came with the DocumentEntry", "Aucun document n'accompagne le DocumentEntry",
    "Add a Document whose id is the id of the DocumentEntry, letter for letter",
    "Ajoutez un Document dont l'id est celui du DocumentEntry, à la lettre près",
    "ITI TF-3 Table 4.2.4.1-2"};
constexpr Rule missing_metadata{
    "MISSING_DOC_ENTRY_FOR_DOCUMENT", FailureKind::invalid, error_code::missing_document_metadata,
    "No DocumentEntry describes the document", "Aucun DocumentEntry ne décrit le document",
    "Give the Document the id of its DocumentEntry, letter for letter",
    "Donnez au Document l'id de son DocumentEntry, à la lettre près", "ITI TF-3 Table 4.2.4.1-2"};
constexpr Rule duplicate_document{
    "DUPLICATE_DOCUMENT", FailureKind::invalid, error_code::repository_metadata_error,
    "Two documents have the same id", "Deux documents ont le même id",
    "Send one Document for each DocumentEntry", "Envoyez un seul Document par DocumentEntry",
    "ITI TF-2 3.41.4.1.2"};
constexpr Rule document_not_allowed{
    "DOCUMENT_NOT_ALLOWED_IN_DOC_ENTRY", FailureKind::invalid, error_code::repository_metadata_error,
    "A document came with an on-demand DocumentEntry",
    "Un document accompagne un DocumentEntry à la demande",
    "Leave the document out, or make the entry a stable one",
    "Omettez le document, ou faites de l'entrée une entrée stable", "ITI TF-3 4.2.3.2.30"};
constexpr Rule incorrect_hash{
    "INCORRECT_HASH", FailureKind::invalid, error_code::repository_metadata_error,
    "The hash is not the SHA-1 of the document that came",
    "L'empreinte n'est pas le SHA-1 du document reçu",
    "Compute the SHA-1 over the very bytes that are sent, after any change of line ends or encoding",
    "Calculez le SHA-1 sur les octets envoyés, après tout changement de fin de ligne ou d'encodage",
    "ITI TF-3 4.2.3.2.10"};
constexpr Rule incorrect_size{
    "INCORRECT_SIZE", FailureKind::invalid, error_code::repository_metadata_error,
    "The size is not that of the document that came",
    "La taille n'est pas celle du document reçu",
    "Count the very bytes that are sent, before base64 and MIME",
    "Comptez les octets envoyés, avant base64 et MIME", "ITI TF-3 4.2.3.2.21"};

constexpr Rule hash_is_cut_sha256{
    "HASH_IS_CUT_SHA256", FailureKind::invalid, error_code::repository_metadata_error,
    "The hash is the beginning of the document's SHA-256",
    "L'empreinte est le début du SHA-256 du document",
    "Compute the SHA-1 of the document, not its SHA-256",
    "Calculez le SHA-1 du document, non son SHA-256", "ITI TF-3 4.2.3.2.10"};

constexpr std::array rule_list{missing_document, missing_metadata, duplicate_document,
                               document_not_allowed, incorrect_hash, incorrect_size,
                               hash_is_cut_sha256};

}  // namespace

std::span<const Rule> document_rules() { return rule_list; }

Findings check_documents(const model::Submission& submission, std::span<const DocumentFacts> documents,
                         const Locate& locate) {
    Findings findings;
    const auto name = [&](const Place& place) { return locate ? locate(place) : describe(place); };
    std::unordered_map<std::string_view, const DocumentFacts*> by_id;
    for (const DocumentFacts& document : documents) {
        if (!by_id.emplace(document.id, &document).second) {
            findings.push_back(finding(duplicate_document, "Document", document.id));
        }
    }
    std::unordered_set<std::string_view> described;
    for (std::size_t i = 0; i < submission.entries.size(); ++i) {
        const model::DocumentEntry& entry = submission.entries[i];
        const Place place{ObjectKind::document_entry, i};
        described.insert(entry.entry_uuid);
        const bool on_demand = entry.type == model::DocumentEntryType::on_demand;
        const auto found = by_id.find(entry.entry_uuid);
        if (found == by_id.end()) {
            if (!on_demand) findings.push_back(finding(missing_document, name(place), entry.entry_uuid));
            continue;
        }
        if (on_demand) {
            findings.push_back(finding(document_not_allowed, name(place), entry.entry_uuid));
            continue;
        }
        const DocumentFacts& document = *found->second;
        const std::string sha1 = hex_encode(document.sha1);
        // A hash that is no SHA-1 at all is refused by the metadata rules, with better words.
        if (fault_of_hash(entry.hash) == nullptr && entry.hash != sha1) {
            const bool cut = document.sha256_hex.starts_with(entry.hash);
            findings.push_back(finding(cut ? hash_is_cut_sha256 : incorrect_hash, name(place.of("hash")), entry.hash, sha1));
        }
        if (entry.size && *entry.size != document.size) {
            findings.push_back(finding(incorrect_size, name(place.of("size")),
                                       std::to_string(*entry.size), std::to_string(document.size)));
        }
    }
    for (const DocumentFacts& document : documents) {
        if (!described.contains(document.id)) {
            findings.push_back(finding(missing_metadata, "Document", document.id));
        }
    }
    return findings;
}

}  // namespace dmpgw::xds

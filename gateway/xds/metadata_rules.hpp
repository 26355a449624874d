// The rules on a submission that hold whatever face it came by: ITI TF-3 4.2 (metadata), ITI TF-2 3.41,
// 3.42, 3.57, 3.61. A FHIR bundle and an ebRIM message become the same model and are judged here.
//
// Not here: the shape of a message (ebrim_reader.hpp), the state of the registry (unknown patients, known
// uniqueIds: transactions/submit), code lists and French rules beyond the data types (profiles).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/digest.hpp"
#include "gateway/base/failure.hpp"
#include "gateway/model/submission.hpp"
#include "gateway/xds/place.hpp"

namespace dmpgw::xds {

/// What the submission was sent as. ITI-65 and ITI-105 submit as iti41 does.
enum class Transaction : std::uint8_t { iti41, iti42, iti57, iti61, iti92 };

struct RuleContext {
    Transaction transaction = Transaction::iti41;
    /// On-demand entries may stand beside stable ones, as in ITI-65 (MHD 3.65.4.1.2); in XDS they have ITI-61.
    bool allow_on_demand_entries = false;
    /// Objects that say they carry limited metadata (XDR, XDM, MHD minimal) are taken.
    bool allow_limited_metadata = false;
    /// How to call a place; describe() when absent.
    Locate locate{};
    /// What a reader has found fault with already; may be null.
    const Reported* reported = nullptr;
    /// False when the reader had to drop an association: membership is not judged then.
    bool associations_complete = true;
};

/// Findings beyond this many are not collected: a hostile message must not cost more than it weighs.
inline constexpr std::size_t max_findings = 500;

/// All breaches. Findings of Severity::warning do not hinder acceptance.
Findings check(const model::Submission& submission, const RuleContext& context);

/// What is known of a document that came with the submission.
struct DocumentFacts {
    std::string id;           ///< Document/@id, or the entry_uuid it belongs to
    std::uint64_t size = 0;   ///< bytes
    Sha1Digest sha1{};
    std::string sha256_hex{};  ///< optional: lets a SHA-256 sent by mistake be named
};

/// Documents against entries: each entry that is not on-demand has its document, each document its entry, and
/// hash and size, where given, are those of the bytes (XDSRepositoryMetadataError).
Findings check_documents(const model::Submission& submission, std::span<const DocumentFacts> documents,
                         const Locate& locate = {});

std::span<const Rule> metadata_rules();
std::span<const Rule> association_rules();
std::span<const Rule> document_rules();

/// Every rule of this folder and of the HL7 types, for the documentation and the conformance statement.
std::span<const Rule> all_rules();

}  // namespace dmpgw::xds

// Which Binary of a Bundle is the document of which DocumentReference.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/failure.hpp"
#include "gateway/fhir/bundle.hpp"
#include "gateway/mapping/context.hpp"
#include "gateway/model/document_entry.hpp"

namespace dmpgw::mapping {

struct MappedDocument;

class BinaryPairing {
  public:
    BinaryPairing(const fhir::Bundle& bundle, const MappingOptions& options, Findings& findings)
        : bundle_(bundle), options_(options), findings_(findings) {}

    void add(const fhir::Entry& binary) { binaries_.push_back(&binary); }

    /// Follows attachment.url of a DocumentReference, in the Bundle or to this server, never further. An
    /// entry without Binary in the Bundle, hash and size becomes an on-demand entry: its document is what
    /// attachment.url (DocumentEntry.URI) answers when it is asked for.
    void pair(const fhir::Entry& reference, model::DocumentEntry& entry);

    /// The documents in order of their entries; a Binary that no entry names is a finding. Sets the ids of
    /// the Binary entries to those of the entries they feed.
    std::vector<MappedDocument> finish(std::vector<std::string>& ids);

  private:
    void pair_with(const fhir::Entry& binary, const std::string& where, const model::DocumentEntry& entry);

    const fhir::Bundle& bundle_;
    const MappingOptions& options_;
    Findings& findings_;
    std::vector<const fhir::Entry*> binaries_;
    std::vector<std::pair<std::string, std::size_t>> pairs_;      // entry id, index of the Binary
    std::vector<std::pair<std::string, std::string>> existing_;   // entry id, FHIR id of a stored Binary
};

/// Base64 as FHIR allows it: the standard alphabet, padded, white space anywhere, zero trailing bits.
bool is_base64(std::string_view text);

}  // namespace dmpgw::mapping

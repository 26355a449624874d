#include "gateway/transactions/content_digest.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace dmpgw::transactions {
namespace {

// A canonical text: every value is preceded by its length, so that no two different lists of values can
// be written the same.
class CanonicalText {
  public:
    void add(std::string_view value) {
        text_ += std::to_string(value.size());
        text_ += ':';
        text_ += value;
    }
    void add(const model::Code& code) {
        add(code.code);
        add(code.scheme);
    }
    void add(const std::optional<model::Code>& code) { code ? add(*code) : add("-"); }
    void add(const std::optional<model::Cx>& cx) { add(cx ? cx->key() : "-"); }
    void add(const std::optional<model::Dtm>& time) { add(time ? time->to_fhir() : "-"); }
    void add(const std::vector<model::Code>& codes) {
        std::vector<std::string> texts;
        for (const model::Code& c : codes) {
            CanonicalText one;
            one.add(c);
            texts.push_back(one.take());
        }
        add_sorted(std::move(texts));
    }
    void add(const std::vector<model::Author>& authors) {
        std::vector<std::string> texts;
        for (const model::Author& a : authors) {
            CanonicalText one;
            one.add(a.author_person ? a.author_person->id() : "-");
            one.add(a.author_person ? a.author_person->family() : "-");
            texts.push_back(one.take());
        }
        add_sorted(std::move(texts));
    }
    // Order within a message carries no meaning for these lists.
    void add_sorted(std::vector<std::string> texts) {
        std::sort(texts.begin(), texts.end());
        add(std::to_string(texts.size()));
        for (const std::string& t : texts) add(t);
    }
    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

std::string text_of(const model::DocumentEntry& entry, const Sha256Digest* bytes) {
    CanonicalText text;
    text.add(entry.unique_id);
    text.add(entry.patient_id);
    text.add(entry.class_code);
    text.add(entry.type_code);
    text.add(entry.format_code);
    text.add(entry.healthcare_facility_type_code);
    text.add(entry.practice_setting_code);
    text.add(entry.confidentiality_codes);
    text.add(entry.event_codes);
    text.add(entry.creation_time);
    text.add(entry.service_start_time);
    text.add(entry.service_stop_time);
    text.add(entry.authors);
    text.add(entry.language_code);
    text.add(entry.mime_type);
    text.add(entry.title.value);
    text.add(bytes == nullptr
                 ? std::string_view("-")
                 : std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size()));
    return text.take();
}

}  // namespace

Sha256Digest content_digest(const model::Submission& submission, const std::vector<DocumentDigest>& documents) {
    // Associations name objects by ids of this message; the digest names them by what stays the same.
    std::map<std::string, std::string, std::less<>> stable_names;
    stable_names[submission.submission_set.entry_uuid] = "set:" + submission.submission_set.unique_id;
    for (const auto& entry : submission.entries) stable_names[entry.entry_uuid] = "entry:" + entry.unique_id;
    for (const auto& folder : submission.folders) stable_names[folder.entry_uuid] = "folder:" + folder.unique_id;
    const auto name_of = [&](const std::string& id) {
        const auto found = stable_names.find(id);
        return found == stable_names.end() ? id : found->second;
    };

    CanonicalText text;
    const model::SubmissionSet& set = submission.submission_set;
    text.add(set.unique_id);
    text.add(set.source_id);
    text.add(set.patient_id);
    text.add(set.content_type_code);
    text.add(set.submission_time);

    std::vector<std::string> entries;
    for (const auto& entry : submission.entries) {
        const auto bytes = std::find_if(documents.begin(), documents.end(), [&](const DocumentDigest& d) {
            return d.entry_id == entry.entry_uuid;
        });
        entries.push_back(text_of(entry, bytes == documents.end() ? nullptr : &bytes->sha256));
    }
    text.add_sorted(std::move(entries));

    std::vector<std::string> folders;
    for (const auto& folder : submission.folders) {
        CanonicalText one;
        one.add(folder.unique_id);
        one.add(folder.codes);
        one.add(folder.title.value);
        folders.push_back(one.take());
    }
    text.add_sorted(std::move(folders));

    // That the set holds what came with it goes without saying: a FHIR bundle does not say it for folder
    // memberships, an ebRIM message does.
    std::vector<std::string> associations;
    for (const auto& association : submission.associations) {
        if (association.type == model::AssociationType::has_member && association.source == set.entry_uuid &&
            association.submission_set_status != "Reference") {
            continue;
        }
        CanonicalText one;
        one.add(model::to_urn(association.type));
        one.add(name_of(association.source));
        one.add(name_of(association.target));
        associations.push_back(one.take());
    }
    text.add_sorted(std::move(associations));
    return sha256(text.take());
}

}  // namespace dmpgw::transactions
